/**
 * The introspections in `fixtures/ir`, from which the renderer's golden files are made. One of the repository's own modules
 * is whole; one of a library is a slice: the declarations and members that the file names, with the file's own short
 * documentation in place of the library's, and without lines. No file has a path of a machine.
 */
import type { Declaration, Introspection, ModuleIR } from "../../introspector/ir/ir.ts";

/** What a golden introspection would be if it were made from `fresh`. */
export function sliceLike(golden: Introspection, fresh: Introspection): Introspection {
  const modules = golden.modules.flatMap((kept) => {
    const found = fresh.modules.find(({ name }) => name === kept.name);
    return found === undefined ? [] : [sliceModule(kept, found)];
  });
  return { ...fresh, python: golden.python, modules, aliases: reachableAliases(modules, fresh.aliases) };
}

/** The libraries that a golden introspection was made from: `numpy 2.4.6`. */
export function listLibraries({ modules }: Introspection): string[] {
  const named = modules.flatMap(({ origin }) =>
    origin.kind === "distribution" ? [`${origin.name} ${origin.version}`] : [],
  );
  return [...new Set(named)];
}

/** Whether it says nothing of the standard library or of a package: then every Python reads the same. */
export function isOwn({ modules }: Introspection): boolean {
  return modules.every(({ origin }) => origin.kind === "user");
}

function sliceModule(kept: ModuleIR, found: ModuleIR): ModuleIR {
  if (found.origin.kind === "user") return { ...found, sources: [] };
  const declarations = kept.declarations.flatMap((declaration) => {
    const fresh = found.declarations.find(({ name }) => name === declaration.name);
    return fresh === undefined ? [] : [sliceDeclaration(declaration, fresh)];
  });
  const submodules = found.submodules.filter((name) => kept.submodules.includes(name));
  return withoutLines({ ...found, doc: kept.doc, declarations, submodules, sources: [] });
}

function sliceDeclaration(kept: Declaration, fresh: Declaration): Declaration {
  const documented = withDocOf(kept, fresh);
  if (kept.kind !== "class" || documented.kind !== "class") return documented;
  const members = kept.members.flatMap((member) =>
    documented.members.filter(({ name }) => name === member.name).map((found) => withDocOf(member, found)),
  );
  return { ...documented, members };
}

function withDocOf<T extends object>(kept: object, fresh: T): T {
  return "doc" in fresh && "doc" in kept ? { ...fresh, doc: kept.doc } : fresh;
}

/** Without lines, at any depth. */
function withoutLines<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, item) => (key === "line" ? null : item)) as T;
}

const LINE_WIDTH = 120;

/** JSON with what fits on one line there, so that a difference shows what changed and not how it is nested. */
export function printGolden(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (value === null || typeof value !== "object" || indent.length + flat.length <= LINE_WIDTH) return flat;
  const deeper = `${indent} `;
  const items = Array.isArray(value)
    ? value.map((item) => printGolden(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printGolden(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.map((item) => deeper + item).join(",\n")}\n${indent}${close}`;
}

function reachableAliases(modules: readonly ModuleIR[], all: Introspection["aliases"]): Introspection["aliases"] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    JSON.stringify(value, (_key, item) => {
      const name = item?.t === "alias" ? (item.name as string) : null;
      if (name !== null && !found.has(name)) {
        found.add(name);
        visit(all[name]);
      }
      return item;
    });
  };
  visit(modules);
  return Object.fromEntries(Object.entries(all).filter(([name]) => found.has(name)));
}
