/**
 * The names of one generated declaration file: what it calls the classes of other files, and what it must import.
 */

import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import type { ClassId, ModuleIR } from "../ir/ir.ts";
import { quote, type RuntimeType, toDeclarationName, toExportName } from "../names.ts";

export class Scope {
  readonly #declarations: Declarations;
  readonly #path: string;
  readonly #own: ReadonlySet<string>;
  readonly #bridge = new Set<RuntimeType>();
  /** Local name of each imported class, by id. */
  readonly #classes = new Map<ClassId, string>();
  /** Import clauses by specifier. */
  readonly #imports = new Map<string, Set<string>>();
  readonly #used = new Set<string>();

  /** `own`: the declaration names of the file itself. */
  constructor(path: string, own: ReadonlySet<string>, declarations: Declarations) {
    this.#path = path;
    this.#own = own;
    this.#declarations = declarations;
  }

  fromRuntime(name: RuntimeType): string {
    this.#bridge.add(name);
    return name;
  }

  /** What this file calls a class; `PyObject` for one that is declared nowhere. */
  printClass(id: ClassId): string {
    const known = this.#classes.get(id);
    if (known !== undefined) return known;
    const found = this.#declarations.findClass(id);
    if (found === undefined) return this.fromRuntime("PyObject");
    const { module, declaration } = found;
    const path = declarationPath(module);
    if (path === this.#path) return toDeclarationName(declaration.name);
    const exported = toExportName(declaration.name);
    const plain = toDeclarationName(declaration.name);
    const free = !this.#own.has(plain) && !this.#used.has(plain);
    const local = free ? plain : `$${module.name.replaceAll(".", "$")}$${exported}`;
    this.#used.add(local);
    this.#classes.set(id, local);
    const specifier = toRelativeSpecifier(this.#path, path);
    const clauses = this.#imports.get(specifier) ?? new Set();
    clauses.add(local === exported ? exported : `${exported} as ${local}`);
    this.#imports.set(specifier, clauses);
    return local;
  }

  /** An instance of a class or of its subclasses. */
  printInstance(id: ClassId): string {
    const home = this.#declarations.findClass(id)?.declaration.home;
    return home === undefined ? this.fromRuntime("PyObject") : `${this.fromRuntime("PyInstance")}<${quote(home)}>`;
  }

  /**
   * Public classes with a private home in the same package: their users find them in the module that returns them.
   * Local and exported names.
   */
  findHiddenClasses(module: ModuleIR): readonly { readonly local: string; readonly exported: string }[] {
    const [top = ""] = module.name.split(".");
    return [...this.#classes].flatMap(([id, local]) => {
      const found = this.#declarations.findClass(id);
      const near = found !== undefined && !found.module.bound && found.module.name.startsWith(`${top}.`);
      const { name = "_" } = found?.declaration ?? {};
      return near && !name.startsWith("_") && !name.includes(".") ? [{ local, exported: toExportName(name) }] : [];
    });
  }

  /** The import statements for what was asked for so far, sorted. */
  printImports(): readonly string[] {
    const all = [...this.#imports].sort(([a], [b]) => (a < b ? -1 : 1));
    if (this.#bridge.size > 0) all.push(["snakebridge", this.#bridge]);
    return all.map(([specifier, clauses]) => `import type { ${[...clauses].sort().join(", ")} } from "${specifier}";`);
  }
}

/** How the generated declarations at `from` name those at `to`. */
export function toRelativeSpecifier(from: string, to: string): string {
  const [folder, file = ""] = to.replace(/\.d\.ts$/, ".js").split("/");
  return from.startsWith(`${folder}/`) ? `./${file}` : `../${folder}/${file}`;
}
