/** A plain object at a position that Python does not declare: a later declaration must never change what a call means. */
import { expect, test } from "vitest";
import { dict, kw } from "../../../runtime/index.ts";
import { connect } from "../support/live.ts";

const undeclared = { positions: [0, 1], rest: false, names: ["name", "greeting"] };
const { get } = connect({
  modules: { greetings: "*" },
  files: { "greetings.py": "def greet(name, greeting='Hello'): return f'{greeting} {name}'\n" },
  tables: [{ version: 1, module: "greetings", callables: { greet: { keywords: "aa", undeclared } }, classes: {} }],
});
const greet = get("greetings", "greet");

test("one whose keys are all names of parameters is refused, with both spellings", async () => {
  await expect(greet("Ann", { greeting: "Hi" })).rejects.toMatchObject({
    code: "ARGUMENT_TYPE",
    message: expect.stringMatching(/kw, \{ greeting \}.*dict\(\{ greeting \}\)/),
  });
});

test("both spellings do what they say, and any other object is the argument", async () => {
  expect(await greet("Ann", kw, { greeting: "Hi" })).toBe("Hi Ann");
  expect(await greet("Ann", dict({ greeting: "Hi" }))).toBe("{'greeting': 'Hi'} Ann");
  expect(await greet("Ann", { polite: true })).toBe("{'polite': True} Ann");
});
