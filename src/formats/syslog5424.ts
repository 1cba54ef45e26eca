/**
 * The syslog protocol of RFC 5424: `<PRI>1 time host app procid msgid [structured data] message`.
 * The header is the sender's syslog library; the message is the program's text.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { Carrier, Message } from "./format.ts";
import { toMessage } from "./syslog3164.ts";

const CARRIER = "syslog-5424";
const HEADER = /^<(\d{1,3})>1 (-|[0-9T:.Z+-]{10,40}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) (?=[[-])/;
const MAX_HEADER = 700;
const MAX_PARAMETERS = 64;
const QUOTE = 34;
const BACKSLASH = 92;
const CLOSE = 93;

export const syslog5424: Carrier = {
  kind: "carrier",
  name: CARRIER,
  title: "syslog, RFC 5424",
  unwrapLine(line): Message | null {
    if (line.charCodeAt(0) !== 60 /* < */) return null;
    const m = HEADER.exec(line.length > MAX_HEADER ? line.slice(0, MAX_HEADER) : line);
    if (m === null || Number(m[1]) > 191) return null;
    const data = readStructuredData(line, m[0].length);
    if (data === null) return null;
    const pid = /^\d{1,10}$/.test(m[5] ?? "") ? Number(m[5]) : null;
    const text = line.slice(data.end).replace(/^\s?\uFEFF?/, "");
    const message = toMessage(CARRIER, m[2] === "-" ? null : parseIso(m[2] ?? ""), {
      host: nil(m[3]),
      program: nil(m[4]),
      pid,
      text,
    });
    return Object.keys(data.values).length === 0 ? message : { ...message, data: data.values };
  },
};

function nil(text: string | undefined): string | null {
  return text === undefined || text === "-" ? null : text;
}

interface StructuredData {
  readonly values: { readonly [name: string]: string };
  /** Where the text after it begins. */
  readonly end: number;
}

/** Reads `-` or `[id name="value" ...][...]` from the offset on; null when it is malformed (RFC 5424 section 6.3). */
export function readStructuredData(line: string, from: number): StructuredData | null {
  const values: { [name: string]: string } = Object.create(null) as { [name: string]: string };
  if (line.charCodeAt(from) === 45 /* - */)
    return endsWell(line, from + 1) ? { values, end: from + 1 } : null;
  let at = from;
  let count = 0;
  while (line.charCodeAt(at) === 91 /* [ */) {
    const id = readName(line, at + 1);
    if (id === null) return null;
    at = id.end;
    while (line.charCodeAt(at) === 32) {
      const name = readName(line, at + 1);
      if (name === null || line.charCodeAt(name.end) !== 61 /* = */) return null;
      const value = readQuoted(line, name.end + 1);
      if (value === null) return null;
      if (count++ < MAX_PARAMETERS) values[`syslog.sd.${id.text}.${name.text}`] = value.text;
      at = value.end;
    }
    if (line.charCodeAt(at) !== CLOSE) return null;
    at++;
  }
  return at > from && endsWell(line, at) ? { values, end: at } : null;
}

function endsWell(line: string, at: number): boolean {
  return at >= line.length || line.charCodeAt(at) === 32;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

const NAME = /[^\s=\]"]{1,128}/y;

function readName(line: string, at: number): Piece | null {
  NAME.lastIndex = at;
  const m = NAME.exec(line);
  return m === null ? null : { text: m[0], end: at + m[0].length };
}

/** A quoted value; `\"`, `\\` and `\]` are un-escaped, other backslashes stay (RFC 5424 section 6.3.3). */
function readQuoted(line: string, at: number): Piece | null {
  if (line.charCodeAt(at) !== QUOTE) return null;
  let text = "";
  let from = at + 1;
  for (let i = from; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) return { text: text + line.slice(from, i), end: i + 1 };
    if (code === CLOSE) return null;
    if (code !== BACKSLASH) continue;
    const next = line.charCodeAt(i + 1);
    if (next !== QUOTE && next !== BACKSLASH && next !== CLOSE) continue;
    text += line.slice(from, i);
    from = ++i;
  }
  return null;
}
