/**
 * Cards without a record. Each is taken for the worst it can be, so records that were cut at the end of a line, or a
 * manifest with too many cards, cost an audit many draws, or end it: whoever plans must hear of them.
 * @module
 */
import type { Audit } from "./audit.ts";
import { samplesOf } from "./plan.ts";
import type { StratumTables } from "./stratum.ts";

/** The cards of one sample that have no record. */
export interface Phantoms {
  /** The stratum, or the contest that it is drawn for; empty where there is one sample of everything. */
  readonly name: string;
  /** What can be drawn: the cards of the manifest, or those that may hold the contest. */
  readonly cards: number;
  /** 0 where no record is expected, as in ballot polling. */
  readonly withoutRecord: number;
}

/** Of each sample of a plan, in its order. */
export function phantomsOf({ plan, tables }: Audit): readonly Phantoms[] {
  return samplesOf(plan).map(({ name, units: cards, stratum, contest }) => ({
    name,
    cards,
    withoutRecord: withoutRecord(tables[stratum] as StratumTables, contest, cards),
  }));
}

/**
 * How many of some cards have neither a record nor a batch with totals.
 * @param contest by card style: only records that hold it count; null: all
 */
export function withoutRecord(tables: StratumTables, contest: number | null, cards: number): number {
  if (!tables.has("records")) return 0;
  let known = 0;
  for (const marks of tables.records.values()) if (contest === null || marks[contest] !== null) known++;
  if (tables.kind === "oneaudit")
    for (const batch of tables.results.units.keys()) known += tables.manifest.get(batch) ?? 0;
  return Math.max(0, cards - known);
}
