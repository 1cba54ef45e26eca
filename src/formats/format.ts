/**
 * What a format is: the reader of one kind of record.
 *
 * Everything a format reads is written by somebody else, often by the attacker. Two questions are answered apart:
 * what happened (fields), and which address is the client (`origin`). The origin comes only from a position that
 * the server writes; where two readings of a record would name different clients, it is null.
 * Readers are anchored at both ends and linear in the length of the record.
 * @module
 */
import type { AddressRange } from "../base/address.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, type FieldReader, Fields, type FieldValue } from "../model/fields.ts";
import type { Logsource } from "../model/logsource.ts";
import type { Members } from "./members.ts";
import type { Preamble } from "./preamble.ts";

/** What a format may know besides the record itself. */
export interface ReadContext {
  /** The clock by which a time without a year gets one: the file's last modification, or the time of receipt. */
  readonly referenceMs: number;
  /** Offset east of UTC for times that state no zone. */
  readonly zoneMinutes: number;
  /** Proxies whose forwarded-for header is believed. */
  readonly trustedProxies: readonly AddressRange[];
  /** Header lines in force at this record (Zeek, W3C, CSV). */
  readonly preamble: Preamble;
  /** The record was longer than the limit and lost its end: nobody can be named by what is left. */
  readonly cut?: boolean;
}

export type JsonObject = { readonly [key: string]: FieldValue };

/** A log message taken out of its carrier (syslog, journald, a container's output). */
export interface Message {
  /** Name of the carrier: "syslog-3164", "syslog-5424", "journald", "container". */
  readonly carrier: string;
  readonly time: number | null;
  readonly host: string | null;
  /** The program name as the carrier gives it, without the process id; null when the carrier has none. */
  readonly program: string | null;
  readonly pid: number | null;
  readonly text: string;
  /** How many further times the carrier says it got this message ("message repeated 2 times: [ ... ]"). */
  readonly repeated?: number;
  /** What the carrier says besides (structured data of RFC 5424), under names of the carrier's own. */
  readonly data?: { readonly [name: string]: string };
}

interface Named {
  /** Stable name used in output, `--format` and documentation: "nginx-access". */
  readonly name: string;
  /** What it reads, for a person, one line. */
  readonly title: string;
}

/**
 * Reads a whole line of text. `embeddable`: may also stand as the text of a carried message, under the tags of those who
 * log so (see embedding.ts) or, if it is a pattern, under the tags that it fits. A container's output is the program's own
 * log, line by line, so every line format may stand there.
 */
export interface LineFormat extends Named {
  readonly kind: "line";
  readonly embeddable?: boolean | RegExp;
  /** Whether the line, read by nobody, is the one that names the columns of the lines after it. */
  isHeader?(line: string, context: ReadContext): boolean;
  read(line: string, context: ReadContext): Event | null;
}

/** Reads one JSON object. */
export interface JsonFormat extends Named {
  readonly kind: "json";
  read(object: JsonObject, context: ReadContext): Event | null;
  /**
   * What rules need to know of a record, without reading all of it; null when it has to be read.
   * Says the same of log source and fields as the event, which `whole` reads.
   */
  glance?(members: Members, whole: () => Event): Glimpse | null;
}

/** Enough of an event to tell whether a rule fires on it. Good until the next record is looked at. */
export interface Glimpse {
  readonly format: string;
  readonly logsource: Logsource;
  readonly fields: FieldReader;
  /** Rules have no other use for it than to know whether there is one; it is read when one fires. */
  readonly time: null;
  /** Whether the record writes characters as `\u`: its values may be written otherwise than they read. */
  readonly unicode: boolean;
}

/**
 * Reads the messages of certain programs; only the carrier's program name decides, never the text.
 * `library`: for what a library writes in the name of the programs that use it (PAM); asked after the formats that
 * claim the program, which keep it.
 */
export interface MessageFormat extends Named {
  readonly kind: "message";
  readonly library?: boolean;
  accepts(program: string): boolean;
  read(message: Message, context: ReadContext): Event | null;
}

/** A line of a log file in a shipper's JSON object. */
export interface ShippedLine {
  /** "Filebeat". */
  readonly shipper: string;
  readonly text: string;
  /** When the shipper says it was read; for lines without a time of their own. */
  readonly time: number | null;
  readonly host: string | null;
}

/** Takes the message out of a line or of a JSON object. */
export interface Carrier extends Named {
  readonly kind: "carrier";
  unwrapLine?(line: string, context: ReadContext): Message | null;
  unwrapJson?(object: JsonObject): Message | null;
  /** A whole line of another log, to be read as if it stood alone. */
  unwrapRecord?(object: JsonObject): ShippedLine | null;
}

export type Format = LineFormat | JsonFormat | MessageFormat | Carrier;

/** What a format found; {@link toEvent} makes the event of it. */
export interface Found {
  readonly format: string;
  /** Why this format was chosen: "access line with referer and agent". */
  readonly why: string;
  readonly time: number | null;
  /** Canonical (see base/address.ts). */
  readonly origin: string | null;
  readonly logsource: Logsource;
  readonly verdict?: DeviceVerdict | null;
  /** Names set by the format. */
  readonly fields: FieldBag;
  /** The record's own JSON, whose keys stay readable under their own names and dotted paths. */
  readonly raw?: object;
}

/**
 * The only place where events are made: it alone writes `source.ip` and `event.type`, so that no key of a record
 * can pretend to be the origin or a device's verdict.
 */
export function toEvent(found: Found): Event {
  const verdict = found.verdict ?? null;
  found.fields["source.ip"] = found.origin;
  found.fields["event.type"] = verdict;
  return {
    format: found.format,
    why: found.why,
    time: found.time,
    origin: found.origin,
    logsource: found.logsource,
    verdict,
    fields: new Fields(found.fields, found.raw ?? null),
  };
}
