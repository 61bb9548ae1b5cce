/**
 * Members that JavaScript itself reads, so that Python members of these names are reached with a trailing underscore. The
 * generator writes the renamed members into declarations, and proxies read them.
 */
export const RENAMED_MEMBERS: ReadonlySet<string> = new Set([
  "then",
  "catch",
  "finally",
  "constructor",
  "prototype",
  "toJSON",
  "toString",
  "valueOf",
]);
