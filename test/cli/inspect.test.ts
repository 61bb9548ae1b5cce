import { describe, expect, test } from "vitest";
import { createVariables, makeUsualPath } from "../support/machine.ts";
import { prepareProjects, runSnakebridge } from "./support/command.ts";

const { project: prepared } = prepareProjects();

const OWN = `from typing import Any, overload

class Base:
    def shared(self) -> int: ...
    def replaced(self) -> int: ...

class Box(Base):
    """Holds things."""
    size: int = 0
    def __init__(self, item: str, /, count: int = 1, *, key: str, **options: Any) -> None: ...
    def __len__(self) -> int: ...
    def add(self, item: int = 1, *, deep: bool = False) -> bool: ...
    def replaced(self) -> int: ...
    @classmethod
    def of(cls, text: str) -> "Box": ...
    @property
    def first(self) -> int: ...

@overload
def pick(a: int, *, how: str = ...) -> int: ...
@overload
def pick(a: str, *, how: str = "best", strict: bool) -> str: ...
def pick(a, *, how="best", strict=False): ...
`;

async function inspect(...args: readonly string[]): Promise<string> {
  const project = prepared({ "own.py": OWN });
  const ended = await runSnakebridge(project, ["inspect", ...args], { env: createVariables(makeUsualPath(project)) });
  expect(ended.status, ended.stderr).toBe(0);
  return ended.stdout;
}

describe("what may be given by name is shown with its default", () => {
  test.each([
    ["own.Box.add", "item = 1, deep = False"],
    ["own.Box", "count = 1, key (required), any other name"],
    ["own.pick", "how = 'best', strict (required)"],
  ])("%s", async (name, keywords) => {
    expect((await inspect(name)).split("\n")).toContain(`keywords: ${keywords}`);
  });

  test("a call without keywords has no such line", async () => {
    expect(await inspect("own.Box.replaced")).not.toContain("keywords");
  });
});

test("a class is a page of names in groups; --all shows the declarations", async () => {
  const short = await inspect("own.Box");
  expect(short).toMatch(/^own\.Box \(class\)\n\nBox\(item, \/, count=1, \*, key, \*\*options\)$/m);
  expect(short).toMatch(/^methods \(2\): add replaced$/m);
  expect(short).toMatch(/^class methods \(1\): of$/m);
  expect(short).toMatch(/^attributes \(2\): size first$/m);
  expect(short).toMatch(/^operators and protocols \(\d\): .*__len__/m);
  expect(short).toMatch(/^from own\.Base \(1\): shared$/m);
  expect(short).toContain("Holds things.");
  expect(short).not.toContain("interface Box");
  expect((await inspect("--all", "own.Box")).match(/interface Box/g)).toHaveLength(1);
});

test("the largest classes of the standard library stay short", async () => {
  for (const name of ["builtins.str", "datetime.datetime", "pathlib.Path", "argparse.ArgumentParser"]) {
    const members = (await inspect(name)).split("\nnpx snakebridge inspect ")[0] ?? "";
    expect(members.split("\n").length, name).toBeLessThan(30);
  }
});

test("a name may be written as in an import", async () => {
  expect(await inspect("py:json.dumps")).toBe(await inspect("json.dumps"));
  expect(await inspect("py:os.path")).toMatch(/^py:os\.path \(module, stdlib\)$/m);
});
