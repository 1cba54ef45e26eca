/**
 * Drills: recorded attacks, replayed through the formats, rules and triage that are deployed. Each runs in a store that is
 * thrown away, so that nothing of it can enter a count, a block or a published attack.
 * @module
 */
import type { Alert } from "../../model/alert.ts";
import { currentTechnique, techniqueOf } from "../../model/technique.ts";
import { scan } from "../../pipeline/scan.ts";
import type { ScanOptions } from "../../pipeline/scan-options.ts";
import type { Watched } from "../trend/weeks.ts";
import type { Depth, PatternDrills } from "./bound.ts";

/** One recorded attack. */
export interface Drill {
  readonly name: string;
  /** What is published of it: drills of one pattern count as one observation. */
  readonly pattern: string;
  readonly path: string;
  /** ATT&CK techniques that it shows; none when nobody says. */
  readonly techniques: readonly string[];
}

export interface DrillResult {
  readonly drill: Drill;
  readonly depth: Depth;
  readonly events: number;
  readonly alerts: number;
  /** Titles of the rules that fired for it. */
  readonly rules: readonly string[];
  /** Techniques of the drill that a rule which fired names. */
  readonly shown: readonly string[];
  /** Techniques of the drill that any loaded rule names. */
  readonly covered: readonly string[];
  /** The rank it would have among the attacks that are stored; null when nothing fired. */
  readonly rank: number | null;
}

/**
 * Replays one drill.
 * @param options of a scan into a store that is thrown away
 * @param scores of the attacks that are stored, for its rank among them
 * @param top a rank up to this one is looked at by a person
 */
export async function runDrill(
  drill: Drill,
  options: ScanOptions,
  scores: readonly number[],
  top: number,
): Promise<DrillResult> {
  const fired: Alert[] = [];
  const { summary, attacks } = await scan(
    { ...options, paths: [drill.path] },
    {
      onAlert: (alert) => {
        if (shows(alert, drill)) fired.push(alert);
      },
    },
  );
  const rules = [...new Set(fired.map(({ rule }) => rule.title))].sort();
  const shown = drill.techniques.filter((one) => fired.some(({ rule }) => names(rule.tags, one)));
  const loaded = [...options.rules.set.rules, ...options.rules.set.correlations];
  const covered = drill.techniques.filter((one) => loaded.some(({ tags }) => names(tags, one)));
  const result = { drill, events: summary.events, alerts: fired.length, rules, shown, covered };
  if (summary.events === 0) return { ...result, depth: "no data", rank: null };
  if (fired.length === 0)
    return { ...result, depth: covered.length > 0 ? "rule loaded" : "data", rank: null };
  const best = Math.max(0, ...attacks.map(({ verdict }) => verdict.score));
  const rank = 1 + scores.filter((score) => score > best).length;
  return { ...result, depth: rank <= top ? "ranked" : "rule fired", rank };
}

/** An alert counts for a drill when its rule names a technique of it; where nobody said any, every alert does. */
function shows({ rule }: Alert, { techniques }: Drill): boolean {
  return techniques.length === 0 || techniques.some((one) => names(rule.tags, one));
}

/** A sub-technique shows its technique, and the other way round: sources name either. */
function names(tags: readonly string[], technique: string): boolean {
  return tags.some((tag) => {
    const own = techniqueOf(tag);
    return own !== null && family(own) === family(technique);
  });
}

function family(technique: string): string {
  return currentTechnique(technique).slice(0, 5);
}

/** Results by pattern; a drill is detected when a person would have looked at it. */
export function byPattern(results: readonly DrillResult[]): readonly PatternDrills[] {
  return [...Map.groupBy(results, ({ drill }) => drill.pattern)].map(([pattern, own]) => ({
    pattern,
    drills: own.length,
    detected: own.filter(({ depth }) => depth === "ranked").length,
  }));
}

/**
 * The share of the days on which the source that was up least gave records; 1 when there is no source.
 * @param period what is asked about; open ends are those of the records. Days before and after the records count as missed.
 */
export function availabilityOf(
  watched: readonly Pick<Watched, "source" | "body" | "fromMs" | "toMs">[],
  period: { readonly fromMs: number | null; readonly toMs: number | null } = { fromMs: null, toMs: null },
): number {
  const days = new Map<string, Set<number>>();
  const [from, to] = [dayOf(period.fromMs ?? -Infinity), dayOf((period.toMs ?? Infinity) - 1)];
  for (const { source, body, fromMs, toMs } of watched) {
    const key = JSON.stringify([body, source]);
    const own = days.get(key) ?? new Set<number>();
    days.set(key, own);
    for (let day = Math.max(from, dayOf(fromMs)); day <= Math.min(to, dayOf(toMs)); day++) own.add(day);
  }
  const all = [...days.values()].flatMap((own) => [...own]);
  if (days.size === 0) return 1;
  if (all.length === 0) return 0;
  const first = Number.isFinite(from) ? from : all.reduce((a, b) => Math.min(a, b));
  const last = Number.isFinite(to) ? to : all.reduce((a, b) => Math.max(a, b));
  return Math.min(...[...days.values()].map((own) => own.size / (last - first + 1)));
}

function dayOf(ms: number): number {
  return Math.floor(ms / 86_400_000);
}
