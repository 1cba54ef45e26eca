/**
 * What two attacks can share, and how much that says. Everything is found by keys, so that the cost is that of sorting;
 * a key that many share ties nobody, whatever it is: a relay, a provider, an account on everybody's list.
 * @module
 */
import { levelRank } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { LinkCode } from "../model/campaign.ts";
import { type Act, actsOf, isInside } from "./stages.ts";
import { links as W } from "./weights.ts";

/** A tie between two attacks, by their places in the list. */
export interface Tie {
  readonly code: LinkCode;
  readonly earlier: number;
  readonly later: number;
  readonly strength: number;
  /** What is shared, for its text. */
  readonly facts: readonly string[];
  readonly alerts: readonly string[];
}

/** An attack with what ties are looked for in. */
export interface Party {
  readonly attack: Attack;
  readonly firstMs: number;
  readonly acts: readonly Act[];
}

const DAY_MS = 86_400_000;
const MEDIUM = levelRank("medium");
/** Within a group of at most so many everybody is compared with everybody; in a larger one with the next in time. */
const PAIRS_UP_TO = 24;

export function partyOf(attack: Attack): Party {
  return { attack, firstMs: Date.parse(attack.first), acts: actsOf([attack]) };
}

/** Ties between attacks. @param parties by time */
export function tiesOf(parties: readonly Party[]): readonly Tie[] {
  return [
    ...byAddress(parties),
    ...byNetwork(parties),
    ...byAccount(parties),
    ...byMethod(parties),
    ...byTrait(parties),
    ...byMachine(parties),
    ...bySequence(parties),
  ];
}

/** The same address, of whatever body (a private one: of one body): 0.95, less where a hundred attacks share it or years lie between. */
function* byAddress(parties: readonly Party[]): Iterable<Tie> {
  for (const [key, group] of groups(parties, ({ attack }) => addressKeys(attack))) {
    const [, ip] = JSON.parse(key) as [string, string];
    const shared = Math.max(0, 1 - Math.log(group.length / 2) / Math.log(W.addressShared / 2));
    for (const [a, b] of pairs(group)) {
      const aged = Math.max(0.5, fade(parties, a, b, W.addressHalfLifeDays));
      yield tie("address", parties, a, b, W.address * shared ** 0.5 * aged, [ip]);
    }
  }
}

/** A private address is another machine at every body (RFC 1918, 3927, 4193, 4291, 6598). */
const PRIVATE =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab]|::1$)/;

function addressKeys({ origin, body }: Attack): readonly string[] {
  if (origin === null) return [];
  return [JSON.stringify([PRIVATE.test(origin.ip) ? body : "", origin.ip])];
}

/** Neighbours: two addresses of one /24 or /48 that hardly anybody else of it joins. */
function* byNetwork(parties: readonly Party[]): Iterable<Tie> {
  const prefixes = groups(parties, ({ attack, acts }) =>
    attack.origin === null || acts.length === 0 || PRIVATE.test(attack.origin.ip)
      ? []
      : [prefixOf(attack.origin.ip)],
  );
  for (const [prefix, group] of prefixes) {
    const addresses = new Set(group.map((i) => parties[i]?.attack.origin?.ip)).size;
    const strength = W.network * falling(addresses, W.networkShared);
    if (addresses < 2 || strength <= 0) continue;
    for (const [a, b] of pairs(group)) {
      if (parties[a]?.attack.origin?.ip === parties[b]?.attack.origin?.ip) continue;
      const aged = strength * fade(parties, a, b, W.networkHalfLifeDays);
      yield tie("network", parties, a, b, aged, [prefix, String(addresses)]);
    }
  }
}

/**
 * One account of one body on two threads. Where both were in with it, that alone says much; where one only tried it, what
 * counts is how many others try it too.
 */
function* byAccount(parties: readonly Party[]): Iterable<Tie> {
  const accounts = groups(parties, ({ attack, acts }) =>
    acts.length === 0 ? [] : attack.entities.user.map((user) => JSON.stringify([attack.body, user])),
  );
  for (const [key, group] of accounts) {
    const [, user] = JSON.parse(key) as [string, string];
    const used = new Set(group.filter((i) => usesAccount(parties[i], user)));
    const trying = new Set(group.filter((i) => !used.has(i)).map((i) => parties[i]?.attack.thread)).size;
    const tried = falling(trying, W.accountShared);
    for (const [a, b] of pairs(group)) {
      if (parties[a]?.attack.thread === parties[b]?.attack.thread) continue;
      const uses = Number(used.has(a)) + Number(used.has(b));
      const once = tried * focus(parties[a], user) * focus(parties[b], user);
      const strength =
        uses === 2
          ? W.accountUsed * fade(parties, a, b, W.accountUsedHalfLifeDays)
          : W.account *
            (uses === 1 ? 1 : W.accountOnlyTried) *
            once *
            fade(parties, a, b, W.accountHalfLifeDays);
      if (strength > 0) yield tie("account", parties, a, b, strength, [user, String(trying + used.size)]);
    }
  }
}

/** Got in as this account, or did something inside with it. */
function usesAccount(party: Party | undefined, user: string): boolean {
  return (
    party?.acts.some(({ step }) => (step.succeeded || isInside(step)) && step.users.includes(user)) ?? false
  );
}

/**
 * 1 for an attack that is about this account alone; less for one that walks through a list, and for one that no serious
 * rule saw trying it.
 */
function focus(party: Party | undefined, user: string): number {
  if (party === undefined || usesAccount(party, user)) return 1;
  const serious = party.acts.some(({ step }) => levelRank(step.level) > MEDIUM && step.users.includes(user));
  const names = 1 + Math.log(Math.max(1, party.attack.entities.user.length)) / 6;
  return (serious ? 1 : W.accountMildly) / names;
}

/**
 * The same tool anywhere, or the same target at one body, that hardly anybody else used: a web shell by its path, a
 * program by its name. What thousands use, a browser or a list of paths, ties nobody.
 */
function* byTrait(parties: readonly Party[]): Iterable<Tie> {
  const all = new Set(parties.map(({ attack }) => attack.thread)).size;
  const traits = groups(parties, ({ attack, acts }) =>
    acts.length === 0
      ? []
      : attack.traits.map((trait) => JSON.stringify([trait.startsWith("path ") ? attack.body : "", trait])),
  );
  for (const [key, group] of traits) {
    const [body, trait] = JSON.parse(key) as [string, string];
    const threads = new Set(group.map((i) => parties[i]?.attack.thread)).size;
    // among few threads nothing can be called rare: what two of a hundred share, many of the world do
    const likely = threads * (1 + W.traitPrior / all);
    const strength = W.trait * falling(likely, W.traitShared);
    if (threads < 2 || strength <= 0) continue;
    for (const [a, b] of pairs(group)) {
      if (parties[a]?.attack.thread === parties[b]?.attack.thread) continue;
      yield tie(body === "" ? "tool" : "target", parties, a, b, strength, [trait, String(threads)]);
    }
  }
}

/** The same serious act at one body, by different threads, which hardly anybody else did around that time. */
function* byMethod(parties: readonly Party[]): Iterable<Tie> {
  const methods = groups(parties, ({ attack, acts }) =>
    attack.origin === null
      ? []
      : acts
          .filter(({ step }) => step.succeeded || levelRank(step.level) > MEDIUM)
          .map(({ step }) => JSON.stringify([attack.body, step.rule])),
  );
  for (const [key, group] of methods) {
    const [, rule] = JSON.parse(key) as [string, string];
    const title = titleOf(parties[group[0] ?? 0], rule);
    for (const [a, b] of pairs(group)) {
      const [x, y] = [parties[a], parties[b]];
      if (x === undefined || y === undefined || x.attack.thread === y.attack.thread) continue;
      const around = within(parties, group, x.firstMs - METHOD_MS, y.firstMs + METHOD_MS);
      const strength = W.method * falling(around, W.methodShared) * fade(parties, a, b, W.methodHalfLifeDays);
      if (strength > 0) yield tie("method", parties, a, b, strength, [title, String(around)]);
    }
  }
}

const METHOD_MS = 15 * DAY_MS;

function titleOf(party: Party | undefined, rule: string): string {
  return party?.acts.find(({ step }) => step.rule === rule)?.step.title ?? rule;
}

/** How many threads of a group were there in a time; no more are counted than make a difference. */
function within(parties: readonly Party[], group: readonly number[], fromMs: number, toMs: number): number {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parties[group[middle] ?? 0]?.firstMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  const threads = new Set<string>();
  for (let i = low; i < group.length && threads.size < W.methodShared; i++) {
    const party = parties[group[i] ?? 0];
    if (party === undefined || party.firstMs > toMs) break;
    threads.add(party.attack.thread);
  }
  return threads.size;
}

/** Somebody got in on a machine from outside; later something happens there that has no origin. */
function* byMachine(parties: readonly Party[]): Iterable<Tie> {
  const machines = groups(parties, ({ attack, acts }) =>
    acts.length === 0 ? [] : attack.entities.host.map((host) => JSON.stringify([attack.body, host])),
  );
  for (const [key, group] of machines) {
    const [, host] = JSON.parse(key) as [string, string];
    const insides = {
      code: "machine",
      weight: W.machine,
      halfLifeDays: W.insideHalfLifeDays,
      facts: [host],
      story: notContrary,
    } as const;
    yield* follow(parties, group, { ...insides, isLater: stirs, isEarlier: () => true });
  }
}

/** Somebody got in at a body; soon after its insides stir, or somebody else knows the way. */
function* bySequence(parties: readonly Party[]): Iterable<Tie> {
  const sequence = { code: "sequence", weight: W.sequence, facts: [], story: sameStory } as const;
  for (const [, group] of groups(parties, ({ attack, acts }) => (acts.length === 0 ? [] : [attack.body]))) {
    const insides = { ...sequence, halfLifeDays: W.insideHalfLifeDays };
    yield* follow(parties, group, { ...insides, isLater: stirs, isEarlier: () => true });
    const ways = { ...sequence, weight: W.way, halfLifeDays: W.wayHalfLifeDays };
    yield* follow(parties, group, { ...ways, isLater: knowsTheWay, isEarlier: namesNobody });
  }
}

/** What follows an entry, how strongly, and for how long. */
interface Following {
  readonly code: LinkCode;
  readonly weight: number;
  readonly halfLifeDays: number;
  readonly facts: readonly string[];
  isLater(party: Party): boolean;
  isEarlier(party: Party): boolean;
  /** 0 to 1: how well the two go together. */
  story(earlier: Party, later: Party): number;
}

/**
 * For each attack that must have had an entry before it: the last success. Where somebody gets in every day, one such day
 * lies before anything, and that ties nobody.
 * @param group places by time
 */
function* follow(parties: readonly Party[], group: readonly number[], following: Following): Iterable<Tie> {
  const { code, weight, halfLifeDays, facts } = following;
  const entries = group.filter((i) => isSuccess(parties[i]) && following.isEarlier(parties[i] as Party));
  const perDay = entries.length / spanDays(parties);
  const known = new Set(entries);
  let last: number | null = null;
  for (const later of group) {
    const party = parties[later];
    if (party === undefined) continue;
    const earlier = last === null ? undefined : parties[last];
    if (last !== null && earlier !== undefined && following.isLater(party)) {
      const story = earlier.attack.thread === party.attack.thread ? 0 : following.story(earlier, party);
      const faded = weight * story * fade(parties, last, later, halfLifeDays);
      const strength = faded * alone(parties, last, later, perDay);
      if (strength > 0) yield tie(code, parties, last, later, strength, facts);
    }
    if (known.has(later)) last = later;
  }
}

function isSuccess(party: Party | undefined): boolean {
  return party?.acts.some(({ step }) => step.succeeded) ?? false;
}

function namesNobody({ attack }: Party): boolean {
  return attack.entities.user.length === 0;
}

/** Chance that no other entry of that rate falls into the time between: 1 when at once, falling with every day. */
function alone(parties: readonly Party[], entry: number, later: number, perDay: number): number {
  return Math.exp(-perDay * daysBetween(parties, entry, later));
}

/** Something happens inside, and nobody is seen coming in. */
function stirs({ attack, acts }: Party): boolean {
  if (attack.origin !== null) return false;
  return acts.some(({ step }) => isInside(step) || step.tactic === "execution");
}

/** Comes from outside, names no account, and begins with what others have to break in for. */
function knowsTheWay({ attack, acts }: Party): boolean {
  const [first] = acts;
  if (attack.origin === null || attack.entities.user.length > 0 || first === undefined) return false;
  return first.step.succeeded || (isInside(first.step) && levelRank(first.step.level) > MEDIUM);
}

/** Two attacks that each name accounts, and not one in common, are not one story; where only one names any, perhaps. */
function sameStory({ attack: a }: Party, { attack: b }: Party): number {
  const [x, y] = [a.entities.user, b.entities.user];
  if (x.length === 0 && y.length === 0) return 1;
  if (x.length === 0 || y.length === 0) return ONE_SIDED;
  return x.some((user) => y.includes(user)) ? 1 : 0;
}

const ONE_SIDED = 0.6;

/** The machine itself goes through both: it is enough that nothing speaks against it. */
function notContrary(a: Party, b: Party): number {
  return sameStory(a, b) > 0 ? 1 : 0;
}

/** 1 for two, 0 for `many`. */
function falling(count: number, many: number): number {
  return Math.max(0, 1 - Math.log(Math.max(1, count - 1)) / Math.log(many - 1));
}

function fade(parties: readonly Party[], a: number, b: number, halfLifeDays: number): number {
  return 0.5 ** (daysBetween(parties, a, b) / halfLifeDays);
}

function daysBetween(parties: readonly Party[], a: number, b: number): number {
  return Math.abs((parties[b]?.firstMs ?? 0) - (parties[a]?.firstMs ?? 0)) / DAY_MS;
}

function spanDays(parties: readonly Party[]): number {
  const [first, last] = [parties[0]?.firstMs ?? 0, parties.at(-1)?.firstMs ?? 0];
  return Math.max(1, (last - first) / DAY_MS);
}

/** Places of the attacks that share a key, by time; keys of one attack are left out. */
function groups(
  parties: readonly Party[],
  keysOf: (party: Party) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [i, party] of parties.entries()) {
    for (const key of keysOf(party)) {
      const group = found.get(key);
      if (group === undefined) found.set(key, [i]);
      else group.push(i);
    }
  }
  for (const [key, group] of found) if (group.length < 2) found.delete(key);
  return found;
}

function* pairs(group: readonly number[]): Iterable<readonly [number, number]> {
  const reach = group.length <= PAIRS_UP_TO ? group.length : 1;
  for (const [i, a] of group.entries()) for (const b of group.slice(i + 1, i + 1 + reach)) yield [a, b];
}

function tie(
  code: LinkCode,
  parties: readonly Party[],
  earlier: number,
  later: number,
  strength: number,
  facts: readonly string[],
): Tie {
  return {
    code,
    earlier,
    later,
    strength,
    facts,
    alerts: [...exampleOf(parties[earlier]), ...exampleOf(parties[later])],
  };
}

function exampleOf(party: Party | undefined): readonly string[] {
  const step = party?.acts[0]?.step ?? party?.attack.steps[0];
  return step?.examples.slice(0, 1) ?? [];
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one. @example prefixOf("192.0.2.7") // "192.0.2.0/24" */
export function prefixOf(ip: string): string {
  if (!ip.includes(":")) return `${ip.split(".").slice(0, 3).join(".")}.0/24`;
  const [head = "", tail] = ip.split("::");
  const parts = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole = [
    ...parts,
    ...Array.from({ length: Math.max(0, 8 - parts.length - rest.length) }, () => "0"),
    ...rest,
  ];
  return `${whole.slice(0, 3).join(":")}::/48`;
}
