/**
 * Ties by what follows an entry: somebody got in, and later something happens that must have had an entry before it.
 * @module
 */
import { isLoopback, isPrivateAddress, parseAddress } from "../../base/address.ts";
import { levelRank } from "../../model/alert.ts";
import type { LinkCode } from "../../model/campaign.ts";
import { isInside } from "../stages.ts";
import { links as W } from "../weights.ts";
import { DAY_MS, daysBetween, fade, groups, type Party, type Tie } from "./tie.ts";

const MEDIUM = levelRank("medium");

/** Somebody got in on a machine from outside; later something happens there that has no origin. */
export function* byMachine(parties: readonly Party[]): Iterable<Tie> {
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
      by: { shown: `host ${host}` },
      story: notContrary,
    } as const;
    yield* follow(parties, group, { ...insides, isLater: stirs, isEarlier: () => true });
  }
}

/**
 * Somebody got in on a machine; later somebody else comes from it: its name or its address is where he came from.
 */
export function* byPivot(parties: readonly Party[]): Iterable<Tie> {
  const machines = groups(parties, (party) =>
    party.acts.length === 0
      ? []
      : [...new Set([...machinesOf(party), ...comesFrom(party)])].map((host) =>
          JSON.stringify([party.attack.body, host]),
        ),
  );
  for (const [key, group] of machines) {
    const [, host] = JSON.parse(key) as [string, string];
    if (!group.some((i) => comesFrom(parties[i] as Party).includes(host))) continue;
    yield* follow(parties, group, {
      code: "pivot",
      weight: W.pivot,
      halfLifeDays: W.pivotHalfLifeDays,
      facts: [host],
      by: { shown: `host ${host}` },
      isEarlier: (party) => machinesOf(party).includes(host),
      isLater: (party) => comesFrom(party).includes(host),
      story: () => 1, // who moves on takes another account
    });
  }
}

/** Machines that an attack comes from, by name or private address; who signs in at the machine itself comes from nowhere else. */
function comesFrom(party: Party): readonly string[] {
  const { origin, traits } = party.attack;
  const named = traits
    .filter((trait) => trait.startsWith("from "))
    .map((trait) => machineOf(trait.slice("from ".length)));
  const known =
    origin !== null && isPrivateAddress(origin.ip) && !isLoopback(origin.ip) ? [origin.ip, ...named] : named;
  const own = machinesOf(party);
  return known.filter((machine) => !own.includes(machine));
}

function machinesOf({ attack }: Party): readonly string[] {
  return attack.entities.host.map(machineOf);
}

/** Some records name a machine with its domain, and others without. */
function machineOf(name: string): string {
  return parseAddress(name) ?? name.split(".")[0] ?? name;
}

/** Somebody got in at a body; soon after its insides stir, or somebody else knows the way. */
export function* bySequence(parties: readonly Party[]): Iterable<Tie> {
  const sequence = { code: "sequence", weight: W.sequence, facts: [], by: null, story: sameStory } as const;
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
  readonly by: Tie["by"];
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
  const { code, weight, halfLifeDays, facts, by } = following;
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
      if (strength > 0) yield { code, earlier: last, later, strength, facts, by };
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

function spanDays(parties: readonly Party[]): number {
  const [first, last] = [parties[0]?.firstMs ?? 0, parties.at(-1)?.firstMs ?? 0];
  return Math.max(1, (last - first) / DAY_MS);
}
