/**
 * Type aliases: their types with the arguments put in.
 */
import type { Introspection, TypeIR } from "../ir/ir.ts";

export type Alias = Introspection["aliases"][string];

/** How many aliases one conversion expands. Aliases that contain each other have more paths than any time allows. */
const MAX_EXPANSIONS = 500;
/** How many aliases are expanded inside each other. */
const MAX_EXPANSION_DEPTH = 16;

/** The aliases that are being expanded around a type. One conversion shares one budget. */
export class AliasExpansion {
  readonly #names: readonly string[];
  readonly #budget: { left: number };

  constructor(names: readonly string[] = [], budget: { left: number } = { left: MAX_EXPANSIONS }) {
    this.#names = names;
    this.#budget = budget;
  }

  /** Whether no alias is being expanded. */
  get isOutermost(): boolean {
    return this.#names.length === 0;
  }

  /** Returns the expansion inside the alias `name`; `null`: the alias contains itself, or too many were expanded. */
  enter(name: string): AliasExpansion | null {
    if (this.#names.includes(name) || this.#names.length === MAX_EXPANSION_DEPTH || this.#budget.left === 0)
      return null;
    this.#budget.left--;
    return new AliasExpansion([...this.#names, name], this.#budget);
  }
}

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
