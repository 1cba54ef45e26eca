/**
 * Rankings of the alerts of a labelled network (AIT alert data set), measured. The unit of account is fixed, so that no
 * grouping can flatter itself: alerts of one host with no gap over ten minutes. A unit takes the best rank of what holds
 * its alerts; ties stand in the worst order. Units whose only labels are the floods (dirb, wpscan) are left out.
 * Labels are read here and nowhere in src/.
 * @module
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parseCsv } from "../src/formats/csv.ts";

const GAP_S = 600;
const FLOODS = new Set(["dirb", "wpscan"]);

export interface Unit {
  readonly host: string;
  readonly first: number;
  last: number;
  readonly rows: number[];
  readonly types: Map<string, number>;
  readonly labels: Set<string>;
}

export interface Network {
  readonly file: string;
  readonly alerts: number;
  /** Without the floods. */
  readonly units: readonly Unit[];
}

export interface Measured {
  readonly ap: number;
  readonly p_at_10: number;
  readonly steps_in_top_20: number;
  readonly all_steps_at: number;
}

/** Reads a network: `time,name,ip,host,short,time_label,event_label`. */
export function readNetwork(file: string): Network {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().split("\n");
  const rows = lines
    .filter((line) => line !== "")
    .map((line, row) => ({ row, cells: parseCsv(line.trimEnd()) ?? [] }))
    .map(({ row, cells }) => ({
      row,
      time: Number(cells[0]),
      host: cells.at(-4) ?? "",
      type: cells.at(-3) ?? "",
      label: cells.at(-1) ?? "-",
    }));
  const units: Unit[] = [];
  const open = new Map<string, Unit>();
  for (const { row, time, host, type, label } of rows.toSorted((a, b) => a.time - b.time)) {
    let unit = open.get(host);
    if (unit === undefined || time - unit.last > GAP_S) {
      unit = { host, first: time, last: time, rows: [], types: new Map(), labels: new Set() };
      open.set(host, unit);
      units.push(unit);
    }
    unit.last = time;
    unit.rows.push(row);
    unit.types.set(type, (unit.types.get(type) ?? 0) + 1);
    if (label !== "-") unit.labels.add(label);
  }
  return {
    file,
    alerts: rows.length,
    units: units.filter((unit) => unit.labels.size === 0 || isPositive(unit)),
  };
}

/** Steps of the intrusion that a unit shows. */
export function stepsOf(unit: Unit): readonly string[] {
  return [...unit.labels].filter((label) => !FLOODS.has(label));
}

export function isPositive(unit: Unit): boolean {
  return stepsOf(unit).length > 0;
}

/** @param score of a unit: the higher, the earlier it is looked at */
export function measure(network: Network, score: (unit: Unit) => number): Measured {
  const order = network.units
    .map((unit) => ({ unit, score: score(unit) }))
    .sort((a, b) => b.score - a.score || Number(isPositive(a.unit)) - Number(isPositive(b.unit)));
  const all = new Set(order.flatMap(({ unit }) => stepsOf(unit)));
  const seen = new Set<string>();
  const early = new Set<string>();
  let [hits, sum, allAt, ten] = [0, 0, 0, 0];
  for (const [i, { unit }] of order.entries()) {
    if (!isPositive(unit)) continue;
    sum += ++hits / (i + 1);
    if (i < 10) ten++;
    for (const step of stepsOf(unit)) {
      seen.add(step);
      if (i < 20) early.add(step);
    }
    if (allAt === 0 && seen.size === all.size) allAt = i + 1;
  }
  return {
    ap: sum / Math.max(1, hits),
    p_at_10: ten / 10,
    steps_in_top_20: early.size / Math.max(1, all.size),
    all_steps_at: allAt,
  };
}

/** The score of a unit from ranked attacks: the best rank among those that hold its rows. */
export function byRank(
  attacks: readonly { readonly rank: number; readonly members: readonly number[] }[],
): (unit: Unit) => number {
  const best = new Map<number, number>();
  for (const { rank, members } of attacks)
    for (const row of members) best.set(row, Math.min(best.get(row) ?? Number.POSITIVE_INFINITY, rank));
  return (unit) =>
    -unit.rows.reduce(
      (min, row) => Math.min(min, best.get(row) ?? Number.MAX_SAFE_INTEGER),
      Number.MAX_SAFE_INTEGER,
    );
}

/** How many units of quiet time hold each type: what idf is learnt from, on the other networks. */
export function frequencies(networks: readonly Network[]): {
  readonly units: number;
  readonly of: ReadonlyMap<string, number>;
} {
  const of = new Map<string, number>();
  let units = 0;
  for (const unit of networks.flatMap((network) => network.units)) {
    if (isPositive(unit)) continue;
    units++;
    for (const type of unit.types.keys()) of.set(type, (of.get(type) ?? 0) + 1);
  }
  return { units, of };
}

/** Elastic's entity risk score: (sum of s_i / i^1.5, the highest risk first) / 2.5924; 0 to 100. */
export function entityRisk(risks: Iterable<readonly [risk: number, count: number]>): number {
  let [place, sum] = [0, 0];
  for (const [risk, count] of [...risks].sort((a, b) => b[0] - a[0])) {
    for (let i = 0; i < count && place < 10_000; i++) sum += risk / (++place) ** 1.5;
  }
  return sum / 2.5924;
}
