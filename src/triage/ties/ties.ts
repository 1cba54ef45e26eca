/**
 * What two attacks can share, and how much that says. Everything is found by keys, so that the cost is that of sorting;
 * a key that many share ties nobody, whatever it is: a relay, a provider, an account on everybody's list.
 * @module
 */
import { byAccount } from "./account.ts";
import { byMachine, byPivot, bySequence } from "./entry.ts";
import { byAddress, byNetwork } from "./infrastructure.ts";
import { byMethod } from "./method.ts";
import type { Party, Tie } from "./tie.ts";
import { byTrait } from "./trait.ts";

/** Ties between attacks, one after the other. @param parties by time */
export function* tiesOf(parties: readonly Party[]): Iterable<Tie> {
  yield* byAddress(parties);
  yield* byNetwork(parties);
  yield* byAccount(parties);
  yield* byMethod(parties);
  yield* byTrait(parties);
  yield* byMachine(parties);
  yield* byPivot(parties);
  yield* bySequence(parties);
}
