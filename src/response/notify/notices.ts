/**
 * From what happened to notices, and which channel is told which.
 * @module
 */
import { createHmac, randomBytes } from "node:crypto";
import { type Alert, type Level, levelRank } from "../../model/alert.ts";
import type { Decision } from "../../model/decision.ts";
import type { Notice, NoticeKind } from "../../model/notice.ts";
import type { ChannelSettings } from "./channel.ts";

/**
 * Groups are told apart by digests under a key that only this process knows and nothing keeps: what waits in the store
 * does not let anybody guess an address. After a restart a group may be told once more.
 */
const KEY = randomBytes(32);

function groupOf(...parts: readonly string[]): string {
  return createHmac("sha256", KEY).update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

/** The same rule on the same origin of the same body is told once; without an origin, by what it is grouped by. */
export function alertNotice(alert: Alert, nowMs: number): Notice {
  const { rule, body, origin, id, group } = alert;
  const who = origin?.ip ?? JSON.stringify(group);
  return {
    group: groupOf("alert", rule.id, body, who),
    kind: "alert",
    level: rule.level,
    body,
    about: id,
    text: "",
    timeMs: nowMs,
  };
}

/** @returns null for a decision that nobody has to know of: a dry run, one that was lifted */
export function decisionNotice(
  { status, id, body, value, behaviour }: Decision,
  nowMs: number,
): Notice | null {
  if (status !== "active" && status !== "proposed") return null;
  const kind = status === "active" ? "block" : "proposal";
  const group = groupOf(kind, body, value, behaviour);
  return { group, kind, level: "high", body, about: id, text: "", timeMs: nowMs };
}

/** @param source its name, which leaves the machine only as a detail */
export function silenceNotice(source: string, body: string, isOver: boolean, nowMs: number): Notice {
  const kind: NoticeKind = isOver ? "return" : "silence";
  const level: Level = isOver ? "informational" : "high";
  return { group: groupOf(kind, source), kind, level, body, about: "", text: source, timeMs: nowMs };
}

const MAX_TEXT = 500;

/** Something is wrong with a source, or with Vigie itself (`body` is "" then: everybody is told). */
export function troubleNotice(source: string, text: string, body: string, nowMs: number): Notice {
  const said = `${source}: ${text}`.slice(0, MAX_TEXT);
  const group = groupOf("trouble", source, text);
  return { group, kind: "trouble", level: "high", body, about: "", text: said, timeMs: nowMs };
}

/** Whether a channel is told: its bodies, and for alerts its level. What concerns no body alone concerns all. */
export function wants({ bodies, level }: ChannelSettings, notice: Notice): boolean {
  if (bodies !== null && notice.body !== "" && !bodies.includes(notice.body)) return false;
  return notice.kind !== "alert" || levelRank(notice.level) >= levelRank(level);
}
