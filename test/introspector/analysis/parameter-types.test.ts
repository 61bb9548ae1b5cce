import { expect, test } from "vitest";
import { classType, declareFunction, int, none, parameter, signature, str, unionOf } from "../support/ir.ts";
import { findCalls, renderModule } from "../support/rendered.ts";

test("parameters take what Python takes: text as a sequence of text, None, any handle, anything where nothing is known", () => {
  const { types } = renderModule(
    declareFunction("f", [
      signature(
        [
          parameter("a", classType("typing:Sequence", str)),
          parameter("b", classType("typing:Mapping", str, int), { mapping: true }),
          parameter("c", unionOf(classType("numpy:floating"), none)),
          parameter("d", classType("typing:SupportsIndex")),
        ],
        none,
      ),
    ]),
  );
  expect(findCalls(types, "f")[0]).toBe(
    "(a: In<SequenceLike<In<string>> | string>, b: In<MappingLike<InInt>>, c: PyIn, d: In<IntLike | boolean | PyObject>): PyValue<null>",
  );
});
