/**
 * Each folder imports only the folders that this table allows, so that a reader can rely on the direction of dependency.
 * The table is the one of ARCHITECTURE.md.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folder → what its files may import besides their own folder: folders, or single files. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "runtime/values": [],
  "runtime/wire": ["runtime/errors.ts", "runtime/values"],
  "runtime/transports": ["runtime/wire/framing.ts"],
  "runtime/proxies": ["runtime/errors.ts", "runtime/turn.ts", "runtime/values", "runtime/wire"],
  "runtime/connection": [
    "runtime/errors.ts",
    "runtime/turn.ts",
    "runtime/wire",
    "runtime/proxies",
    "runtime/transports/transport.ts",
  ],
  "runtime/workers": [
    "runtime/errors.ts",
    "runtime/options.ts",
    "runtime/proxies/python-error.ts",
    "runtime/connection",
    "runtime/transports",
  ],
  runtime: [
    "runtime/values",
    "runtime/wire",
    "runtime/transports",
    "runtime/proxies",
    "runtime/connection",
    "runtime/workers",
  ],
  "introspector/project": ["introspector"],
  "introspector/environment": ["introspector", "introspector/project", "runtime/workers/executables.ts"],
  "introspector/ir": ["introspector", "introspector/project", "introspector/environment"],
  "introspector/analysis": ["introspector", "introspector/ir/ir.ts", "runtime/wire/call-table.ts"],
  "introspector/adapters": ["introspector/ir/ir.ts", "introspector/analysis/shapes.ts"],
  "introspector/render": ["introspector"],
  "introspector/generation": ["introspector"],
  introspector: ["introspector"],
  "transformer/build": ["introspector"],
  "transformer/ts-patch": ["introspector", "transformer", "transformer/build"],
  transformer: ["transformer/build", "introspector"],
  "cli/init": ["introspector"],
  "cli/commands": ["introspector", "cli"],
  cli: ["introspector", "cli/commands"],
};
