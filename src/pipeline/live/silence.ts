/**
 * Sources that fell silent: a gap in what could be seen is a finding like any other. An attacker who stops a log, and a
 * shipper that broke, look the same.
 * @module
 */
import { timeText } from "../../base/time.ts";
import type { Finding } from "../../evidence/finding.ts";
import type { LiveSourceRecord } from "../../store/live.ts";

/** A source that says nothing, or says something again. */
export interface Silence {
  readonly source: string;
  readonly body: string;
  readonly fromMs: number;
  /** null while it lasts. */
  readonly toMs: number | null;
}

export class Silences {
  /** Source -> since when it has been silent, for those that alarmed. */
  readonly #silent = new Map<string, number>();

  /**
   * What changed since the last look.
   * @param records every source that was ever heard, also those that said nothing since a restart
   */
  look(records: Iterable<LiveSourceRecord>, nowMs: number): readonly Silence[] {
    const changes: Silence[] = [];
    for (const { id, body, lastMs, silenceMs } of records) {
      if (silenceMs === null) continue;
      const since = this.#silent.get(id);
      const isSilent = nowMs - lastMs > silenceMs;
      if (since === undefined && isSilent) {
        this.#silent.set(id, lastMs);
        changes.push({ source: id, body, fromMs: lastMs, toMs: null });
      } else if (since !== undefined && !isSilent) {
        this.#silent.delete(id);
        changes.push({ source: id, body, fromMs: since, toMs: lastMs });
      }
    }
    return changes;
  }

  /** Sources that are silent now, and since when (milliseconds since 1970). */
  get silent(): ReadonlyMap<string, number> {
    return this.#silent;
  }
}

/** The finding of a gap. Attested: that nothing came is this machine's word. */
export function gapFinding({ source, body, fromMs, toMs }: Silence): Omit<Finding, "method"> {
  const from = timeText(fromMs);
  const to = toMs === null ? null : timeText(toMs);
  const claim = `${source} said nothing from ${from} ${to === null ? "on" : `to ${to}`}: what happened meanwhile is not seen`;
  const result = { source, body, from, to };
  return { kind: "gap", claim, grade: "attested", subjects: [], evidence: [], result, recompute: [] };
}

/** What a gap is kept under. */
export function gapName({ source, fromMs, toMs }: Silence): string {
  return `gap ${source} ${timeText(fromMs)} ${toMs === null ? "on" : timeText(toMs)}`;
}
