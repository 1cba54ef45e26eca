/**
 * From alerts to decisions: pure, so that every decision can be made again from what led to it.
 * What is decided comes from the origin that a format read (never from text that a client wrote), from the event's own
 * time, and from the safety list; what is not decided says why.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import { type Block, networkOf, parseBlock } from "../base/interval.ts";
import { timeText } from "../base/time.ts";
import type { Alert } from "../model/alert.ts";
import type { Decision, DecisionStatus } from "../model/decision.ts";
import { type BehaviourSource, behaviourOf } from "./behaviour.ts";
import { type History, withPending } from "./history.ts";
import { type BlockPolicy, escalated, outsidePolicy } from "./policy.ts";
import type { Objection, Refusal } from "./refusal.ts";
import { objectionTo, type Safety } from "./safety.ts";

/** An alert with what the pipeline knows of it besides. */
export interface AlertFacts {
  readonly alert: Alert;
  /** Time of its newest record; a correlation opens long before. Null when it states none. */
  readonly eventMs: number | null;
  readonly logsource: BehaviourSource;
  /** Any of its records may have been sent under another's address. */
  readonly spoofable: boolean;
  /** It rests on an indicator that somebody else shares, and on nothing seen here. */
  readonly shared: boolean;
}

export interface Decided {
  readonly decisions: readonly Decision[];
  readonly refusals: readonly Refusal[];
}

/** A clock may be so much behind that of the source. */
const SKEW_MS = 60_000;
const MINUTE_MS = 60_000;
/** Addresses of one /64 within this time, after which the whole /64 is proposed. */
const NETWORK_MS = 3_600_000;
const NETWORK_ADDRESSES = 3;
/** Proposals per minute, as a multiple of the cap: an attacker with many addresses must not fill the store. */
const PROPOSALS = 10;

/**
 * Decides upon alerts in their order.
 * @param history as of the last commit; what is decided here counts from one alert to the next
 * @param nowMs the clock: it bounds how old an event may be, and nothing else
 */
export function decide(
  alerts: readonly AlertFacts[],
  policy: BlockPolicy,
  safety: Safety,
  history: History,
  nowMs: number,
): Decided {
  const decisions: Decision[] = [];
  const refusals: Refusal[] = [];
  const known = withPending(history, decisions);
  const context: Context = { policy, safety, history: known, nowMs };
  for (const facts of alerts) {
    const made = decideOne(facts, context);
    for (const refused of made.refusals) refusals.push(refusalOf(facts, refused));
    decisions.push(...made.decisions);
    const [first] = made.decisions;
    const range = first === undefined ? null : proposeNetwork(first, context);
    if (range !== null) decisions.push(range);
  }
  return { decisions, refusals };
}

interface Context {
  readonly policy: BlockPolicy;
  readonly safety: Safety;
  readonly history: History;
  readonly nowMs: number;
}

interface Made {
  readonly decisions: readonly Decision[];
  readonly refusals: readonly Objection[];
}

function refused(code: Objection["code"], text: string): Made {
  return { decisions: [], refusals: [{ code, text }] };
}

function decideOne(facts: AlertFacts, context: Context): Made {
  const { alert } = facts;
  const { policy, safety } = context;
  const block = parseBlock(alert.origin?.ip ?? "");
  if (block === null || block.scope !== "ip")
    return refused("no-origin", "the records name no single client");
  const behaviour = behaviourOf(alert.rule.tags, facts.logsource);
  const outside = unfit(facts, policy, behaviour) ?? untimely(facts.eventMs, context);
  if (outside !== null) return { decisions: [], refusals: [outside] };
  if (safety.unread.length > 0) return refused("safety-unknown", safety.unread.join("; "));
  const objection = objectionTo(block, safety);
  if (objection !== null) return { decisions: [], refusals: [objection] };
  return draw(facts, block, behaviour, facts.eventMs ?? 0, context);
}

/** What the policy and the alert itself say against a block. */
function unfit(facts: AlertFacts, policy: BlockPolicy, behaviour: string): Objection | null {
  const { alert, spoofable } = facts;
  if (alert.verdict === "denied")
    return { code: "already-denied", text: "a device denied every record of it" };
  const text = outsidePolicy(policy, alert.rule, behaviour);
  if (text !== null) return { code: "not-in-policy", text };
  const records = recordsOf(alert);
  if (records < policy.minRecords)
    return {
      code: "few-records",
      text: `${records} record(s), and the policy asks for ${policy.minRecords}`,
    };
  if (spoofable)
    return { code: "spoofable-source", text: "anybody can send to this source under another's address" };
  return null;
}

function recordsOf(alert: Alert): number {
  return alert.evidence.length + alert.omitted;
}

function untimely(eventMs: number | null, { policy, nowMs }: Context): Objection | null {
  if (eventMs === null || !Number.isFinite(eventMs))
    return { code: "undated", text: "the event states no time" };
  const ageMs = nowMs - eventMs;
  const age = `${Math.round(Math.abs(ageMs) / 1000)} s`;
  if (ageMs > policy.latenessMs) return { code: "stale", text: `the event is ${age} old` };
  if (ageMs < -SKEW_MS) return { code: "future", text: `the event lies ${age} ahead of the clock` };
  return null;
}

function draw(facts: AlertFacts, block: Block, behaviour: string, eventMs: number, context: Context): Made {
  const { policy, history, nowMs } = context;
  const { alert } = facts;
  const network = networkOf(block.value);
  const earlier = history.endedBlocks(network, nowMs - policy.memoryMs, eventMs);
  const durationMs = escalated(policy, earlier);
  const untilMs = eventMs + durationMs;
  if (untilMs <= nowMs) return refused("stale", "its block would be over already");
  const id = digestOf("decision", alert.id, block.value);
  if (history.has(id)) return refused("already-decided", `decision ${id} was made from this very alert`);
  const made = history.madeSince(nowMs - MINUTE_MS);
  const capped = made.blocks >= policy.perMinute;
  const status: DecisionStatus = facts.shared || capped ? "proposed" : policy.active ? "active" : "dry_run";
  const open = redundantTo(history.openOn(block.value, nowMs), status, untilMs);
  if (open !== null) return refused("already-decided", `decision ${open.id} holds until ${open.until}`);
  const over: readonly Objection[] =
    capped && !facts.shared
      ? [{ code: "cap", text: `${made.blocks} new blocks within a minute: ${block.value} is only proposed` }]
      : [];
  if (status === "proposed" && made.proposals >= policy.perMinute * PROPOSALS)
    return refused(
      "cap",
      `${made.proposals} proposals within a minute: ${block.value} is not proposed any more`,
    );
  const decision: Decision = {
    kind: "decision",
    id,
    value: block.value,
    scope: "ip",
    status,
    by: facts.shared ? "import" : "policy",
    body: alert.body,
    behaviour,
    rule: alert.rule.id,
    alerts: [alert.id],
    why: whyText(alert, network, earlier, durationMs),
    eventTime: timeText(eventMs),
    created: timeText(nowMs),
    until: timeText(untilMs),
    lifted: null,
  };
  return { decisions: [decision], refusals: over };
}

const WEIGHT: Readonly<Record<DecisionStatus, number>> = { lifted: -1, proposed: 0, dry_run: 1, active: 2 };

/**
 * The open decision that makes another one needless: as much in force, and made by the policy or ending later.
 * The policy never prolongs its own block: what a blocked client still causes (a web server's refusals) would renew the
 * block for ever. If the attack goes on when the block is over, the next one is longer.
 */
function redundantTo(open: readonly Decision[], status: DecisionStatus, untilMs: number): Decision | null {
  const holds = (one: Decision): boolean => one.by === "policy" || Date.parse(one.until) >= untilMs;
  return open.find((one) => WEIGHT[one.status] >= WEIGHT[status] && holds(one)) ?? null;
}

/** The sentence for a person. */
function whyText(alert: Alert, network: string, earlier: number, durationMs: number): string {
  const records = recordsOf(alert);
  const times =
    earlier === 0 ? "" : `; block number ${earlier + 1} of ${network}, so it lasts ${hours(durationMs)}`;
  const who = alert.origin?.ip ?? "";
  return `rule "${alert.rule.title}" (${alert.rule.id}) fired on ${records} record(s) of ${who}${times}; vigie show ${alert.id.slice(0, 12)} prints the raw bytes of the alert`;
}

function hours(durationMs: number): string {
  return durationMs % 3_600_000 === 0
    ? `${durationMs / 3_600_000} h`
    : `${Math.round(durationMs / 60_000)} min`;
}

/** A client picks its addresses within its /64: when several of one were decided upon, the /64 waits for a person. */
function proposeNetwork(decision: Decision, context: Context): Decision | null {
  const { history, safety, nowMs } = context;
  const value = networkOf(decision.value);
  if (value === decision.value || decision.status === "proposed") return null;
  const addresses = new Set([...history.addressesSince(value, nowMs - NETWORK_MS), decision.value]);
  const block = parseBlock(value);
  if (addresses.size < NETWORK_ADDRESSES || block === null || objectionTo(block, safety) !== null)
    return null;
  if (redundantTo(history.openOn(value, nowMs), "proposed", Date.parse(decision.until)) !== null) return null;
  return {
    ...decision,
    id: digestOf("decision", decision.alerts[0] ?? "", value),
    value,
    scope: "range",
    status: "proposed",
    why: `${addresses.size} addresses of ${value} were decided upon within an hour; the last: ${decision.why}`,
  };
}

function refusalOf({ alert }: AlertFacts, { code, text }: Objection): Refusal {
  const value = parseBlock(alert.origin?.ip ?? "")?.value ?? null;
  return { kind: "refusal", code, text, value, alert: alert.id, rule: alert.rule.id, body: alert.body };
}
