/**
 * Counting attacks: alerts of one origin (or one thread) against one body, without a gap longer than the window.
 * This is the figure that ends up in a sentence, so the rule is short: event time, one key, one gap.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import type { Alert } from "../model/alert.ts";
import type { RecordPlace } from "../model/attack.ts";

/** The counting window where none is given: half an hour without an alert ends an attack. */
export const DEFAULT_GAP_MS: number = 30 * 60_000;

/** What counting needs of an alert. */
export interface AlertFact {
  readonly id: string;
  readonly timeMs: number;
  readonly rule: string;
  /** The address, or null where the alert belongs to a thread without a remote origin. */
  readonly ip: string | null;
  readonly verdict: "allowed" | "denied" | null;
  /** Accounts and machines that the alert names; none where they are not known. */
  readonly users?: readonly string[];
  readonly hosts?: readonly string[];
  /** Tools and targets. */
  readonly traits?: readonly string[];
  /** The record it begins with, where that is known. */
  readonly record?: RecordPlace | null;
}

/** What one rule contributed to an attack. */
interface RuleShare {
  count: number;
  /** The first alerts, enough to look at. */
  readonly examples: string[];
  firstMs: number;
  lastMs: number;
  readonly users: Set<string>;
  /** Of its first alert. */
  readonly record: RecordPlace | null;
}

/** An attack that is counted but not yet judged. */
export interface CountedAttack {
  readonly id: string;
  readonly body: string;
  readonly thread: string;
  readonly ip: string | null;
  readonly firstMs: number;
  lastMs: number;
  /** How many alerts. */
  alerts: number;
  readonly alertIds: string[];
  readonly rules: Map<string, RuleShare>;
  /** Every alert so far was denied by a device. */
  allDenied: boolean;
  /** Names, each with the first alert that holds it. */
  readonly users: Map<string, string>;
  readonly hosts: Map<string, string>;
  readonly traits: Map<string, string>;
}

const EXAMPLES = 3;
/** A list of names that somebody tries has millions; these are enough to see whom it was about. */
const MAX_NAMES = 20;

/** The record that an alert begins with: a correlation's first one. */
export function recordOf({ evidence: [first] }: Pick<Alert, "evidence">): RecordPlace | null {
  return first === undefined ? null : { file: first.file, offset: first.offset };
}

/**
 * What ties an alert to others: its origin; else the host, the account or the source it was seen on.
 * @example threadOf(alert) // "ip:192.0.2.7"
 */
export function threadOf(alert: Pick<Alert, "origin" | "entities" | "source">): string {
  if (alert.origin !== null) return `ip:${alert.origin.ip}`;
  const [host] = alert.entities.host;
  if (host !== undefined) return `host:${host.toLowerCase()}`;
  const [user] = alert.entities.user;
  if (user !== undefined) return `user:${user.toLowerCase()}`;
  return `source:${alert.source}`;
}

/**
 * Counts attacks from alerts that come sorted by (body, thread) and then by time.
 * @param facts each with its body and thread
 * @param gapMs a silence longer than this ends an attack
 * @returns attacks as they end; ids depend only on body, thread and first alert, so that a longer look at the same
 *   attack gives the same id
 * @example countAttacks([{ body: "party", thread: "ip:192.0.2.7", fact }], 1_800_000)
 */
export function* countAttacks(
  facts: Iterable<{ readonly body: string; readonly thread: string; readonly fact: AlertFact }>,
  gapMs: number = DEFAULT_GAP_MS,
): Iterable<CountedAttack> {
  let open: CountedAttack | null = null;
  for (const { body, thread, fact } of facts) {
    const continues =
      open !== null && open.body === body && open.thread === thread && fact.timeMs - open.lastMs <= gapMs;
    if (!continues) {
      if (open !== null) yield open;
      open = begin(body, thread, fact);
    }
    if (open !== null) extend(open, fact);
  }
  if (open !== null) yield open;
}

function begin(body: string, thread: string, fact: AlertFact): CountedAttack {
  return {
    id: digestOf("attack", body, thread, fact.id),
    body,
    thread,
    ip: fact.ip,
    firstMs: fact.timeMs,
    lastMs: fact.timeMs,
    alerts: 0,
    alertIds: [],
    rules: new Map(),
    allDenied: true,
    users: new Map(),
    hosts: new Map(),
    traits: new Map(),
  };
}

function extend(attack: CountedAttack, fact: AlertFact): void {
  attack.lastMs = Math.max(attack.lastMs, fact.timeMs);
  attack.alerts++;
  attack.alertIds.push(fact.id);
  if (fact.verdict !== "denied") attack.allDenied = false;
  for (const name of fact.users ?? []) note(attack.users, name.toLowerCase(), fact.id);
  for (const name of fact.hosts ?? []) note(attack.hosts, name.toLowerCase(), fact.id);
  for (const trait of fact.traits ?? []) note(attack.traits, trait, fact.id);
  const share = attack.rules.get(fact.rule) ?? beginShare(attack, fact);
  share.count++;
  share.firstMs = Math.min(share.firstMs, fact.timeMs);
  share.lastMs = Math.max(share.lastMs, fact.timeMs);
  for (const name of fact.users ?? []) if (share.users.size < MAX_NAMES) share.users.add(name.toLowerCase());
  if (share.examples.length < EXAMPLES) share.examples.push(fact.id);
}

function beginShare(attack: CountedAttack, { rule, timeMs, record = null }: AlertFact): RuleShare {
  const share = { count: 0, examples: [], firstMs: timeMs, lastMs: timeMs, users: new Set<string>(), record };
  attack.rules.set(rule, share);
  return share;
}

/** Names of accounts and machines come without regard to case. */
function note(names: Map<string, string>, name: string, alert: string): void {
  if (names.size < MAX_NAMES && !names.has(name)) names.set(name, alert);
}
