/**
 * Sorts what a call was given into positional arguments and keywords, by api.md's rules for a caller that knows no
 * signature. Whether an unmarked trailing object is keywords is for the worker to say.
 */
import { ArgumentTypeError } from "../errors.ts";
import { isPlainObject, encodeValue, encodeString, type EncodeReference } from "./encode.ts";
import { kw } from "../values/markers.ts";

export interface SortedArguments {
  /** Lowered. */
  readonly positional: readonly unknown[];
  /** `[name, value, …]`, lowered. */
  readonly keywords: readonly unknown[] | null;
  /** The last positional is a plain object without the marker. */
  readonly trailing: boolean;
}

/** @throws SnakeBridgeError for whatever cannot be sent, naming its place (`args[1].a[3]`). */
export function sortArguments(args: readonly unknown[], references: EncodeReference, depthLimit: number): SortedArguments {
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

/** Undefined at the end means "not passed". */
function encodePositional(args: readonly unknown[], references: EncodeReference, depthLimit: number): unknown[] {
  let length = args.length;
  while (length > 0 && args[length - 1] === undefined) length--;
  const lowered = new Array<unknown>(length);
  for (let i = 0; i < length; i++) {
    if (args[i] === undefined) {
      throw new ArgumentTypeError(
        `args[${i}] is undefined, which means "not passed", but arguments follow it: pass those by name after \`kw\``,
      );
    }
    lowered[i] = encodeValue(args[i], `args[${i}]`, references, depthLimit);
  }
  return lowered;
}

/** `[name, value, …]`; a keyword that is undefined is not passed. */
export function encodeKeywords(keywords: object, references: EncodeReference, depthLimit: number): unknown[] {
  return Object.entries(keywords).flatMap(([name, value]) =>
    value === undefined ? [] : [encodeString(name), encodeValue(value, `kwargs.${name}`, references, depthLimit)],
  );
}
