// The public interface of "snakebridge", made by test/api/api.test.ts.
// Values at run time: ArgumentTypeError, Complex, Ellipsis, EnvironmentError, IntegerRangeError, LimitError, MissingNameError, NDArray, NotAllowedError, NotTransferableError, ProtocolError, PythonError, SnakeBridgeError, StaleHandleError, WorkerCrashedError, call, configure, dict, float, importModule, int, kw, slice, tuple.

// ArgumentTypeError
export class ArgumentTypeError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// ArrayLike
export type ArrayLike = NDArray | TypedArray;

// BytesLike
export type BytesLike = Uint8Array | ArrayBuffer | DataView;

// Complex
export class Complex {
    protected readonly marker: "complex";
    readonly re: number;
    readonly im: number;
    constructor(re: number, im: number);
    equals(other: Complex): boolean;
    toString(): string;
}

// Dict
export class Dict<V = PyIn> {
    protected readonly marker: "dict";
    readonly entries: {
        readonly [key: string]: V;
    };
    constructor(entries: {
        readonly [key: string]: V;
    });
}

// Ellipsis
export type Ellipsis = EllipsisMarker;
const Ellipsis: Ellipsis;

// EnvironmentError
export class EnvironmentError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// Float
export class Float {
    protected readonly marker: "float";
    readonly value: number;
    constructor(value: number);
}

// FloatLike
export type FloatLike = IntLike | Float;

// In
export type In<T> = T | PyValue<T>;

// InArray
export type InArray = In<ArrayLike>;

// InBytes
export type InBytes = In<BytesLike>;

// InFloat
export type InFloat = In<FloatLike>;

// InInt
export type InInt = In<IntLike>;

// InMapping
export type InMapping<V> = In<MappingLike<V>>;

// Int
export class Int {
    protected readonly marker: "int";
    readonly value: bigint;
    constructor(value: bigint);
}

// IntLike
export type IntLike = number | bigint | Int;

// IntegerRangeError
export class IntegerRangeError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// IterableLike
export type IterableLike<T> = SequenceLike<T> | ReadonlySet<T> | ReadonlyMap<T, unknown>;

// KW
export type KW = typeof kw;

// LimitError
export class LimitError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// ListLike
export type ListLike<T> = readonly T[] | PyObject;

// MappingLike
export type MappingLike<V> = {
    readonly [key: string]: V;
} | ReadonlyMap<any, V> | Dict<V> | PyObject;

// MissingNameError
export class MissingNameError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// NDArray
export class NDArray<T extends TypedArray = TypedArray> {
    readonly data: T;
    readonly shape: readonly number[];
    readonly strides: readonly number[];
    readonly offset: number;
    readonly dtype: string;
    constructor(init: NDArrayInit<T>);
    get size(): number;
}

// NDArrayInit
export interface NDArrayInit<T extends TypedArray = TypedArray> {
    readonly data: T;
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly strides?: readonly number[];
    readonly offset?: number;
}

// NotAllowedError
export class NotAllowedError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// NotTransferableError
export class NotTransferableError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// Options
export interface Options {
    readonly python?: string;
    readonly startTimeout?: number;
}

// ProtocolError
export class ProtocolError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// PyAny
export interface PyAny extends PyValue<any> {
    (...args: any[]): PyAny;
    [name: string]: any;
}

// PyCallable
export interface PyCallable extends PyObject {
    (...args: any[]): PyAny;
}

// PyClass
export interface PyClass<I, N extends string = string> extends PyObject {
    readonly [instance]: I;
    readonly __qualname__: PyValue<N>;
    [Symbol.hasInstance](value: unknown): value is I;
}

// PyIn
export type PyIn = string | number | bigint | boolean | null | undefined | object;

// PyInstance
export interface PyInstance<N extends string> extends PyObject {
    readonly [mro]: PyMro<N>;
}

// PyMro
export type PyMro<N extends string> = {
    readonly [K in N]: true;
};

// PyNamedTuple
export type PyNamedTuple<F extends readonly unknown[], N> = Readonly<F> & Readonly<N>;

// PyObject
export interface PyObject extends Disposable, AsyncDisposable {
    readonly [object]: unknown;
    $release(): void;
    $str(): PyValue<string>;
    $repr(): PyValue<string>;
    $len(): PyValue<number>;
    $type(): PyPromise<PyClass<any>>;
    $attr(name: string): PyAny;
    $setAttr(name: string, value: PyIn): PyValue<null>;
    $value(): PyValue<any>;
    $defer(): this;
}

// PyPositional
export type PyPositional = In<string | number | bigint | boolean | null | PyObject | BytesLike | ArrayLike | readonly PyIn[] | ReadonlySet<PyIn> | ReadonlyMap<PyIn, PyIn> | Complex | Dict | Ellipsis | Float | Int | Slice | Tuple | ((...args: any[]) => unknown)>;

// PyPromise
export type PyPromise<T extends PyObject> = PyValue<T> & T;

// PyScalar
export type PyScalar<T extends PyObject, V> = PyValue<V> & T;

// PyValue
export interface PyValue<T> extends Promise<T> {
    readonly [pending]: T;
}

// PythonError
export class PythonError extends SnakeBridgeError {
    readonly pythonType: string;
    readonly traceback: readonly PythonFrame[];
    readonly notes: readonly string[];
    readonly args: readonly unknown[];
    readonly group: readonly SnakeBridgeError[] | null;
    constructor(message: string, init: PythonErrorInit);
}

// PythonFrame
export interface PythonFrame {
    readonly file: string;
    readonly line: number;
    readonly function: string;
    readonly source: string;
}

// SequenceLike
export type SequenceLike<T> = ListLike<T> | ArrayLike | Tuple;

// SetLike
export type SetLike<T> = ReadonlySet<T> | PyObject;

// Slice
export class Slice {
    protected readonly marker: "slice";
    readonly start: PyIn;
    readonly stop: PyIn;
    readonly step: PyIn;
    constructor(start: PyIn, stop: PyIn, step: PyIn);
}

// SnakeBridgeError
export class SnakeBridgeError extends Error {
    readonly code: string;
    constructor(code: string, message: string, options?: ErrorOptions);
}

// StaleHandleError
export class StaleHandleError extends SnakeBridgeError {
    constructor(message: string, options?: ErrorOptions);
}

// Tuple
export class Tuple<T extends readonly PyIn[] = readonly PyIn[]> {
    protected readonly marker: "tuple";
    readonly items: T;
    constructor(items: T);
}

// TypedArray
export type TypedArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Float32Array | Float64Array;

// WorkerCrashedError
export class WorkerCrashedError extends SnakeBridgeError {
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly stderr: readonly string[];
    constructor(message: string, end: Pick<WorkerCrashedError, "exitCode" | "signal" | "stderr">);
}

// call
export function call(name: string, args?: readonly PyIn[], kwargs?: {
    readonly [name: string]: PyIn;
}): PyAny;

// configure
export function configure(options: Options): void;

// dict
export function dict<V>(entries: {
    readonly [key: string]: V;
}): Dict<V>;

// float
export function float(value: number | bigint): Float;

// importModule
export function importModule(specifier: string): PyAny;

// int
export function int(value: number | bigint): Int;

// kw
export const kw: unique symbol;

// mro
export const mro: unique symbol;

// slice
export function slice(stop: PyIn): Slice;
function slice(start: PyIn, stop: PyIn, step?: PyIn): Slice;

// tuple
export function tuple<const T extends readonly PyIn[]>(...items: T): Tuple<T>;

// Mentioned above, exported under no name:

class EllipsisMarker {
    readonly name = "Ellipsis";
}

interface PythonErrorInit {
    readonly pythonType: string;
    readonly traceback: readonly PythonFrame[];
    readonly notes: readonly string[];
    readonly args: readonly unknown[];
    readonly group: readonly SnakeBridgeError[] | null;
    readonly cause: SnakeBridgeError | null;
}

const instance: unique symbol;

const object: unique symbol;

const pending: unique symbol;
