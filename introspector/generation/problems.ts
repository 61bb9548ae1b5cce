/** Puts what Python's side found missing to the places where it was imported. */

import type { FailureIR } from "../ir/ir.ts";
import type { Discovery, Place } from "../project/discover.ts";
import type { Problem } from "../report.ts";

/** One problem for each place; in the order of the files, then of the text. */
export function importProblems({ mentions }: Discovery, failures: readonly FailureIR[]): Problem[] {
  return mentions.flatMap(({ file, module, place, names }) =>
    failures
      .filter((failure) => failure.module === module)
      .flatMap((failure) => {
        const at: readonly Place[] =
          failure.name === null
            ? [place]
            : names.filter(({ name }) => name === failure.name).map((found) => found.place);
        const { code } = failure;
        return at.map((where) => ({ code, message: messageOf(failure), file, ...where }));
      }),
  );
}

/** With the command that mends it where there is one. */
export function messageOf({ code, message, distribution }: FailureIR): string {
  return code === "NOT_INSTALLED" && distribution !== null
    ? `${message}. Run: npx snakebridge add ${distribution}`
    : message;
}
