/**
 * Keyword objects: short ones are written in place, the others are interfaces beside the callable that has them.
 */

import type { CallForm } from "../analysis/overloads.ts";
import { toPropertyName } from "../names.ts";
import type { Scope } from "./scope.ts";
import { printParameterType } from "./types.ts";

interface KeywordInterface {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
}

const MAX_INLINE_CHARACTERS = 60;

/** The keyword types of one generated file. */
export class KeywordTypes {
  /** By owner and text. */
  readonly #names = new Map<string, string>();
  readonly #latest = new Map<string, KeywordInterface>();
  readonly #counts = new Map<string, number>();
  readonly #interfaces: string[] = [];

  /** A type for the keywords of a form; `owner` heads the name of an interface. */
  printType(form: CallForm, owner: string, scope: Scope): string {
    const properties = form.keywords.map(({ name, type, required }) => {
      const text = printParameterType(type, scope);
      if (required) return `${toPropertyName(name)}: ${text}`;
      return `${toPropertyName(name)}?: ${text === "PyIn" ? text : `${text} | undefined`}`;
    });
    if (form.open) properties.push(`[name: string]: ${scope.fromRuntime("PyIn")}`);
    const text = `{ ${properties.join("; ")} }`;
    if (text.length <= MAX_INLINE_CHARACTERS) return text;
    const known = this.#names.get(`${owner} ${text}`);
    if (known !== undefined) return known;
    return this.#declare(owner, text, properties);
  }

  /** The interfaces declared since the last call. */
  takeInterfaces(): readonly string[] {
    return this.#interfaces.splice(0);
  }

  #declare(owner: string, text: string, properties: readonly string[]): string {
    const count = (this.#counts.get(owner) ?? 0) + 1;
    this.#counts.set(owner, count);
    // Python names hold no `$` and start with no digit, so this is no other declaration's name.
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
