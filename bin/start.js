// Loads the compiled command. Only a Node that is new enough parses this file.
"use strict";

const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const cli = join(__dirname, "../dist/cli/cli.js");
if (existsSync(cli)) {
  // Most of the loaded code is the parser of TypeScript. Its compiled form halves the start time.
  enableCompileCache();
  void import(pathToFileURL(cli).href).then(({ main }) =>
    main(process.argv.slice(2)).then((status) => {
      process.exitCode = status;
    }),
  );
} else {
  console.error(`${cli} is not there: this is the source of snakebridge, not built yet. Run: npm run build`);
  process.exitCode = 1;
}
