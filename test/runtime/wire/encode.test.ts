/** What an argument goes as, and what is refused before anything is sent. */
import { runInNewContext } from "node:vm";
import { Unpackr } from "msgpackr";
import { describe, expect, test } from "vitest";
import { dict, float, int, kw, slice, tuple } from "../../../runtime/values/markers.ts";
import { NDArray } from "../../../runtime/values/ndarray.ts";
import { sortArguments } from "../../../runtime/wire/arguments.ts";
import { encodeValue } from "../../../runtime/wire/encode.ts";
import { pack } from "../../../runtime/wire/msgpack-writer.ts";

const hex = (value: unknown) => Buffer.from(pack(encodeValue(value, "args[0]", () => undefined, 100))).toString("hex");
const failure = (value: unknown) => {
  try {
    encodeValue(value, "args[1]", () => undefined, 100);
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error("nothing was refused");
};

describe("numbers", () => {
  const one = "cb3ff0000000000000";
  const half = "cb3fe0000000000000";

  test("one element that is not integral makes a whole array floats", () => {
    expect(hex([1, 0.5])).toBe(`92${one}${half}`);
    expect(hex([1, 2])).toBe("920102");
    expect(hex([1, Number.NaN])).toBe(`92${one}cb7ff8000000000000`);
  });

  test("so does -0", () => {
    expect(hex([1, -0])).toBe(`92${one}cb8000000000000000`);
  });

  test("a nested array of numbers counts as a whole", () => {
    expect(hex([[1], [0.5]])).toBe(`9291${one}91${half}`);
    expect(hex([1, [0.5, [1]]])).toBe(`92${one}92${half}91${one}`);
  });

  test("in an array of other things each array of numbers is asked by itself", () => {
    expect(hex(["a", 1, [1, 0.5], [1]])).toBe(`94a1610192${one}${half}9101`);
    expect(hex([0.5, 1, null])).toBe(`93${half}01c0`);
  });

  test("a tuple is no array of numbers: each item keeps its type", () => {
    expect(hex(tuple(1, 0.5))).toBe(`c70b0692${"01"}${half}`);
  });

  test("bigints are ints of any size, beside floats too", () => {
    expect(hex([1n, 0.5])).toBe(`9201${half}`);
    expect(hex(2n ** 64n)).toBe("c70903010000000000000000");
    expect(hex(-(2n ** 64n))).toBe("c70903ff0000000000000000");
    expect(hex(-(2n ** 71n))).toBe("c70903800000000000000000");
  });

  test("the markers say exactly what is meant", () => {
    expect(hex(float(1))).toBe("d7043ff0000000000000");
    expect(hex(float(0.5))).toBe(half);
    expect(hex(int(1e20))).toBe(hex(10n ** 20n));
    expect(hex(int(3))).toBe("03");
    expect(hex(dict({ a: undefined, b: 1 }))).toBe("d60792a16201");
    expect(hex(slice(1))).toBe("d60c93c001c0");
  });
});

describe("what has a form", () => {
  test("plain objects of other realms, and undefined keys dropped", () => {
    expect(hex(runInNewContext("({ a: 1, b: undefined })"))).toBe(hex({ a: 1 }));
    expect(hex(Object.create(null, { a: { value: 1, enumerable: true } }))).toBe(hex({ a: 1 }));
    expect(hex(runInNewContext("new Map([[1, new Set([2])]])"))).toBe(hex(new Map([[1, new Set([2])]])));
    expect(hex(runInNewContext("[1, [2.5]]"))).toBe(hex([1, [2.5]]));
  });

  test("everything that holds bytes is bytes, from where it begins to where it ends", () => {
    const buffer = Uint8Array.of(9, 1, 2, 9).buffer;
    const bytes = "c4020102";
    expect(hex(new Uint8Array(buffer, 1, 2))).toBe(bytes);
    expect(hex(Buffer.from([1, 2]))).toBe(bytes);
    expect(hex(new DataView(buffer, 1, 2))).toBe(bytes);
    expect(hex(buffer.slice(1, 3))).toBe(bytes);
    expect(hex(Uint8Array.of(1, 2).subarray(0, 2))).toBe(bytes);
  });

  test("a large argument does not make later ones large", () => {
    expect(hex(new Uint8Array(1 << 22)).length).toBe(2 * (5 + (1 << 22)));
    expect(pack([1]).buffer.byteLength).toBeLessThan(1 << 16);
  });

  test("typed arrays are arrays, each with its element type", () => {
    const described = [
      new Int8Array(1),
      new Uint8ClampedArray(1),
      new Int16Array(1),
      new Uint16Array(1),
      new Int32Array(1),
      new Uint32Array(1),
      new BigInt64Array(1),
      new BigUint64Array(1),
      new Float32Array(1),
      new Float64Array(1),
    ].map(
      (array) =>
        Buffer.from(hex(array), "hex")
          .toString("latin1")
          .match(/[<|]../)?.[0],
    );
    expect(described).toEqual(["|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8"]);
  });

  test("an array with strides goes in C order", () => {
    const transposed = new NDArray({
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
      shape: [3, 2],
      strides: [1, 3],
      dtype: "float64",
    });
    const plain = new NDArray({ data: Float64Array.of(1, 4, 2, 5, 3, 6), shape: [3, 2], dtype: "float64" });
    expect(hex(transposed)).toBe(hex(plain));
    const reversed = new NDArray({
      data: Int32Array.of(1, 2, 3),
      shape: [3],
      strides: [-1],
      offset: 2,
      dtype: "int32",
    });
    expect(hex(reversed)).toBe(hex(new NDArray({ data: Int32Array.of(3, 2, 1), shape: [3], dtype: "int32" })));
    const complex = new NDArray({
      data: Float64Array.of(1, 2, 3, 4),
      shape: [2],
      strides: [-1],
      offset: 1,
      dtype: "complex128",
    });
    expect(hex(complex)).toBe(hex(new NDArray({ data: Float64Array.of(3, 4, 1, 2), shape: [2], dtype: "complex128" })));
  });

  test("a view of an array sends its part only", () => {
    const part = new NDArray({ data: Float64Array.of(1, 2, 3), shape: [2], offset: 1, dtype: "float64" });
    expect(hex(part)).toBe(hex(new NDArray({ data: Float64Array.of(2, 3), shape: [2], dtype: "float64" })));
    const column = new NDArray({ data: Float64Array.of(7), shape: [1, 1], strides: [9, 9], dtype: "float64" });
    expect(hex(column)).toBe(hex(new NDArray({ data: Float64Array.of(7), shape: [1, 1], dtype: "float64" })));
  });
});

class Point {
  x = 1;
}

describe("what has no form is refused, with its place and what to do", () => {
  test.each([
    ["a promise", Promise.resolve(1), /args\[1\] is a promise.*await it first/],
    [
      "something with then",
      {
        a: [
          0,
          new (class {
            then() {}
          })(),
        ],
      },
      /args\[1\]\.a\[1\] is a promise/,
    ],
    ["a function", { a: [0, 0, 0, () => {}] }, /args\[1\]\.a\[3\] is a function.*callbacks are not supported yet/],
    ["a class instance", [new Point()], /args\[1\]\[0\] is an instance of Point/],
    ["an instance of another realm", runInNewContext("new (class Other {})()"), /an instance of Other/],
    ["a Date", new Map([["k", new Date(0)]]), /args\[1\]\.values\[0\] is a Date.*toISOString/],
    ["a key that is one", new Map([[/x/, 1]]), /args\[1\]\.keys\[0\] is a RegExp/],
    ["a member of a Set", new Set([Symbol("s")]), /args\[1\]\[0\] is a symbol/],
    ["a boxed primitive", { "a b": Object("x") }, /args\[1\]\["a b"\] is a boxed String.*send the primitive/],
    ["undefined in an array", [1, undefined], /args\[1\]\[1\] is undefined.*None is null/],
    ["a hole in an array", Object.assign(new Array(3), { 0: 1, 2: 2 }), /args\[1\]\[1\] is undefined/],
    ["a value in a tuple", tuple([undefined as unknown as null]), /args\[1\]\[0\]\[0\] is undefined/],
    [
      "an element type without one",
      new NDArray({ data: new Uint8Array(8), shape: [1], dtype: "object" }),
      /dtype "object" has no typed array/,
    ],
    [
      "data of another class",
      new NDArray({ data: new Float32Array(1), shape: [1], dtype: "float64" }),
      /takes a Float64Array/,
    ],
    [
      "a shape beyond the data",
      new NDArray({ data: new Float64Array(3), shape: [2, 2], dtype: "float64" }),
      /beyond the 3 elements/,
    ],
    [
      "strides beyond the data",
      new NDArray({ data: new Float64Array(3), shape: [2], strides: [-1], dtype: "float64" }),
      /beyond/,
    ],
    [
      "a shape that is none",
      new NDArray({ data: new Float64Array(3), shape: [1.5], dtype: "float64" }),
      /do not describe an array/,
    ],
  ])("%s", (_name, value, message) => {
    expect(failure(value)).toMatchObject({ code: "NOT_TRANSFERABLE", message: expect.stringMatching(message) });
  });

  test("a value that contains itself, by any way", () => {
    const array: unknown[] = [1];
    array.push({ a: array });
    expect(failure(array)).toMatchObject({
      code: "NOT_TRANSFERABLE",
      message: expect.stringMatching(/^args\[1\]\[1\]\.a contains itself/),
    });
    const map = new Map<unknown, unknown>();
    map.set("m", [map]);
    expect(failure(map)).toMatchObject({
      message: expect.stringMatching(/^args\[1\]\.values\[0\]\[0\] contains itself/),
    });
    const numbers: unknown[] = [1];
    numbers.push(numbers);
    expect(failure(numbers).message).toMatch(/^args\[1\]\[1\] contains itself/);
  });

  test("the same value twice is no cycle", () => {
    const shared = [1];
    expect(hex([shared, shared])).toBe("9291019101");
  });

  test("nesting beyond the limit, which it names", () => {
    let value: unknown = 0;
    for (let i = 0; i < 100; i++) value = i % 2 ? [value] : { a: value };
    expect(() => hex(value)).not.toThrow();
    expect(failure([value])).toMatchObject({ code: "LIMIT", message: expect.stringContaining("100") });
  });
});

describe("keywords", () => {
  const sort = (...args: unknown[]) => sortArguments(args, () => undefined, 100);

  test("follow the marker, undefined ones dropped", () => {
    expect(sort(1, kw, { a: 2, b: undefined })).toEqual({ positional: [1], keywords: ["a", 2], trailing: false });
    expect(sort(kw, {})).toEqual({ positional: [], keywords: [], trailing: false });
  });

  test("a trailing plain object without the marker is for the worker to judge", () => {
    expect(sort(1, { a: 2 }).trailing).toBe(true);
    expect(sort({ a: 2 }, undefined).trailing).toBe(true);
    expect(sort({ a: 2 }, 1).trailing).toBe(false);
    expect(sort(dict({ a: 2 })).trailing).toBe(false);
    expect(sort(new Map([["a", 2]])).trailing).toBe(false);
    expect(sort([{ a: 2 }]).trailing).toBe(false);
    expect(sort().trailing).toBe(false);
  });

  test.each([
    ["without anything", [1, kw]],
    ["with something after them", [kw, { a: 1 }, 2]],
    ["twice", [kw, { a: 1 }, kw, { b: 1 }]],
    ["that are no plain object", [kw, new Map([["a", 1]])]],
  ])("%s are refused", (_name, args) => {
    expect(() => sort(...args)).toThrow(/`kw` must be followed by exactly one plain object/);
  });

  test("the marker anywhere else is refused with its place", () => {
    expect(() => sort([kw])).toThrow(/args\[0\]\[0\] is `kw`/);
  });

  test("undefined is not passed at the end, and an error that names kw before others", () => {
    expect(sort(1, undefined, undefined).positional).toEqual([1]);
    expect(sort(1, undefined, kw, { a: 1 }).positional).toEqual([1]);
    expect(() => sort(1, undefined, 2)).toThrow(/args\[1\] is undefined.*`kw`/);
  });

  test("a refused keyword is named", () => {
    expect(() => sort(kw, { a: [new Date()] })).toThrow(/^kwargs\.a\[0\] is a Date/);
  });
});

test("a message of ours is MessagePack to any other reader", () => {
  const value = [null, true, -1, 2 ** 31, "ä", [0.5], new Uint8Array([1])];
  expect(new Unpackr({ useRecords: false }).unpack(pack(encodeValue(value, "v", () => undefined, 9)))).toEqual([
    ...value.slice(0, -1),
    Buffer.from([1]),
  ]);
});
