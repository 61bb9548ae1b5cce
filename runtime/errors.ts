/**
 * The errors of the bridge: one base class, one stable code for each class, and one table that says what a code means and
 * what to do about it. A test compares the page of errors with the table. Knows nothing of the wire.
 */

/** One frame of a Python traceback. */
export interface PythonFrame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** The source line, empty where Python has none. */
  readonly source: string;
}

/** The base of all errors that the bridge throws or rejects with. */
export class SnakeBridgeError extends Error {
  /** The code is stable: programs may compare it. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    defineHidden(this, "name", new.target.name);
  }
}

/** An error whose class has one code. */
abstract class CodedError extends SnakeBridgeError {
  constructor(message: string, options?: ErrorOptions) {
    super((new.target as unknown as { readonly code: string }).code, message, options);
  }
}

export interface PythonErrorInit {
  /** Qualified unless builtin. */
  readonly pythonType: string;
  readonly traceback: readonly PythonFrame[];
  readonly notes: readonly string[];
  readonly args: readonly unknown[];
  readonly group: readonly SnakeBridgeError[] | null;
  readonly cause: SnakeBridgeError | null;
}

/** An exception that Python code raised. `name` is the bare name of its class. */
export class PythonError extends SnakeBridgeError {
  static readonly code = "PYTHON_ERROR";
  /** `ValueError`, `json.decoder.JSONDecodeError`. */
  readonly pythonType: string;
  /** Oldest frame first, as Python prints it. */
  readonly traceback: readonly PythonFrame[];
  /** What `add_note` added. */
  readonly notes: readonly string[];
  /** The exception's `args`; what cannot cross is its `repr`. */
  readonly args: readonly unknown[];
  /** The errors of an exception group, else `null`. */
  readonly group: readonly SnakeBridgeError[] | null;

  constructor(message: string, init: PythonErrorInit) {
    super(PythonError.code, message, init.cause === null ? undefined : { cause: init.cause });
    this.pythonType = init.pythonType;
    this.traceback = init.traceback;
    this.notes = init.notes;
    this.args = init.args;
    this.group = init.group;
    defineHidden(this, "name", init.pythonType.slice(init.pythonType.lastIndexOf(".") + 1));
  }
}

/** Arguments that Python or the bridge cannot take in this form. */
export class ArgumentTypeError extends CodedError {
  static readonly code = "ARGUMENT_TYPE";
}

/** A module or a member that does not exist. */
export class MissingNameError extends CodedError {
  static readonly code = "MISSING_NAME";
}

/** A worker that ended while calls were pending. */
export class WorkerCrashedError extends SnakeBridgeError {
  static readonly code = "WORKER_CRASHED";
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  /** `null` when it exited. */
  readonly signal: string | null;
  /** The last lines it wrote to stderr. */
  readonly stderr: readonly string[];

  constructor(message: string, end: Pick<WorkerCrashedError, "exitCode" | "signal" | "stderr">) {
    super(WorkerCrashedError.code, message);
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderr = end.stderr;
  }
}

/** A handle whose object is gone: released, or its worker ended (`cause`). */
export class StaleHandleError extends CodedError {
  static readonly code = "STALE_HANDLE";
}

/** A value that has no form on the other side. */
export class NotTransferableError extends CodedError {
  static readonly code = "NOT_TRANSFERABLE";
}

/** An integer beyond ±(2^53−1) where the declared type is `number`. */
export class IntegerRangeError extends CodedError {
  static readonly code = "INTEGER_RANGE";
}

/** A module or name that the build's manifest does not list. */
export class NotAllowedError extends CodedError {
  static readonly code = "NOT_ALLOWED";
}

/** The two sides no longer understand each other; the worker was ended. */
export class ProtocolError extends CodedError {
  static readonly code = "PROTOCOL";
}

/** A frame, a nesting or a number of calls beyond its limit. */
export class LimitError extends CodedError {
  static readonly code = "LIMIT";
}

/** No usable Python, or one that did not start. */
export class EnvironmentError extends CodedError {
  static readonly code = "ENVIRONMENT";
}

export interface ErrorEntry {
  /** The exported class; its `code` is the code. */
  readonly errorClass: { readonly name: string; readonly code: string };
  readonly meaning: string;
  readonly advice: string;
}

/** One entry for each class, in the order of the published page. */
export const ERROR_TABLE: readonly ErrorEntry[] = [
  {
    errorClass: PythonError,
    meaning: "Python code raised an exception.",
    advice:
      "`pythonType`, `message` and `traceback` say which and where; `instanceof` works with imported exception classes.",
  },
  {
    errorClass: ArgumentTypeError,
    meaning: "An argument has a form that the callee or the bridge does not take.",
    advice:
      "Compare the call with the declared parameters; keywords follow the marker `kw` where a plain object is an argument.",
  },
  {
    errorClass: MissingNameError,
    meaning: "A module, attribute or name does not exist in Python.",
    advice: "Run `npx snakebridge generate` if the library changed; `npx snakebridge sync` if it is not installed.",
  },
  {
    errorClass: WorkerCrashedError,
    meaning: "The Python process ended while calls were pending.",
    advice:
      "`exitCode`, `signal` and `stderr` say how. The next call gets a fresh process; objects of the old one are gone.",
  },
  {
    errorClass: StaleHandleError,
    meaning: "A handle or result was used after its Python object was gone.",
    advice: "Make the object anew; keep a handle unreleased for as long as it is used.",
  },
  {
    errorClass: NotTransferableError,
    meaning: "A value has no form on the other side.",
    advice: "The message names the place (`args[1].a[3]`). Send plain data, a typed array or a handle instead.",
  },
  {
    errorClass: IntegerRangeError,
    meaning: "An integer is beyond what a `number` holds exactly.",
    advice: "Have Python return it as `str`, or as a float where the loss is acceptable.",
  },
  {
    errorClass: NotAllowedError,
    meaning: "A module or name was used that no `py:` import of the build lists.",
    advice: 'Import it (`import * as x from "py:x"`) and build again.',
  },
  {
    errorClass: ProtocolError,
    meaning: "The two sides no longer understood each other; the Python process was ended.",
    advice:
      "Usually two versions of snakebridge are mixed: reinstall and build again. Otherwise it is a bug worth reporting.",
  },
  {
    errorClass: LimitError,
    meaning: "A message, a nesting or the number of pending calls is beyond its limit.",
    advice: "Send less at once; await calls before making more.",
  },
  {
    errorClass: EnvironmentError,
    meaning: "There is no usable Python, or it did not start.",
    advice: "Run `npx snakebridge doctor`; `npx snakebridge sync` makes the environment.",
  },
];

type CodedErrorClass = new (message: string, options?: ErrorOptions) => SnakeBridgeError;

/** The classes of the errors that the bridge creates from a code and a message alone, by code. */
export const CODED_ERRORS: ReadonlyMap<string, CodedErrorClass> = new Map(
  ERROR_TABLE.map(({ errorClass }) => errorClass)
    .filter((errorClass) => Object.getPrototypeOf(errorClass) === CodedError)
    .map((errorClass) => [errorClass.code, errorClass as unknown as CodedErrorClass]),
);

/** Defines a property that is not enumerable, so that printing the object does not show it. */
export function defineHidden<T extends object>(target: T, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
}
