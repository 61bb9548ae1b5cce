/** Values against real Python: each goes there, is what Python says it is, and comes back the same. */
import { describe, expect, test } from "vitest";
import { Complex, Ellipsis, float, int, NDArray, slice, tuple } from "../../../runtime/index.ts";
import { connect } from "../support/live.ts";

const { get } = connect({
  modules: { values: "*", builtins: "*", numpy: "*" },
  files: {
    "values.py": `
import collections, typing
def echo(x): return x
def describe(x): return f"{type(x).__name__} {x!r}"
class Point(typing.NamedTuple):
    x: int
    length: int
    then: object
def point(): return Point(1, 2, None)
Line = collections.namedtuple("Line", "start end")
Numbers = collections.namedtuple("Numbers", "a b")
def numbers(): return Numbers(1, 0.5)
def line(): return Line(point(), [3, 4])
def local_tuple():
    class Local(typing.NamedTuple):
        x: int
    return Local(1)
class Text(str): pass
def text(): return Text("sub")
def rename(f): return {"then": f, "__proto__": 1}
def shared():
    inner = []
    return [inner, inner]
def cycle():
    loop = []
    loop.append(loop)
    return loop
def mixed(): return {"list": [1, object()], 2: (3,)}
def deep(n):
    value = 0
    for _ in range(n): value = [value]
    return value
`,
  },
});
const echo = get("values", "echo");
const describePython = get("values", "describe");

describe("there and back", () => {
  const bom = `\u{feff}${"x".repeat(200)}`;
  test.each([
    ["null", null],
    ["booleans", [true, false]],
    ["integers", [0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1]],
    ["big integers", [2n ** 53n, -(2n ** 63n), 2n ** 64n, -(2n ** 200n), 10n ** 60n]],
    ["floats", [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1e300]],
    ["strings", ["", "ä€😀", "\0", "a\ud800", "\udc00b", bom, "é".repeat(70), "x".repeat(70_000)]],
    ["bytes", new Uint8Array([0, 255, 128])],
    ["complex", new Complex(1.5, -0)],
    ["nested", [[], [[1], "a", [null]]]],
    [
      "a map",
      new Map<unknown, unknown>([
        [1, "a"],
        [null, [2]],
        ["s", new Map([[1.5, 1]])],
      ]),
    ],
    ["a set", new Set([1, "a"])],
  ])("%s", async (_name, value) => {
    expect(await echo(value)).toStrictEqual(value);
  });

  test("an object comes back without a prototype, its keys as they were", async () => {
    const back = await echo(JSON.parse('{"b": {"__proto__": 1}, "constructor": [], "then": 2}'));
    expect(Object.getPrototypeOf(back)).toBeNull();
    expect(Object.keys(back)).toEqual(["b", "constructor", "then"]);
    expect(Object.entries(back.b)).toEqual([["__proto__", 1]]);
  });

  test("a typed array is a NumPy array of its element type, and its value comes back aligned", async () => {
    const array = await echo(Float64Array.of(1, 2.5));
    expect(await array.dtype.$str()).toBe("float64");
    const value = await array.$value();
    expect(value).toBeInstanceOf(NDArray);
    expect(value).toMatchObject({ data: Float64Array.of(1, 2.5), shape: [2], dtype: "float64", strides: [1] });
    const again = await echo(value).$value();
    expect(again).toStrictEqual(value);
  });

  test.each(["bool", "int8", "uint8", "int64", "float16", "float32", "complex64", "complex128", "datetime64[ns]"])(
    "an array of %s",
    async (dtype) => {
      const array = get(
        "numpy",
        "arange",
      )(6)
        .reshape(2, 3)
        .astype(dtype === "bool" ? "bool" : dtype);
      const value = await array.$value();
      expect(value.dtype).toBe(dtype);
      expect(value.shape).toEqual([2, 3]);
      expect(await get("numpy", "array_equal")(value, array)).toBe(true);
    },
  );

  test("strided and big-endian arrays arrive in C order and native", async () => {
    const transposed = await get("numpy", "arange")(6, float(6)).astype(">f8").T.$value();
    expect(transposed.data.constructor.name).toBe("Float64Array");
    const matrix = get("numpy", "arange")(6).reshape(2, 3).T;
    expect(await matrix.$value()).toMatchObject({
      shape: [3, 2],
      strides: [2, 1],
      data: BigInt64Array.of(0n, 3n, 1n, 4n, 2n, 5n),
    });
  });
});

describe("what Python sees", () => {
  test.each([
    ["list", [1, "a"], "list [1, 'a']"],
    ["a list of floats", [1, 2.5, [3]], "list [1.0, 2.5, [3.0]]"],
    ["a list that holds more than numbers", [1, 2.5, "a"], "list [1, 2.5, 'a']"],
    ["tuple", tuple(1, [2]), "tuple (1, [2])"],
    ["float", float(1), "float 1.0"],
    ["int", int(1e20), "int 100000000000000000000"],
    ["-0", -0, "float -0.0"],
    ["beyond 2**53", 2 ** 60, "float 1.152921504606847e+18"],
    ["slice", slice(1, null, 2), "slice slice(1, None, 2)"],
    ["ellipsis", Ellipsis, "ellipsis Ellipsis"],
    ["bytes", Buffer.from("a"), "bytes b'a'"],
    ["a dict of any keys", new Map<unknown, unknown>([[tuple(1, 2), null]]), "dict {(1, 2): None}"],
    ["set", new Set([1]), "set {1}"],
    ["complex", new Complex(1, -2), "complex (1-2j)"],
  ])("%s", async (_name, value, seen) => {
    expect(await describePython(value)).toBe(seen);
  });
});

describe("what arrives", () => {
  test("a dict prints in a template", async () => {
    const value = await echo({ a: { b: [1, { c: "d" }] } });
    expect(`${value}`).toBe("{ a: { b: [ 1, { c: 'd' } ] } }");
    expect(Object.getOwnPropertySymbols({ ...value })).toEqual([]);
  });

  test("a named tuple is an array whose fields have names", async () => {
    const point = await get("values", "point")();
    expect(point).toEqual([1, 2, null]);
    expect(point.x).toBe(1);
    expect(point.length).toBe(3);
  });

  test("a named tuple goes back as what it was, alone and inside other values", async () => {
    const p = await get("values", "point")();
    expect(await describePython(p)).toBe("Point Point(x=1, length=2, then=None)");
    expect(await describePython({ a: [p], b: new Map([[p, 1]]) })).toBe(
      "dict {'a': [Point(x=1, length=2, then=None)], 'b': {Point(x=1, length=2, then=None): 1}}",
    );
    p[1] = 5;
    expect(await describePython(p)).toBe("Point Point(x=1, length=5, then=None)");
    expect(await describePython([...p])).toBe("list [1, 5, None]");
    const numbers = await get("values", "numbers")();
    expect(await describePython([numbers])).toBe("list [Numbers(a=1, b=0.5)]");
    const segment = await get("values", "line")();
    expect(await describePython(segment)).toBe("Line Line(start=Point(x=1, length=2, then=None), end=[3, 4])");
  });

  test("a named tuple that cannot go back says so", async () => {
    const p = await get("values", "point")();
    p.push(4);
    await expect(echo(p)).rejects.toMatchObject({
      code: "NOT_TRANSFERABLE",
      message: expect.stringContaining("named tuple Point(x, length, then) that now has 4 items"),
    });
    const local = await get("values", "local_tuple")();
    await expect(echo(local)).rejects.toMatchObject({
      code: "ARGUMENT_TYPE",
      message: expect.stringContaining("local_tuple.<locals>.Local"),
    });
  });

  test("a subclass of str as its value, a dict with a handle under `then` as no promise", async () => {
    expect(await get("values", "text")()).toBe("sub");
    const renamed = await get("values", "rename")(get("values", "Point"));
    expect(Object.keys(renamed)).toEqual(["then_", "__proto__"]);
  });

  test("a container of what has no value form holds handles", async () => {
    const mixed = await get("values", "mixed")();
    expect(mixed).toBeInstanceOf(Map);
    expect(mixed.get(2)).toEqual([3]);
    expect(await mixed.get("list")[1].$type().__name__).toBe("object");
  });

  test("a NumPy scalar is its value once awaited, and still Python's for the chain", async () => {
    const mean = get("numpy", "mean")([1, 2, 4]);
    expect(await mean).toBeCloseTo(7 / 3);
    expect(await mean.astype("f4").dtype.name).toBe("float32");
    expect(await get("numpy", "bool_")(true)).toBe(true);
  });

  test("unawaited it is one object, awaited a copy for each", async () => {
    const pair = get("values", "shared")();
    expect(await get("values", "echo")(pair).__getitem__(0).append(1)).toBeNull();
    expect(await pair).toEqual([[1], [1]]);
    const copy = await pair;
    const first = await echo(copy);
    first[0].push(2);
    expect(await pair).toEqual([[1], [1]]);
  });

  test("a float that looks integral stays one when its result is passed on after it was awaited", async () => {
    const four = get("values", "echo")(float(4));
    expect(await four).toBe(4);
    expect(await describePython(four)).toBe("float 4.0");
  });

  test("cycles and depth are errors there, too, and the channel goes on", async () => {
    await expect(Promise.resolve(get("values", "cycle")())).rejects.toMatchObject({ code: "NOT_TRANSFERABLE" });
    await expect(Promise.resolve(get("values", "deep")(150))).rejects.toMatchObject({ code: "LIMIT" });
    expect(await get("values", "deep")(99)).toHaveLength(1);
    expect(await echo(await get("values", "deep")(100))).toHaveLength(1);
  });
});
