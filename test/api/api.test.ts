/**
 * No name enters, leaves or changes the public interface without a review: each entry of package.json has a committed
 * snapshot here. After an intended change: `npm run build && npx vitest run test/api -u`, and read the difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { type PublicApi, readPublicApi } from "../support/public-api.ts";

interface EntryFiles {
  readonly types: string;
  readonly default: string;
}

const repository = fileURLToPath(new URL("../../", import.meta.url));
const { exports } = JSON.parse(readFileSync(`${repository}package.json`, "utf8")) as {
  readonly exports: Readonly<Record<string, EntryFiles | string>>;
};
const entries = Object.entries(exports).filter((entry): entry is [string, EntryFiles] => typeof entry[1] === "object");

const folder = fileURLToPath(new URL("./", import.meta.url));

/** `.`: `index.d.ts.snapshot`; `./config`: `config.d.ts.snapshot`. */
const snapshotName = (entry: string) => `${entry === "." ? "index" : entry.slice(2)}.d.ts.snapshot`;

function renderSnapshot(entry: string, values: readonly string[], { exported, mentioned }: PublicApi): string {
  const lines = [
    `// The public interface of ${JSON.stringify(entry.replace(/^\./, "snakebridge"))}, made by test/api/api.test.ts.`,
    `// Values at run time: ${values.join(", ")}.`,
    ...exported.flatMap(({ name, text }) => ["", `// ${name}`, `export ${text}`]),
  ];
  if (mentioned.length > 0) lines.push("", "// Mentioned above, exported under no name:");
  lines.push(...mentioned.flatMap(({ text }) => ["", text]));
  return `${lines.join("\n")}\n`;
}

test("each entry has a snapshot, and each snapshot an entry", () => {
  const committed = readdirSync(folder).filter((file) => file.endsWith(".snapshot"));
  expect(committed.sort()).toEqual(entries.map(([entry]) => snapshotName(entry)).sort());
});

test.each(entries)("entry %s exports what its snapshot says, and no more", async (entry, files) => {
  const api = readPublicApi(`${repository}${files.types}`, `${repository}dist`);
  const values = Object.keys(await import(pathToFileURL(`${repository}${files.default}`).href)).sort();
  await expect(renderSnapshot(entry, values, api)).toMatchFileSnapshot(`${folder}${snapshotName(entry)}`);
});
