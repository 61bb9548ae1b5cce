import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { transformModule } from "../../transformer/transform-module.ts";
import { rewriteSpecifiers } from "../../transformer/ts-patch/rewrite-output.ts";

const cases = fileURLToPath(new URL("../../fixtures/transform/", import.meta.url));
const locate = (module: string) => `./_snakebridge/${module}.js`;

function readCase(name: string): { readonly file: string; readonly code: string; readonly extension: string } {
  const extension = existsSync(`${cases}${name}/input.tsx`) ? "tsx" : "ts";
  const file = `${cases}${name}/input.${extension}`;
  return { file, code: readFileSync(file, "utf8"), extension };
}

/** Returns the output of the compiler plugin for a file. */
function emitted(file: string, code: string, options: ts.CompilerOptions, rewrite = true): string {
  const { outputText } = ts.transpileModule(code, {
    fileName: file,
    compilerOptions: { target: ts.ScriptTarget.ES2022, jsx: ts.JsxEmit.Preserve, ...options },
    transformers: { after: rewrite ? [rewriteSpecifiers(ts, (_file, module) => locate(module))] : [] },
  });
  return outputText;
}

/** Removes what has no meaning: empty statements, commas at the end of a list, the place of `export {}`. */
function plain(code: string): string {
  const lines = code.replaceAll(/^;\n/gm, "").replaceAll(", }", " }").split("\n");
  const marks = lines.filter((line) => line === "export {};");
  return [...lines.filter((line) => line !== "export {};"), ...marks].join("\n");
}

describe.each(readdirSync(cases))("%s", (name) => {
  const { file, code, extension } = readCase(name);

  test.each([false, true])("is rewritten as text, verbatimModuleSyntax %s", async (verbatimModuleSyntax) => {
    const { code: text } = transformModule(file, code, { ts, locate, verbatimModuleSyntax });
    const suffix = verbatimModuleSyntax ? ".verbatim" : "";
    await expect(text).toMatchFileSnapshot(`${cases}${name}/rewritten${suffix}.${extension}`);
    expect(text.split("\n").length).toBe(code.split("\n").length);
  });

  test("is rewritten by the compiler to ES modules and to CommonJS", async () => {
    const esm = emitted(file, code, { module: ts.ModuleKind.ESNext });
    await expect(esm).toMatchFileSnapshot(`${cases}${name}/emitted.js`);
    const cjs = emitted(file, code, { module: ts.ModuleKind.CommonJS });
    await expect(cjs).toMatchFileSnapshot(`${cases}${name}/emitted.cjs`);
  });

  test.each([false, true])("means the same both ways, verbatimModuleSyntax %s", (verbatimModuleSyntax) => {
    const options = { module: ts.ModuleKind.ESNext, verbatimModuleSyntax };
    const { code: text } = transformModule(file, code, { ts, locate, verbatimModuleSyntax });
    const viaText = emitted(file, text, options, false);
    expect(plain(viaText)).toBe(plain(emitted(file, code, options)));
  });
});

test("the modules that are left at run time are listed, each once", () => {
  const { code, file } = readCase("static");
  expect(transformModule(file, code, { ts, locate }).modules).toEqual(["numpy", "math", "antigravity"]);
});

test("a file without py: imports is handed back as it is", () => {
  const code = 'import { a } from "./a.js";\nexport const note = "py:numpy";\n';
  expect(transformModule("main.ts", code, { ts, locate })).toEqual({ code, modules: [], problems: [] });
});

test("imports that cannot be right are reported", () => {
  const { code, file } = readCase("invalid");
  const { problems, modules } = transformModule(file, code, { ts, locate });
  expect(problems.map(({ code }) => code)).toEqual([
    "INVALID_SPECIFIER",
    "INVALID_SPECIFIER",
    "SYNC_SPECIFIER",
    "NO_DEFAULT_EXPORT",
    "COMPUTED_SPECIFIER",
  ]);
  expect(modules).toEqual(["numpy", "math"]);
});
