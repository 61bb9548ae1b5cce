/**
 * One generation from start to end: find imports, ask Python, render, write, lock, remember. Decides the order; how each
 * step is done is the other files' business.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Bindings, bind, writeBindings } from "./bindings.ts";
import type { Config } from "../config.ts";
import { type Discovery, discover, tsconfigsOf, type Wanted } from "../project/discover.ts";
import { readText, writeIfChanged } from "../project/files.ts";
import { Inputs } from "../project/fingerprints.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import { differences, digest, type Lock, nextLock, parseLock, printLock } from "./lockfile.ts";
import { exclusively } from "./mutex.ts";
import { importProblems } from "./problems.ts";
import { layout } from "../project/layout.ts";
import type { Reader } from "../ir/introspect.ts";
import type { GenerateReport, ModuleReport, Problem } from "../report.ts";
import { intactReport, knownTsconfigs, type Question, remember, unchanged } from "./up-to-date.ts";
import { userSources } from "../project/user-sources.ts";
import { packageVersion } from "../package.ts";
import { pinnedVersions } from "../pins.ts";

/** @throws UserError for what keeps anything from being generated */
export async function runGeneration(question: Question, config: Config, options: RunOptions): Promise<GenerateReport> {
  const { cache } = layout(question.project.root);
  return exclusively(join(cache, "generate.lock"), async () => {
    // Another process may have done it while this one waited.
    const last = options.frozen ? null : unchanged(question);
    return last ?? new Generation(question, config, options.reader).run(options.frozen);
  });
}

export interface RunOptions {
  readonly frozen: boolean;
  /** Looked at only when something is imported; the caller closes it. */
  readonly reader: Promise<Reader>;
}

/** What snakebridge.lock would be, without writing anything. @throws UserError where there is no Python to ask */
export function freshLock(question: Question, config: Config, reader: Promise<Reader>): Promise<Lock> {
  return new Generation(question, config, reader).lock();
}

/** A file written this shortly before it is read may be written again unnoticed. */
const CLOCK_MS = 20;

class Generation {
  readonly #question: Question;
  readonly #config: Config;
  readonly #opening: Promise<Reader>;
  readonly #root: string;
  readonly #inputs: Inputs = new Inputs();
  readonly #start: number = Date.now();

  constructor(question: Question, config: Config, reader: Promise<Reader>) {
    this.#question = question;
    this.#config = config;
    this.#opening = reader;
    this.#root = question.project.root;
  }

  async lock(): Promise<Lock> {
    const discovery = this.#discover();
    const introspection = await (await this.#reader(discovery))?.read(discovery.modules);
    const bindings = this.#bind(introspection ?? NOTHING, boundNames(discovery, introspection ?? NOTHING));
    return lockOf(introspection ?? NOTHING, bindings);
  }

  async run(frozen: boolean): Promise<GenerateReport> {
    const discovery = this.#discover();
    const reader = await this.#reader(discovery);
    const basis = basisOf(discovery, reader);
    const same = frozen ? null : this.#sameAsBefore(discovery, reader, basis);
    if (same !== null) return same;

    const introspection = reader === null ? NOTHING : await reader.read(discovery.modules);
    const wanted = boundNames(discovery, introspection);
    const bindings = this.#bind(introspection, wanted);
    const written = await writeBindings(this.#root, bindings);
    const lock = this.#lock(lockOf(introspection, bindings), frozen);
    if (lock.written) written.push("snakebridge.lock");
    const problems = [
      ...discovery.problems,
      ...importProblems(discovery, introspection.failures),
      ...lock.drift.map(lockProblem),
    ];
    const report: GenerateReport = {
      status: problems.length === 0 ? "ok" : "problems",
      problems,
      breaking: lock.breaking,
      notes: [...this.#missingTsconfig(discovery), ...notesOf(introspection)],
      written,
      modules: this.#modules(introspection, wanted, reader),
      paths: this.#config.paths,
      python: reader?.environment.python.command ?? null,
    };
    const place = layout(this.#root);
    const outputs = [...bindings.files.map(({ path }) => join(place.folder, path)), place.lock];
    const sources = introspection.modules.flatMap((module) => module.sources.map(({ path }) => path));
    this.#remember(discovery, report, outputs, sources, basis);
    return report;
  }

  #discover(): Discovery {
    const named = this.#question.project.tsconfig;
    const roots = new Set([...tsconfigsOf(this.#root, named, this.#inputs), ...knownTsconfigs(this.#root)]);
    return discover([...roots], this.#inputs);
  }

  #missingTsconfig({ tsconfigs }: Discovery): string[] {
    if (tsconfigs.some((path) => existsSync(path))) return [];
    return [
      `there is no ${this.#question.project.tsconfig}, so no file was searched for py: imports. Run \`npx snakebridge init\`.`,
    ];
  }

  /** `null`: nothing is imported, so Python is not needed. */
  async #reader({ modules }: Discovery): Promise<Reader | null> {
    if (modules.size === 0) return null;
    const reader = await this.#opening;
    reader.note(this.#inputs);
    return reader;
  }

  /** TypeScript changed, but neither what it imports nor Python: all that was generated stands. */
  #sameAsBefore(discovery: Discovery, reader: Reader | null, basis: string): GenerateReport | null {
    if (reader === null || discovery.problems.length > 0) return null;
    const last = intactReport(this.#root, basis);
    const sources = last === null ? null : reader.sources(discovery.modules.keys());
    if (last === null || sources === null) return null;
    const modules = Object.entries(last.report.modules).map(([name, module]): [string, ModuleReport] => [
      name,
      // What a user's module needs to run can grow by a file that says nothing of types.
      { ...module, sources: userSources(module.sources, reader.searchFolders) },
    ]);
    const report = { ...last.report, modules: Object.fromEntries(modules) };
    this.#remember(discovery, report, last.outputs, sources, basis);
    return report;
  }

  #bind(introspection: Introspection, wanted: ReadonlyMap<string, Wanted>): Bindings {
    const { paths } = this.#config;
    return bind(introspection, { root: this.#root, version: packageVersion(), paths, wanted });
  }

  #lock(fresh: Lock, frozen: boolean): { written: boolean; breaking: string[]; drift: string[] } {
    const { lock: path } = layout(this.#root);
    const old = parseLock(readText(path), path);
    const isEmpty = old === null && Object.keys(fresh.modules).length === 0;
    const sameMachine = old?.python === fresh.python && old.platform === fresh.platform;
    const drift = old === null ? [] : differences(old, fresh, sameMachine);
    const breaking = drift.filter((found) => found.breaking).map(({ message }) => message);
    if (!frozen) {
      const written = !isEmpty && writeIfChanged(path, printLock(nextLock(old, fresh)));
      return { written, breaking, drift: [] };
    }
    const missing = old === null && !isEmpty ? ["there is no snakebridge.lock"] : [];
    return { written: false, breaking, drift: [...missing, ...drift.map(({ message }) => message)] };
  }

  #modules(
    introspection: Introspection,
    wanted: ReadonlyMap<string, Wanted>,
    reader: Reader | null,
  ): Record<string, ModuleReport> {
    const found = new Map(introspection.modules.map((module) => [module.name, module]));
    const reports = [...wanted].flatMap(([name, { names }]) => {
      const module = found.get(name);
      return module === undefined ? [] : [[name, this.#moduleReport(module, names, reader)] as const];
    });
    return Object.fromEntries(reports);
  }

  #moduleReport({ origin, sources }: ModuleIR, names: Wanted["names"], reader: Reader | null): ModuleReport {
    switch (origin.kind) {
      case "stdlib":
        return { names, origin: origin.kind, sources: [] };
      case "distribution":
        return { names, origin: origin.kind, distribution: `${origin.name} ${origin.version}`, sources: [] };
      case "user": {
        const own = sources.map(({ path }) => path).filter((path) => !relative(this.#root, path).startsWith(".."));
        return {
          names,
          origin: origin.kind,
          sources: userSources(own, reader?.searchFolders ?? []),
          root: origin.root,
        };
      }
    }
  }

  #remember(
    discovery: Discovery,
    report: GenerateReport,
    outputs: readonly string[],
    sources: readonly string[],
    basis: string,
  ): void {
    for (const path of sources) this.#inputs.file(path);
    for (const file of Object.values(report.modules).flatMap((module) => module.sources)) {
      this.#inputs.file(file);
      this.#inputs.folder(dirname(file), "python");
    }
    if (report.status !== "ok" || this.#inputs.changedSince(this.#start - CLOCK_MS)) return;
    remember(this.#question, { inputs: this.#inputs, tsconfigs: discovery.tsconfigs, outputs, basis, report });
  }
}

const NOTHING: Introspection = {
  schema: 1,
  python: { version: "", implementation: "", platform: "" },
  modules: [],
  aliases: {},
  failures: [],
};

/** Everything the output depends on but the contents of Python files. */
function basisOf({ modules }: Discovery, reader: Reader | null): string {
  return digest([JSON.stringify([...modules]), JSON.stringify(reader?.key(modules.keys()) ?? null)]);
}

function lockOf({ python }: Introspection, { locked }: Bindings): Lock {
  return {
    version: 1,
    generator: packageVersion(),
    python: python.version,
    platform: python.platform,
    pins: pinnedVersions(),
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

function notesOf({ modules }: Introspection): string[] {
  const problems = modules.filter(({ bound }) => bound).flatMap((module) => module.problems);
  return [
    ...new Set(
      problems.map(({ path, line, message }) => (path === null ? message : `${path}:${line ?? 1} - ${message}`)),
    ),
  ];
}

function lockProblem(message: string): Problem {
  const text = `${message}. Run \`npx snakebridge generate\` and commit snakebridge.lock.`;
  return { code: "LOCK_DRIFT", message: text, file: null, start: 0, length: 0, line: 0, column: 0 };
}
