/** How a benchmark tells its figures: one line a lane, for people or as NDJSON. */

import { readFileSync } from "node:fs";

export type Figures = Readonly<Record<string, string | number | boolean | null>>;

/** Prints one lane. */
export function report(figures: Figures, json: boolean): void {
  const text = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  console.log(json ? JSON.stringify(figures) : text.join(" "));
}

/** To three places. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The most memory that this process held so far, in MB. Not `maxRSS` where it can be told: that counts its parent before the start. */
export function peakMb(): number {
  try {
    const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
    if (kb !== undefined) return Math.round(Number(kb) / 1024);
  } catch {
    // no Linux
  }
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
