/**
 * The counts of a scan, by file and in all.
 * @module
 */
import { type Problem, problemText } from "../base/errors.ts";
import type { ChunkResult } from "../detect/task.ts";
import type { FileSummary, Remark } from "../model/summary.ts";

interface Tally {
  readonly formats: Record<string, number>;
  readonly remarks: Map<Remark["code"], number>;
  records: number;
  bytes: number;
  error: string | null;
}

/** Adds up what the chunks of each file held. */
export class Tallies {
  readonly totals: { bytes: number; records: number; events: number; unparsed: number; oversize: number } = {
    bytes: 0,
    records: 0,
    events: 0,
    unparsed: 0,
    oversize: 0,
  };
  headers = 0;
  readonly #files = new Map<string, Tally>();

  add(file: string, bytes: number, result: ChunkResult): void {
    const tally = this.#of(file);
    tally.records += result.records;
    tally.bytes += bytes;
    for (const [format, count] of Object.entries(result.formats)) {
      tally.formats[format] = (tally.formats[format] ?? 0) + count;
      this.totals.events += count;
    }
    remark(tally, "oversize", result.oversize);
    remark(tally, "invalid-utf8", result.invalidUtf8);
    remark(tally, "nul", result.nul);
    remark(tally, "undated", result.undated);
    this.totals.bytes += bytes;
    this.totals.records += result.records;
    this.totals.unparsed += result.unparsed;
    this.totals.oversize += result.oversize;
    this.headers += result.headers;
  }

  /** Closes a file. @returns its decoded bytes */
  end(file: string, problem: Problem | null): number {
    const tally = this.#of(file);
    if (problem !== null) tally.error = problemText({ ...problem, place: null });
    return tally.bytes;
  }

  files(): FileSummary[] {
    return [...this.#files].map(([path, tally]) => ({
      path,
      formats: tally.formats,
      records: tally.records,
      error: tally.error,
      remarks: [...tally.remarks].map(([code, count]) => ({ code, count })),
    }));
  }

  #of(file: string): Tally {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const made: Tally = { formats: {}, remarks: new Map(), records: 0, bytes: 0, error: null };
    this.#files.set(file, made);
    return made;
  }
}

function remark(tally: Tally, code: Remark["code"], count: number): void {
  if (count > 0) tally.remarks.set(code, (tally.remarks.get(code) ?? 0) + count);
}
