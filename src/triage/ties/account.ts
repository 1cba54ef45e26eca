/**
 * Ties by the account that attacks are about.
 * @module
 */
import { levelRank } from "../../model/alert.ts";
import { isInside } from "../stages.ts";
import { links as W } from "../weights.ts";
import { fade, falling, groups, isOneVisitor, type Party, pairs, type Tie } from "./tie.ts";

const MEDIUM = levelRank("medium");
/** So many addresses one person may well have. */
const FEW = 6;

/**
 * One account of one body on two threads. Where both were in with it, that alone says much; where one only tried it, what
 * counts is how many others try it too.
 */
export function* byAccount(parties: readonly Party[]): Iterable<Tie> {
  const accounts = groups(parties, ({ attack, acts }) =>
    acts.length === 0 ? [] : attack.entities.user.map((user) => JSON.stringify([attack.body, user])),
  );
  for (const [key, group] of accounts) {
    const [, user] = JSON.parse(key) as [string, string];
    const used = new Set(group.filter((i) => usesAccount(parties[i], user)));
    const using = threadsOf(parties, [...used]);
    const trying = threadsOf(
      parties,
      group.filter((i) => !used.has(i)),
    );
    const tried = falling(trying, W.accountShared);
    // who moves from address to address with one account is followed; an account that a whole office uses ties nobody
    const together = falling(using / FEW, W.accountUsedShared / FEW) ** 0.5;
    const facts = [user, String(trying + using)];
    const by = { shown: `user ${user}` };
    for (const [a, b] of pairs(group)) {
      if (isOneVisitor(parties[a], parties[b])) continue;
      const uses = Number(used.has(a)) + Number(used.has(b));
      const once = tried * focus(parties[a], user) * focus(parties[b], user);
      const strength =
        uses === 2
          ? W.accountUsed * together * fade(parties, a, b, W.accountUsedHalfLifeDays)
          : W.account *
            (uses === 1 ? 1 : W.accountOnlyTried) *
            once *
            fade(parties, a, b, W.accountHalfLifeDays);
      if (strength > 0) yield { code: "account", earlier: a, later: b, strength, facts, by };
    }
  }
}

function threadsOf(parties: readonly Party[], group: readonly number[]): number {
  return new Set(group.map((i) => parties[i]?.attack.thread)).size;
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
