/**
 * How rare a rule is for a body: by its own attacks, and by a prior where there are few. An attack's own campaign is left
 * out of the count, so that doing more never makes anybody less rare.
 * @module
 */
import { isPrivateAddress } from "../base/address.ts";
import { firstFrom } from "../base/search.ts";
import { levelRank } from "../model/alert.ts";
import type { Attack, Step } from "../model/attack.ts";
import { history as W } from "./weights.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** A watch goes on for years, and who attacks chooses names: what is remembered is bounded, the oldest goes first. */
const MAX_SEEN = 20_000;
const MAX_ACCOUNTS = 200_000;
const MAX_THREADS = 64;
const MAX_VISITORS = 1_000_000;
const MAX_VISITS = 200;

/** What is counted of each body: attacks, and those of each rule. */
interface Counted {
  attacks: number;
  readonly holding: Map<string, number>;
}

interface Sighting {
  readonly timeMs: number;
  readonly body: string;
  readonly id: string;
}

export class History {
  readonly #bodies = new Map<string, Counted>();
  /** For each rule: bodies and days on which it fired. */
  readonly #seen = new Map<string, { readonly list: Sighting[]; sorted: boolean }>();
  /** When each thread attacked which body. */
  readonly #visits = new Map<string, { readonly timeMs: number; readonly body: string }[]>();
  /** Distinct threads that named an account. */
  readonly #tried = new Map<string, Set<string>>();

  constructor(attacks: Iterable<Attack>) {
    for (const attack of attacks) this.add(attack);
  }

  /** How many bodies there are. */
  get bodies(): number {
    return this.#bodies.size;
  }

  /** Takes an attack into the history; attacks may come in any order. */
  add(attack: Attack): void {
    const body = this.#bodies.get(attack.body) ?? { attacks: 0, holding: new Map<string, number>() };
    this.#bodies.set(attack.body, body);
    body.attacks++;
    this.#noteVisit(attack);
    for (const { rule, first } of attack.steps) {
      body.holding.set(rule, (body.holding.get(rule) ?? 0) + 1);
      this.#noteSeen(rule, { timeMs: Date.parse(first), body: attack.body, id: attack.id });
    }
    for (const user of attack.entities.user) {
      const key = accountKey(attack.body, user);
      const threads = this.#tried.get(key) ?? new Set<string>();
      if (threads.size === 0 && this.#tried.size >= MAX_ACCOUNTS) continue;
      if (threads.size < MAX_THREADS) threads.add(attack.thread);
      this.#tried.set(key, threads);
    }
  }

  #noteVisit({ thread, body, first }: Attack): void {
    const visits = this.#visits.get(thread) ?? [];
    if (visits.length === 0 && this.#visits.size >= MAX_VISITORS) return;
    visits.push({ timeMs: Date.parse(first), body });
    if (visits.length > 2 * MAX_VISITS) visits.splice(0, MAX_VISITS);
    this.#visits.set(thread, visits);
  }

  #noteSeen(rule: string, sighting: Sighting): void {
    const seen = this.#seen.get(rule) ?? { list: [], sorted: true };
    this.#seen.set(rule, seen);
    seen.sorted &&= sighting.timeMs >= (seen.list.at(-1)?.timeMs ?? 0);
    seen.list.push(sighting);
    if (seen.list.length > 2 * MAX_SEEN) this.#sightings(rule).splice(0, MAX_SEEN);
  }

  /** By time: sorted when it is asked for. */
  #sightings(rule: string): Sighting[] {
    const seen = this.#seen.get(rule);
    if (seen === undefined) return [];
    if (!seen.sorted) seen.list.sort((a, b) => a.timeMs - b.timeMs);
    seen.sorted = true;
    return seen.list;
  }

  /** 0 (in every attack) to 1 (in hardly any). @param own the attacks that are looked at: they do not count */
  rarity(step: Step, body: string, own: readonly Attack[]): number {
    const counted = this.#bodies.get(body);
    const mine = own.filter((attack) => attack.body === body);
    const attacks = (counted?.attacks ?? 0) - mine.length;
    const holding =
      (counted?.holding.get(step.rule) ?? 0) -
      mine.filter(({ steps }) => steps.some(({ rule }) => rule === step.rule)).length;
    const expected = W.priorShare[levelRank(step.level)] ?? 1;
    const share =
      (Math.max(0, holding) + W.priorAttacks * expected) / (Math.max(0, attacks) + W.priorAttacks);
    return Math.min(1, Math.max(0, Math.log(1 / share) / Math.log(1 / W.rarest)));
  }

  /** Whether another body saw the same rule fire within a week, in an attack that is none of these. */
  elsewhere(step: Step, body: string, own: ReadonlySet<string>): boolean {
    const at = Date.parse(step.first);
    const seen = this.#sightings(step.rule);
    for (
      let i = firstFrom(seen.length, (place) => (seen[place]?.timeMs ?? 0) < at - WEEK_MS);
      i < seen.length;
      i++
    ) {
      const one = seen[i];
      if (one === undefined || one.timeMs > at + WEEK_MS) return false;
      if (one.body !== body && !own.has(one.id)) return true;
    }
    return false;
  }

  /** Whether a thread attacked another body within a week: then it was not this one that it was after. */
  spreads(thread: string, body: string, timeMs: number): boolean {
    if (!thread.startsWith("ip:") || isPrivateAddress(thread.slice("ip:".length))) return false;
    const visits = this.#visits.get(thread) ?? [];
    return visits.some((visit) => visit.body !== body && Math.abs(visit.timeMs - timeMs) <= WEEK_MS);
  }

  /** How many threads tried an account, those of these attacks left out. */
  othersTrying(user: string, body: string, own: readonly Attack[]): number {
    const threads = this.#tried.get(accountKey(body, user));
    if (threads === undefined) return 0;
    const mine = new Set(own.filter(({ entities }) => entities.user.includes(user)).map((one) => one.thread));
    return [...threads].filter((thread) => !mine.has(thread)).length;
  }
}

function accountKey(body: string, user: string): string {
  return JSON.stringify([body, user]);
}
