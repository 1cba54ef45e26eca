/**
 * How far a collection is: which stations two people typed alike, which need a third, where copies of the paper disagree.
 * @module
 */
import { compareText, personOf } from "../../base/text.ts";
import type { CollectedContest, Station } from "./contest.ts";
import { differingFigures, type Entry, sameFigures } from "./entry.ts";

/** A third person's choice between entries that differ. */
export interface Resolution {
  readonly format: "vigie-resolution-1";
  readonly unit: string;
  readonly copy: string;
  /** Who typed the entry that is right. */
  readonly take: string;
  readonly by: string;
  readonly why: string;
  readonly time: string;
}

export const states = ["missing", "once", "agreed", "differs", "resolved", "conflict"] as const;
/**
 * missing: nobody typed it. once: one person did. agreed: two people typed the same. differs: they did not. resolved: a third
 * person chose. conflict: copies of the paper say different things, which no typing can mend.
 */
export type State = (typeof states)[number];

export interface StationStatus {
  readonly station: Station;
  readonly state: State;
  /** The entry that counts: of the first copy, in the order of their names. */
  readonly entry: Entry | null;
  /** Where two entries of one copy, or two copies, differ. */
  readonly differences: readonly {
    readonly between: readonly [string, string];
    readonly what: string;
    readonly first: string;
    readonly second: string;
  }[];
}

/** The status of every station, in the contest's order. */
export function statusOf(
  contest: CollectedContest,
  entries: readonly Entry[],
  resolutions: readonly Resolution[],
): readonly StationStatus[] {
  const byUnit = Map.groupBy(entries, ({ unit }) => unit);
  return contest.stations.map((station) => {
    const own = byUnit.get(station.unit) ?? [];
    const copies = [...Map.groupBy(own, ({ copy }) => copy)].sort(([a], [b]) => compareText(a, b));
    const chosen = resolutions.filter(({ unit }) => unit === station.unit);
    const settled = copies.map(([copy, typed]) =>
      settle(
        typed,
        chosen.find((one) => one.copy === copy),
      ),
    );
    return combine(contest, station, settled);
  });
}

interface Settled {
  readonly state: Exclude<State, "missing" | "conflict">;
  readonly entry: Entry;
  /** Who else typed it. */
  readonly others: readonly string[];
  /** An entry that differs. */
  readonly other: Entry | null;
}

/** What became of one copy of the paper. The last entry of each person counts, however the name is spelled. */
function settle(typed: readonly Entry[], resolution: Resolution | undefined): Settled {
  const last = [...new Map(typed.map((entry) => [personOf(entry.by), entry])).values()];
  const [first, ...others] = last as [Entry, ...Entry[]];
  const other = others.find((entry) => !sameFigures(first, entry)) ?? null;
  const people = others.map(({ by }) => by);
  if (other === null)
    return { state: others.length > 0 ? "agreed" : "once", entry: first, others: people, other };
  const taken =
    resolution === undefined || isTypist(resolution.by, last)
      ? undefined
      : last.find(({ by }) => personOf(by) === personOf(resolution.take));
  return {
    state: taken === undefined ? "differs" : "resolved",
    entry: taken ?? first,
    others: people,
    other,
  };
}

/** The third look needs a third person, whoever wrote the file of the decision. */
function isTypist(name: string, typed: readonly Entry[]): boolean {
  return typed.some(({ by }) => personOf(by) === personOf(name));
}

function combine(
  { choices }: CollectedContest,
  station: Station,
  settled: readonly Settled[],
): StationStatus {
  const [first] = settled;
  if (first === undefined) return { station, state: "missing", entry: null, differences: [] };
  const told = (a: Entry, b: Entry, between: readonly [string, string]): StationStatus["differences"] =>
    differingFigures(a, b, choices).map((one) => ({ between, ...one }));
  const typing = settled.flatMap(({ state, entry, other }) =>
    other === null || state === "resolved" ? [] : told(entry, other, [entry.by, other.by]),
  );
  const copies = settled
    .slice(1)
    .flatMap(({ entry }) => told(first.entry, entry, [first.entry.copy, entry.copy]));
  if (typing.length > 0) return { station, state: "differs", entry: null, differences: typing };
  if (copies.length > 0) return { station, state: "conflict", entry: null, differences: copies };
  const people = new Set(settled.flatMap(({ entry, others }) => [entry.by, ...others]).map(personOf));
  const decided = settled.some((one) => one.state === "resolved");
  return {
    station,
    state: decided ? "resolved" : people.size > 1 ? "agreed" : "once",
    entry: first.entry,
    differences: [],
  };
}
