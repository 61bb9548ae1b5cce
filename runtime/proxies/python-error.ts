/** Turns an error of the worker into the error that the program sees: its class, its message and its stack. */
import { CODED_ERRORS, defineHidden, PythonError, type PythonFrame, type SnakeBridgeError } from "../errors.ts";
import type { WireError } from "../wire/protocol.ts";
import { formatCallSite } from "./call-site.ts";

/** The names of the Python classes that each error is an instance of. */
const pythonClasses = new WeakMap<object, readonly string[]>();

/** Returns `module.qualname` of the classes of the Python exception behind an error; none for any other value. */
export function pythonClassesOf(error: unknown): readonly string[] {
  return (typeof error === "object" && error !== null && pythonClasses.get(error)) || [];
}

/**
 * Creates the error. Its stack shows the call first, then Python's frames.
 * @param site Where the program made the call.
 */
export function createError(wire: WireError, site: Error | undefined): SnakeBridgeError {
  const error = toError(wire);
  showCallSite(error, site, formatTraceback(wire));
  return error;
}

/** The errors whose stack shows a call already. A call that depends on a failed one has the same error. */
const withCallSite = new WeakSet<object>();

/** Makes the stack of an error begin with the call. Only the first call for an error has an effect. */
export function showCallSite(error: Error, site: Error | undefined, after: readonly string[] = []): void {
  if (withCallSite.has(error)) return;
  withCallSite.add(error);
  defineHidden(error, "stack", [`${error.name}: ${error.message}`, ...formatCallSite(site), ...after].join("\n"));
}

function toError(wire: WireError): SnakeBridgeError {
  const Class = wire.code === null ? undefined : CODED_ERRORS.get(wire.code);
  const cause = wire.cause === null ? null : toErrorWithStack(wire.cause);
  const error =
    Class === undefined ? toPythonError(wire, cause) : new Class(wire.message, cause === null ? undefined : { cause });
  pythonClasses.set(error, wire.mro);
  return error;
}

function toErrorWithStack(wire: WireError): SnakeBridgeError {
  const error = toError(wire);
  defineHidden(error, "stack", [`${error.name}: ${error.message}`, ...formatTraceback(wire)].join("\n"));
  return error;
}

function toPythonError(wire: WireError, cause: SnakeBridgeError | null): PythonError {
  const [module, qualname] = wire.type;
  return new PythonError(wire.message || qualname, {
    pythonType: module === "builtins" ? qualname : `${module}.${qualname}`,
    traceback: wire.traceback.map(
      ([file, line, name, source]): PythonFrame => ({ file, line, function: name, source: source ?? "" }),
    ),
    notes: wire.notes,
    args: wire.args,
    group: wire.group?.map(toErrorWithStack) ?? null,
    cause,
  });
}

function formatTraceback(wire: WireError): string[] {
  if (wire.traceback.length === 0) return [];
  const frames = wire.traceback.flatMap(([file, line, name, source]) => {
    const place = `      File "${file}", line ${line}, in ${name}`;
    return source === null || source === "" ? [place] : [place, `        ${source.trim()}`];
  });
  return ["    in Python (most recent call last):", ...frames];
}
