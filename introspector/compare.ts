/** Orders names by code unit, so that generated files are the same in every language. All that is generated uses this order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
