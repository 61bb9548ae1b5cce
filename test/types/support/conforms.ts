/**
 * Decides whether a value has a TypeScript type, as the compiler understands the type. A type that is not recognized has no
 * values here, so a test fails until a new kind of declaration is added.
 */
import ts from "typescript";
import type { ValueDescription } from "./describe.ts";

export function conforms(description: ValueDescription, type: ts.Type, checker: ts.TypeChecker): boolean {
  const inner = (part: ValueDescription, of: ts.Type): boolean => conforms(part, of, checker);
  if (description.kind === "error") return false;
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
  if (type.isUnion()) return type.types.some((member) => inner(description, member));
  switch (description.kind) {
    case "null":
      return (type.flags & ts.TypeFlags.Null) !== 0;
    case "undefined":
      return (type.flags & ts.TypeFlags.Undefined) !== 0;
    case "number":
      return (type.flags & ts.TypeFlags.NumberLike) !== 0;
    case "bigint":
      return (type.flags & ts.TypeFlags.BigIntLike) !== 0;
    case "string":
      return type.isStringLiteral() ? type.value === description.value : (type.flags & ts.TypeFlags.String) !== 0;
    case "boolean":
      if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type) === String(description.value);
      return (type.flags & ts.TypeFlags.BooleanLike) !== 0;
    case "bytes":
      return hasName(type, "Uint8Array");
    case "complex":
      return hasName(type, "Complex");
    case "array-value":
      return hasName(type, "NDArray");
    case "set":
      return hasName(type, "Set") && description.items.every((item) => inner(item, typeArgument(type, 0, checker)));
    case "map": {
      const [keys, values] = [0, 1].map((index) => typeArgument(type, index, checker)) as [ts.Type, ts.Type];
      return (
        hasName(type, "Map") && description.entries.every(([key, item]) => inner(key, keys) && inner(item, values))
      );
    }
    case "list":
      return conformsToList(description, type, checker);
    case "object":
      return conformsToObject(description.properties, type, checker);
    case "handle":
      return conformsToInstance(description.places, type, checker);
  }
}

function hasName(type: ts.Type, name: string): boolean {
  return type.getSymbol()?.getName() === name;
}

function typeArgument(type: ts.Type, index: number, checker: ts.TypeChecker): ts.Type {
  return checker.getTypeArguments(type as ts.TypeReference)[index] ?? checker.getUnknownType();
}

function conformsToList(
  description: Extract<ValueDescription, { kind: "list" }>,
  type: ts.Type,
  checker: ts.TypeChecker,
): boolean {
  // A named tuple is a tuple and an object of its fields.
  if (type.isIntersection()) return type.types.every((part) => conformsToList(description, part, checker));
  if (checker.isTupleType(type)) {
    const items = checker.getTypeArguments(type as ts.TypeReference);
    return (
      items.length === description.items.length &&
      items.every((item, index) => conforms(description.items[index] as ValueDescription, item, checker))
    );
  }
  if (checker.isArrayType(type))
    return description.items.every((item) => conforms(item, typeArgument(type, 0, checker), checker));
  return conformsToObject(description.names, type, checker);
}

function conformsToObject(
  properties: Readonly<Record<string, ValueDescription>>,
  type: ts.Type,
  checker: ts.TypeChecker,
): boolean {
  const index = type.getStringIndexType();
  if (index !== undefined) return Object.values(properties).every((item) => conforms(item, index, checker));
  const declared = checker.getPropertiesOfType(type);
  if (declared.length === 0) return false;
  return declared.every((property) => {
    const value = properties[property.getName()];
    if (value === undefined) return (property.flags & ts.SymbolFlags.Optional) !== 0;
    return conforms(value, checker.getTypeOfSymbol(property), checker);
  });
}

/**
 * Compares the names under the key `mro` with the places of the value's classes. A type without that key, such as `PyObject`, takes
 * any handle.
 */
function conformsToInstance(places: readonly string[], type: ts.Type, checker: ts.TypeChecker): boolean {
  const key = checker.getPropertiesOfType(type).find((property) => property.getName().startsWith("__@mro@"));
  const name = type.getSymbol()?.getName() ?? "";
  if (key === undefined) return ["PyObject", "PyCallable", "PyClass"].includes(name);
  const homes = checker.getPropertiesOfType(checker.getTypeOfSymbol(key)).map((property) => property.getName());
  return homes.some((home) => home.endsWith(`.${name.replaceAll("$", ".")}`) && places.includes(home));
}
