/**
 * One generation from start to end: find imports, ask Python, render, write, lock, remember. Decides the order; how each
 * step is done is the other files' business.
 */
import { join, relative, resolve } from "node:path";
import { type Bindings, bind, writeBindings } from "./bindings.ts";
import { type CacheKey, cachedIntrospection, saveIntrospection } from "./cache.ts";
import type { Config } from "./config.ts";
import { type Discovery, discover, tsconfigsOf, type Wanted } from "./discover.ts";
import { requireBridgePackages } from "./environment/bridge.ts";
import { type Environment, locate } from "./environment/locate.ts";
import { UserError } from "./errors.ts";
import { readText, writeIfChanged } from "./files.ts";
import { Inputs } from "./inputs.ts";
import { readIntrospection, startIntrospector } from "./inspect.ts";
import { differences, type Lock, nextLock, parseLock, printLock } from "./lock.ts";
import { exclusively } from "./mutex.ts";
import { importProblems } from "./problems.ts";
import { layout } from "./project.ts";
import type { GenerateReport, ModuleReport, Problem } from "./report.ts";
import type { Introspection, ModuleIR } from "./schema.ts";
import { knownTsconfigs, type Question, remember, unchanged } from "./stamp.ts";
import { userSources } from "./user-sources.ts";
import { generatorStamp, packageVersion } from "./version.ts";

/** @throws UserError for what keeps anything from being generated */
export async function runGeneration(question: Question, config: Config, frozen: boolean): Promise<GenerateReport> {
  const { cache } = layout(question.project.root);
  return exclusively(join(cache, "generate.lock"), async () => {
    // Another process may have done it while this one waited.
    const last = frozen ? null : unchanged(question);
    return last ?? new Generation(question, config).run(frozen);
  });
}

/** What snakebridge.lock would be, without writing anything. @throws UserError where there is no Python to ask */
export function freshLock(question: Question, config: Config): Promise<Lock> {
  return new Generation(question, config).lock();
}

/** A file written this shortly before it is read may be written again unnoticed. */
const CLOCK_MS = 20;

class Generation {
  readonly #question: Question;
  readonly #config: Config;
  readonly #root: string;
  readonly #inputs: Inputs = new Inputs();
  readonly #start: number = Date.now();

  constructor(question: Question, config: Config) {
    this.#question = question;
    this.#config = config;
    this.#root = question.project.root;
  }

  async lock(): Promise<Lock> {
    const { introspection, bindings } = await this.#bind();
    return lockOf(introspection, bindings);
  }

  async run(frozen: boolean): Promise<GenerateReport> {
    const { discovery, introspection, wanted, bindings, python } = await this.#bind();
    const problems = [...discovery.problems, ...importProblems(discovery, introspection.failures)];
    const written = await writeBindings(this.#root, bindings);
    const lock = this.#lock(introspection, bindings, frozen);
    if (lock.written) written.push("snakebridge.lock");
    problems.push(...lock.problems);
    const modules = this.#modules(introspection, wanted);
    const report: GenerateReport = {
      status: problems.length === 0 ? "ok" : "problems",
      problems,
      breaking: lock.breaking,
      notes: notesOf(introspection),
      written,
      modules,
      paths: this.#config.paths,
      python,
    };
    this.#remember(discovery, report, bindings, introspection);
    return report;
  }

  async #bind() {
    const named = this.#question.project.tsconfig;
    const roots = new Set([...tsconfigsOf(this.#root, named, this.#inputs), ...knownTsconfigs(this.#root)]);
    const discovery = discover([...roots], this.#inputs);
    const found = discovery.modules.size === 0 ? null : await this.#introspect(discovery);
    const introspection = found?.introspection ?? NOTHING;
    const wanted = boundNames(discovery, introspection);
    const { paths } = this.#config;
    const bindings = bind(introspection, { root: this.#root, version: packageVersion(), paths, wanted });
    return { discovery, introspection, wanted, bindings, python: found?.environment.python.command ?? null };
  }

  async #introspect(discovery: Discovery): Promise<{ introspection: Introspection; environment: Environment }> {
    const environment = await this.#environment();
    const { python } = environment;
    const { python: packages, cache } = layout(this.#root);
    requireBridgePackages(this.#root, python);
    const { paths } = this.#config;
    const key: CacheKey = {
      python: { version: python.version, implementation: python.implementation, prefix: python.prefix },
      platform: `${process.platform} ${process.arch}`,
      generator: generatorStamp(),
      project: this.#root,
      paths,
      modules: [...discovery.modules.keys()],
    };
    const cached = cachedIntrospection(cache, key);
    if (cached !== null && hasNames(cached, discovery.modules)) return { introspection: cached, environment };

    const modules = Object.fromEntries([...discovery.modules].map(([name, { required }]) => [name, required]));
    const printed = await startIntrospector(python.command, packages).ask({
      schema: 1,
      project: this.#root,
      paths,
      modules,
    });
    const introspection = await readIntrospection(printed);
    if (introspection.failures.length === 0)
      saveIntrospection(cache, key, introspection, this.#pythonFolders(environment));
    return { introspection, environment };
  }

  async #environment(): Promise<Environment> {
    const { python, env } = this.#question;
    this.#inputs.file(join(this.#root, ".venv", "pyvenv.cfg"));
    const environment = await locate({ root: this.#root, python: python ?? this.#config.python, env });
    if (environment === null) {
      throw new UserError(
        "NO_ENVIRONMENT",
        `there is no Python environment for ${this.#root} yet`,
        "Run `npx snakebridge sync`.",
      );
    }
    this.#inputs.file(environment.python.command);
    this.#inputs.file(join(environment.folder, "pyvenv.cfg"));
    for (const folder of this.#pythonFolders(environment)) this.#inputs.folder(folder);
    return environment;
  }

  /** Where a new file or package would change what a name means. */
  #pythonFolders(environment: Environment): string[] {
    return [...environment.python.sitePackages, ...this.#searchFolders()];
  }

  #searchFolders(): string[] {
    return this.#config.paths.map((path) => resolve(this.#root, path));
  }

  #lock(introspection: Introspection, bindings: Bindings, frozen: boolean) {
    const { lock: path } = layout(this.#root);
    const old = parseLock(readText(path), path);
    const fresh = lockOf(introspection, bindings);
    const sameMachine = old?.python === fresh.python && old.platform === fresh.platform;
    const drift = old === null ? [] : differences(old, fresh, sameMachine);
    const breaking = drift.filter((found) => found.breaking).map(({ message }) => message);
    const isEmpty = old === null && Object.keys(fresh.modules).length === 0;
    if (frozen) {
      const missing = old === null && !isEmpty ? ["there is no snakebridge.lock"] : [];
      const messages = [...missing, ...drift.map(({ message }) => message)];
      return { written: false, breaking, problems: messages.map(lockProblem) };
    }
    const written = !isEmpty && writeIfChanged(path, printLock(nextLock(old, fresh)));
    return { written, breaking, problems: [] };
  }

  #modules(introspection: Introspection, wanted: ReadonlyMap<string, Wanted>): Record<string, ModuleReport> {
    const reports: Record<string, ModuleReport> = {};
    for (const [name, { names }] of wanted) {
      const module = introspection.modules.find((candidate) => candidate.name === name);
      if (module === undefined) continue;
      const { origin } = module;
      reports[name] = {
        names,
        origin: origin.kind,
        ...(origin.kind === "distribution" ? { distribution: `${origin.name} ${origin.version}` } : {}),
        sources: origin.kind === "user" ? this.#userFiles(module) : [],
        ...(origin.kind === "user" ? { root: origin.root } : {}),
      };
    }
    return reports;
  }

  #userFiles(module: ModuleIR): string[] {
    return userSources(
      module.sources.map(({ path }) => path).filter((path) => !relative(this.#root, path).startsWith("..")),
      this.#searchFolders(),
    );
  }

  #remember(discovery: Discovery, report: GenerateReport, bindings: Bindings, introspection: Introspection): void {
    for (const { path } of introspection.modules.flatMap(({ sources }) => sources)) this.#inputs.file(path);
    for (const file of Object.values(report.modules).flatMap(({ sources }) => sources)) {
      this.#inputs.file(file);
      this.#inputs.folder(resolve(file, ".."));
    }
    if (report.status !== "ok" || this.#inputs.changedSince(this.#start - CLOCK_MS)) return;
    const place = layout(this.#root);
    const outputs = bindings.files.map(({ path }) => join(place.folder, path));
    remember(this.#question, this.#inputs, discovery.tsconfigs, [...outputs, place.lock], report);
  }
}

const NOTHING: Introspection = {
  schema: 1,
  python: { version: "", implementation: "", platform: "" },
  modules: [],
  aliases: {},
  failures: [],
};

function lockOf({ python }: Introspection, { locked }: Bindings): Lock {
  return {
    version: 1,
    generator: packageVersion(),
    python: python.version,
    platform: python.platform,
    modules: locked,
  };
}

/** What is asked of the modules that there are, without the names that there are not. */
function boundNames({ modules }: Discovery, { modules: found, failures }: Introspection): Map<string, Wanted> {
  const bound = new Set(found.filter((module) => module.bound).map(({ name }) => name));
  const missing = new Set(failures.map(({ module, name }) => `${module}:${name}`));
  return new Map(
    [...modules]
      .filter(([module]) => bound.has(module))
      .map(([module, { names, required }]) => {
        const exists = (name: string) => !missing.has(`${module}:${name}`);
        return [module, { names: names === "*" ? names : names.filter(exists), required: required.filter(exists) }];
      }),
  );
}

/** Whether a kept introspection answers for these names; for a missing one Python is asked, which knows the nearest. */
function hasNames({ modules }: Introspection, wanted: ReadonlyMap<string, Wanted>): boolean {
  return [...wanted].every(([name, { required }]) => {
    const module = modules.find((candidate) => candidate.name === name);
    const names = new Set(module?.declarations.map((declaration) => declaration.name));
    for (const submodule of module?.submodules ?? []) names.add(submodule.slice(name.length + 1));
    return module !== undefined && required.every((required) => names.has(required));
  });
}

function notesOf({ modules }: Introspection): string[] {
  const notes = modules
    .filter(({ bound }) => bound)
    .flatMap(({ problems }) =>
      problems.map(({ path, line, message }) => (path === null ? message : `${path}:${line ?? 1} - ${message}`)),
    );
  return [...new Set(notes)];
}

function lockProblem(message: string): Problem {
  const text = `${message}. Run \`npx snakebridge generate\` and commit snakebridge.lock.`;
  return { code: "LOCK_DRIFT", message: text, file: null, start: 0, length: 0, line: 0, column: 0 };
}
