/** One thing that `doctor` looked at, and how it is printed. */
import { UserError } from "../../introspector/errors.ts";
import { codeOf } from "../../introspector/project/files.ts";

/** `advice`: it works, and could work better. Only a `problem` makes the command fail. */
export type Level = "ok" | "advice" | "problem";

export interface Finding {
  readonly subject: string;
  readonly text: string;
  readonly level: Level;
  /** The command or change that helps; `null`: nothing is to be done. */
  readonly remedy: string | null;
}

export function createFinding(subject: string, text: string): Finding {
  return { subject, text, level: "ok", remedy: null };
}

/** @param remedy `null`: nothing is wrong. */
export function createProblem(subject: string, text: string, remedy: string | null): Finding {
  return { subject, text, level: remedy === null ? "ok" : "problem", remedy };
}

export function createAdvice(subject: string, text: string, remedy: string): Finding {
  return { subject, text, level: "advice", remedy };
}

/** Runs one examination. What the user can fix is a finding. @throws any other error */
export async function examine(
  subject: string,
  look: () => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UserError) return [createProblem(subject, error.message, error.remedy)];
    const path = (error as NodeJS.ErrnoException | null)?.path;
    if (codeOf(error) !== "EACCES" && codeOf(error) !== "EISDIR") throw error;
    return [createProblem(subject, (error as Error).message, `Make ${path ?? subject} a file that you may read.`)];
  }
}

/** Prints a finding for a person, the remedy on a line of its own. */
export function formatFinding({ subject, text, level, remedy }: Finding): string[] {
  return [`${level.padEnd(7)} ${subject}: ${text}`, ...(remedy === null ? [] : [`        ${remedy}`])];
}
