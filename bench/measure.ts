/** What every peer measures, the same way: one process, warmed up, results as one JSON line. */

export interface Figures {
  /** Microseconds of one awaited call. */
  readonly p50: number;
  /** Calls per second when 10 000 are made in one turn. */
  readonly concurrent: number;
}

/** `sqrt` must be a call that reaches Python and comes back with a number. */
export async function measure(sqrt: (x: number) => Promise<number>): Promise<Figures> {
  for (let i = 0; i < 500; i++) await sqrt(i);
  const times: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const begun = performance.now();
    await sqrt(i);
    times.push(performance.now() - begun);
  }
  const bursts: number[] = [];
  for (let burst = 0; burst < 5; burst++) {
    const begun = performance.now();
    const roots = await Promise.all(Array.from({ length: 10_000 }, (_, i) => sqrt(i)));
    bursts.push(10_000 / ((performance.now() - begun) / 1000));
    if (roots[81] !== 9) throw new Error(`sqrt(81) was ${roots[81]}`);
  }
  return { p50: median(times) * 1000, concurrent: median(bursts) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
