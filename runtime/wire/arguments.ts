/**
 * Sorts the arguments of a call into positional arguments and keywords, and encodes them. The host knows no signatures:
 * the worker decides whether a trailing plain object without the marker is keywords.
 */
import { ArgumentTypeError } from "../errors.ts";
import { kw } from "../values/markers.ts";
import { type EncodeReference, encodeString, encodeValue } from "./encode.ts";
import { isPlainObject } from "./plain-object.ts";

export interface SortedArguments {
  /** Encoded. */
  readonly positional: readonly unknown[];
  /** `[name, value, …]`, encoded. */
  readonly keywords: readonly unknown[] | null;
  /** Whether the last positional argument is a plain object without the marker. */
  readonly trailing: boolean;
}

/** @throws SnakeBridgeError for a value that cannot be sent; the message names its location (`args[1].a[3]`) */
export function sortArguments(
  args: readonly unknown[],
  references: EncodeReference,
  depthLimit: number,
): SortedArguments {
  const marker = args.indexOf(kw);
  if (marker >= 0) {
    const keywords = args[marker + 1];
    if (args.length !== marker + 2 || !isPlainObject(keywords)) {
      throw new ArgumentTypeError("`kw` must be followed by exactly one plain object, as the last argument");
    }
    return {
      positional: encodePositional(args.slice(0, marker), references, depthLimit),
      keywords: encodeKeywords(keywords, references, depthLimit),
      trailing: false,
    };
  }
  const positional = encodePositional(args, references, depthLimit);
  return { positional, keywords: null, trailing: isPlainObject(args[positional.length - 1]) };
}

/** Encodes positional arguments. `undefined` at the end means "not passed". */
function encodePositional(args: readonly unknown[], references: EncodeReference, depthLimit: number): unknown[] {
  let length = args.length;
  while (length > 0 && args[length - 1] === undefined) length--;
  const encoded = new Array<unknown>(length);
  for (let i = 0; i < length; i++) {
    if (args[i] === undefined) {
      throw new ArgumentTypeError(
        `args[${i}] is undefined, which means "not passed", but arguments follow it: pass those by name after \`kw\``,
      );
    }
    encoded[i] = encodeValue(args[i], `args[${i}]`, references, depthLimit);
  }
  return encoded;
}

/** Returns `[name, value, …]`. A keyword that is `undefined` is not passed. */
export function encodeKeywords(keywords: object, references: EncodeReference, depthLimit: number): unknown[] {
  return Object.entries(keywords).flatMap(([name, value]) =>
    value === undefined ? [] : [encodeString(name), encodeValue(value, `kwargs.${name}`, references, depthLimit)],
  );
}
