/**
 * Shows a person that work goes on: on a terminal one line that counts the seconds, elsewhere plain lines. Work of less
 * than a second shows nothing. Knows nothing of the work.
 */

export interface Progress {
  /** Runs `work`. It may call `detail` with a line that says what it is doing. */
  step<T>(label: string, work: (detail: (line: string) => void) => Promise<T>): Promise<T>;
}

/** A stream such as `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows nothing. */
export const silentProgress: Progress = { step: (_label, work) => work(() => undefined) };

/** Shows progress on a stream. Steps must not overlap. */
export function createProgress(stream: Terminal): Progress {
  return stream.isTTY === true ? { step: createTerminalStep(stream) } : { step: createPlainStep(stream) };
}

const SILENT_AT_FIRST_MS = 1_000;
const REDRAW_MS = 250;

function createTerminalStep(stream: Terminal): Progress["step"] {
  return async (label, work) => {
    const start = Date.now();
    let detail = "";
    let drawn = false;
    const draw = () => {
      const seconds = Math.floor((Date.now() - start) / 1_000);
      const line = `${label} (${seconds} s) ${detail}`.slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\x1b[K${line}`);
      drawn = true;
    };
    let redraw: NodeJS.Timeout | undefined;
    const first = setTimeout(() => {
      draw();
      redraw = setInterval(draw, REDRAW_MS);
    }, SILENT_AT_FIRST_MS);
    try {
      return await work((line) => {
        detail = line;
      });
    } finally {
      clearTimeout(first);
      clearInterval(redraw);
      if (drawn) stream.write("\r\x1b[K");
    }
  };
}

function createPlainStep(stream: Terminal): Progress["step"] {
  return async (label, work) => {
    const start = Date.now();
    let announced = false;
    const held: string[] = [];
    const timer = setTimeout(() => {
      announced = true;
      stream.write(`${label} …\n${held.map((line) => `  ${line}\n`).join("")}`);
    }, SILENT_AT_FIRST_MS);
    try {
      return await work((line) => {
        if (announced) stream.write(`  ${line}\n`);
        else held.push(line);
      });
    } finally {
      clearTimeout(timer);
      if (announced) stream.write(`${label}: ${((Date.now() - start) / 1_000).toFixed(1)} s\n`);
    }
  };
}
