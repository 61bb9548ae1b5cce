/** `snakebridge sync`: brings the environment and the bindings to what the locks say. A fresh clone runs it. */
import { syncPackages } from "../../introspector/environment/packages.ts";
import { type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

export interface SyncFlags extends Flags {
  /** Whether nothing is resolved and no committed file changes: what is out of date is an error. */
  readonly frozen?: boolean;
}

/** Runs the command. @returns The exit status. */
export async function sync(flags: SyncFlags): Promise<number> {
  const context = await openContext(flags);
  const frozen = flags.frozen === true;
  return prepare(context, (ready) => syncPackages(context.project.root, ready, frozen, context.progress), { frozen });
}
