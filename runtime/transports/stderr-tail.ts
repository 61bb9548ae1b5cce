/** Keeps the last lines of a worker's stderr, for the error that explains why the worker ended. */

const MAX_LINES = 20;
const MAX_CHARACTERS = 8192;

export class StderrTail {
  readonly #decoder = new TextDecoder();
  #text = "";

  push(chunk: Uint8Array): void {
    this.#text = (this.#text + this.#decoder.decode(chunk, { stream: true })).slice(-MAX_CHARACTERS);
  }

  get lines(): string[] {
    return this.#text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(-MAX_LINES);
  }
}
