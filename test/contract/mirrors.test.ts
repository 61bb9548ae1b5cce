/**
 * Constants that stand in more than one place, because the languages or the layers cannot share them, are equal. Each test
 * names the places; a changed constant is changed in all of them.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isVisible } from "../../introspector/analysis/class-members.ts";
import { DEFAULT_LIMITS } from "../../runtime/connection/connection.ts";
import { CODED_ERRORS } from "../../runtime/errors.ts";
import { PROBED_NAMES } from "../../runtime/proxies/probes.ts";
import { EXTENSIONS } from "../../runtime/wire/extensions.ts";
import { decodeMessage, FLAGS, messages, PROTOCOL_VERSION } from "../../runtime/wire/messages.ts";
import { pack } from "../../runtime/wire/msgpack-writer.ts";
import { OLDEST_PYTHON } from "../../runtime/workers/executables.ts";
import { attribute, int } from "../introspector/support/ir.ts";
import { findTestPython } from "../support/python.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");

/** The first group of the pattern in a file. A pattern that no longer fits is a failure of its own. */
function find(path: string, pattern: RegExp): string {
  const found = pattern.exec(read(path))?.[1];
  if (found === undefined) throw new Error(`${path} has nothing like ${pattern}`);
  return found;
}

/** Every match of the pattern in a file, as the group that took part in it. */
function findAll(path: string, pattern: RegExp): string[] {
  return [...read(path).matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined) ?? "");
}

/** The kinds of messages in the first column of a section's table. */
function readKinds(heading: string): string[] {
  const [, section = ""] = read("PROTOCOL.md").split(`${heading}\n`);
  const rows = section.split(/\n## /, 1)[0]?.match(/^\| `\[.*?\| /gm) ?? [];
  return rows.flatMap((row) => [...row.matchAll(/`\["(\w[\w-]*)"/g)].map(([, kind]) => kind as string)).sort();
}

const words = (text: string): string[] => [...text.matchAll(/[\w-]+/g)].map(([word]) => word).sort();
const numbers = (text: string): number[] => [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));

/** The worker's own constants, as Python has them. */
const worker = JSON.parse(
  execFileSync(
    findTestPython(),
    [
      "-c",
      [
        "import json, sys; sys.path.insert(0, 'python')",
        "from snakebridge.worker.wire import protocol",
        "from snakebridge.worker import class_info, policy",
        "print(json.dumps({**{k: v for k, v in vars(protocol).items() if k.isupper() and isinstance(v, (int, str))},",
        "  'PROBED_NAMES': class_info.PROBED_NAMES,",
        "  'NEVER': sorted(policy.FORBIDDEN_NAMES), 'BY_NAME_ONLY': sorted(policy.BUILTINS_BY_NAME_ONLY)}))",
      ].join("\n"),
    ],
    { cwd: ROOT, encoding: "utf8" },
  ),
);

describe("the wire", () => {
  test("both sides speak one version of the protocol", () => {
    expect(worker.VERSION).toBe(PROTOCOL_VERSION);
  });

  test("both sides and PROTOCOL.md have the same extension types", () => {
    const python = Object.entries(worker).filter(([name]) => name.startsWith("EXT_"));
    const names: Record<string, string> = { ref: "reference", rawString: "rawString" };
    const camel = (name: string) => name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const byName = python.map(([name, code]) => {
      const word = camel(name.slice("EXT_".length));
      return [names[word] ?? word, code];
    });
    expect(Object.fromEntries(byName)).toEqual(EXTENSIONS);
    const rows = [...read("PROTOCOL.md").matchAll(/^\| (\d+) +\| ([a-z ]+?) +\| /gm)];
    const documented = rows.map(([, code, name = ""]) => {
      const word = camel(name.replaceAll(" ", "_"));
      return [names[word] ?? word, Number(code)];
    });
    expect(Object.fromEntries(documented)).toEqual({ ...EXTENSIONS, function: 15 });
  });

  test("both sides and PROTOCOL.md have the same kinds of messages from the host", () => {
    const documented = readKinds("## Messages from the host");
    expect(documented).toEqual(Object.keys(messages).sort());
    // `hello` is read before there is anything to dispatch to.
    const dispatched = findAll("python/snakebridge/worker/dispatch.py", /^ +"(\w+)": \(self\.\w+, \d+, \w+\)/gm);
    expect(documented).toEqual([...dispatched, "hello"].sort());
  });

  test("both sides and PROTOCOL.md have the same kinds of messages from the worker", () => {
    const documented = readKinds("## Messages from the worker");
    const refuse = (kind: string) => () => decodeMessage(pack([kind]), 1, () => null);
    expect(refuse("surprise")).toThrow("unknown kind");
    for (const kind of documented) expect(refuse(kind), kind).toThrow(`a ${kind} message of 1 fields`);
    const sent = findAll("python/snakebridge/worker/replies.py", /\.encode\(\["(\w+)"|b"\\x94\\xa6(\w+)"/g);
    expect([...new Set(sent)].sort()).toEqual(documented);
  });

  test("a worker that gives up says so by one exit status", () => {
    expect(numbers(find("python/worker.py", /sys\.exit\((\d+)\)/))).toEqual([worker.FATAL_STATUS]);
    expect(numbers(find("PROTOCOL.md", /exit status (\d+)/))).toEqual([worker.FATAL_STATUS]);
  });

  test("both sides take the same integers for safe", () => {
    expect(worker.SAFE_INTEGER).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("both sides have the same flags and limits", () => {
    expect({ want: worker.FLAG_WANT, trailing: worker.FLAG_TRAILING }).toEqual(FLAGS);
    expect({ frame: worker.FRAME_LIMIT_BYTES, depth: worker.DEPTH_LIMIT }).toEqual({
      frame: DEFAULT_LIMITS.frame,
      depth: DEFAULT_LIMITS.depth,
    });
  });

  test("the host has an error class for each code with which a worker refuses", () => {
    const codes = words(find("PROTOCOL.md", /why the bridge refused:\s*`([^`]+)`/));
    expect(codes.filter((code) => !CODED_ERRORS.has(code))).toEqual([]);
    expect(codes.filter((code) => worker[code] !== code)).toEqual([]);
  });
});

describe("the allow-list", () => {
  test("names that are never permitted are the same in the worker, in PROTOCOL.md, and hidden by the types", () => {
    expect(words(find("PROTOCOL.md", /a dunder that is not one of\s*`([^`]+)`/))).toEqual(worker.NEVER);
    expect(worker.NEVER.filter((name: string) => isVisible(attribute(name, int)))).toEqual([]);
    expect(words(find("PROTOCOL.md", /Of `builtins`, `([^`]+)` must be permitted by name/))).toEqual(
      worker.BY_NAME_ONLY,
    );
  });
});

describe("versions", () => {
  test("the oldest Python is the same everywhere", () => {
    const [major, minor] = OLDEST_PYTHON;
    const places: Record<string, number[]> = {
      worker: numbers(find("python/worker.py", /OLDEST\w* = \(([^)]+)\)/)),
      "what the worker says": numbers(find("python/worker.py", /needs Python ([\d.]+) or newer/)),
      pyproject: numbers(find("python/pyproject.toml", /requires-python = ">=([^"]+)"/)),
      mypy: numbers(find("python/pyproject.toml", /^python_version = "([^"]+)"/m)),
      lock: numbers(find("scripts/lock.ts", /"--python-version", "([^"]+)"/)),
      errors: numbers(find("docs/errors.md", /older than ([\d.]+)\./)),
      example: numbers(find("examples/first-steps/pyproject.toml", /requires-python = ">=([^"]+)"/)),
      README: numbers(find("README.md", /Python ([\d.]+) or newer/)),
      CI: numbers(find(".github/workflows/ci.yml", /^ +python: \["([\d.]+)"/m)),
    };
    expect(places).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, [major, minor]])));
    expect(find("python/pyproject.toml", /^target-version = "py(\d+)"/m)).toBe(`${major}${minor}`);
  });

  test("hosted CI and the repository's own check test the same Pythons", () => {
    const hosted = find(".github/workflows/ci.yml", /^ +python: \[([^\]]+)\]/m).match(/[\d.]+/g) ?? [];
    expect(hosted.toSorted()).toEqual(
      find(".ci/run", /for minor in ([\d. ]+);/)
        .split(" ")
        .sort(),
    );
  });

  test("the oldest Node is the same everywhere", () => {
    const oldest = numbers(find("runtime/node-version.ts", /OLDEST_NODE = \[([^\]]+)\]/));
    const places: Record<string, number[]> = {
      package: numbers(find("package.json", /"node": ">=([^"]+)"/)),
      example: numbers(find("examples/first-steps/package.json", /"node": ">=([^"]+)"/)),
      README: numbers(find("README.md", /Node ([\d.]+) or newer/)),
      CI: numbers(find(".github/workflows/ci.yml", /^ +node: \["([\d.]+)"/m)),
    };
    expect(places).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, oldest])));
  });
});

describe("names", () => {
  test("what a module is called has one form", () => {
    const form = "[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*";
    const formOf = (path: string, pattern: RegExp) => find(path, pattern).replaceAll("(?:", "(");
    expect(formOf("runtime/bridge.ts", /DOTTED_NAME = \/\^(.+)\$\/;/)).toBe(form);
    expect(formOf("introspector/project/specifier.ts", /MODULE\w* = \/\^(.+)\$\/;/)).toBe(form);
    expect(formOf("python/snakebridge/introspect/failures.py", /re\.compile\(r"(.+)"\)/)).toBe(form);
  });

  test("both sides know the same names by which JavaScript recognises its own objects", () => {
    expect(worker.PROBED_NAMES).toEqual([...PROBED_NAMES]);
  });
});
