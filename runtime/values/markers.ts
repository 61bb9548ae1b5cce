/**
 * Markers: values that say exactly which Python value the program means. They are created without a call; the encoder
 * recognises each by its class. The protected `marker` exists in types only. It makes each class nominal: an object with the
 * keywords `start`, `stop`, `step` is no `Slice`.
 */

/** "Anything" as a parameter; holds no symbol, so that only a keyword overload accepts `kw`. */
export type PyIn = string | number | bigint | boolean | null | undefined | object;

/** Precedes keywords where a plain object would be an argument: `json.dumps(data, kw, { indent: 2 })`. */
export const kw: unique symbol = Symbol.for("snakebridge.kw");

/** Python's `slice(start, stop, step)`. */
export class Slice {
  declare protected readonly marker: "slice";
  readonly start: PyIn;
  readonly stop: PyIn;
  readonly step: PyIn;
  constructor(start: PyIn, stop: PyIn, step: PyIn) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `slice(stop)` or `slice(start, stop, step?)`; `null` leaves a bound open. */
export function slice(stop: PyIn): Slice;
export function slice(start: PyIn, stop: PyIn, step?: PyIn): Slice;
export function slice(...bounds: readonly PyIn[]): Slice {
  const [start, stop, step] = bounds.length === 1 ? [null, bounds[0], null] : bounds;
  return new Slice(start ?? null, stop ?? null, step ?? null);
}

class EllipsisMarker {
  readonly name = "Ellipsis";
}
/** Python's `...`, for items: `a.$item(Ellipsis, 0)`. */
export type Ellipsis = EllipsisMarker;
export const Ellipsis: Ellipsis = new EllipsisMarker();

/** An exact Python tuple. */
export class Tuple<T extends readonly PyIn[] = readonly PyIn[]> {
  declare protected readonly marker: "tuple";
  readonly items: T;
  constructor(items: T) {
    this.items = items;
  }
}
/** `tuple(1, "a")` is Python's `(1, "a")`; a plain array is a list. */
export function tuple<const T extends readonly PyIn[]>(...items: T): Tuple<T> {
  return new Tuple(items);
}

/** A dict that is always an argument, never keywords. */
export class Dict<V = PyIn> {
  declare protected readonly marker: "dict";
  readonly entries: { readonly [key: string]: V };
  constructor(entries: { readonly [key: string]: V }) {
    this.entries = entries;
  }
}
/** `dict({ a: 1 })`: a dict argument where a trailing plain object would be keywords. */
export function dict<V>(entries: { readonly [key: string]: V }): Dict<V> {
  return new Dict(entries);
}

/** A number that is a `float` in Python even when integral. */
export class Float {
  declare protected readonly marker: "float";
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
/** `float(1)` is Python's `1.0`. */
export function float(value: number | bigint): Float {
  return new Float(Number(value));
}

/** A number that is an `int` in Python. */
export class Int {
  declare protected readonly marker: "int";
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}
/** `int(1e20)` is Python's `100000000000000000000`. @throws RangeError for a fraction, as `BigInt` does. */
export function int(value: number | bigint): Int {
  return new Int(BigInt(value));
}

/** Python's `complex`. */
export class Complex {
  declare protected readonly marker: "complex";
  readonly re: number;
  readonly im: number;
  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }
  equals(other: Complex): boolean {
    return this.re === other.re && this.im === other.im;
  }
  toString(): string {
    const sign = this.im < 0 || Object.is(this.im, -0) ? "-" : "+";
    return `${this.re}${sign}${Math.abs(this.im)}i`;
  }
}
