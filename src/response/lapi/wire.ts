/**
 * A decision as bouncers read it (CrowdSec's local API, model `Decision`).
 * @module
 */
import type { ForceRow } from "../../store/changes.ts";
import type { Scope } from "./value.ts";

/**
 * The origin of every decision of ours, whoever made it. Bouncers count and name their sets by origin: one word, and a short
 * one, because a set's name ends at 31 characters.
 */
export const ORIGIN = "vigie";
/** The only thing we ask for. */
export const TYPE = "ban";

/** Go reads durations up to 2^63 nanoseconds, and takes what it cannot read for its own default. A century is enough. */
const MAX_SECONDS = 100 * 365 * 86_400;

/** The scenario that a bouncer shows. @example scenarioOf("ssh:bruteforce") // "vigie/ssh-bruteforce" */
export function scenarioOf(behaviour: string): string {
  const words = behaviour
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${ORIGIN}/${words.slice(0, 100) || "decision"}`;
}

/** Whole seconds as Go writes a duration. @example goDuration(14_391) // "3h59m51s" */
export function goDuration(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.abs(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h > 0) return `${sign}${h}h${m}m${s}s`;
  return m > 0 ? `${sign}${m}m${s}s` : `${sign}${s}s`;
}

/**
 * Time left of a decision in force, in whole seconds rounded up: a bouncer's own timer never ends a block early. Never less
 * than a second: bouncers take zero and less for "without end".
 * @param leftMs milliseconds
 */
export function remaining(leftMs: number): string {
  return goDuration(Math.min(MAX_SECONDS, Math.max(1, Math.ceil(leftMs / 1000))));
}

/** Time since a decision ended, as a duration that is zero or negative. @param agoMs milliseconds */
export function elapsed(agoMs: number): string {
  return goDuration(-Math.min(MAX_SECONDS, Math.max(0, Math.round(agoMs / 1000))) || 0);
}

/** One decision in JSON; the fields in the order of their names, as clients know it. */
export function wireText(row: ForceRow, scope: Scope, duration: string): string {
  return JSON.stringify({
    duration,
    id: row.number,
    origin: ORIGIN,
    scenario: scenarioOf(row.behaviour),
    scope,
    type: TYPE,
    value: row.value,
  });
}
