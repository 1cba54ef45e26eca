/**
 * How many attacks another counting rule would give: by other windows, and by network instead of address, since who
 * rents a thousand addresses is counted a thousand times. A figure without this says little.
 * @module
 */
import { prefixOf } from "./ties/infrastructure.ts";

const MINUTE_MS = 60_000;
/** Windows that others count by. */
const WINDOWS_MS: readonly number[] = [10 * MINUTE_MS, 30 * MINUTE_MS, 24 * 60 * MINUTE_MS];

/** Attacks by one counting rule. */
export interface OtherCount {
  readonly gapMs: number;
  readonly unit: "address" | "network";
  readonly attacks: number;
}

interface Run {
  readonly unit: string;
  readonly firstMs: number;
  lastMs: number;
}

/** Fed with alerts by body, thread and time, as they are counted. */
export class Sensitivity {
  readonly #gaps: readonly number[];
  readonly #runs: Run[][];
  readonly #open: (Run | null)[];
  #thread = "";

  /** @param gapMs the window that is in force: it is among those told */
  constructor(gapMs: number) {
    this.#gaps = [...new Set([...WINDOWS_MS, gapMs])].sort((a, b) => a - b);
    this.#runs = this.#gaps.map(() => []);
    this.#open = this.#gaps.map(() => null);
  }

  add(body: string, thread: string, ip: string | null, timeMs: number): void {
    const own = JSON.stringify([body, thread]);
    if (own !== this.#thread) this.#open.fill(null);
    this.#thread = own;
    for (const [i, gapMs] of this.#gaps.entries()) {
      const open = this.#open[i] ?? null;
      if (open !== null && timeMs - open.lastMs <= gapMs) {
        open.lastMs = Math.max(open.lastMs, timeMs);
        continue;
      }
      const unit = JSON.stringify([body, ip === null ? thread : prefixOf(ip)]);
      const run = { unit, firstMs: timeMs, lastMs: timeMs };
      this.#open[i] = run;
      this.#runs[i]?.push(run);
    }
  }

  counts(): readonly OtherCount[] {
    return this.#gaps.flatMap((gapMs, i): readonly OtherCount[] => {
      const runs = this.#runs[i] ?? [];
      return [
        { gapMs, unit: "address", attacks: runs.length },
        { gapMs, unit: "network", attacks: joined(runs, gapMs) },
      ];
    });
  }
}

/** Runs of one network that no longer silence parts are one attack: the same as counting its alerts together. */
function joined(runs: readonly Run[], gapMs: number): number {
  const sorted = runs.toSorted((a, b) =>
    a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.firstMs - b.firstMs,
  );
  let count = 0;
  let last: Run | null = null;
  for (const run of sorted) {
    if (last === null || last.unit !== run.unit || run.firstMs - last.lastMs > gapMs) {
      count++;
      last = { ...run };
    } else last.lastMs = Math.max(last.lastMs, run.lastMs);
  }
  return count;
}
