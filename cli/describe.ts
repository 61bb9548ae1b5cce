/**
 * Describes one Python name as text for a person: its generated TypeScript, the source of each type, its docs. Reads the
 * IR and the rendered declarations, and prints nothing itself.
 */
import { ts } from "ts-morph";
import { declarationPath } from "../introspector/analysis/declarations.ts";
import type {
  ClassDeclaration,
  Declaration,
  Introspection,
  MemberIR,
  ModuleIR,
  SignatureIR,
} from "../introspector/ir/ir.ts";
import { findNearestNames } from "../introspector/nearest.ts";
import { packageVersion } from "../introspector/package.ts";
import { formatSpecifier } from "../introspector/project/specifier.ts";
import { render } from "../introspector/render/render.ts";
import { describeClass, formatKeywords, formatNames } from "./describe-class.ts";

export interface Description {
  readonly lines: readonly string[];
  /** What is wrong with the name; `null`: it exists. */
  readonly missing: string | null;
}

/**
 * Describes a dotted name. The longest part of it that is a module is the module.
 * @param parts The parts of the name.
 * @param all Whether a class is shown with every declaration, and not in a few lines.
 */
export function describeName(introspection: Introspection, parts: readonly string[], all: boolean): Description {
  const bound = new Map(introspection.modules.filter((module) => module.bound).map((module) => [module.name, module]));
  for (let length = parts.length; length > 0; length--) {
    const module = bound.get(parts.slice(0, length).join("."));
    if (module === undefined) continue;
    const rest = parts.slice(length);
    return rest.length === 0
      ? createDescription(describeModule(module))
      : new ModuleDescriber(introspection, module, all).describe(rest);
  }
  return { lines: [], missing: `there is no module ${parts[0]}` };
}

function createDescription(lines: readonly string[]): Description {
  return { lines, missing: null };
}

function describeModule(module: ModuleIR): string[] {
  const { origin, declarations, submodules, doc } = module;
  const from = origin.kind === "distribution" ? `${origin.name} ${origin.version}` : origin.kind;
  const names = (kind: Declaration["kind"]) =>
    declarations.filter((item) => item.kind === kind).map(({ name }) => name);
  return [
    `${formatSpecifier(module.name)} (module, ${from})`,
    ...formatNames("functions", names("function")),
    ...formatNames(
      "classes",
      [...names("class"), ...names("reexport")].filter((name) => !name.includes(".")),
    ),
    ...formatNames("constants", names("variable")),
    ...formatNames("submodules", submodules),
    ...formatDoc(doc),
  ];
}

function formatDoc(doc: string | null): string[] {
  return doc === null || doc.trim() === "" ? [] : ["", doc.trim()];
}

class ModuleDescriber {
  readonly #introspection: Introspection;
  readonly #module: ModuleIR;
  readonly #all: boolean;

  constructor(introspection: Introspection, module: ModuleIR, all: boolean) {
    this.#introspection = introspection;
    this.#module = module;
    this.#all = all;
  }

  describe([name = "", ...members]: readonly string[]): Description {
    const { name: module, declarations } = this.#module;
    const declaration = declarations.find((item) => item.name === name);
    if (declaration === undefined) {
      const near = findNearestNames(
        name,
        declarations.map((item) => item.name),
      );
      return { lines: [], missing: `${module} has no public name '${name}'${formatSuggestion(near)}` };
    }
    const target = this.#classOf(declaration);
    if (members.length === 0)
      return createDescription(this.#describeDeclaration(target ?? { owner: this.#module, declaration }, name));
    if (target === null) return { lines: [], missing: `${module}.${name} is no class, so it has no members to show` };
    return this.#describeMember(target, `${module}.${name}`, members.join("."));
  }

  /** Finds a class, also by another public name. */
  #classOf(declaration: Declaration): { owner: ModuleIR; declaration: ClassDeclaration } | null {
    if (declaration.kind === "class") return { owner: this.#module, declaration };
    return declaration.kind === "reexport" ? this.#class(declaration.class) : null;
  }

  #class(id: string): { owner: ModuleIR; declaration: ClassDeclaration } | null {
    for (const owner of this.#introspection.modules) {
      const declaration = owner.declarations.find((item) => item.kind === "class" && item.id === id);
      if (declaration?.kind === "class") return { owner, declaration };
    }
    return null;
  }

  #describeDeclaration({ owner, declaration }: { owner: ModuleIR; declaration: Declaration }, name: string): string[] {
    const path = `${this.#module.name}.${name}`;
    const title = [`${path} (${declaration.kind})`, ""];
    if (declaration.kind === "class" && !this.#all) {
      const ancestors = declaration.mro.flatMap((id) => this.#class(id)?.declaration ?? []);
      return [...title, ...describeClass(path, declaration, ancestors), ...formatDoc(declaration.doc)];
    }
    const head = [...title, ...this.#typescript(owner, declaration.name)];
    switch (declaration.kind) {
      case "function":
        return [...head, ...formatCall(declaration.overloads), ...formatDoc(declaration.doc)];
      case "class":
        return [...head, ...formatCall(declaration.constructors), ...formatDoc(declaration.doc)];
      case "variable":
        return [...head, "", `type from: ${declaration.source}`, ...formatDoc(declaration.doc)];
      case "alias":
        return [...head, ...formatDoc(declaration.doc)];
      case "reexport":
        return head;
    }
  }

  #describeMember(target: { owner: ModuleIR; declaration: ClassDeclaration }, path: string, name: string): Description {
    const lineage = [target, ...target.declaration.mro.flatMap((id) => this.#class(id) ?? [])];
    for (const { owner, declaration } of lineage) {
      const member = declaration.members.find((item) => item.name === name);
      if (member === undefined) continue;
      const inherited = declaration === target.declaration ? "" : `, from ${declaration.home}`;
      const text = this.#typescript(owner, declaration.name, name);
      const head = [`${path}.${name} (${member.kind}${inherited})`, "", ...text];
      return createDescription([...head, ...formatMemberSources(member), ...formatDoc(member.doc)]);
    }
    const names = lineage.flatMap(({ declaration }) => declaration.members.map((item) => item.name));
    return { lines: [], missing: `${path} has no member '${name}'${formatSuggestion(findNearestNames(name, names))}` };
  }

  /** Returns the generated declaration, or one member of it, without comments: the docs follow. */
  #typescript(owner: ModuleIR, name: string, member: string | null = null): string[] {
    const { files } = render(this.#introspection, { version: packageVersion() });
    const text = files.find(({ path }) => path === declarationPath(owner))?.text;
    if (text === undefined) return [];
    const source = ts.createSourceFile("module.d.ts", text, ts.ScriptTarget.Latest, true);
    const local = name.replaceAll(".", "$");
    const statements = source.statements.filter((item) => declaresName(item, local));
    const nodes: readonly ts.Node[] =
      member === null ? statements : statements.flatMap((item) => findMembers(item, member));
    return nodes.flatMap((node) => node.getText(source).split("\n"));
  }
}

/** Whether a statement declares a name. A reserved word is declared with `$` before it. */
function declaresName(statement: ts.Statement, name: string): boolean {
  const names = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.getText())
    : ts.isFunctionDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement)
      ? [statement.name?.getText()]
      : [];
  return names.some((found) => found === name || found === `$${name}`);
}

function findMembers(statement: ts.Statement, name: string): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeElement(node) && node.name !== undefined && listMemberNames(name).has(readName(node.name)))
      found.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

function listMemberNames(name: string): Set<string> {
  return new Set([name, `${name}_`]);
}

function readName(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

function formatMemberSources(member: MemberIR): string[] {
  return "overloads" in member ? formatCall(member.overloads) : ["", `type from: ${member.source}`];
}

function formatCall(overloads: readonly SignatureIR[]): string[] {
  return [...formatKeywords(overloads), ...formatSources(overloads)];
}

/** Prints `types from: start stub, num default, result stub`. Each is taken from the first overload that has it. */
function formatSources(overloads: readonly SignatureIR[]): string[] {
  const found = new Map<string, string>();
  for (const { parameters, resultSource } of overloads) {
    for (const { name, source } of parameters) if (!found.has(name)) found.set(name, source);
    if (!found.has("result")) found.set("result", resultSource);
  }
  const result = found.get("result");
  found.delete("result");
  const listed = [...found].map(([name, source]) => `${name} ${source}`);
  return result === undefined ? [] : ["", `types from: ${[...listed, `result ${result}`].join(", ")}`];
}

function formatSuggestion(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`;
}
