/**
 * The exports of one declaration file: which names are taken, and which declarations are exported under another name.
 */

/** Whether a name is that of a value, of a type or of both. */
export interface ExportMeaning {
  readonly value: boolean;
  readonly type: boolean;
}

export class ModuleExports {
  readonly #values = new Set<string>();
  readonly #types = new Set<string>();
  readonly #clauses: string[] = [];

  /** Takes an export's name. @returns `false` if another export has it, and then nothing is taken */
  claim(name: string, meaning: ExportMeaning): boolean {
    if ((meaning.value && this.#values.has(name)) || (meaning.type && this.#types.has(name))) return false;
    if (meaning.value) this.#values.add(name);
    if (meaning.type) this.#types.add(name);
    return true;
  }

  /**
   * Returns the keywords at the start of a declaration, and exports it: there, or by an export clause if its exported name
   * is another one.
   */
  declare(local: string, exported: string, keyword: "const" | "function" | "interface" | "type"): string {
    if (local === exported) return `export ${keyword}`;
    const clause = `${local} as ${exported}`;
    if (!this.#clauses.includes(clause)) this.#clauses.push(clause);
    return keyword === "interface" || keyword === "type" ? keyword : `declare ${keyword}`;
  }

  /** Prints the export clauses. */
  print(): readonly string[] {
    return this.#clauses.map((clause) => `export { ${clause} };`);
  }
}
