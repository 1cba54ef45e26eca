/**
 * What was decided before, as far as deciding needs it.
 * @module
 */
import { networkOf, valuesHolding } from "../base/interval.ts";
import type { Decision } from "../model/decision.ts";
import type { DecisionStore } from "../store/decisions.ts";
import { WIDEST } from "./safety.ts";

export interface History {
  has(id: string): boolean;
  /** Open decisions on this address or range itself, and on ranges that hold it; lifted ones are over. */
  openOn(value: string, nowMs: number): readonly Decision[];
  /** Blocks of a network that were made since a time and were over at another. */
  endedBlocks(network: string, sinceMs: number, overAtMs: number): number;
  /** Addresses of a network decided upon since a time. */
  addressesSince(network: string, sinceMs: number): readonly string[];
  madeSince(sinceMs: number): { readonly blocks: number; readonly proposals: number };
}

/** The history that a store holds. */
export function historyOf(store: DecisionStore): History {
  return {
    has: (id) => store.find(id).some(({ decision }) => decision.id === id),
    openOn: (value, nowMs) =>
      [...store.list({ values: holders(value), openAtMs: nowMs })]
        .map(({ decision }) => decision)
        .filter((decision) => decision.status !== "lifted"),
    endedBlocks: (network, sinceMs, overAtMs) => store.countSince(network, sinceMs, overAtMs),
    addressesSince: (network, sinceMs) => store.addressesSince(network, sinceMs),
    madeSince: (sinceMs) => store.madeSince(sinceMs),
  };
}

/** The same with decisions on top that are not in the store yet: those of the batch that is being decided. */
export function withPending(history: History, pending: readonly Decision[]): History {
  const since = (sinceMs: number): readonly Decision[] =>
    pending.filter(({ created }) => Date.parse(created) >= sinceMs);
  return {
    has: (id) => pending.some((decision) => decision.id === id) || history.has(id),
    openOn: (value, nowMs) => [
      ...pending.filter((one) => Date.parse(one.until) > nowMs && holds(one, value)),
      ...history.openOn(value, nowMs),
    ],
    endedBlocks: (network, sinceMs, overAtMs) => history.endedBlocks(network, sinceMs, overAtMs), // what is pending is not over
    addressesSince: (network, sinceMs) => {
      const fresh = since(sinceMs)
        .filter(({ scope, status }) => scope === "ip" && status !== "proposed")
        .map(({ value }) => value)
        .filter((value) => networkOf(value) === network);
      return [...new Set([...fresh, ...history.addressesSince(network, sinceMs)])];
    },
    madeSince: (sinceMs) => {
      const made = history.madeSince(sinceMs);
      const own = since(sinceMs).filter(({ by }) => by === "policy");
      const proposals = own.filter(({ status }) => status === "proposed").length;
      return { blocks: made.blocks + own.length - proposals, proposals: made.proposals + proposals };
    },
  };
}

/** The value and every range that may be decided upon and holds it. */
function holders(value: string): readonly string[] {
  return valuesHolding(value, WIDEST[value.includes(":") ? 6 : 4]);
}

function holds(decision: Decision, value: string): boolean {
  if (decision.value === value) return true;
  return decision.scope === "range" && holders(value).includes(decision.value);
}
