/** Decisions for tests, and a safety list of a machine that has nothing to protect. */
import { sha256 } from "../../src/base/digest.ts";
import { parseBlock } from "../../src/base/interval.ts";
import { timeText } from "../../src/base/time.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { MachineFacts } from "../../src/response/machine.ts";
import { type Safety, safetyOf } from "../../src/response/safety.ts";

/** A decision in force on a value; its id follows from value and end. */
export function makeDecision(
  value: string,
  untilMs: number,
  nowMs: number,
  change: Partial<Decision> = {},
): Decision {
  return {
    kind: "decision",
    id: sha256(`decision ${value} ${untilMs}`),
    value,
    scope: parseBlock(value)?.scope ?? "ip",
    status: "active",
    by: "policy",
    body: "commission",
    behaviour: "ssh:bruteforce",
    rule: "rule-a",
    alerts: [],
    why: "test",
    eventTime: timeText(nowMs),
    created: timeText(nowMs),
    until: timeText(untilMs),
    lifted: null,
    ...change,
  };
}

/** A decision with an id of its own, in force from a time on, for some milliseconds. */
export function decisionOf(
  id: string,
  value: string,
  createdMs: number,
  lastsMs: number,
  change: Partial<Decision> = {},
): Decision {
  return makeDecision(value, createdMs + lastsMs, createdMs, { id: `decision-${id}`, ...change });
}

/** A machine that tells what a test says. */
export function makeMachine(change: Partial<MachineFacts> = {}): MachineFacts {
  return { own: [], gateways: [], resolvers: [], sessions: [], unread: [], ...change };
}

/** A safety list with the reserved ranges and what is given. */
export function makeSafety(change: Partial<MachineFacts> = {}, allow: readonly string[] = []): Safety {
  const config = { block: { allow }, trusted_proxies: [] };
  return safetyOf({ config, allowed: [], machine: makeMachine(change), bouncers: [] });
}
