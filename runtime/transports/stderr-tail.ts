/** The last lines of a stream, bounded in lines and characters, for the error that explains why it ended. */

const mostLines = 20;
const mostCharacters = 8192;

export class Tail {
  readonly #decoder = new TextDecoder();
  #text = "";

  push(chunk: Uint8Array): void {
    this.#text = (this.#text + this.#decoder.decode(chunk, { stream: true })).slice(-mostCharacters);
  }

  get lines(): string[] {
    return this.#text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(-mostLines);
  }
}
