/** Programs that use the Python fixtures: classes, keywords, enums, named tuples, values. */
import { later } from "py:async_functions";
import { Dog, make_private, Outer } from "py:classes";
import { Point, type Point as PointType } from "py:data_classes";
import { Color, mix } from "py:enums";
import { Stack } from "py:generics";
import * as keywords from "py:keywords";
import { halves, Split } from "py:named_tuples";
import { parse, Reader } from "py:overloads";
import * as reserved from "py:reserved_words";
import { describe, movie } from "py:typed_dicts";
import * as values from "py:values";
import { float, kw, type PyAny, type PyValue, tuple } from "snakebridge";
import { expectType } from "./expect-type.ts";

const dog = await Dog("Rex");
expectType<string>()(await dog.bark({ times: 2 }), true);
expectType<string>()(await Dog("Rex").rename("Max").title, true);
dog.title = "Max";
expectType<string>()(await dog.$item(0), true);
expectType<number>()(await Dog.compare(dog, Dog("Max")), true);
await make_private().ping();
await Outer.Inner().up();

const point: PointType = await Point(1, { y: float(2) });
expectType<number>()(await point.x, true);
await keywords.record(keywords.Point(1), { depth: 2 });
await keywords.record(await keywords.Point({ x: 1 }));

expectType<string>()(await mix(Color.RED), true);
await mix(await Color.GREEN, { level: undefined });

const [left] = await halves([1, 2]);
expectType<number[]>()(left, true);
expectType<number[]>()((await Split([1], { right: [2] })).right, true);

expectType<number>()(await parse("1"), true);
expectType<Uint8Array>()(await Reader().read(true), true);
expectType<string>()(await Reader().read(), true);

await keywords.anything({ depth: 1 });
await keywords.anything({ depth: 1 }, { depth: 2 });
await keywords.anything(1, kw, { depth: 2 });
await keywords.mapping(new Map([["a", 1]]), { depth: 2 });
await keywords.iterable([1, 2n, values.integer()]);
await keywords.iterable(new Set([1]));
await keywords.iterable(tuple(1, 2));

expectType<number>()(await reserved.delete(1, { default: 2 }), true);
expectType<number>()(await reserved.new({ var: 1, let: 2 }), true);
expectType<number>()(await reserved.then_(1), true);
expectType<string>()(await reserved.function().catch_(), true);
expectType<number>()(await reserved.function().delete({ this: 1 }), true);
expectType<number>()(await reserved.größe({ länge: 1 }), true);
expectType<PyValue<number>>()(reserved.null, true);

expectType<number | undefined>()((await movie("Alien", 1979)).year, true);
await describe(await movie("Alien", 1979));
await describe({ title: "Alien" });
declare const typed: { readonly [key: string]: number };
interface Headings {
  readonly title: string;
}
declare const headings: Headings;
await keywords.mapping(typed);
await keywords.typed_dict(headings);
expectType<Map<number | bigint, string>>()(await values.table(), true);
expectType<{ [key: string]: number }>()(await values.record(), true);
expectType<null>()(await values.none(), true);
expectType<number | null>()(await values.maybe(true), true);
expectType<unknown>()(await values.opaque(), true);
expectType<PyAny>()(later(1), true);
await Stack([1]).push(2).push(3).pop();

// @ts-expect-error a number where text is declared
await Dog(1);
// @ts-expect-error another class, although it has the same members
await keywords.record(point);
// @ts-expect-error a required argument is missing
await Point({ y: 1 });
// @ts-expect-error a plain object here is the argument, and has no place for keywords
await keywords.undeclared(1, { dept: 2 }, {});
// @ts-expect-error a misspelt keyword after the marker
await keywords.anything(1, kw, { dept: 2 });
// @ts-expect-error no such keyword: the constructor takes none
await Outer.Inner({ value: 1 });
// @ts-expect-error a value of a Python enumeration is no member
await mix("r");
// @ts-expect-error JavaScript's own members are not Python's
(await reserved.function()).catch();
