/** Runs the command from the sources. With SNAKEBRIDGE_TEST_LOADED it names each package that it loads on standard error. */
import { enableCompileCache, registerHooks } from "node:module";

if (process.env.SNAKEBRIDGE_TEST_LOADED !== undefined) {
  registerHooks({
    load(url, context, next) {
      const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
      if (name !== undefined) process.stderr.write(`loaded ${name}\n`);
      return next(url, context);
    },
  });
}
enableCompileCache();
const { main } = await import("../../../cli/cli.ts");
process.exitCode = await main(process.argv.slice(2));
