/**
 * Reads Python modules for one project: through its environment's interpreter, or from what was kept of an earlier
 * reading. Knows nothing of what is rendered from it.
 */
import { join, resolve } from "node:path";
import { type CacheKey, cachedIntrospection, cachedSources, saveIntrospection } from "./cache.ts";
import type { Config } from "../config.ts";
import type { Wanted } from "../project/discover.ts";
import { requireBridgePackages } from "../environment/bridge-packages.ts";
import { type Environment, locate } from "../environment/locate.ts";
import { UserError } from "../errors.ts";
import type { Inputs } from "../project/fingerprints.ts";
import { type Introspector, readIntrospection, startIntrospector } from "./process.ts";
import type { Introspection } from "./ir.ts";
import { layout } from "../project/layout.ts";
import type { Question } from "../generation/up-to-date.ts";
import { generatorStamp } from "../package.ts";
import { digestPins } from "../pins.ts";

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
   * Starts Python at once, so that it is up when it is known what to ask: `close` has to be called.
   * @throws UserError NO_ENVIRONMENT when there is none, or the bridge's packages are not installed for it
   */
  static async open({ project: { root }, python, env }: Question, config: Config): Promise<Reader> {
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

  /** Ends Python if it was not needed. */
  close(): void {
    this.#introspector?.stop();
    this.#introspector = null;
  }

  /** Adds what decides which environment it is, and what is in it. */
  note(inputs: Inputs): void {
    inputs.file(join(this.#root, ".venv", "pyvenv.cfg"));
    inputs.file(this.environment.python.command);
    inputs.file(join(this.environment.folder, "pyvenv.cfg"));
    this.#noteFolders(inputs);
  }

  /** Absolute folders of the user's own modules. */
  get searchFolders(): string[] {
    return this.#config.paths.map((path) => resolve(this.#root, path));
  }

  /** The files an earlier reading of these modules came from, if it still holds. */
  sources(modules: Iterable<string>): readonly string[] | null {
    return cachedSources(layout(this.#root).cache, this.key(modules));
  }

  /** May be called once. */
  async read(wanted: ReadonlyMap<string, Wanted>): Promise<Introspection> {
    const { cache } = layout(this.#root);
    const key = this.key(wanted.keys());
    const cached = cachedIntrospection(cache, key);
    if (cached !== null && hasNames(cached, wanted)) return cached;

    const modules = Object.fromEntries([...wanted].map(([name, { required }]) => [name, required]));
    const request = { schema: 1, project: this.#root, paths: this.#config.paths, modules } as const;
    const introspector = this.#introspector;
    if (introspector === null) throw new Error("this reader has read, or was closed");
    this.#introspector = null;
    const printed = await introspector.ask(request);
    const introspection = await readIntrospection(printed);
    if (introspection.failures.length === 0) {
      saveIntrospection(cache, key, introspection, printed, (inputs) => this.#noteFolders(inputs));
    }
    return introspection;
  }

  key(modules: Iterable<string>): CacheKey {
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

  /** Where a new file or package would change what a name means. */
  #noteFolders(inputs: Inputs): void {
    for (const folder of this.environment.python.sitePackages) inputs.folder(folder);
    for (const folder of this.searchFolders) inputs.folder(folder, "python");
  }
}

/** Whether a kept introspection answers for these names; for a missing one Python is asked, which knows the nearest. */
function hasNames({ modules }: Introspection, wanted: ReadonlyMap<string, Wanted>): boolean {
  return [...wanted].every(([name, { required }]) => {
    const module = modules.find((candidate) => candidate.name === name);
    const names = new Set(module?.declarations.map((declaration) => declaration.name));
    for (const submodule of module?.submodules ?? []) names.add(submodule.slice(name.length + 1));
    return module !== undefined && required.every((item) => names.has(item));
  });
}
