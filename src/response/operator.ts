/**
 * Decisions that do not come from an alert: a person's, and those of a list that somebody else shares.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import { parseBlock } from "../base/interval.ts";
import { err, ok, type Result } from "../base/result.ts";
import { timeText } from "../base/time.ts";
import type { Decision } from "../model/decision.ts";
import type { Objection } from "./refusal.ts";
import { objectionTo, type Safety } from "./safety.ts";

export interface Wanted {
  /** An address or range as typed. */
  readonly value: string;
  readonly durationMs: number;
  readonly why: string;
  readonly body: string;
  readonly nowMs: number;
}

/**
 * A person's own decision: in force at once, a range too, since a person decided; the safety list holds all the same.
 * @example operatorDecision({ value: "192.0.2.7", durationMs, why: "ticket 7", body, nowMs }, safety)
 */
export function operatorDecision(wanted: Wanted, safety: Safety): Result<Decision, Objection> {
  return makeDecision(wanted, safety, "operator", "active");
}

/** One entry of a list that others share: never more than a proposal. */
export function importedDecision(wanted: Wanted, safety: Safety): Result<Decision, Objection> {
  return makeDecision(wanted, safety, "import", "proposed");
}

function makeDecision(
  { value, durationMs, why, body, nowMs }: Wanted,
  safety: Safety,
  by: "operator" | "import",
  status: "active" | "proposed",
): Result<Decision, Objection> {
  const checked = checkValue(value, safety);
  if (!checked.ok) return checked;
  const created = timeText(nowMs);
  return ok({
    kind: "decision",
    // a list says the same thing every day; a person means it anew
    id: digestOf("decision", by, checked.value.value, why, by === "import" ? "" : created),
    value: checked.value.value,
    scope: checked.value.scope,
    status,
    by,
    body,
    behaviour: "manual",
    rule: null,
    alerts: [],
    why,
    eventTime: created,
    created,
    until: timeText(nowMs + durationMs),
    lifted: null,
  });
}

/** Whether a value may be blocked at all: asked again when a person confirms a proposal. */
export function checkValue(
  value: string,
  safety: Safety,
): Result<NonNullable<ReturnType<typeof parseBlock>>, Objection> {
  const block = parseBlock(value);
  if (block === null) return err({ code: "not-an-address", text: `"${value}" is no address and no range` });
  const objection = objectionTo(block, safety);
  return objection === null ? ok(block) : err(objection);
}
