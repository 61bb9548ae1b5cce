type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `expectType<A>()(value, true)` compiles only if the type of `value` is exactly `A`. */
export function expectType<T>(): <U>(value: U, same: Equal<T, U>) => void {
  return () => {};
}
