/** Preloaded into a compiler that is to start no process. */
import child from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

for (const name of ["spawn", "spawnSync", "execFile", "execFileSync", "fork"]) {
  child[name] = () => {
    throw new Error(`${name} was called`);
  };
}
syncBuiltinESMExports();
