/**
 * The names of one generated declaration file: what it calls the classes of other files, and what it must import.
 */
import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import { compare } from "../compare.ts";
import type { ClassId, ModuleIR } from "../ir/ir.ts";
import { quote, type RuntimeType, toDeclarationName, toExportName } from "../names.ts";

export class Scope {
  readonly #declarations: Declarations;
  readonly #path: string;
  readonly #own: ReadonlySet<string>;
  readonly #runtimeTypes = new Set<RuntimeType>();
  /** The local name of each imported class, by id. */
  readonly #classes = new Map<ClassId, string>();
  /** The import clauses, by specifier. */
  readonly #imports = new Map<string, Set<string>>();
  readonly #used = new Set<string>();

  /**
   * @param path the path of the file, relative to the folder of generated files
   * @param own the names that the file declares itself
   */
  constructor(path: string, own: ReadonlySet<string>, declarations: Declarations) {
    this.#path = path;
    this.#own = own;
    this.#declarations = declarations;
  }

  /** Returns the name of a type of the package, and imports it. */
  fromRuntime(name: RuntimeType): string {
    this.#runtimeTypes.add(name);
    return name;
  }

  /** Returns what this file calls a class, and imports it; `PyObject` for a class without a declaration. */
  nameClass(id: ClassId): string {
    const known = this.#classes.get(id);
    if (known !== undefined) return known;
    const found = this.#declarations.findClass(id);
    if (found === undefined) return this.fromRuntime("PyObject");
    const { module, declaration } = found;
    const path = declarationPath(module);
    const plain = toDeclarationName(declaration.name);
    if (path === this.#path) return plain;
    const exported = toExportName(declaration.name);
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

  /** Returns the type of arguments that are instances of a class or of its subclasses. */
  printInstance(id: ClassId): string {
    const home = this.#declarations.findClass(id)?.declaration.home;
    return home === undefined ? this.fromRuntime("PyObject") : `${this.fromRuntime("PyInstance")}<${quote(home)}>`;
  }

  /**
   * Returns the imported classes that have a public name and a private home in the same package. Users find their types
   * in the module that returns them.
   * @returns local and exported names
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

  /** Prints the import statements for all that was named so far, sorted by specifier. */
  printImports(): readonly string[] {
    const all = [...this.#imports].sort(([a], [b]) => compare(a, b));
    if (this.#runtimeTypes.size > 0) all.push(["snakebridge", this.#runtimeTypes]);
    return all.map(
      ([specifier, clauses]) => `import type { ${[...clauses].sort(compare).join(", ")} } from "${specifier}";`,
    );
  }
}

/** Returns how the generated file at `from` imports the one at `to`; both paths are relative to the generated folder. */
export function toRelativeSpecifier(from: string, to: string): string {
  const [folder, file = ""] = to.replace(/\.d\.ts$/, ".js").split("/");
  return from.startsWith(`${folder}/`) ? `./${file}` : `../${folder}/${file}`;
}
