/**
 * Examines the scripts of package.json: a compiler or runner that does not know `py:` imports makes a program that fails
 * when it runs. Works on the text of the commands and runs none.
 */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { readText } from "../../introspector/project/files.ts";
import { valueAt } from "../../introspector/project/jsonc.ts";
import { formatSpecifier, mentionsPython } from "../../introspector/project/specifier.ts";
import { readTsconfig } from "../../introspector/project/tsconfig.ts";
import { parsePackageJson } from "../init/package-json.ts";
import { createAdvice, createProblem, type Finding } from "./finding.ts";

/** Programs that compile or run TypeScript by themselves. */
const OTHER_TOOLS = new Set(
  "babel bun deno esbuild jest next parcel rollup rspack swc ts-node ts-node-esm tsdown tsup tsx vite vitest webpack".split(
    " ",
  ),
);
/** What starts another program: the name is followed by that program. */
const STARTERS = /^(?:npx|bunx|cross-env|dotenv|env|(?:npm|pnpm|yarn) (?:exec|dlx)|pnpm|yarn|bun x)(?: --)? +/;

/** Examines every script. */
export function examineScripts(root: string, tsconfig: string): Finding[] {
  const file = join(root, "package.json");
  const text = readText(file);
  const scripts = text === null ? null : valueAt(parsePackageJson(file, text), ["scripts"]);
  if (typeof scripts !== "object" || scripts === null) return [];
  const commands = Object.entries(scripts).flatMap(([name, script]) =>
    splitScript(String(script)).map((command) => ({ name, command })),
  );
  // `ts-patch install` teaches the plugin to `tsc` itself.
  const isPatched = commands.some(({ command }) => /^ts-patch i(?:nstall)?\b/.test(command));
  return commands.flatMap(({ name, command }) => {
    const [program = "", ...args] = command.split(/\s+/);
    const subject = `script "${name}"`;
    if (program === "tsc") {
      if (isPatched || !emits(root, tsconfig, args)) return [];
      const text = `runs tsc, which leaves ${formatSpecifier("…")} imports as they are, so the program fails when it runs`;
      return [createProblem(subject, text, `Write tspc in place of tsc in "${name}" of package.json.`)];
    }
    if (!runsTypescript(program, args, scripts) || isPrepared(root, program, command)) return [];
    const text = `runs ${program}, which does not bind ${formatSpecifier("…")} imports by itself`;
    return [createAdvice(subject, text, "Compile with npx tspc, and run what it writes.")];
  });
}

/** Splits a script into its commands, without what only starts them. */
function splitScript(script: string): string[] {
  return script.split(/&&|\|\||[;|&\n]/).map((part) => {
    let command = part.trim();
    for (let before = ""; before !== command; ) {
      before = command;
      command = command.replace(/^[A-Za-z_]\w*=\S*\s+/, "").replace(STARTERS, "");
    }
    return command.replace(/^\S*node_modules\/\.bin\//, "");
  });
}

/** Whether `tsc` with these arguments writes JavaScript. */
function emits(root: string, main: string, args: readonly string[]): boolean {
  if (
    args.some((arg) =>
      /^--?(?:noEmit|emitDeclarationOnly|init|version|v|help|h|all|showConfig|listFilesOnly)$/i.test(arg),
    )
  ) {
    return false;
  }
  const at = args.findIndex((arg) => /^(?:-p|--project|-b|--build)$/.test(arg));
  const named = args[at + 1];
  const isNamed = at >= 0 && named !== undefined && !named.startsWith("-");
  const config = isNamed ? resolve(root, named.endsWith(".json") ? named : join(named, "tsconfig.json")) : main;
  if (readText(config) === null) return true;
  const { noEmit, emitDeclarationOnly } = readTsconfig(config).options;
  return noEmit !== true && emitDeclarationOnly !== true;
}

function runsTypescript(program: string, args: readonly string[], scripts: object): boolean {
  if (program === "node") return args.some((arg) => /\.[cm]?tsx?$/.test(arg));
  if (!OTHER_TOOLS.has(program)) return false;
  const [first = "", second = ""] = args;
  if (program === "bun" || program === "deno") {
    // `bun install`, `bun run build`, `deno task build` run no file by themselves.
    const file = first === "run" ? second : first;
    return !(file in scripts) && (/\.[cm]?[jt]sx?$/.test(file) || first === "build" || first === "test");
  }
  return true;
}

/** Whether the command, or the configuration of its program, mentions this package or the declarations. */
function isPrepared(root: string, program: string, command: string): boolean {
  if (command.includes("snakebridge")) return true;
  const config = new RegExp(`^\\.?${program === "vitest" ? "vite(?:st)?" : program}(?:rc|\\.config)\\b`);
  return readdirSync(root).some((file) => {
    const text = config.test(file) ? (readText(join(root, file)) ?? "") : "";
    return text.includes("snakebridge") || mentionsPython(text);
  });
}
