/**
 * `vigie triage`: ranks what another tool alerted on. Nothing is known of its rules, so that only the body's own
 * history speaks: what is rare there, what stands together, what runs on and on. Labels, countries and lists of
 * indicators have no way in: a column that is not mapped is not read.
 * @module
 */

import { digestOf } from "../../base/digest.ts";
import type { Problem } from "../../base/errors.ts";
import { compareText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import type { Attack, Reason, Step, VerdictClass } from "../../model/attack.ts";
import { makeReason, round } from "../../triage/reason.ts";
import { type RankedStretch, rankStretches, type Term } from "../../triage/unusual/rank.ts";
import { Sightings } from "../../triage/unusual/sightings.ts";
import type { Share } from "../../triage/unusual/stretches.ts";
import { unusual as W } from "../../triage/weights.ts";
import type { ForeignAlert, Mapping } from "./mapping.ts";
import { readForeign } from "./read.ts";

/** An attack with the numbers of the data rows that it is made of, from 0. */
interface ForeignAttack extends Attack {
  members: number[];
}

export interface TriageResult {
  readonly attacks: readonly ForeignAttack[];
  /** Rows that hold an alert, and rows that hold none (a flow record among alerts). */
  readonly alerts: number;
  readonly passed: number;
  readonly problems: number;
}

export interface TriageOptions {
  readonly mapping: Mapping | null;
  readonly gapMs: number;
  /** Where the alerts do not say whose they are. */
  readonly body: string;
  readonly onProblem: (found: Problem) => void;
  /** A file without a row. */
  readonly onEmpty?: (file: string) => void;
}

/** Reads and ranks. @throws VigieError "usage" when the mapping does not fit */
export async function triageForeign(paths: readonly string[], options: TriageOptions): Promise<TriageResult> {
  const bodies = new Map<string, Body>();
  const count = { alerts: 0, passed: 0, problems: 0 };
  for await (const row of readForeign(paths, options.mapping)) {
    if ("problem" in row) {
      count.problems++;
      options.onProblem(row.problem);
    } else if ("empty" in row) options.onEmpty?.(row.empty);
    else if ("passed" in row) count.passed++;
    else {
      count.alerts++;
      const name = row.alert.body ?? options.body;
      const body = bodies.get(name) ?? new Body(name);
      bodies.set(name, body);
      body.add(row.alert, row.row);
    }
  }
  return { attacks: ranked([...bodies.values()], options.gapMs), ...count };
}

/** Every body is ranked by its own history; then they stand in one list. */
function ranked(bodies: readonly Body[], gapMs: number): readonly ForeignAttack[] {
  const all = bodies.flatMap((body) => body.attacks(gapMs));
  all.sort((a, b) => b.verdict.score - a.verdict.score || compareText(a.first, b.first));
  return all.map((attack, i) => ({ ...attack, rank: i + 1 }));
}

class Body {
  readonly #name: string;
  readonly #sightings = new Sightings();
  /** The row of each alert; and what only some alerts have. */
  readonly #rows: number[] = [];
  readonly #origins = new Map<string, string>();
  readonly #techniques = new Map<string, ReadonlySet<string>>();
  readonly #denied = new Set<number>();

  constructor(name: string) {
    this.#name = name;
  }

  add(alert: ForeignAlert, row: number): void {
    const thread = threadOf(alert);
    const number = this.#sightings.add(alert.timeMs, alert.rule, thread);
    this.#rows.push(row);
    if (alert.origin !== null) this.#origins.set(thread, alert.origin);
    if (alert.denied) this.#denied.add(number);
    if (alert.techniques.length > 0) {
      const known = this.#techniques.get(alert.rule) ?? [];
      this.#techniques.set(alert.rule, new Set([...known, ...alert.techniques]));
    }
  }

  attacks(gapMs: number): readonly ForeignAttack[] {
    return rankStretches(this.#sightings, gapMs).map((one) => this.#attack(one));
  }

  #attack({ stretch, score, terms }: RankedStretch): ForeignAttack {
    const thread = this.#sightings.threads.text(stretch.thread);
    const rules = stretch.shares.map(({ type }) => this.#sightings.types.text(type)).sort(compareText);
    const first = stretch.members[0] ?? 0;
    const firstRule = this.#sightings.types.text(this.#sightings.type(first));
    const ip = this.#origins.get(thread);
    return {
      kind: "attack",
      id: digestOf("foreign attack", this.#name, thread, String(stretch.firstMs), firstRule),
      body: this.#name,
      origin: ip === undefined ? null : { ip },
      first: timeText(stretch.firstMs),
      last: timeText(stretch.lastMs),
      alerts: stretch.members.length,
      rules,
      techniques: [...new Set(rules.flatMap((rule) => [...(this.#techniques.get(rule) ?? [])]))].sort(),
      outcome: stretch.members.every((number) => this.#denied.has(number)) ? "blocked_by_device" : "observed",
      verdict: {
        class: classOf(score, terms),
        directed: false, // needs evidence that this body was meant; names of rules are none
        objective: "unknown",
        score: round(score),
        reasons: terms.map((term) => this.#reason(term)),
      },
      rank: 0,
      thread,
      steps: stretch.shares.map((share) => this.#step(share)).sort((a, b) => compareText(a.first, b.first)),
      entities: { user: [], host: thread.startsWith("host:") ? [thread.slice("host:".length)] : [] },
      traits: [],
      shown: {},
      announced: null,
      case: null,
      campaign: null,
      members: Array.from(stretch.members, (number) => this.#rows[number] ?? 0),
    };
  }

  /** What the level of another tool's rule means is not known, so that none is claimed. */
  #step({ type, count, firstMs, lastMs, examples }: Share): Step {
    const rule = this.#sightings.types.text(type);
    return {
      rule,
      title: rule,
      level: "informational",
      tactic: null,
      succeeded: false,
      first: timeText(firstMs),
      last: timeText(lastMs),
      alerts: count,
      examples: examples.map((number) => `row ${this.#rows[number] ?? 0}`),
      users: [],
      record: null,
    };
  }

  #reason({ code, value, weight, types, threads, alerts }: Term): Reason {
    const where = threads.map((thread) => ` (${this.#sightings.threads.text(thread)})`);
    const names = types.map((type, i) => `${this.#sightings.types.text(type)}${where[i] ?? ""}`);
    const cited = alerts.map((number) => `row ${this.#rows[number] ?? 0}`);
    return makeReason(code, weight, value, [value.toFixed(2), names.join(", ")], cited);
  }
}

/** The origin where there is one, else the host. */
function threadOf(alert: ForeignAlert): string {
  if (alert.origin !== null) return `ip:${alert.origin}`;
  return alert.host === null ? "source:alerts" : `host:${alert.host.toLowerCase()}`;
}

function classOf(score: number, terms: readonly Term[]): VerdictClass {
  const companions = terms.find(({ code }) => code === "company")?.types.length ?? 0;
  if (score >= W.elaborateFrom && companions >= W.elaborateCompanions) return "elaborate";
  return score < W.noiseBelow ? "noise" : "opportunistic";
}
