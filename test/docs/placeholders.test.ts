/** The owner's name is a placeholder until the first release. These are all the files to change, so that none is forgotten. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("the placeholder OWNER stands in these files only", () => {
  const found = execFileSync("git", ["grep", "-l", "github.com/OWNER", "--", ":!test/docs", ":!CONTRIBUTING.md"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(found.trim().split("\n")).toEqual([".github/ISSUE_TEMPLATE/config.yml", "SECURITY.md", "package.json"]);
});
