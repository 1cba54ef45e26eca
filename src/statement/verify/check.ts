/**
 * One check of what somebody handed over, and how it went.
 * @module
 */
import { faultText, type Policy, parsePolicy, type Verdict } from "../../evidence/tlog/index.ts";

/** One check and how it went. */
export interface Check {
  /** What was checked, and where: "commitment of findings/0001-alert". */
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface VerifyOptions {
  /** Text of the trust policy; null takes the folder's own, which proves only that nothing was changed since. */
  readonly policy: string | null;
  /** Makes again what can be made again: fires rules on records, adds up votes, computes risks. */
  readonly recompute: boolean;
}

/** A check that did not hold. */
export function failed(name: string, detail: string): Check {
  return { name, ok: false, detail };
}

/** The checks of a log or proof, under a name in front. */
export function named(prefix: string, verdict: Verdict): readonly Check[] {
  return verdict.checks.map(({ name, ok, detail }) => ({ name: `${prefix}${name}`, ok, detail }));
}

/** A trust policy from its text: null without one, a failed check when it is none. */
export function readPolicy(text: string | null): Policy | Check | null {
  if (text === null) return null;
  const policy = parsePolicy(text);
  return policy.ok ? policy.value : failed("trust policy", faultText(policy.error));
}
