/** Describes a class, and what a call of it takes, in a few lines: names in groups, signatures as Python writes them. */
import type { ClassDeclaration, MemberIR, ParameterIR, SignatureIR } from "../introspector/ir/ir.ts";

/** More overloads of a constructor than this say little to a person. */
const MAX_SHOWN_SIGNATURES = 6;

/**
 * Describes a class by its constructors and by the names of its members.
 * @param path The dotted name under which it was asked for.
 * @param ancestors In method resolution order.
 */
export function describeClass(
  path: string,
  declaration: ClassDeclaration,
  ancestors: readonly ClassDeclaration[],
): string[] {
  const { members, constructors } = declaration;
  const seen = new Set(members.map(({ name }) => name));
  const inherited = ancestors.flatMap((ancestor) => {
    const names = ancestor.members.map(({ name }) => name).filter((name) => !isDunder(name) && !seen.has(name));
    for (const name of names) seen.add(name);
    return formatNames(`from ${ancestor.home}`, names);
  });
  const select = (keep: (member: MemberIR) => boolean) => members.filter(keep).map(({ name }) => name);
  return [
    ...formatConstructors(path.slice(path.lastIndexOf(".") + 1), constructors),
    ...formatNames(
      "methods",
      select(({ kind, name }) => kind === "method" && !isDunder(name)),
    ),
    ...formatNames(
      "class methods",
      select(({ kind }) => kind === "classmethod" || kind === "staticmethod"),
    ),
    ...formatNames(
      "attributes",
      select(({ kind, name }) => !kind.endsWith("method") && !isDunder(name)),
    ),
    ...formatNames(
      "operators and protocols",
      select(({ name }) => isDunder(name)),
    ),
    ...inherited,
    "",
    `npx snakebridge inspect ${path}.<member> shows one member, npx snakebridge inspect --all ${path} the whole declaration.`,
  ];
}

function isDunder(name: string): boolean {
  return name.startsWith("__") && name.endsWith("__");
}

/** Writes `methods (2): add remove` after an empty line; nothing for no names. */
export function formatNames(label: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : ["", `${label} (${names.length}): ${names.join(" ")}`];
}

function formatConstructors(name: string, constructors: readonly SignatureIR[]): string[] {
  const signatures = [...new Set(constructors.map(({ parameters }) => `${name}(${formatParameters(parameters)})`))];
  const more = signatures.length - MAX_SHOWN_SIGNATURES;
  return [
    ...signatures.slice(0, MAX_SHOWN_SIGNATURES),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...formatKeywords(constructors),
  ];
}

/** Writes parameters as Python does, without types: `item, /, n=1, *, key=None`. */
function formatParameters(parameters: readonly ParameterIR[]): string {
  const parts: string[] = [];
  for (const [at, { name, kind, default: value }] of parameters.entries()) {
    const before = parameters[at - 1]?.kind;
    if (before === "positional-only" && kind !== "positional-only") parts.push("/");
    if (kind === "keyword-only" && before !== "keyword-only" && before !== "var-positional") parts.push("*");
    const star = kind === "var-positional" ? "*" : kind === "var-keyword" ? "**" : "";
    parts.push(`${star}${name}${value === null ? "" : `=${value}`}`);
  }
  if (parameters.at(-1)?.kind === "positional-only") parts.push("/");
  return parts.join(", ");
}

/** Lists what may be given by name: `keywords: num = 50, endpoint = True`. A stub may leave the default out (`...`). */
export function formatKeywords(overloads: readonly SignatureIR[]): string[] {
  const found = new Map<string, string>();
  for (const { name, kind, default: value } of overloads.flatMap(({ parameters }) => parameters)) {
    if (kind === "var-keyword") found.set("", "any other name");
    const isKeyword = kind === "keyword-only" || (kind === "positional-or-keyword" && value !== null);
    if (!isKeyword) continue;
    const known = found.get(name);
    // A default is worth more than none, and a value more than `...`.
    if (known === undefined || (value !== null && (known.endsWith("(required)") || known.endsWith(" = ...")))) {
      found.set(name, value === null ? `${name} (required)` : `${name} = ${value}`);
    }
  }
  const rest = found.get("");
  found.delete("");
  const listed = [...found.values(), ...(rest === undefined ? [] : [rest])];
  return listed.length === 0 ? [] : ["", `keywords: ${listed.join(", ")}`];
}
