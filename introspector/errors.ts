/**
 * Errors that the user can fix: each has a message, a remedy and a stable code, and is shown without a stack trace. Any
 * other error is a fault of this package.
 */

/** The exit statuses of the command. `snakebridge --help` lists them. */
export const EXIT = { ok: 0, problem: 1, usage: 2, fault: 70 } as const;

export type UserErrorCode =
  | "USAGE"
  | "CONFIG"
  | "NO_PROJECT"
  | "TSCONFIG"
  | "PACKAGE_JSON"
  | "PYPROJECT"
  | "LOCK_FILE"
  | "NO_PYTHON"
  | "OLD_PYTHON"
  | "BROKEN_PYTHON"
  | "NO_ENVIRONMENT"
  | "ENVIRONMENT_MISMATCH"
  | "NO_VENV_MODULE"
  | "NO_UV"
  | "UV_FAILED"
  | "PACKAGE_MANAGER_FAILED"
  | "NOT_WRITABLE"
  | "BUSY"
  | "INTROSPECTION_FAILED";

export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: UserErrorCode;
  /** What fixes it: a sentence or a command. */
  readonly remedy: string;

  constructor(code: UserErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Returns the last lines of a program's output, for a message. */
export function tail(output: string, lines = 12): string {
  return output.trim().split(/\r?\n/).slice(-lines).join("\n");
}
