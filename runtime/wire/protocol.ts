/** The messages of PROTOCOL.md as types. Says nothing about how values are encoded. */
import type { CallTable } from "./call-table.ts";

export interface HelloToWorker {
  readonly protocol: number;
  /** Absolute folders for the module search path. */
  readonly paths: readonly string[];
  readonly limits: { readonly frame: number; readonly depth: number };
  /** The minor versions of Python that the program accepts (`3.12`); empty: every version. */
  readonly pythons: readonly string[];
}

/** `null`: every public name. */
export type PermittedNames = readonly string[] | null;

export interface ImportMessage {
  readonly module: string;
  readonly names: PermittedNames;
  /** `null`: the worker has the table already, or needs none. */
  readonly table: CallTable | null;
}

export interface HelloFromWorker {
  readonly protocol: number;
  readonly python: string;
  readonly implementation: string;
  readonly platform: string;
  readonly pid: number;
  readonly codec: string;
  readonly capabilities: readonly string[];
}

/** The class of objects that references name. */
export interface TypeInfo {
  readonly module: string;
  readonly qualname: string;
  /** `module.qualname` of the class and its ancestors. */
  readonly mro: readonly string[];
  readonly traits: readonly string[];
}

export interface WireError {
  readonly type: readonly [module: string, qualname: string];
  readonly mro: readonly string[];
  readonly message: string;
  readonly args: readonly unknown[];
  readonly traceback: readonly WireFrame[];
  readonly cause: WireError | null;
  readonly notes: readonly string[];
  readonly group: readonly WireError[] | null;
  /** The call that failed first, when this call failed only because it depends on that one. */
  readonly origin: number | null;
  readonly code: string | null;
}

export type WireFrame = readonly [file: string, line: number, name: string, source: string | null];

export type WorkerMessage =
  | { readonly kind: "hello"; readonly hello: HelloFromWorker }
  | { readonly kind: "type"; readonly type: number; readonly info: TypeInfo }
  | {
      readonly kind: "result";
      readonly id: number;
      readonly value: unknown;
      readonly kept: boolean;
      /** The value is a Python float although it may look integral. */
      readonly float: boolean;
    }
  | { readonly kind: "kept"; readonly id: number }
  | { readonly kind: "error"; readonly id: number; readonly error: WireError }
  | { readonly kind: "fatal"; readonly code: string; readonly message: string };
