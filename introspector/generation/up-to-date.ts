/**
 * The record of the last generation: what it read and what it wrote. While all of that is unchanged there is nothing to
 * do. File stats alone show it: this file loads no parser, no schema and no Python.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { generatorStamp } from "../package.ts";
import { digestPins } from "../pins.ts";
import { readJson, writeText } from "../project/files.ts";
import { type FileStats, type Inputs, type Listings, sameFiles, sameFolders, statOf } from "../project/fingerprints.ts";
import { type GenerateRequest, layout } from "../project/layout.ts";
import type { GenerateReport } from "../report.ts";

/** The content of the stamp file. */
interface Stamp {
  readonly requestKey: string;
  /** All tsconfigs that were read. */
  readonly tsconfigs: readonly string[];
  readonly files: FileStats;
  readonly folders: Listings;
  readonly outputs: FileStats;
  readonly generationKey: string;
  readonly report: GenerateReport;
}

/** Returns the last report if another generation would give the same. @returns `null`: something changed. */
export function readUnchangedReport(request: GenerateRequest): GenerateReport | null {
  const stamp = readStamp(request.project.root);
  if (stamp === null || stamp.requestKey !== createRequestKey(request)) return null;
  if (!stamp.tsconfigs.includes(request.project.tsconfig)) return null;
  if (!sameFiles(stamp.files) || !sameFiles(stamp.outputs) || !sameFolders(stamp.folders)) return null;
  return stamp.report;
}

/**
 * Returns the last generation if it had the same key and its outputs are unchanged.
 * @returns `null`: bindings have to be generated.
 */
export function readIntactReport(
  root: string,
  generationKey: string,
): { readonly report: GenerateReport; readonly outputs: readonly string[] } | null {
  const stamp = readStamp(root);
  if (stamp === null || stamp.generationKey !== generationKey || !sameFiles(stamp.outputs)) return null;
  return { report: stamp.report, outputs: Object.keys(stamp.outputs) };
}

/** A generation that is to be recorded. */
export interface GenerationRecord {
  readonly inputs: Inputs;
  readonly tsconfigs: readonly string[];
  /** Absolute paths of everything generated. */
  readonly outputs: readonly string[];
  /** Digest of everything that the output depends on, except the contents of Python files. */
  readonly generationKey: string;
  readonly report: GenerateReport;
}

/** Records a generation that found no problem. */
export function saveRecord(request: GenerateRequest, record: GenerationRecord): void {
  const { inputs, tsconfigs, outputs, generationKey, report } = record;
  const stamp: Stamp = {
    requestKey: createRequestKey(request),
    tsconfigs,
    files: inputs.files,
    folders: inputs.folders,
    outputs: Object.fromEntries(outputs.map((path) => [path, statOf(path)])),
    generationKey,
    report: { ...report, written: [], breaking: [] },
  };
  writeText(locateStamp(request.project.root), JSON.stringify(stamp));
}

/** Returns the tsconfigs of this project that were built before and still exist. What they import stays bound. */
export function readKnownTsconfigs(root: string): readonly string[] {
  return (readStamp(root)?.tsconfigs ?? []).filter((path) => existsSync(path));
}

function readStamp(root: string): Stamp | null {
  return readJson<Stamp>(locateStamp(root));
}

function createRequestKey({ config, python, env }: GenerateRequest): string {
  const { VIRTUAL_ENV = null, CONDA_PREFIX = null, PATH = null, PYTHONPATH = null } = env;
  const named = python ?? (config as { readonly python?: string } | null)?.python ?? null;
  const generator = [generatorStamp(), digestPins()];
  // The PATH counts only if Python is named by a command.
  return JSON.stringify([generator, config, named, VIRTUAL_ENV, CONDA_PREFIX, PYTHONPATH, named && PATH]);
}

function locateStamp(root: string): string {
  return join(layout(root).cache, "stamp.json");
}
