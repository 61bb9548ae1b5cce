/** The published table of errors, the classes and the options' messages agree. */
import { expect, test } from "vitest";
import { ERROR_TABLE, PythonError, SnakeBridgeError, WorkerCrashedError } from "../../runtime/errors.ts";
import * as snakebridge from "../../runtime/index.ts";
import { DEFAULT_SETTINGS, resolveOptions } from "../../runtime/options.ts";

const exported = Object.entries(snakebridge).filter(
  ([, value]) => typeof value === "function" && value.prototype instanceof SnakeBridgeError,
);

function instance(name: string): SnakeBridgeError {
  if (name === "PythonError") {
    return new PythonError("m", { pythonType: "a.b.C", traceback: [], notes: [], args: [], group: null, cause: null });
  }
  if (name === "WorkerCrashedError") return new WorkerCrashedError("m", { exitCode: 1, signal: null, stderr: [] });
  const Class = exported.find(([each]) => each === name)?.[1] as unknown as new (message: string) => SnakeBridgeError;
  return new Class("m");
}

test("every exported class has one entry, and its code is that entry's alone", () => {
  expect(ERROR_TABLE.map(({ errorClass }) => errorClass.name).sort()).toEqual(exported.map(([name]) => name).sort());
  expect(new Set(ERROR_TABLE.map(({ errorClass }) => errorClass.code)).size).toBe(ERROR_TABLE.length);
  for (const { errorClass } of ERROR_TABLE) {
    const { name, code } = errorClass;
    const error = instance(name);
    expect(error).toBeInstanceOf(SnakeBridgeError);
    expect(error.code).toBe(code);
    expect(error.name).toBe(name === "PythonError" ? "C" : name);
  }
});

test("every entry says what it means and what to do", () => {
  for (const { meaning, advice } of ERROR_TABLE) {
    expect(meaning).toMatch(/\.$/);
    expect(advice).toMatch(/\.$/);
  }
});

test("options are validated with a message that quotes option and value", () => {
  const configure = (options: object) => () => resolveOptions(options, DEFAULT_SETTINGS);
  expect(configure({ python: 3 })).toThrow("option `python` must be the path of a Python interpreter, not 3");
  expect(configure({ startTimeout: -1 })).toThrow(
    "option `startTimeout` must be a positive number of milliseconds, not -1",
  );
  expect(configure({ pyhton: "x" })).toThrow("there is no option `pyhton`; there are python, anyPython, startTimeout");
  expect(configure({ python: undefined })()).toEqual(DEFAULT_SETTINGS);
  expect(resolveOptions({ python: "x" }, { python: "y", anyPython: true, startTimeout: 5 })).toEqual({
    python: "x",
    anyPython: true,
    startTimeout: 5,
  });
});
