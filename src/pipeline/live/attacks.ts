/**
 * Attacks while they happen: counted again, thread by thread, from the alerts that the store holds.
 * Nothing of it has to survive a kill: which alerts are not counted yet is known to the store.
 * @module
 */

import type { Alert } from "../../model/alert.ts";
import type { Attack } from "../../model/attack.ts";
import type { Store } from "../../store/store.ts";
import type { Announcements } from "../../triage/announced.ts";
import { type CountedAttack, countAttacks, recordOf, threadOf } from "../../triage/attack.ts";
import { describeAttack, type RuleFacts } from "../../triage/describe.ts";
import { History } from "../../triage/history.ts";
import { Judgements } from "../../triage/judgements.ts";
import { judge } from "../../triage/verdict.ts";
import type { Sealer } from "../seal.ts";

/**
 * A thread with a million alerts is not counted again every few seconds, nor are ten thousand threads while a backlog is
 * caught up with: at most this share of the time goes there.
 */
const SHARE = 1 / 50;
/** What takes no longer needs no rest. */
const SHORT_MS = 5;

interface Dirty {
  readonly body: string;
  readonly thread: string;
  fromMs: number;
}

export class LiveAttacks {
  readonly #store: Store;
  readonly #rules: ReadonlyMap<string, RuleFacts>;
  readonly #gapMs: number;
  readonly #announced: Announcements;
  readonly #dirty = new Map<string, Dirty>();
  /** Threads that are large, and when they may be counted again. */
  readonly #resting = new Map<string, number>();
  /** When anything may be counted again. */
  #restingMs = Number.NEGATIVE_INFINITY;
  /** What is rare here. */
  readonly #history: History;
  readonly #judgements: Judgements;

  constructor(store: Store, rules: ReadonlyMap<string, RuleFacts>, gapMs: number, announced: Announcements) {
    this.#announced = announced;
    this.#store = store;
    this.#rules = rules;
    this.#gapMs = gapMs;
    this.#history = new History(store.attacks({}));
    this.#judgements = new Judgements(store.judgements.all());
    for (const one of store.live.uncountedThreads()) this.#dirty.set(keyOf(one.body, one.thread), { ...one });
  }

  /** Takes an alert into the counting; inside the transaction that keeps it. @param timeMs when it has no time of its own */
  take(alert: Alert, timeMs: number): void {
    const thread = threadOf(alert);
    const at = alert.time === null ? timeMs : Date.parse(alert.time);
    this.#store.live.addCounted(alert.body, thread, {
      id: alert.id,
      timeMs: at,
      rule: alert.rule.id,
      ip: alert.origin?.ip ?? null,
      verdict: alert.verdict,
      users: alert.entities.user,
      hosts: alert.entities.host,
      traits: alert.traits,
      record: recordOf(alert),
    });
    const key = keyOf(alert.body, thread);
    const known = this.#dirty.get(key);
    if (known === undefined) this.#dirty.set(key, { body: alert.body, thread, fromMs: at });
    else known.fromMs = Math.min(known.fromMs, at);
  }

  /**
   * Counts the threads that changed. @param all also those that were counted a moment ago
   */
  count(clock: () => number, all = false): void {
    const began = clock();
    if (!all && began < this.#restingMs) return;
    // one transaction for all: a sync for each of thousands of threads would take longer than the counting
    const due = [...this.#dirty].filter(([key]) => all || (this.#resting.get(key) ?? 0) <= clock());
    this.#store.together(() => {
      for (const [key, dirty] of due) this.#timed(key, dirty, clock);
    });
    for (const [key] of due) this.#dirty.delete(key); // only now is it kept
    const took = clock() - began;
    this.#restingMs = took > SHORT_MS ? began + took + took / SHARE : Number.NEGATIVE_INFINITY;
  }

  /** A thread that takes long to count rests for a while. */
  #timed(key: string, dirty: Dirty, clock: () => number): void {
    const began = clock();
    this.#recount(dirty);
    const took = clock() - began;
    if (took > SHORT_MS) this.#resting.set(key, clock() + took / SHARE);
    else this.#resting.delete(key);
  }

  #recount({ body, thread, fromMs }: Dirty): void {
    const { live } = this.#store;
    const from = live.attackBefore(body, thread, fromMs) ?? fromMs;
    const counted = [...countAttacks(factsOf(this.#store, body, thread, from), this.#gapMs)];
    const known = new Set(live.dropAttacks(body, thread, from));
    const attacks = counted.map((one) => this.#judged(one, known.has(one.id)));
    const byId = new Map(counted.map((one) => [one.id, one]));
    for (const old of known) if (!byId.has(old)) this.#store.successions.add(old, byId.keys());
    this.#store.addAttacks(
      attacks.map((attack) => ({ attack, alertIds: byId.get(attack.id)?.alertIds ?? [] })),
    );
    live.setAttacks(body, thread, from, counted.map(placeOf));
  }

  /** Judged alone: what ties it to others is looked for when somebody asks (`vigie campaigns`). */
  #judged(counted: CountedAttack, isKnown: boolean): Attack {
    const attack = this.#announced.mark(describeAttack(counted, this.#rules));
    if (!isKnown) this.#history.add(attack);
    return { ...attack, verdict: judge([attack], this.#history, this.#judgements) };
  }
}

function placeOf({ id, firstMs, lastMs }: CountedAttack): { id: string; firstMs: number; lastMs: number } {
  return { id, firstMs, lastMs };
}

function* factsOf(store: Store, body: string, thread: string, fromMs: number): Iterable<Fact> {
  for (const fact of store.live.alertsOfThread(body, thread, fromMs)) yield { body, thread, fact };
}

type Fact = Parameters<typeof countAttacks>[0] extends Iterable<infer T> ? T : never;

const keyOf = (body: string, thread: string): string => JSON.stringify([body, thread]);

const SEALED_AT_ONCE = 100;

/** Seals the attacks that ended before a time and are not sealed yet, some in each transaction. */
export function sealAttacks(store: Store, sealer: Sealer, beforeMs: number): void {
  for (;;) {
    const ids = store.live.unsealedAttacks(beforeMs, SEALED_AT_ONCE);
    if (ids.length === 0) return;
    store.together(() => {
      const attacks = ids.flatMap((id) => store.find(id)).filter((thing) => "attack" in thing);
      sealer.sealAttacks(attacks.map(({ attack }) => ({ attack, alertIds: store.alertIdsOf(attack.id) })));
      store.live.markSealed(ids);
    });
  }
}
