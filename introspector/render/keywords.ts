/**
 * Prints the types of keyword objects: short ones in place, the others as interfaces beside their callable.
 */
import type { CallForm } from "../analysis/call-forms.ts";
import { toPropertyName } from "../names.ts";
import type { Scope } from "./scope.ts";
import { allowUndefined, printParameterType } from "./types.ts";

interface KeywordInterface {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
}

const MAX_INLINE_CHARACTERS = 60;

/** The keyword types of one generated file. */
export class KeywordTypes {
  /** The name of each interface, by owner and text. */
  readonly #names = new Map<string, string>();
  readonly #latest = new Map<string, KeywordInterface>();
  readonly #counts = new Map<string, number>();
  readonly #interfaces: string[] = [];

  /**
   * Returns a type for the keywords of a form.
   * @param owner the name from which the name of an interface is made
   */
  printType(form: CallForm, owner: string, scope: Scope): string {
    const properties = form.keywords.map(({ name, type, required }) => {
      const text = printParameterType(type, scope);
      return required ? `${toPropertyName(name)}: ${text}` : `${toPropertyName(name)}?: ${allowUndefined(text)}`;
    });
    if (form.open) properties.push(`[name: string]: ${scope.fromRuntime("PyIn")}`);
    const text = `{ ${properties.join("; ")} }`;
    if (text.length <= MAX_INLINE_CHARACTERS) return text;
    const known = this.#names.get(`${owner} ${text}`);
    if (known !== undefined) return known;
    return this.#declareInterface(owner, text, properties);
  }

  /** Returns the interfaces that were declared since the last call. */
  takeInterfaces(): readonly string[] {
    return this.#interfaces.splice(0);
  }

  #declareInterface(owner: string, text: string, properties: readonly string[]): string {
    const count = (this.#counts.get(owner) ?? 0) + 1;
    this.#counts.set(owner, count);
    // A Python name holds no `$` and does not start with a digit, so no other declaration has this name.
    const name = `${owner}$${count}`;
    const base = this.#latest.get(owner);
    const own = base === undefined ? properties : properties.filter((property) => !base.properties.has(property));
    const extended = base !== undefined && own.length === properties.length - base.properties.size;
    const head = extended ? `interface ${name} extends ${base.name}` : `interface ${name}`;
    const body = extended ? own : properties;
    this.#interfaces.push(`${head} {\n${body.map((property) => `  ${property};\n`).join("")}}`);
    this.#names.set(`${owner} ${text}`, name);
    this.#latest.set(owner, { name, properties: new Set(properties) });
    return name;
  }
}
