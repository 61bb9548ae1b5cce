/**
 * What the last generation read and wrote. While all of it is as it was, there is nothing to do, and that is found out
 * from file stats alone: nothing here loads a parser, a schema or Python.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readText, writeText } from "../project/files.ts";
import { type FileStats, type Inputs, type Listings, sameFiles, sameFolders, statOf } from "../project/fingerprints.ts";
import { layout, type Project } from "../project/layout.ts";
import type { GenerateReport } from "../report.ts";
import { generatorStamp } from "../package.ts";
import { digestPins } from "../pins.ts";

/** What was asked, apart from files. */
export interface Question {
  readonly project: Project;
  /** The configuration file's export as it is. */
  readonly config: unknown;
  /** `--python`; `null`: not given. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
}

interface Stamp {
  readonly key: string;
  /** Every tsconfig that was read. */
  readonly tsconfigs: readonly string[];
  readonly files: FileStats;
  readonly folders: Listings;
  readonly outputs: FileStats;
  readonly basis: string;
  readonly report: GenerateReport;
}

/** The last report if it would be the next one too, else `null`. */
export function unchanged(question: Question): GenerateReport | null {
  const stamp = readStamp(question.project.root);
  if (stamp === null || stamp.key !== keyOf(question)) return null;
  if (!stamp.tsconfigs.includes(question.project.tsconfig)) return null;
  if (!sameFiles(stamp.files) || !sameFiles(stamp.outputs) || !sameFolders(stamp.folders)) return null;
  return stamp.report;
}

/** The last generation, if it came from the same basis and all it wrote is as it was written. */
export function intactReport(
  root: string,
  basis: string,
): { readonly report: GenerateReport; readonly outputs: readonly string[] } | null {
  const stamp = readStamp(root);
  if (stamp === null || stamp.basis !== basis || !sameFiles(stamp.outputs)) return null;
  return { report: stamp.report, outputs: Object.keys(stamp.outputs) };
}

export interface Generated {
  readonly inputs: Inputs;
  readonly tsconfigs: readonly string[];
  /** Absolute paths of everything generated. */
  readonly outputs: readonly string[];
  /** What the output depends on beside the contents of Python files. */
  readonly basis: string;
  readonly report: GenerateReport;
}

/** Remembers a generation that found no problem. */
export function remember(question: Question, generated: Generated): void {
  const { inputs, tsconfigs, outputs, basis, report } = generated;
  const stamp: Stamp = {
    key: keyOf(question),
    tsconfigs,
    files: inputs.files,
    folders: inputs.folders,
    outputs: Object.fromEntries(outputs.map((path) => [path, statOf(path)])),
    basis,
    report: { ...report, written: [], breaking: [] },
  };
  writeText(pathOf(question.project.root), JSON.stringify(stamp));
}

/** Tsconfigs of this project that were built before and still exist: what they import stays bound. */
export function knownTsconfigs(root: string): readonly string[] {
  return (readStamp(root)?.tsconfigs ?? []).filter((path) => existsSync(path));
}

function readStamp(root: string): Stamp | null {
  const text = readText(pathOf(root));
  if (text === null) return null;
  try {
    return JSON.parse(text) as Stamp;
  } catch {
    // Cut short by a full disk, or edited: everything is looked at again.
    return null;
  }
}

function keyOf({ config, python, env }: Question): string {
  const { VIRTUAL_ENV = null, CONDA_PREFIX = null, PATH = null, PYTHONPATH = null } = env;
  const named = python ?? (config as { readonly python?: string } | null)?.python ?? null;
  // The PATH matters where a Python is named by a command.
  const generator = [generatorStamp(), digestPins()];
  return JSON.stringify([generator, config, named, VIRTUAL_ENV, CONDA_PREFIX, PYTHONPATH, named && PATH]);
}

function pathOf(root: string): string {
  return join(layout(root).cache, "stamp.json");
}
