/** The arrays that arrived as named tuples, so that they go back as what they were. */

export interface NamedTupleClass {
  readonly names: readonly string[];
  readonly module: string;
  readonly qualname: string;
}

const classes = new WeakMap<readonly unknown[], NamedTupleClass>();

/** Remembers the Python class of an array. The array is not changed. */
export function rememberClass(array: readonly unknown[], pythonClass: NamedTupleClass): void {
  classes.set(array, pythonClass);
}

/** Returns the Python class of an array that arrived as a named tuple; undefined for any other array. */
export function namedTupleClassOf(array: readonly unknown[]): NamedTupleClass | undefined {
  return classes.get(array);
}
