import { expect, test } from "vitest";
import { describeChanges, readNpmVersions, readPins, readPythonVersions } from "../../scripts/locked.ts";

test("an update names each package that came, went or changed, with every version that it has", () => {
  const before = new Map([
    ["same", ["1.0"]],
    ["moved", ["1.0", "1.1"]],
    ["gone", ["2.0"]],
  ]);
  const after = new Map([
    ["same", ["1.0"]],
    ["moved", ["1.1", "1.2"]],
    ["new", ["3.0"]],
  ]);
  expect(describeChanges(before, after)).toEqual(["gone 2.0 → none", "moved 1.0, 1.1 → 1.1, 1.2", "new none → 3.0"]);
});

test("the locks are read whole: one version for each Python, one for each place in node_modules", () => {
  const numpy = readPins("test").filter(({ name }) => name === "numpy");
  expect(numpy.length).toBeGreaterThan(1);
  expect(numpy.every(({ marker }) => marker.startsWith("python_full_version"))).toBe(true);
  expect(readPythonVersions("test").get("numpy")).toEqual(numpy.map(({ version }) => version).sort());
  expect(readNpmVersions().get("typescript")?.length).toBeGreaterThan(0);
  expect(readNpmVersions().get("@types/node")).toHaveLength(1);
});
