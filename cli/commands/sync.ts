/** `snakebridge sync`: the environment as locked, the bindings as locked; what a fresh clone runs. */
import { syncPackages } from "../../introspector/environment/packages.ts";
import { type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

export interface SyncFlags extends Flags {
  /** Resolve nothing and change no committed file: what is out of date is an error. */
  readonly frozen?: boolean;
}

export async function sync(flags: SyncFlags): Promise<number> {
  const context = await openContext(flags);
  const frozen = flags.frozen === true;
  return prepare(context, (ready) => syncPackages(context.project.root, ready, frozen, context.progress), frozen);
}
