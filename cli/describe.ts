/**
 * One Python name as text for a person: its TypeScript as generated, where each type comes from, its docs. Reads the IR
 * and the rendered declarations; prints nothing itself.
 */
import { ts } from "ts-morph";
import type { ClassDeclaration, Declaration, Introspection, MemberIR, ModuleIR, SignatureIR } from "../introspector/ir/ir.ts";
import { nearest } from "../introspector/nearest.ts";
import { render } from "../introspector/render/render.ts";
import { packageVersion } from "../introspector/package.ts";

export interface Description {
  readonly lines: readonly string[];
  /** What is wrong with the name; `null`: it was found. */
  readonly missing: string | null;
}

export function describe(introspection: Introspection, parts: readonly string[]): Description {
  const bound = new Map(introspection.modules.filter((module) => module.bound).map((module) => [module.name, module]));
  for (let length = parts.length; length > 0; length--) {
    const module = bound.get(parts.slice(0, length).join("."));
    if (module === undefined) continue;
    const rest = parts.slice(length);
    return rest.length === 0 ? found(describeModule(module)) : new Lookup(introspection, module).describe(rest);
  }
  return { lines: [], missing: `there is no module ${parts[0]}` };
}

function found(lines: readonly string[]): Description {
  return { lines, missing: null };
}

function describeModule(module: ModuleIR): string[] {
  const { origin, declarations, submodules, doc } = module;
  const from = origin.kind === "distribution" ? `${origin.name} ${origin.version}` : origin.kind;
  const names = (kind: Declaration["kind"]) =>
    declarations.filter((item) => item.kind === kind).map(({ name }) => name);
  return [
    `py:${module.name} (module, ${from})`,
    ...listing("functions", names("function")),
    ...listing(
      "classes",
      [...names("class"), ...names("reexport")].filter((name) => !name.includes(".")),
    ),
    ...listing("constants", names("variable")),
    ...listing("submodules", submodules),
    ...docs(doc),
  ];
}

function listing(label: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : ["", `${label} (${names.length}): ${names.join(" ")}`];
}

function docs(doc: string | null): string[] {
  return doc === null || doc.trim() === "" ? [] : ["", doc.trim()];
}

class Lookup {
  readonly #introspection: Introspection;
  readonly #module: ModuleIR;

  constructor(introspection: Introspection, module: ModuleIR) {
    this.#introspection = introspection;
    this.#module = module;
  }

  describe([name = "", ...members]: readonly string[]): Description {
    const { name: module, declarations } = this.#module;
    const declaration = declarations.find((item) => item.name === name);
    if (declaration === undefined) {
      const near = nearest(
        name,
        declarations.map((item) => item.name),
      );
      return { lines: [], missing: `${module} has no public name '${name}'${suggestion(near)}` };
    }
    const target = this.#classOf(declaration);
    if (members.length === 0)
      return found(this.#describeDeclaration(target ?? { owner: this.#module, declaration }, name));
    if (target === null) return { lines: [], missing: `${module}.${name} is no class, so it has no members to show` };
    return this.#describeMember(target, `${module}.${name}`, members.join("."));
  }

  /** A class, also under another public name. */
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
    const head = [
      `${this.#module.name}.${name} (${declaration.kind})`,
      "",
      ...this.#typescript(owner, declaration.name),
    ];
    switch (declaration.kind) {
      case "function":
        return [...head, ...sources(declaration.overloads), ...docs(declaration.doc)];
      case "class":
        return [...head, ...sources(declaration.constructors), ...docs(declaration.doc)];
      case "variable":
        return [...head, "", `type from: ${declaration.source}`, ...docs(declaration.doc)];
      case "alias":
        return [...head, ...docs(declaration.doc)];
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
      return found([...head, ...memberSources(member), ...docs(member.doc)]);
    }
    const names = lineage.flatMap(({ declaration }) => declaration.members.map((item) => item.name));
    return { lines: [], missing: `${path} has no member '${name}'${suggestion(nearest(name, names))}` };
  }

  /** The declaration, or one member of it, as generated; comments are left out, since the docs follow. */
  #typescript(owner: ModuleIR, name: string, member: string | null = null): string[] {
    const { files } = render(this.#introspection, { version: packageVersion() });
    const text = files.find(({ path }) => path.endsWith(`/${owner.name}.d.ts`))?.text;
    if (text === undefined) return [];
    const source = ts.createSourceFile("module.d.ts", text, ts.ScriptTarget.Latest, true);
    const local = name.replaceAll(".", "$");
    const statements = source.statements.filter((item) => declares(item, local));
    const nodes: readonly ts.Node[] =
      member === null ? statements : statements.flatMap((item) => membersOf(item, member));
    return nodes.flatMap((node) => node.getText(source).split("\n"));
  }
}

/** Under its own name, or the one that a reserved word is declared by. */
function declares(statement: ts.Statement, name: string): boolean {
  const names = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.getText())
    : ts.isFunctionDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement)
      ? [statement.name?.getText()]
      : [];
  return names.some((found) => found === name || found === `$${name}`);
}

function membersOf(statement: ts.Statement, name: string): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeElement(node) && node.name !== undefined && memberNames(name).has(textOf(node.name))) found.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

function memberNames(name: string): Set<string> {
  return new Set([name, `${name}_`]);
}

function textOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

function memberSources(member: MemberIR): string[] {
  return "overloads" in member ? sources(member.overloads) : ["", `type from: ${member.source}`];
}

/** `types from: start stub, num default, result stub`; over all overloads, the first that says something. */
function sources(overloads: readonly SignatureIR[]): string[] {
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

function suggestion(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`;
}
