/**
 * Services whose messages are few and of a fixed layout: a table of anchored patterns does for each.
 *
 * A pattern is anchored where the server writes: at the beginning if the client's words come after the address, at the
 * end if they come before it. Where they may stand on both sides, `mark` and `place` collect all readings.
 * Patterns are linear: at most one unbounded quantifier, and it is a single character class.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import type { LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, type Reporter, reporter, type Sighting } from "./sighting.ts";
import { looseStamp } from "./stamp.ts";
import { agreedPeer, type Peer, peerAt, peerAtLastColon, placesAfter } from "./text.ts";

/** What layouts are made of: an address, a port, and the two ends of a login. */
export const IP = "(?<ip>[0-9A-Fa-f.:]{2,45})";
export const PORT = "(?<port>\\d{1,5})";
export const FAILED = { action: "login", outcome: "failure" } as const;
export const PASSED = { action: "login", outcome: "success" } as const;

/** One kind of message. */
export interface Layout {
  /** Groups: `ip`, `port`, `user`, and `time` (ISO) where it does not stand at the beginning of the line. */
  readonly pattern: RegExp;
  readonly why: string;
  readonly action: Sighting["action"];
  readonly outcome?: "success" | "failure";
  readonly verdict?: DeviceVerdict;
  /** What stands directly before the address, if the client's words may stand on both sides of it. */
  readonly mark?: string;
  /** Sticky; groups `ip` and `port`. */
  readonly place?: RegExp;
}

/** What a text says by the first layout that fits it. */
export function readLayouts(layouts: readonly Layout[], text: string): Sighting | null {
  for (const layout of layouts) {
    const m = layout.pattern.exec(text);
    if (m === null) continue;
    const peer = peerOf(layout, text, m.groups ?? {});
    return {
      why: layout.why,
      action: layout.action,
      outcome: layout.outcome,
      verdict: layout.verdict,
      peer,
      user: peer.ambiguous ? null : m.groups?.["user"],
      timeText: m.groups?.["time"],
    };
  }
  return null;
}

function peerOf(layout: Layout, text: string, groups: { readonly [name: string]: string | undefined }): Peer {
  if (layout.mark === undefined || layout.place === undefined) {
    const peer = peerAt(groups["ip"], groups["port"]);
    return peer.ip === null ? peerAtLastColon(groups["ip"]) : peer;
  }
  return agreedPeer(placesAfter(text, layout.mark, layout.place));
}

interface Names {
  readonly name: string;
  readonly title: string;
  readonly services: readonly string[];
  readonly product?: string;
}

/**
 * A format for the messages of some programs. Messages of no known layout are kept without a client, unless the
 * programs are others' as well (`owned` is false): then they stay plain messages.
 */
export function programFormat(
  names: Names,
  programs: RegExp,
  layouts: readonly Layout[],
  owned = true,
): MessageFormat {
  const report = reporterOf(names);
  const whole = layouts.map(overLines);
  return {
    kind: "message",
    name: names.name,
    title: names.title,
    accepts: (program) => program.length <= 128 && programs.test(program),
    read(message) {
      if (isPamText(message)) return null;
      const sighting = readLayouts(whole, message.text) ?? (owned ? otherLine(names.name) : null);
      return sighting === null ? null : report(sighting, message.text, message.time);
    },
  };
}

/** A format for the lines of an application's own log; only lines of a known layout are its own. */
export function logFormat(names: Names, layouts: readonly Layout[], needsTime = true): LineFormat {
  const report = reporterOf(names);
  const whole = layouts.map(overLines);
  return {
    kind: "line",
    name: names.name,
    title: names.title,
    read: (line, context) => readLog(line, context, whole, report, needsTime),
  };
}

function readLog(
  line: string,
  context: ReadContext,
  layouts: readonly Layout[],
  report: Reporter,
  needsTime: boolean,
): Event | null {
  const stamp = looseStamp(line, context);
  if (stamp === null && needsTime) return null;
  const text = stamp === null ? line : line.slice(stamp.end);
  const sighting = readLayouts(layouts, text);
  if (sighting === null) return null;
  const inner = sighting.timeText === undefined ? null : parseIso(sighting.timeText, context.zoneMinutes);
  return report(sighting, text, stamp?.time ?? inner);
}

/** A carriage return or a Unicode line separator in a name must not hide its line. */
function overLines(layout: Layout): Layout {
  const { source, flags, dotAll } = layout.pattern;
  return dotAll ? layout : { ...layout, pattern: new RegExp(source, `${flags}s`) };
}

function reporterOf(names: Names): Reporter {
  const options = names.product === undefined ? {} : { product: names.product };
  return reporter(names.name, names.services, options);
}

/** The log file that a service writes itself, under the service's own name. */
export function ownLog(
  name: string,
  title: string,
  layouts: readonly Layout[],
  needsTime = true,
): LineFormat {
  return logFormat({ name, title, services: [name] }, layouts, needsTime);
}

/** The messages of a service, under the service's own name. */
export function ownProgram(
  name: string,
  title: string,
  programs: RegExp,
  layouts: readonly Layout[],
  owned = true,
): MessageFormat {
  return programFormat({ name, title, services: [name] }, programs, layouts, owned);
}
