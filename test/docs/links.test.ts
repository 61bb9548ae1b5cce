/** No link in a committed page is dead, neither in the repository nor on the package's page. Web addresses are not fetched. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const tracked = (pattern: string): string[] =>
  execFileSync("git", ["ls-files", "--", pattern], { cwd: ROOT, encoding: "utf8" }).split("\n").filter(Boolean);
const PAGES = tracked("*.md").filter((page) => !page.startsWith("fixtures/"));

/** The links of a page, outside code. */
function findLinks(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8")
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
}

/** The anchors that a page's headings make, as GitHub and npm make them. */
function findAnchors(page: string): string[] {
  const headings = readFileSync(join(ROOT, page), "utf8").matchAll(/^#+ +(.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("there are pages with links", () => {
  expect(PAGES.flatMap(findLinks).length).toBeGreaterThan(10);
});

test.each(PAGES)("every link of %s leads to a file and a heading", (page) => {
  const dead = findLinks(page)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !findAnchors(target).includes(anchor);
    });
  expect(dead).toEqual([]);
});

test("every page that the README links to is in the package, so that no link of the package's page is dead", () => {
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: string[] };
  const missing = findLinks("README.md")
    .filter((link) => !/^https?:|^#/.test(link))
    .map((link) => link.split("#")[0] as string)
    .filter((path) => !files.some((entry) => path === entry || path.startsWith(`${entry}/`)));
  expect(missing).toEqual([]);
});
