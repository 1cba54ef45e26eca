/**
 * What a message says. Private by default: ids, kinds, counts, levels and times; the rest only with `details`, and only
 * what the store still holds - what was erased meanwhile is not told.
 *
 * Attackers write user names, and some rule packs are strangers': details are bounded and their controls spelled out
 * here; each medium escapes once more in its own way.
 * @module
 */
import { type Language, messagesOf } from "../../base/messages/index.ts";
import { terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { type Level, levelRank } from "../../model/alert.ts";
import type { NoticeKind } from "../../model/notice.ts";
import type { GatheredNotice, NoticeMessage } from "../../store/notices.ts";
import type { Store } from "../../store/store.ts";

/** What may be told only where a channel asks for it. Fields that are not known are left out. */
export type Details = Readonly<Record<string, string>>;

export interface ToldEvent {
  readonly kind: NoticeKind;
  readonly level: Level;
  readonly id: string | null;
  readonly count: number;
  /** It was told of before; `count` is what came since. */
  readonly again: boolean;
  readonly first: string;
  readonly last: string;
  /** What it is, and what to do next, for a person. */
  readonly text: string;
  readonly next: string;
  readonly details: Details | null;
}

/** A message, ready for any medium. */
export interface Told {
  /** The same at every try: whoever gets it twice can tell. */
  readonly id: string;
  readonly time: string;
  /** The most serious of its events. */
  readonly level: Level;
  /** Events in all, also those that are not listed. */
  readonly count: number;
  readonly summary: string;
  readonly events: readonly ToldEvent[];
  /** Events that are not listed, by kind. */
  readonly more: Readonly<Partial<Record<NoticeKind, number>>>;
}

/** Listed in one message; the others are counted. */
const MAX_EVENTS = 50;
const MAX_DETAIL = 200;

/** @param store where details are looked up, as they are now */
export function tellingOf(
  { id, createdMs, notices }: NoticeMessage,
  settings: { readonly details: boolean; readonly language: Language },
  store: Pick<Store, "find">,
): Told {
  const m = messagesOf(settings.language).notify;
  const more: Partial<Record<NoticeKind, number>> = {};
  for (const { kind, count } of notices.slice(MAX_EVENTS)) more[kind] = (more[kind] ?? 0) + count;
  const count = notices.reduce((sum, notice) => sum + notice.count, 0);
  const levels = notices.map(({ level }) => level);
  const level = levels.toSorted((a, b) => levelRank(b) - levelRank(a))[0] ?? "informational";
  const events = notices.slice(0, MAX_EVENTS).map((notice) => eventOf(notice, settings, store));
  const summary = m.summary(String(count), messagesOf(settings.language).levels[level]);
  return { id, time: timeText(createdMs), level, count, summary, events, more };
}

function eventOf(
  notice: GatheredNotice,
  settings: { readonly details: boolean; readonly language: Language },
  store: Pick<Store, "find">,
): ToldEvent {
  const { kind, level, about, count, again, firstMs, lastMs } = notice;
  const m = messagesOf(settings.language);
  const short = about.slice(0, 12);
  return {
    kind,
    level,
    id: about === "" ? null : about,
    count,
    again,
    first: timeText(firstMs),
    last: timeText(lastMs),
    text: m.notify.kinds[kind](m.levels[level], String(count), again),
    next:
      about === "" && kind !== "trouble" && kind !== "silence" && kind !== "return"
        ? m.notify.nextList
        : m.notify.next[kind](short),
    details: settings.details ? detailsOf(notice, store) : null,
  };
}

function detailsOf(notice: GatheredNotice, store: Pick<Store, "find">): Details {
  const found: Record<string, string | undefined> = {
    body: notice.body,
    said: notice.text,
    ...(notice.about === "" ? {} : thingDetails(notice.about, store)),
  };
  const known = Object.entries(found).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(known.map(([key, value]) => [key, terminalText(value ?? "", MAX_DETAIL)]));
}

function thingDetails(id: string, store: Pick<Store, "find">): Record<string, string | undefined> {
  const [thing] = store.find(id);
  if (thing === undefined || "attack" in thing) return {};
  if ("decision" in thing) {
    const { value, behaviour, why, until } = thing.decision;
    return { address: value, behaviour, until, why };
  }
  const { rule, origin, entities } = thing.alert;
  const list = (values: readonly string[]): string => values.slice(0, 5).join(", ");
  return {
    rule: rule.title,
    address: origin?.ip,
    user: list(entities.user),
    host: list(entities.host),
  };
}

/** Lines for a person: mail. */
export function linesOf(told: Told, language: Language): readonly string[] {
  const m = messagesOf(language).notify;
  const lines = [told.summary, ""];
  for (const { text, id, next, details, first, last, count } of told.events) {
    lines.push(`- ${text}${id === null ? "" : ` [${id.slice(0, 12)}]`}`);
    lines.push(`  ${count > 1 ? `${first} - ${last}` : first}`);
    for (const [key, value] of Object.entries(details ?? {}))
      lines.push(`  ${m.detail[key as keyof typeof m.detail] ?? key}: ${value}`);
    lines.push(`  ${next}`, "");
  }
  for (const [kind, count] of Object.entries(told.more)) lines.push(m.more(kind, String(count)));
  lines.push(m.footer(told.id));
  return lines;
}
