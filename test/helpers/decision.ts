/** Decisions for tests that are about what becomes of them. */
import { timeText } from "../../src/base/time.ts";
import type { Decision } from "../../src/model/decision.ts";

/** A decision in force from a time on, for some milliseconds. */
export function makeDecision(
  id: string,
  value: string,
  createdMs: number,
  lastsMs: number,
  change: Partial<Decision> = {},
): Decision {
  return {
    kind: "decision",
    id: `decision-${id}`,
    value,
    scope: value.includes("/") ? "range" : "ip",
    status: "active",
    by: "policy",
    body: "party",
    behaviour: "ssh:bruteforce",
    rule: null,
    alerts: [],
    why: "test",
    eventTime: timeText(createdMs),
    created: timeText(createdMs),
    until: timeText(createdMs + lastsMs),
    lifted: null,
    ...change,
  };
}
