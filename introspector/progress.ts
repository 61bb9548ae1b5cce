/**
 * What a person sees while something takes long: one line that counts the seconds on a terminal, plain lines elsewhere.
 * Work of less than a second is silent. Knows nothing of what is done.
 */

export interface Progress {
  /** Runs `work`; `detail` shows what it is at. */
  step<T>(label: string, work: (detail: (line: string) => void) => Promise<T>): Promise<T>;
}

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export const silentProgress: Progress = { step: (_label, work) => work(() => undefined) };

/** Steps must not overlap on one stream. */
export function createProgress(stream: Terminal): Progress {
  return stream.isTTY === true ? { step: terminalStep(stream) } : { step: plainStep(stream) };
}

const SILENT_MS = 1_000;
const REDRAW_MS = 250;

function terminalStep(stream: Terminal): Progress["step"] {
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
    }, SILENT_MS);
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

function plainStep(stream: Terminal): Progress["step"] {
  return async (label, work) => {
    const start = Date.now();
    let announced = false;
    const held: string[] = [];
    const timer = setTimeout(() => {
      announced = true;
      stream.write(`${label} …\n${held.map((line) => `  ${line}\n`).join("")}`);
    }, SILENT_MS);
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
