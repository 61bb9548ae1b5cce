/**
 * The main job, end to end: builds and packs the product, installs the tarball into a copy of an example, compiles that
 * with `tspc` and runs it. What a user does by hand, in the same order.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readRegistryEnvironment } from "./locked.ts";
import { pack } from "./pack.ts";
import { node, root, run } from "./run.ts";

const example = "first-steps";
const project = join(root, ".cache/demo", example);
const env = { ...process.env, ...readRegistryEnvironment() };

/** Installs the tarball unless this very build is there already. */
async function install(tarball: string): Promise<void> {
  const wanted = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  const stamp = join(project, "node_modules/.installed-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-save", tarball], { cwd: project, env });
  writeFileSync(stamp, wanted);
}

/** `tarball`: one that was packed before; else this builds and packs. */
async function demo(tarball: string): Promise<void> {
  mkdirSync(project, { recursive: true });
  cpSync(join(root, "examples", example), project, { recursive: true });
  await install(tarball);
  console.log("\n$ npx snakebridge sync");
  await node(["node_modules/snakebridge/bin/snakebridge.js", "sync"], { cwd: project, env });
  console.log("\n$ npx tspc");
  await node(["node_modules/ts-patch/bin/tspc.js"], { cwd: project });
  console.log("\n$ node dist/main.js");
  await node(["dist/main.js"], { cwd: project });
}

await demo(resolve(process.argv[2] ?? (await pack())));
