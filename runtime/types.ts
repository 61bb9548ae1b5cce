/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The vocabulary of generated declarations: types only, imported by every `.snakebridge/types/*.d.ts` as "snakebridge".
 * Which of `PyValue`, `PyPromise`, `PyScalar` and `PyAny` a result gets is the renderer's decision; no conditional type
 * chooses here.
 */
import type { Complex, Dict, Ellipsis, Float, Int, kw, PyIn, Slice, Tuple } from "./values/markers.ts";
import type { NDArray, TypedArray } from "./values/ndarray.ts";

declare const pending: unique symbol;
declare const object: unique symbol;
declare const instance: unique symbol;
/** Keys the classes an object is an instance of. */
export declare const mro: unique symbol;

/** The keyword marker's type: `f(a, kw, { name: value })`. */
export type KW = typeof kw;

/** A result that arrives by value: awaitable, and usable as an argument while pending. */
export interface PyValue<T> extends Promise<T> {
  readonly [pending]: T;
}

/** A result that arrives as a handle: also chainable, since the members of `T` are asynchronous already. */
export type PyPromise<T extends PyObject> = PyValue<T> & T;

/** A NumPy scalar: chainable while pending, its plain value `V` once awaited. */
export type PyScalar<T extends PyObject, V> = PyValue<V> & T;

/** A result of unknown type: awaitable, chainable, callable. Counted in the coverage report. */
export interface PyAny extends PyValue<any> {
  (...args: any[]): PyAny;
  [name: string]: any;
}

/** Every parameter takes a pending value. */
export type In<T> = T | PyValue<T>;

export type { PyIn } from "./values/markers.ts";

/** "Anything" at a position where a trailing plain object would be keywords: all of `PyIn` but plain objects. */
export type PyPositional = In<
  | string
  | number
  | bigint
  | boolean
  | null
  | PyObject
  | BytesLike
  | ArrayLike
  | readonly PyIn[]
  | ReadonlySet<PyIn>
  | ReadonlyMap<PyIn, PyIn>
  | Complex
  | Dict
  | Ellipsis
  | Float
  | Int
  | Slice
  | Tuple
  | ((...args: any[]) => unknown)
>;

/** What Python's common types take as an argument. `…Like` is the plain form, `In…` also takes a pending value. */
export type IntLike = number | bigint | Int;
export type FloatLike = IntLike | Float;
export type BytesLike = Uint8Array | ArrayBuffer | DataView;
export type ArrayLike = NDArray | TypedArray;
export type ListLike<T> = readonly T[] | PyObject;
export type SequenceLike<T> = ListLike<T> | ArrayLike | Tuple;
export type IterableLike<T> = SequenceLike<T> | ReadonlySet<T> | ReadonlyMap<T, unknown>;
export type SetLike<T> = ReadonlySet<T> | PyObject;
export type MappingLike<V> = { readonly [key: string]: V } | ReadonlyMap<any, V> | Dict<V> | PyObject;
export type InInt = In<IntLike>;
export type InFloat = In<FloatLike>;
export type InBytes = In<BytesLike>;
export type InArray = In<ArrayLike>;
export type InMapping<V> = In<MappingLike<V>>;

/** What every handle has. Python names cannot contain `$`, so nothing here hides a member. */
export interface PyObject extends Disposable, AsyncDisposable {
  readonly [object]: unknown;
  /** Gives the Python object back; using the handle afterwards is a `StaleHandleError`. A second call does nothing. */
  $release(): void;
  /** `str(x)`. */
  $str(): PyValue<string>;
  /** `repr(x)`. */
  $repr(): PyValue<string>;
  /** `len(x)`. */
  $len(): PyValue<number>;
  /** `type(x)`. */
  $type(): PyPromise<PyClass<any>>;
  /** An attribute by name, untyped. */
  $attr(name: string): PyAny;
  /** Writes an attribute and waits for it; `x.name = value` does not wait. */
  $setAttr(name: string, value: PyIn): PyValue<null>;
  /** A copy by value. @throws NotTransferableError when the object has no value form. */
  $value(): PyValue<any>;
  /** Marks a later failure of this result as handled. */
  $defer(): this;
}

/** Names of classes (`numpy.ndarray`), under the key `mro` of an instance's interface. */
export type PyMro<N extends string> = { readonly [K in N]: true };

/** An instance of a class or of its subclasses, told by name: a subclass may redefine members as it likes. */
export interface PyInstance<N extends string> extends PyObject {
  readonly [mro]: PyMro<N>;
}

/** A Python class object; call it to construct. `N` is its qualified name, so that `int` and `float` differ. */
export interface PyClass<I, N extends string = string> extends PyObject {
  readonly [instance]: I;
  readonly __qualname__: PyValue<N>;
  [Symbol.hasInstance](value: unknown): value is I;
}

/** A function, or another callable of which only that is known. */
export interface PyCallable extends PyObject {
  (...args: any[]): PyAny;
}

/** A named tuple, which arrives by value: an array whose fields have names too. */
export type PyNamedTuple<F extends readonly unknown[], N> = Readonly<F> & Readonly<N>;
