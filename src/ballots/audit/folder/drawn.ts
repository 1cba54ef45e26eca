/**
 * The drawn units of an audit, one by one: what was reported of each, what its paper says, and what is still open.
 * @module
 */
import { compareText } from "../../../base/text.ts";
import type { Assorter } from "../contest/assorter.ts";
import type { Marks } from "../cvr/table.ts";
import type { CheckedAudit } from "./audit.ts";
import { Cards } from "./cards.ts";
import { checkSizes, type Round, readRounds, readSeed } from "./draw.ts";
import { type Agreed, agreedReadings } from "./entries.ts";
import { samplesOf } from "./plan.ts";
import { cardOf, drawSamples, isPhantom } from "./population.ts";
import { marksIn, type Reading } from "./sheet.ts";
import type { StratumTables } from "./stratum.ts";

/** What differs: votes of a choice on minutes, or what stands on a card. Null: the contest is not on it. */
export type Difference =
  | { readonly contest: number; readonly choice: string; readonly reported: number; readonly paper: number }
  | { readonly contest: number; readonly reported: Marks; readonly paper: Marks };

/** Where a drawn unit stands; `read`: it was read, and nothing was reported of it alone. */
export type DrawnState = "same" | "differs" | "missing" | "no-record" | "read" | "open" | "disputed";

export interface DrawnUnit {
  readonly unit: string;
  /** The round that drew it first. */
  readonly round: number;
  readonly state: DrawnState;
  readonly differences: readonly Difference[];
}

/** The drawn units, and what two people agree on. */
export interface DrawnUnits {
  readonly units: readonly DrawnUnit[];
  readonly readings: ReadonlyMap<string, Reading>;
}

/** Where a unit was drawn, and for which contests it counts. */
interface Place {
  readonly round: number;
  readonly stratum: number;
  readonly contests: ReadonlySet<number>;
}

/** Compares every unit that was drawn so far. @throws VigieError where a file of the folder does not follow from the plan */
export function drawnUnits(audit: CheckedAudit): DrawnUnits {
  const rounds = readRounds(audit.dir);
  if (rounds.length === 0) return { units: [], readings: new Map() };
  const places = placesOf(audit, rounds);
  const agreed = agreedReadings(audit, [...places.keys()]);
  const compare =
    audit.tables[0]?.kind === "batches" ? batchComparison(audit, audit.tables[0]) : cardComparison(audit);
  const [open, disputed] = [new Set(agreed.open), new Set(agreed.disputed)];
  const units = Array.from(places, ([unit, place]): DrawnUnit => {
    const { round } = place;
    if (open.has(unit)) return { unit, round, state: "open", differences: [] };
    if (disputed.has(unit)) return { unit, round, state: "disputed", differences: [] };
    return { unit, round, ...found(unit, place, agreed, compare) };
  });
  return {
    units: units.sort((a, b) => a.round - b.round || compareText(a.unit, b.unit)),
    readings: agreed.readings,
  };
}

/** Phantoms of a draw by style can be fetched nowhere, and stand in no list. */
function placesOf(audit: CheckedAudit, rounds: readonly Round[]): ReadonlyMap<string, Place> {
  const { plan } = audit;
  checkSizes(audit, rounds);
  const drawings = drawSamples(audit, readSeed(audit.dir).seed, rounds.at(-1)?.sizes ?? []);
  const places = new Map<string, { round: number; stratum: number; contests: Set<number> }>();
  for (const [s, { contest, stratum }] of samplesOf(plan).entries())
    for (const [at, { unit }] of (drawings[s] ?? []).entries()) {
      if (plan.styled && isPhantom(unit)) continue;
      const round = rounds.find(({ sizes }) => at < (sizes[s] ?? 0))?.round ?? rounds.length;
      const place = places.get(unit) ?? { round, stratum, contests: new Set() };
      place.round = Math.min(place.round, round);
      for (const c of contest === null ? plan.contests.keys() : [contest]) place.contests.add(c);
      places.set(unit, place);
    }
  return places;
}

/** @returns null where nothing was reported of the unit alone, `no-record` where something should have been */
type Comparison = (
  unit: string,
  place: Place,
  reading: NonNullable<Reading>,
) => readonly Difference[] | null | "no-record";

function found(
  unit: string,
  place: Place,
  { readings }: Agreed,
  compare: Comparison,
): Pick<DrawnUnit, "state" | "differences"> {
  const reading = readings.get(unit) ?? null;
  if (reading === null) return { state: "missing", differences: [] };
  const differences = compare(unit, place, reading);
  if (differences === null) return { state: "read", differences: [] };
  if (differences === "no-record") return { state: "no-record", differences: [] };
  return { state: differences.length === 0 ? "same" : "differs", differences };
}

function batchComparison({ plan }: CheckedAudit, tables: StratumTables): Comparison {
  return (unit, _place, reading) => {
    const row = tables.results.units.get(unit)?.votes ?? new Map<string, number>();
    return plan.contests.flatMap(({ choices }, contest) => {
      const votes = tables.votesIn(row, contest);
      return choices.flatMap((choice) => {
        const [reported, paper] = [votes.get(choice) ?? 0, reading[contest]?.get(choice) ?? 0];
        return reported === paper ? [] : [{ contest, choice, reported, paper }];
      });
    });
  };
}

function cardComparison(audit: CheckedAudit): Comparison {
  const cards = audit.tables.map((_tables, stratum) =>
    audit.contests.map(({ assorters }, c) => new Cards(audit, c, stratum, assorters[0] as Assorter)),
  );
  return (unit, { stratum, contests }, reading) => {
    const { kind, records, contests: infos } = audit.tables[stratum] as StratumTables;
    const record = records.get(cardOf(unit, audit, stratum));
    if (record === undefined) return kind === "comparison" ? "no-record" : null;
    return [...contests].flatMap((contest) => {
      if (cards[stratum]?.[contest]?.agrees(unit, reading) !== false) return [];
      const votes = reading[contest] ?? null;
      const paper = votes === null ? null : marksIn(votes, infos[contest]?.ranked === true);
      return [{ contest, reported: record[contest] ?? null, paper }];
    });
  };
}
