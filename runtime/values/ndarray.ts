/**
 * A NumPy array by value: its bytes as a typed array, and how to read them. Pure data, no Python behind it.
 */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface NDArrayInit<T extends TypedArray = TypedArray> {
  readonly data: T;
  readonly shape: readonly number[];
  /** NumPy's name of the element type (`float64`, `bool`, `datetime64[ns]`). */
  readonly dtype: string;
  /** In elements; C order when absent. */
  readonly strides?: readonly number[];
  /** Index of the first element in `data`. @default 0 */
  readonly offset?: number;
}

/**
 * `data` holds the elements: bool as `Uint8Array`, float16 as its bits in a `Uint16Array`, complex as pairs, datetime64
 * and timedelta64 as `BigInt64Array` in the unit that `dtype` names.
 */
export class NDArray<T extends TypedArray = TypedArray> {
  readonly data: T;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: string;

  constructor(init: NDArrayInit<T>) {
    this.data = init.data;
    this.shape = init.shape;
    this.dtype = init.dtype;
    this.strides = init.strides ?? contiguousStrides(init.shape);
    this.offset = init.offset ?? 0;
  }

  /** Number of elements. */
  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }
}

/** Strides in elements of a C-contiguous array. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}
