/**
 * One generation from start to end: finds imports, reads Python modules, renders, writes, locks and records. Decides the
 * order of these steps; other files know how each is done.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Config } from "../config.ts";
import type { Reader } from "../ir/introspect.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import { packageVersion } from "../package.ts";
import { readPinnedVersions } from "../pins.ts";
import { type Discovery, discover, type ModuleUsage, tsconfigsOf } from "../project/discover.ts";
import { readText, writeIfChanged } from "../project/files.ts";
import { Inputs } from "../project/fingerprints.ts";
import { formatPath, type GenerateRequest, layout } from "../project/layout.ts";
import { findUserSources } from "../project/user-sources.ts";
import { createProblem, type GenerateReport, type ModuleReport, type Problem } from "../report.ts";
import { type Bindings, buildBindings, writeBindings } from "./bindings.ts";
import { differences, digest, type Lock, nextLock, parseLock, printLock } from "./lockfile.ts";
import { runExclusively } from "./mutex.ts";
import { createImportProblems } from "./problems.ts";
import { readIntactReport, readKnownTsconfigs, readUnchangedReport, saveRecord } from "./up-to-date.ts";

/**
 * Generates the bindings of a project, one process at a time.
 * @throws UserError for what keeps anything from being generated
 */
export async function runGeneration(
  request: GenerateRequest,
  config: Config,
  options: RunOptions,
): Promise<GenerateReport> {
  const { cache } = layout(request.project.root);
  return runExclusively(join(cache, "generate.lock"), async () => {
    // Another process may have generated the bindings while this one waited.
    const last = options.frozen ? null : readUnchangedReport(request);
    return last ?? new Generation(request, config, options.reader).run(options.frozen);
  });
}

export interface RunOptions {
  /** Whether snakebridge.lock stays as it is, and its differences become problems. */
  readonly frozen: boolean;
  /** Is awaited only if something is imported. The caller closes it. */
  readonly reader: Promise<Reader>;
}

/** Returns what snakebridge.lock would be, and writes nothing. @throws UserError if there is no Python environment */
export function computeLock(request: GenerateRequest, config: Config, reader: Promise<Reader>): Promise<Lock> {
  return new Generation(request, config, reader).computeLock();
}

/** A file that is written within this time before it is read may be written again with the same time stamp. */
const CLOCK_RESOLUTION_MS = 20;

class Generation {
  readonly #request: GenerateRequest;
  readonly #config: Config;
  readonly #opening: Promise<Reader>;
  readonly #root: string;
  readonly #inputs: Inputs = new Inputs();
  readonly #start: number = Date.now();

  constructor(request: GenerateRequest, config: Config, reader: Promise<Reader>) {
    this.#request = request;
    this.#config = config;
    this.#opening = reader;
    this.#root = request.project.root;
  }

  async computeLock(): Promise<Lock> {
    const discovery = this.#discover();
    const reader = await this.#awaitReader(discovery);
    const introspection = reader === null ? EMPTY_INTROSPECTION : await reader.read(discovery.modules);
    return createLock(introspection, this.#buildBindings(introspection, selectBoundNames(discovery, introspection)));
  }

  async run(frozen: boolean): Promise<GenerateReport> {
    const discovery = this.#discover();
    const reader = await this.#awaitReader(discovery);
    const key = createGenerationKey(discovery, reader);
    const same = frozen ? null : this.#reuseLastReport(discovery, reader, key);
    if (same !== null) return same;

    const introspection = reader === null ? EMPTY_INTROSPECTION : await reader.read(discovery.modules);
    const usage = selectBoundNames(discovery, introspection);
    const bindings = this.#buildBindings(introspection, usage);
    const written = writeBindings(this.#root, bindings);
    const lock = this.#updateLock(createLock(introspection, bindings), frozen);
    if (lock.written) written.push(formatPath(this.#root, layout(this.#root).lock));
    const problems = [
      ...discovery.problems,
      ...createImportProblems(discovery, introspection.failures),
      ...lock.drift.map(createLockProblem),
    ];
    const report: GenerateReport = {
      status: problems.length === 0 ? "ok" : "problems",
      problems,
      breaking: lock.breaking,
      notes: [...this.#noteMissingTsconfig(discovery), ...collectNotes(introspection)],
      written,
      modules: this.#reportModules(introspection, usage, reader),
      paths: this.#config.paths,
      python: reader?.environment.python.command ?? null,
    };
    const { folder, lock: lockFile } = layout(this.#root);
    const outputs = [...bindings.files.map(({ path }) => join(folder, path)), lockFile];
    const sources = introspection.modules.flatMap((module) => module.sources.map(({ path }) => path));
    this.#saveRecord(discovery, report, outputs, sources, key);
    return report;
  }

  #discover(): Discovery {
    const { tsconfig } = this.#request.project;
    const tsconfigs = new Set([...tsconfigsOf(this.#root, tsconfig, this.#inputs), ...readKnownTsconfigs(this.#root)]);
    return discover([...tsconfigs], this.#inputs);
  }

  #noteMissingTsconfig({ tsconfigs }: Discovery): string[] {
    if (tsconfigs.some((path) => existsSync(path))) return [];
    return [
      `there is no ${this.#request.project.tsconfig}, so no file was searched for py: imports. Run \`npx snakebridge init\`.`,
    ];
  }

  /** @returns `null`: nothing is imported, so Python is not needed. */
  async #awaitReader({ modules }: Discovery): Promise<Reader | null> {
    if (modules.size === 0) return null;
    const reader = await this.#opening;
    reader.addInputs(this.#inputs);
    return reader;
  }

  /**
   * Reuses the last report if TypeScript files changed, but neither their imports nor Python: the outputs still hold.
   * @returns `null`: bindings have to be generated.
   */
  #reuseLastReport(discovery: Discovery, reader: Reader | null, key: string): GenerateReport | null {
    if (reader === null || discovery.problems.length > 0) return null;
    const last = readIntactReport(this.#root, key);
    const sources = last === null ? null : reader.readSources(discovery.modules.keys());
    if (last === null || sources === null) return null;
    const modules = Object.entries(last.report.modules).map(([name, module]): [string, ModuleReport] => [
      name,
      // A user's module may need one more file at run time although no type changed.
      { ...module, sources: findUserSources(module.sources, reader.searchFolders) },
    ]);
    const report = { ...last.report, modules: Object.fromEntries(modules) };
    this.#saveRecord(discovery, report, last.outputs, sources, key);
    return report;
  }

  #buildBindings(introspection: Introspection, usage: ReadonlyMap<string, ModuleUsage>): Bindings {
    const { paths } = this.#config;
    return buildBindings(introspection, { root: this.#root, version: packageVersion(), paths, usage });
  }

  #updateLock(fresh: Lock, frozen: boolean): { written: boolean; breaking: string[]; drift: string[] } {
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

  #reportModules(
    introspection: Introspection,
    usage: ReadonlyMap<string, ModuleUsage>,
    reader: Reader | null,
  ): Record<string, ModuleReport> {
    const found = new Map(introspection.modules.map((module) => [module.name, module]));
    const reports = [...usage].flatMap(([name, { names }]) => {
      const module = found.get(name);
      return module === undefined ? [] : [[name, this.#reportModule(module, names, reader)] as const];
    });
    return Object.fromEntries(reports);
  }

  #reportModule({ origin, sources }: ModuleIR, names: ModuleUsage["names"], reader: Reader | null): ModuleReport {
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
          sources: findUserSources(own, reader?.searchFolders ?? []),
          root: origin.root,
        };
      }
    }
  }

  #saveRecord(
    discovery: Discovery,
    report: GenerateReport,
    outputs: readonly string[],
    sources: readonly string[],
    key: string,
  ): void {
    for (const path of sources) this.#inputs.addFile(path);
    for (const file of Object.values(report.modules).flatMap((module) => module.sources)) {
      this.#inputs.addFile(file);
      this.#inputs.addFolder(dirname(file), "python");
    }
    if (report.status !== "ok" || this.#inputs.changedSince(this.#start - CLOCK_RESOLUTION_MS)) return;
    saveRecord(this.#request, {
      inputs: this.#inputs,
      tsconfigs: discovery.tsconfigs,
      outputs,
      generationKey: key,
      report,
    });
  }
}

const EMPTY_INTROSPECTION: Introspection = {
  schema: 1,
  python: { version: "", implementation: "", platform: "" },
  modules: [],
  aliases: {},
  failures: [],
};

/** Digests everything that the output depends on, except the contents of Python files. */
function createGenerationKey({ modules }: Discovery, reader: Reader | null): string {
  return digest([JSON.stringify([...modules]), JSON.stringify(reader?.createCacheKey(modules.keys()) ?? null)]);
}

function createLock({ python }: Introspection, { locked }: Bindings): Lock {
  return {
    version: 1,
    generator: packageVersion(),
    python: python.version,
    platform: python.platform,
    pins: readPinnedVersions(),
    modules: locked,
  };
}

/** Selects the modules and the names that exist. */
function selectBoundNames(
  { modules }: Discovery,
  { modules: found, failures }: Introspection,
): Map<string, ModuleUsage> {
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

function collectNotes({ modules }: Introspection): string[] {
  const problems = modules.filter(({ bound }) => bound).flatMap((module) => module.problems);
  return [
    ...new Set(
      problems.map(({ path, line, message }) => (path === null ? message : `${path}:${line ?? 1} - ${message}`)),
    ),
  ];
}

function createLockProblem(message: string): Problem {
  return createProblem("LOCK_DRIFT", `${message}. Run \`npx snakebridge generate\` and commit snakebridge.lock.`);
}
