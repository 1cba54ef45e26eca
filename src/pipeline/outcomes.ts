/**
 * What became of an attack, from what is known by now: a decision that rests on one of its alerts, a bouncer that
 * fetched the decision, a counter of the enforcing side that moved. Each says more than the one before, and none is
 * said without its own evidence.
 * @module
 */
import type { Attack, Outcome } from "../model/attack.ts";
import type { NumberedDecision } from "../store/decisions.ts";
import type { Store } from "../store/store.ts";

/** From least to most: what is further on is said. */
const ORDER: readonly Outcome[] = [
  "observed",
  "blocked_by_device",
  "decided",
  "pulled",
  "enforced",
  "succeeded",
];

/**
 * The outcomes that decisions give to attacks, by id of the attack; attacks that none was made about are not in it.
 * @example const outcomes = outcomesOf(store); withOutcome(attack, outcomes).outcome
 */
export function outcomesOf(store: Store): ReadonlyMap<string, Outcome> {
  const packets = new Map(store.decisions.counts().map((count) => [count.decision, count.packets]));
  const found = new Map<string, Outcome>();
  for (const numbered of store.decisions.list({})) {
    const outcome = outcomeOf(numbered, store, packets);
    if (outcome === null) continue;
    for (const attack of store.attacksOf(numbered.decision.alerts)) {
      const known = found.get(attack);
      if (known === undefined || rank(outcome) > rank(known)) found.set(attack, outcome);
    }
  }
  return found;
}

/** The attack with the outcome that is furthest on. */
export function withOutcome(attack: Attack, outcomes: ReadonlyMap<string, Outcome>): Attack {
  const outcome = outcomes.get(attack.id);
  return outcome === undefined || rank(outcome) <= rank(attack.outcome) ? attack : { ...attack, outcome };
}

/** Proposals and dry runs stop nobody, also after they were lifted. */
function outcomeOf(
  { number, decision, begun }: NumberedDecision,
  store: Store,
  packets: ReadonlyMap<string, number>,
): Outcome | null {
  if (!begun) return null;
  if ((packets.get(decision.id) ?? 0) > 0) return "enforced";
  return store.bouncers.pullsOf(number).length > 0 ? "pulled" : "decided";
}

function rank(outcome: Outcome): number {
  return ORDER.indexOf(outcome);
}
