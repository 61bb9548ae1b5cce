/**
 * Arrays by value: element types, typed arrays and the payload of the extension `array` (`[dtype, shape, bytes]`, C order,
 * little-endian). Knows no other part of MessagePack.
 */
import { contiguousStrides, NDArray, type TypedArray } from "../values/ndarray.ts";

type TypedArrayClass = {
  new (buffer: ArrayBuffer): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
};

interface ElementType {
  /** NumPy's name, as in `NDArray.dtype`. */
  readonly name: string;
  readonly storage: TypedArrayClass;
  /** How many storage elements one element takes: 2 for complex. */
  readonly width: 1 | 2;
}

const simpleElement = (name: string, storage: TypedArrayClass): ElementType => ({ name, storage, width: 1 });

/** The element types by `dtype.str`. */
const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  "|b1": simpleElement("bool", Uint8Array),
  "|i1": simpleElement("int8", Int8Array),
  "|u1": simpleElement("uint8", Uint8Array),
  "<i2": simpleElement("int16", Int16Array),
  "<u2": simpleElement("uint16", Uint16Array),
  "<i4": simpleElement("int32", Int32Array),
  "<u4": simpleElement("uint32", Uint32Array),
  "<i8": simpleElement("int64", BigInt64Array),
  "<u8": simpleElement("uint64", BigUint64Array),
  "<f2": simpleElement("float16", Uint16Array),
  "<f4": simpleElement("float32", Float32Array),
  "<f8": simpleElement("float64", Float64Array),
  "<c8": { name: "complex64", storage: Float32Array, width: 2 },
  "<c16": { name: "complex128", storage: Float64Array, width: 2 },
};

const TIME_NAMES: Readonly<Record<string, string>> = { M: "datetime64", m: "timedelta64" };

const CODES_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(ELEMENT_TYPES).map(([code, type]) => [type.name, code]),
);

/** The element type of a typed array, by its class. */
const CODES_BY_CLASS: Readonly<Record<string, string>> = {
  Int8Array: "|i1",
  Uint8Array: "|u1",
  Uint8ClampedArray: "|u1",
  Int16Array: "<i2",
  Uint16Array: "<u2",
  Int32Array: "<i4",
  Uint32Array: "<u4",
  BigInt64Array: "<i8",
  BigUint64Array: "<u8",
  Float16Array: "<f2",
  Float32Array: "<f4",
  Float64Array: "<f8",
};

/** The three fields of the extension `array`. */
export type ArrayFields = readonly [code: string, shape: readonly number[], data: Uint8Array];

/** Returns the array of these fields. @throws RangeError for an element type without a typed array, or bytes that do not fit the shape. */
export function createArray([code, shape, data]: ArrayFields): NDArray {
  const type = findElementType(code);
  const size = shape.reduce((product, length) => product * length, 1);
  const expected = size * type.width * type.storage.BYTES_PER_ELEMENT;
  if (!Number.isSafeInteger(expected) || data.length !== expected) {
    throw new RangeError(`an array of ${code} and shape [${shape}] has ${expected} bytes, not ${data.length}`);
  }
  // The array gets a copy: it is aligned, and it does not keep the whole message alive.
  const buffer = new ArrayBuffer(expected);
  new Uint8Array(buffer).set(data);
  return new NDArray({ data: new type.storage(buffer), shape, dtype: type.name });
}

/** Returns a typed array as a one-dimensional array. The bytes are not copied. */
export function fieldsOfTypedArray(array: TypedArray): ArrayFields {
  const code = CODES_BY_CLASS[array[Symbol.toStringTag]];
  if (code === undefined) throw new RangeError(`a ${array[Symbol.toStringTag]} has no NumPy element type`);
  return [code, [array.length], bytesOf(array)];
}

/** Returns the fields of an array in C order. @throws RangeError when dtype, shape, strides and data do not fit together. */
export function fieldsOfArray(array: NDArray): ArrayFields {
  const code = findCode(array.dtype);
  const { storage, width } = findElementType(code);
  const { data, shape, strides, offset } = array;
  const given = data[Symbol.toStringTag];
  if (given !== storage.name && CODES_BY_CLASS[given] !== code) {
    throw new RangeError(`dtype ${array.dtype} takes a ${storage.name}, not a ${given}`);
  }
  if (strides.length !== shape.length || ![...shape, offset].every(isLength) || !strides.every(Number.isSafeInteger)) {
    throw new RangeError(`shape [${shape}], strides [${strides}] and offset ${offset} do not describe an array`);
  }
  const { size } = array;
  const bounds = computeExtent(array);
  if (size > 0 && (bounds.first < 0 || bounds.last * width + width > data.length)) {
    throw new RangeError(`shape [${shape}] and strides [${strides}] reach beyond the ${data.length} elements of data`);
  }
  if (size === 0) return [code, shape, new Uint8Array(0)];
  const expected = contiguousStrides(shape);
  if (strides.every((stride, axis) => stride === expected[axis] || shape[axis] === 1)) {
    return [code, shape, bytesOf(data.subarray(offset * width, (offset + size) * width))];
  }
  return [code, shape, bytesOf(gatherElements(array, width))];
}

function findCode(dtype: string): string {
  const time = /^(datetime64|timedelta64)(\[\w+\])?$/.exec(dtype);
  if (time !== null) return `<${time[1] === "datetime64" ? "M" : "m"}8${time[2] ?? ""}`;
  const code = CODES_BY_NAME.get(dtype) ?? (ELEMENT_TYPES[dtype] ? dtype : undefined);
  if (code === undefined) throw new RangeError(`dtype ${JSON.stringify(dtype)} has no typed array`);
  return code;
}

function findElementType(code: string): ElementType {
  const known = ELEMENT_TYPES[code];
  if (known !== undefined) return known;
  const time = /^<([Mm])8(\[\w+\])?$/.exec(code);
  if (time === null) throw new RangeError(`element type ${JSON.stringify(code)} has no typed array`);
  return simpleElement(`${TIME_NAMES[time[1] ?? ""]}${time[2] ?? ""}`, BigInt64Array);
}

/** Indices, in elements, of the first and last element that the array reaches. */
function computeExtent({ shape, strides, offset }: NDArray): { first: number; last: number } {
  let first = offset;
  let last = offset;
  for (const [axis, length] of shape.entries()) {
    const reach = (length - 1) * (strides[axis] ?? 0);
    if (reach < 0) first += reach;
    else last += reach;
  }
  return { first, last };
}

/** The elements in C order, as a typed array of the same class. */
function gatherElements({ data, shape, strides, offset, size }: NDArray, width: number): TypedArray {
  const target = new (data.constructor as new (length: number) => TypedArray)(size * width);
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < size; to++) {
    for (let part = 0; part < width; part++) {
      target[to * width + part] = data[from * width + part] as never;
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = strides[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        from += step;
        break;
      }
      from -= step * (next - 1);
      index[axis] = 0;
    }
  }
  return target;
}

function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function isLength(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
