/** Assigns what Python could not find to the imports that name it. */
import type { FailureIR } from "../ir/ir.ts";
import type { Discovery } from "../project/discover.ts";
import type { Problem } from "../report.ts";

/** Creates one problem for each import that fails, in the order of the files and of their text. */
export function createImportProblems({ imports }: Discovery, failures: readonly FailureIR[]): Problem[] {
  return imports.flatMap(({ file, module, span, names }) =>
    failures
      .filter((failure) => failure.module === module)
      .flatMap((failure) => {
        const failed = names.filter(({ name }) => name === failure.name);
        const spans = failure.name === null ? [span] : failed.map((name) => name.span);
        return spans.map((at) => ({ code: failure.code, message: formatFailure(failure), file, ...at }));
      }),
  );
}

/** Writes a failure as a message, with the command that fixes it if there is one. */
export function formatFailure({ code, message, distribution }: FailureIR): string {
  return code === "NOT_INSTALLED" && distribution !== null
    ? `${message}. Run: npx snakebridge add ${distribution}`
    : message;
}
