/**
 * From alerts in any order to counted attacks.
 * @module
 */
import type { Alert } from "../model/alert.ts";
import { Spool } from "../store/sqlite/spool.ts";
import { type AlertFact, type CountedAttack, countAttacks, recordOf, threadOf } from "../triage/attack.ts";
import type { Sensitivity } from "../triage/sensitivity.ts";

interface Entry {
  readonly body: string;
  readonly thread: string;
  readonly fact: AlertFact;
}

/** Collects alerts; sorts them by body, thread and time on disk if need be, and counts. */
export class AttackCounter {
  readonly #facts = new Spool<Entry>();
  #number = 0;

  /** @param referenceMs when an alert without a time of its own is counted: the clock of its source */
  add(alert: Alert, referenceMs: number): void {
    const thread = threadOf(alert);
    const timeMs = alert.time === null ? referenceMs : Date.parse(alert.time);
    const fact: AlertFact = {
      id: alert.id,
      timeMs,
      rule: alert.rule.id,
      ip: alert.origin?.ip ?? null,
      verdict: alert.verdict,
      users: alert.entities.user,
      hosts: alert.entities.host,
      traits: alert.traits,
      record: recordOf(alert),
    };
    this.#facts.add(JSON.stringify([alert.body, thread]), timeMs, this.#number++, 0, {
      body: alert.body,
      thread,
      fact,
    });
  }

  /**
   * Attacks without the ids of their alerts, which a flood has millions of.
   * @param sensitivity told every alert on the way: what other rules would count
   */
  *attacks(gapMs: number, sensitivity: Sensitivity | null = null): Iterable<CountedAttack> {
    const facts = sensitivity === null ? values(this.#facts) : tapped(values(this.#facts), sensitivity);
    for (const attack of countAttacks(facts, gapMs)) yield { ...attack, alertIds: [] };
  }

  /** The ids of the alerts of each attack, counted once more. */
  *members(gapMs: number): Iterable<{ readonly id: string; readonly alertIds: readonly string[] }> {
    for (const { id, alertIds } of countAttacks(values(this.#facts), gapMs)) yield { id, alertIds };
  }

  close(): void {
    this.#facts.close();
  }
}

function* values(spool: Spool<Entry>): Iterable<Entry> {
  for (const { value } of spool.inOrder()) yield value;
}

function* tapped(entries: Iterable<Entry>, sensitivity: Sensitivity): Iterable<Entry> {
  for (const entry of entries) {
    sensitivity.add(entry.body, entry.thread, entry.fact.ip, entry.fact.timeMs);
    yield entry;
  }
}
