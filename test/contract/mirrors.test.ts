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
import { FLAGS, PROTOCOL_VERSION } from "../../runtime/wire/messages.ts";
import { OLDEST_PYTHON } from "../../runtime/workers/executables.ts";
import { attribute, int } from "../introspector/support/ir.ts";
import { testPython } from "../support/python.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");

/** The first group of the pattern in a file. A pattern that no longer fits is a failure of its own. */
function find(path: string, pattern: RegExp): string {
  const found = pattern.exec(read(path))?.[1];
  if (found === undefined) throw new Error(`${path} has nothing like ${pattern}`);
  return found;
}

const words = (text: string): string[] => [...text.matchAll(/[\w-]+/g)].map(([word]) => word).sort();
const numbers = (text: string): number[] => [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));

/** The worker's own constants, as Python has them. */
const worker = JSON.parse(
  execFileSync(
    testPython(),
    [
      "-c",
      [
        "import json, sys; sys.path.insert(0, 'python')",
        "from snakebridge.worker.wire import protocol",
        "from snakebridge.worker import class_info, policy",
        "print(json.dumps({**{k: v for k, v in vars(protocol).items() if k.isupper() and isinstance(v, (int, str))},",
        "  'PROBED_NAMES': class_info.PROBED_NAMES,",
        "  'NEVER': sorted(policy.NEVER), 'BY_NAME_ONLY': sorted(policy.BY_NAME_ONLY)}))",
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
    const documented = [...read("PROTOCOL.md").matchAll(/^\| (\d+) +\| /gm)].map(([, code]) => Number(code));
    expect(documented).toEqual(expect.arrayContaining(Object.values(EXTENSIONS)));
  });

  test("both sides have the same flags and limits", () => {
    expect({ want: worker.FLAG_WANT, trailing: worker.FLAG_TRAILING }).toEqual(FLAGS);
    expect({ frame: worker.FRAME_LIMIT, depth: worker.DEPTH_LIMIT }).toEqual({
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
    const [, minor] = OLDEST_PYTHON;
    const places = [
      numbers(find("python/worker.py", /OLDEST = \(([^)]+)\)/)),
      numbers(find("python/pyproject.toml", /requires-python = ">=([^"]+)"/)),
    ];
    expect(places).toEqual(places.map(() => [3, minor]));
    expect(read("README.md")).toContain(`Python 3.${minor} or newer`);
  });

  test("the oldest Node is the same everywhere", () => {
    const oldest = numbers(find("runtime/node-version.ts", /OLDEST_NODE = \[([^\]]+)\]/));
    expect(numbers(find("package.json", /"node": ">=([^"]+)"/))).toEqual(oldest);
    expect(read("README.md")).toContain(`Node ${oldest.join(".")} or newer`);
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
