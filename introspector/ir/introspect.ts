/**
 * Reads the Python modules of one project: by the interpreter of its environment, or from the cache. Knows nothing of
 * rendering.
 */
import { join, resolve } from "node:path";
import type { Config } from "../config.ts";
import { requireBridgePackages } from "../environment/bridge-packages.ts";
import { type Environment, locate } from "../environment/locate.ts";
import { UserError } from "../errors.ts";
import { generatorStamp } from "../package.ts";
import { digestPins } from "../pins.ts";
import type { ModuleUsage } from "../project/discover.ts";
import type { Inputs } from "../project/fingerprints.ts";
import { type GenerateRequest, layout } from "../project/layout.ts";
import { type CacheKey, readCachedIntrospection, readCachedSources, saveIntrospection } from "./cache.ts";
import type { Introspection } from "./ir.ts";
import { type Introspector, readIntrospection, startIntrospector } from "./process.ts";

/** Reads modules once. The owner must close it. */
export class Reader {
  readonly environment: Environment;
  readonly #root: string;
  readonly #config: Config;

  #introspector: Introspector | null;

  private constructor(root: string, config: Config, environment: Environment, introspector: Introspector) {
    this.#root = root;
    this.#config = config;
    this.environment = environment;
    this.#introspector = introspector;
  }

  /**
   * Starts Python at once, so that it is ready when the modules are known. The caller must call `close`.
   * @throws UserError NO_ENVIRONMENT if there is none, or if it lacks the bridge's packages
   */
  static async open({ project: { root }, python, env }: GenerateRequest, config: Config): Promise<Reader> {
    const environment = await locate({ root, python: python ?? config.python, env });
    if (environment === null) {
      throw new UserError(
        "NO_ENVIRONMENT",
        `there is no Python environment for ${root} yet`,
        "Run `npx snakebridge sync`.",
      );
    }
    requireBridgePackages(root, environment.python);
    const introspector = startIntrospector(environment.python.command, layout(root).python);
    return new Reader(root, config, environment, introspector);
  }

  /** Ends Python if nothing was read. */
  close(): void {
    this.#introspector?.stop();
    this.#introspector = null;
  }

  /** Adds the files and folders that decide which environment this is and what it holds. */
  addInputs(inputs: Inputs): void {
    inputs.addFile(join(this.#root, ".venv", "pyvenv.cfg"));
    inputs.addFile(this.environment.python.command);
    inputs.addFile(join(this.environment.folder, "pyvenv.cfg"));
    this.#addFolders(inputs);
  }

  /** Folders of the user's own modules; absolute. */
  get searchFolders(): string[] {
    return this.#config.paths.map((path) => resolve(this.#root, path));
  }

  /** Returns the files that these modules were read from. @returns `null`: they have to be read again. */
  readSources(modules: Iterable<string>): readonly string[] | null {
    return readCachedSources(layout(this.#root).cache, this.createCacheKey(modules));
  }

  /**
   * Reads modules. May be called once.
   * @throws UserError INTROSPECTION_FAILED
   */
  async read(usage: ReadonlyMap<string, ModuleUsage>): Promise<Introspection> {
    const { cache } = layout(this.#root);
    const key = this.createCacheKey(usage.keys());
    const cached = readCachedIntrospection(cache, key);
    if (cached !== null && hasNames(cached, usage)) return cached;

    const modules = Object.fromEntries([...usage].map(([name, { required }]) => [name, required]));
    const request = { schema: 1, project: this.#root, paths: this.#config.paths, modules } as const;
    const introspector = this.#introspector;
    if (introspector === null) throw new Error("this reader has read, or was closed");
    this.#introspector = null;
    const printed = await introspector.request(request);
    const introspection = await readIntrospection(printed);
    if (introspection.failures.length === 0) {
      saveIntrospection(cache, key, introspection, printed, (inputs) => this.#addFolders(inputs));
    }
    return introspection;
  }

  /** Returns everything that an introspection of these modules depends on, except their sources. */
  createCacheKey(modules: Iterable<string>): CacheKey {
    const { version, implementation, prefix } = this.environment.python;
    return {
      python: { version, implementation, prefix },
      platform: `${process.platform} ${process.arch}`,
      generator: generatorStamp(),
      pins: digestPins(),
      project: this.#root,
      paths: this.#config.paths,
      modules: [...modules],
    };
  }

  /** Adds the folders where a new file or package would change the meaning of a name. */
  #addFolders(inputs: Inputs): void {
    for (const folder of this.environment.python.sitePackages) inputs.addFolder(folder);
    for (const folder of this.searchFolders) inputs.addFolder(folder, "python");
  }
}

/** Whether an introspection has all required names. If one is missing, Python is asked again, since it knows the nearest. */
function hasNames({ modules }: Introspection, usage: ReadonlyMap<string, ModuleUsage>): boolean {
  return [...usage].every(([name, { required }]) => {
    const module = modules.find((candidate) => candidate.name === name);
    const names = new Set(module?.declarations.map((declaration) => declaration.name));
    for (const submodule of module?.submodules ?? []) names.add(submodule.slice(name.length + 1));
    return module !== undefined && required.every((item) => names.has(item));
  });
}
