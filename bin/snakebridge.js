#!/usr/bin/env node
// The first file of the command. It is ES5 and CommonJS (by the package.json beside it), so that an old Node can parse it
// and say which Node is needed. Knows nothing of the commands.
"use strict";

var needed = require("../package.json").engines.node.match(/\d+/g).map(Number);
var found = process.versions.node.split(".").map(Number);
if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) {
  require("./start.js");
} else {
  console.error(
    "snakebridge needs Node " +
      needed.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      ". Run: npm i -D node@24",
  );
  process.exitCode = 1;
}
