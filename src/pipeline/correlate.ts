/**
 * Correlations over a whole scan: base hits of all inputs, sorted by time, one body at a time.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import { type Problem, problem } from "../base/errors.ts";
import { timeText } from "../base/time.ts";
import { alertId, evidenceOf } from "../detect/kernel.ts";
import type { BaseHit, RecordFacts } from "../detect/task.ts";
import type { Alert } from "../model/alert.ts";
import { type CorrelationHit, Correlator, type CorrelatorLoss, type RuleSet } from "../sigma/index.ts";
import { Spool } from "../store/sqlite/spool.ts";

/** Collects base hits and gives the alerts of correlations. */
export class Correlations {
  readonly #hits = new Spool<BaseHit>();
  readonly #rules: RuleSet;
  readonly #wanted: (level: Alert["rule"]["level"]) => boolean;
  readonly #sources = new Map<string, number>();

  constructor(rules: RuleSet, wanted: (level: Alert["rule"]["level"]) => boolean) {
    this.#rules = rules;
    this.#wanted = wanted;
  }

  /** @param segment digest of the segment that holds the hits' records */
  add(body: string, hits: readonly BaseHit[], segment: string): void {
    for (const hit of hits) {
      const record = { ...hit.record, segment };
      this.#hits.add(body, hit.timeMs, this.#sourceNumber(record.source), record.offset, { ...hit, record });
    }
  }

  /** Sources in the order in which they were read: the second key after time. */
  #sourceNumber(source: string): number {
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    this.#sources.set(source, this.#sources.size);
    return this.#sources.size - 1;
  }

  /** The alerts of all bodies by time. Call once. */
  *alerts(): Iterable<Alert> {
    const found = new Spool<Alert>();
    let count = 0;
    for (const { body, hits } of byBody(this.#hits.inOrder())) {
      const correlator = new Correlator<RecordFacts>(this.#rules);
      for (const hit of outcomes(correlator, hits)) {
        const alert = alertOf(hit, body);
        if (this.#wanted(alert.rule.level)) found.add("", hit.timeMs, count++, 0, alert);
      }
      this.#note(correlator.loss(), body);
    }
    this.#hits.close();
    for (const { value } of found.inOrder()) yield value;
    found.close();
  }

  /** What bounds made the correlations forget: never silently. */
  readonly losses: Problem[] = [];

  #note(loss: CorrelatorLoss, body: string): void {
    for (const [key, { groups, records }] of loss.byRule) {
      if (groups + records === 0) continue;
      const title = this.#rules.byKey.get(key)?.title ?? key;
      const text = `body ${body}: correlation "${title}" gave up ${groups} silent groups and ${records} remembered records`;
      this.losses.push(problem("too-large", null, text, "scan a shorter period (--from, --to)"));
    }
  }
}

interface Ordered {
  readonly group: string;
  readonly value: BaseHit;
}

/** Splits a list sorted by group into one list per group, without holding any. */
function* byBody(
  items: Iterable<Ordered>,
): Iterable<{ readonly body: string; readonly hits: Iterable<BaseHit> }> {
  const iterator = items[Symbol.iterator]();
  let next = iterator.next();
  while (next.done !== true) {
    const body = next.value.group;
    const hits = function* (): Iterable<BaseHit> {
      let last: RecordFacts | null = null;
      while (next.done !== true && next.value.group === body) {
        const hit: BaseHit = next.value.value;
        // the hits of one record share one object: the correlator tells records apart by identity
        const record: RecordFacts = last !== null && sameRecord(last, hit.record) ? last : hit.record;
        last = record;
        yield { ...hit, record };
        next = iterator.next();
      }
    };
    yield { body, hits: hits() };
  }
}

function sameRecord(a: RecordFacts, b: RecordFacts): boolean {
  return a.offset === b.offset && a.source === b.source;
}

function* outcomes(
  correlator: Correlator<RecordFacts>,
  hits: Iterable<BaseHit>,
): Iterable<CorrelationHit<RecordFacts>> {
  for (const hit of hits) yield* correlator.push(hit);
  yield* correlator.finish();
}

/** The alert of a correlation. */
export function alertOf(hit: CorrelationHit<RecordFacts>, body: string): Alert {
  const { correlation, trigger } = hit;
  const records = hit.refs;
  return {
    kind: "alert",
    id: correlationId(correlation.key, trigger, hit.group),
    time: timeText(hit.timeMs),
    rule: {
      id: correlation.key,
      title: correlation.title,
      level: correlation.level ?? "informational",
      tags: [...correlation.tags],
      type: "correlation",
    },
    body,
    source: trigger.source,
    origin: originOf(records),
    entities: { user: union(records, (r) => r.users), host: union(records, (r) => r.hosts) },
    group: { ...hit.group },
    evidence: records.map(evidenceOf),
    omitted: hit.omitted,
    verdict: common(records.map((record) => record.verdict)),
    traits: union(records, (r) => r.traits),
  };
}

/** One record may open the same correlation for several groups: the group is part of the identity. */
function correlationId(key: string, trigger: RecordFacts, group: Readonly<Record<string, string>>): string {
  const names = Object.keys(group).sort();
  const rule = digestOf(key, ...names.flatMap((name) => [name, group[name] ?? ""]));
  return alertId(rule, trigger.identity, trigger.offset, trigger.sha256);
}

/** The origin on which all records that name one agree; records that name none (a VPN's refusal) do not object. */
function originOf(records: readonly RecordFacts[]): Alert["origin"] {
  const ip = common(records.map((record) => record.ip).filter((known) => known !== null));
  return ip === null ? null : { ip };
}

/** The value that all share, or null. */
function common<T>(values: readonly (T | null)[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

const MAX_NAMES = 10;

function union(
  records: readonly RecordFacts[],
  namesOf: (record: RecordFacts) => readonly string[],
): string[] {
  const names = new Set<string>();
  for (const record of records)
    for (const name of namesOf(record)) if (names.size < MAX_NAMES) names.add(name);
  return [...names];
}
