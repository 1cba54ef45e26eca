/**
 * The watch of a statement, counted from the store: figures only. What they rest on names people and machines, so it stays
 * here and is listed by commitment.
 * @module
 */
import { availabilityOf } from "../../assess/coverage/drill.ts";
import type { Trend } from "../../assess/trend/trend.ts";
import type { Week } from "../../assess/trend/weeks.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { compareText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { parseFinding } from "../../evidence/finding.ts";
import type { Attack } from "../../model/attack.ts";
import { rulesInForce } from "../../pipeline/rules.ts";
import type { SealedFinding } from "../../store/seal.ts";
import type { Store } from "../../store/store.ts";
import { isEscalated } from "../../triage/announced.ts";
import { Sensitivity } from "../../triage/sensitivity.ts";
import type { Triaged } from "../../triage/triage.ts";
import type { WatchFacts } from "../sentences/facts.ts";

/** What is watched and how it is counted. */
export interface WatchInput {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly gapMs: number;
  /** Every attack and campaign of the store, as judged now. */
  readonly triaged: Pick<Triaged, "attacks" | "campaigns">;
  /** When each source gave records. */
  readonly watched: readonly {
    readonly source: string;
    readonly body: string;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  readonly growth: { readonly weeks: readonly Week[]; readonly trend: Trend };
  /** Bodies that agreed to have their own figures published. */
  readonly consent: readonly string[];
}

export interface WatchCount {
  readonly facts: WatchFacts;
  /** ATT&CK techniques of the attacks that are counted. */
  readonly techniques: readonly string[];
  /** Lines of `withheld.txt`: kind, commitment, and the batch whose entry stands in the log. */
  readonly withheld: string;
}

/** @throws VigieError for the consent of a body that is unknown, or that would give away another body's figures */
export function countWatch(store: Store, input: WatchInput): WatchCount {
  const inside = (ms: number): boolean => ms >= (input.fromMs ?? -Infinity) && ms < (input.toMs ?? Infinity);
  const attacks = input.triaged.attacks.filter(({ first }) => inside(Date.parse(first)));
  const campaigns = input.triaged.campaigns.filter(({ attacks: own }) =>
    attacks.some(({ id }) => own.includes(id)),
  );
  const watched = input.watched.filter(
    ({ fromMs, toMs }) => toMs >= (input.fromMs ?? -Infinity) && fromMs < (input.toMs ?? Infinity),
  );
  const span = spanOf(watched, input);
  const withheld = withheldFindings(store, attacks, inside);
  const gaps = gapsOf(withheld, input);
  const [least, most] = otherCounts(store, attacks, input.gapMs);
  const of = (test: (attack: Attack) => boolean): number => attacks.filter(test).length;
  return {
    facts: {
      sources: new Set(watched.map(({ source, body }) => JSON.stringify([source, body]))).size,
      bodies: new Set(watched.map(({ body }) => body)).size,
      attacks: attacks.length,
      noise: of(({ verdict }) => verdict.class === "noise"),
      opportunistic: of(({ verdict }) => verdict.class === "opportunistic"),
      elaborate: of(isEscalated),
      directed: of((attack) => attack.verdict.directed && isEscalated(attack)),
      campaigns: campaigns.length,
      announced: of(({ announced }) => announced !== null),
      succeeded: of(({ outcome }) => outcome === "succeeded"),
      device: of(({ outcome }) => outcome === "blocked_by_device"),
      enforced: of(({ outcome }) => outcome === "enforced"),
      decided: of(({ outcome }) => outcome === "decided" || outcome === "pulled"),
      gapMinutes: input.gapMs / 60_000,
      least,
      most,
      gaps: gaps.length,
      ...span,
      gapHours: Math.ceil(gaps.reduce((sum, ms) => sum + ms, 0) / 3_600_000),
      availability: availabilityOf(watched, input),
      growth: growthOf(input.growth),
      perBody: figuresOfBodies(attacks, watched, input.consent),
      rules: [...rulesInForce(store)],
      withheld: withheld.length,
    },
    techniques: [...new Set(attacks.flatMap(({ techniques }) => techniques))].sort(compareText),
    withheld: withheld.map(({ kind, commitment, batch }) => `${kind} ${commitment} ${batch}\n`).join(""),
  };
}

/** From the first to the last record, within the period that is asked about. */
function spanOf(
  watched: WatchInput["watched"],
  { fromMs, toMs }: WatchInput,
): Pick<WatchFacts, "first" | "last"> {
  if (watched.length === 0) return { first: null, last: null };
  const first = watched.reduce((least, one) => Math.min(least, one.fromMs), Infinity);
  const last = watched.reduce((most, one) => Math.max(most, one.toMs), -Infinity);
  return {
    first: timeText(Math.max(first, fromMs ?? -Infinity)),
    last: timeText(Math.min(last, (toMs ?? Infinity) - 1)),
  };
}

/** Figures of bodies that agreed. Where one body alone did not, its figures would follow by subtraction. */
function figuresOfBodies(
  attacks: readonly Attack[],
  watched: WatchInput["watched"],
  consent: readonly string[],
): WatchFacts["perBody"] {
  const known = new Set([...watched, ...attacks].map(({ body }) => body));
  const agreed = [...new Set(consent)].sort(compareText);
  const unknown = agreed.find((body) => !known.has(body));
  if (unknown !== undefined)
    throw new VigieError(
      problem(
        "usage",
        null,
        `--consent: nothing is known of a body ${terminalText(unknown, 80)} in this time`,
        "name it as it stands in vigie.yaml or --body: vigie attacks lists bodies",
      ),
    );
  if (agreed.length > 0 && known.size - agreed.length === 1)
    throw new VigieError(
      problem(
        "usage",
        null,
        "--consent: the figures of the one body that did not agree would follow by subtraction",
        "ask it too, or publish no figures of single bodies",
      ),
    );
  return agreed.map((body) => {
    const own = attacks.filter((attack) => attack.body === body);
    return { body, attacks: own.length, elaborate: own.filter(isEscalated).length };
  });
}

/** The last finding of each attack, and what says where nothing was seen or what was decided. */
function withheldFindings(
  store: Store,
  attacks: readonly Attack[],
  inside: (ms: number) => boolean,
): readonly SealedFinding[] {
  const wanted = new Set(attacks.map(({ id }) => id));
  const found = new Map<string, SealedFinding>();
  for (const one of store.allFindings("attack")) if (wanted.has(one.about)) found.set(one.about, one); // one that grew was sealed again, and the last counts
  for (const one of store.allFindings("gap", "decision", "lift"))
    if (inside(one.timeMs)) found.set(one.commitment, one);
  return [...found.values()].sort((a, b) => compareText(a.commitment, b.commitment));
}

/** How long sources were silent, in milliseconds, within the period; a gap that began is counted again when it ends. */
function gapsOf(findings: readonly SealedFinding[], { fromMs, toMs }: WatchInput): readonly number[] {
  const longest = new Map<string, number>();
  for (const { kind, bytes } of findings) {
    const result = kind === "gap" ? parseFinding(bytes)?.result : undefined;
    if (result === undefined) continue;
    const { source, body, from, to } = result;
    const end = typeof to === "string" ? Date.parse(to) : (toMs ?? Date.parse(String(from)));
    const begin = Math.max(Date.parse(String(from)), fromMs ?? -Infinity);
    const key = JSON.stringify([source, body, from]);
    longest.set(key, Math.max(longest.get(key) ?? 0, Math.min(end, toMs ?? Infinity) - begin, 0));
  }
  return [...longest.values()];
}

/** What other windows and units give for the same alerts. */
function otherCounts(
  store: Store,
  attacks: readonly Attack[],
  gapMs: number,
): readonly [least: number, most: number] {
  const sensitivity = new Sensitivity(gapMs);
  const sorted = attacks.toSorted(
    (a, b) => compareText(a.body, b.body) || compareText(a.thread, b.thread) || compareText(a.first, b.first),
  );
  for (const { id, body, thread, origin } of sorted)
    for (const { time } of store.alertsOf(id))
      if (time !== null) sensitivity.add(body, thread, origin?.ip ?? null, Date.parse(time));
  const counts = [attacks.length, ...sensitivity.counts().map((one) => one.attacks)];
  return [Math.min(...counts), Math.max(...counts)];
}

function growthOf({ trend, weeks }: WatchInput["growth"]): WatchFacts["growth"] {
  if (!trend.told) return { told: false, why: trend.why };
  const { factor, interval } = trend.growth;
  return { told: true, factor, low: interval.low, high: interval.high, weeks: weeks.length };
}
