/** Asks the Python introspector itself, in the test environment, without a project's cache or configuration. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Introspection, type IntrospectionRequest, SCHEMA_VERSION } from "../../introspector/ir/ir.ts";
import { parseIntrospection } from "../../introspector/ir/schema.ts";
import { findTestPython } from "./python.ts";

const script = fileURLToPath(new URL("../../python/introspect.py", import.meta.url));

/** @param paths folders of the project's own modules, relative to `project` */
export function introspect(project: string, paths: readonly string[], modules: readonly string[]): Introspection {
  const request: IntrospectionRequest = {
    schema: SCHEMA_VERSION,
    project,
    paths,
    modules: Object.fromEntries(modules.map((name) => [name, []])),
  };
  const printed = execFileSync(findTestPython(), ["-I", script], {
    input: JSON.stringify(request),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return parseIntrospection(JSON.parse(printed));
}
