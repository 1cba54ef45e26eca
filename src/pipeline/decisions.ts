/**
 * Sealing what is decided: the row of a decision and its finding are written in one transaction, so that neither is
 * ever there without the other. The log gets the entry with the next flush.
 * @module
 */
import type { Finding } from "../evidence/finding.ts";
import type { Decision } from "../model/decision.ts";
import type { Store } from "../store/store.ts";
import type { Sealer } from "./seal.ts";

/** Seals new decisions; those that are known already change nothing. @returns how many were new */
export function sealDecisions(store: Store, sealer: Sealer, decisions: readonly Decision[]): number {
  const fresh = decisions.filter(({ id }) => decisionOf(store, id) === null);
  if (fresh.length === 0) return 0;
  const findings = fresh.map((decision) => ({
    finding: findingOf("decision", claimOf(decision), { ...decision }, decision),
    about: decision.id,
  }));
  sealer.sealDecisions(
    findings,
    fresh.map((add) => ({ add })),
  );
  return fresh.length;
}

/**
 * Ends a decision before its time. Another open decision on the same address stays in force.
 * @returns the decision as it is then; null when there is none that is open
 */
export function sealLift(
  store: Store,
  sealer: Sealer,
  id: string,
  why: string,
  nowMs: number,
): Decision | null {
  const decision = openDecision(store, id, nowMs);
  if (decision === null) return null;
  const result = { id, value: decision.value, why, time: new Date(nowMs).toISOString() };
  const finding = findingOf("lift", `lifted the block of ${decision.value}: ${why}`, result, decision);
  sealer.sealDecisions([{ finding, about: id }], [{ lift: id, why, nowMs }]);
  return decisionOf(store, id);
}

/**
 * A person confirms a proposal, or puts a dry run's decision in force.
 * @returns the decision as it is then; null when there is none that waits
 */
export function sealConfirmation(
  store: Store,
  sealer: Sealer,
  id: string,
  why: string,
  nowMs: number,
): Decision | null {
  const decision = openDecision(store, id, nowMs);
  if (decision === null || decision.status === "active") return null;
  const result = { ...decision, status: "active", confirmed: { time: new Date(nowMs).toISOString(), why } };
  const finding = findingOf(
    "decision",
    `confirmed by a person: ${claimOf(decision)}; ${why}`,
    result,
    decision,
  );
  sealer.sealDecisions([{ finding, about: id }], [{ activate: id, why, nowMs }]);
  return decisionOf(store, id);
}

function decisionOf(store: Store, id: string): Decision | null {
  return store.decisions.find(id).find(({ decision }) => decision.id === id)?.decision ?? null;
}

function openDecision(store: Store, id: string, nowMs: number): Decision | null {
  const decision = decisionOf(store, id);
  if (decision === null || decision.status === "lifted" || Date.parse(decision.until) <= nowMs) return null;
  return decision;
}

function claimOf({ value, status, until, why }: Decision): string {
  return `decided (${status}) to block ${value} until ${until}: ${why}`;
}

/** Attested: that Vigie decided is Vigie's own word; what led to it can be checked behind the alerts it names. */
function findingOf(
  kind: "decision" | "lift",
  claim: string,
  result: Finding["result"],
  { alerts }: Decision,
): Omit<Finding, "method"> {
  const [alert] = alerts;
  const recompute = alert === undefined ? [] : ["vigie", "show", alert];
  return { kind, claim, grade: "attested", subjects: [], evidence: [], result, recompute };
}
