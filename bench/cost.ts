/**
 * What a user pays who never calls anything: the type check of numpy's declarations on TypeScript 6 and 7, and the size of
 * the package. Counts and sizes have limits, because they are the same on every machine; times are shown only.
 *
 * Needs `npm run demo` (the example with its bindings) and the compilers of `bench/package.json`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const EXAMPLE = `${ROOT}.cache/demo/first-steps`;
const TARBALL = `${ROOT}.cache/pack/snakebridge.tgz`;

interface Row {
  readonly what: string;
  readonly value: number;
  readonly limit: number | null;
}

/** The counts that `--extendedDiagnostics` prints, without `skipLibCheck`. @throws what the compiler says if it fails */
function checkTypes(compiler: "typescript-6" | "typescript-7"): Row[] {
  const tsc = fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url));
  if (!existsSync(tsc)) throw new Error(`${tsc} is not there: run \`npm install\` in bench/`);
  const printed = execFileSync(
    process.execPath,
    [tsc, "-p", EXAMPLE, "--noEmit", "--skipLibCheck", "false", "--extendedDiagnostics"],
    { encoding: "utf8" },
  );
  const count = (name: string): number => {
    const found = new RegExp(`^${name}: +([\\d.]+)`, "m").exec(printed)?.[1];
    if (found === undefined) throw new Error(`${compiler} printed no "${name}":\n${printed}`);
    return Number(found);
  };
  return [
    { what: `${compiler}: types`, value: count("Types"), limit: 43_000 },
    { what: `${compiler}: instantiations`, value: count("Instantiations"), limit: 37_000 },
    { what: `${compiler}: check, seconds`, value: count("Check time"), limit: null },
  ];
}

if (!existsSync(EXAMPLE) || !existsSync(TARBALL)) throw new Error("run `npm run demo` first");
const rows: Row[] = [
  { what: "package, bytes", value: statSync(TARBALL).size, limit: 400_000 },
  ...checkTypes("typescript-6"),
  ...checkTypes("typescript-7"),
];
for (const { what, value, limit } of rows) {
  const verdict = limit === null ? "" : value <= limit ? `limit ${limit}` : `BEYOND THE LIMIT ${limit}`;
  console.log(`${what.padEnd(32)} ${String(value).padStart(9)}  ${verdict}`);
}
process.exitCode = rows.some(({ value, limit }) => limit !== null && value > limit) ? 1 : 0;
