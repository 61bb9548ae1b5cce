/**
 * Type aliases: their types with the arguments put in.
 */
import type { Introspection, TypeIR } from "../ir/ir.ts";

export type Alias = Introspection["aliases"][string];

/** Returns the type of an alias, its parameters replaced by `args`. */
export function expandAlias(alias: Alias, args: readonly TypeIR[]): TypeIR {
  const bindings = new Map<string, TypeIR>();
  alias.parameters.forEach((parameter, index) => {
    const argument = args[index];
    if (parameter.t === "typevar" && argument !== undefined) bindings.set(parameter.name, argument);
  });
  return substituteTypeVariables(alias.type, bindings);
}

/** @param bindings the types that replace type variables, by the variable's name */
function substituteTypeVariables(type: TypeIR, bindings: ReadonlyMap<string, TypeIR>): TypeIR {
  if (bindings.size === 0) return type;
  const substitute = (item: TypeIR): TypeIR => substituteTypeVariables(item, bindings);
  switch (type.t) {
    case "typevar":
      return bindings.get(type.name) ?? type;
    case "class":
      return { ...type, args: type.args.map(substitute) };
    case "alias":
      return { ...type, args: type.args.map(substitute) };
    case "type":
      return { ...type, of: substitute(type.of) };
    case "union":
      return { ...type, items: type.items.map(substitute) };
    case "tuple":
      return { ...type, items: type.items.map(substitute), rest: type.rest === null ? null : substitute(type.rest) };
    default:
      return type;
  }
}
