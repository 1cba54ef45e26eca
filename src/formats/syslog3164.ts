/**
 * The traditional syslog line (RFC 3164) as daemons really write it: with or without `<PRI>`, with a BSD or an ISO time,
 * with or without a host; also the text output of journalctl, which has the same layout.
 *
 * Time, host and tag are written by the daemon; the tag ends at its first `: `, and everything after it is the
 * program's text, which may quote any other log line.
 * @module
 */
import { isIpv4, parseAddress } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { Carrier, Message, ReadContext } from "./format.ts";
import { bsdStamp, ctimeStamp, isoStamp, type Stamp } from "./stamp.ts";

const CARRIER = "syslog-3164";

const PRI = /^<(\d{1,3})>/;
const FULL = /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: ([A-Z]{2,5}|[+-]\d\d))? /;
const UNIX = /^(\d{10})\.(\d{6}) /;
/** FreeBSD's syslogd -vv writes facility and level here. */
const LEVEL = /^<[a-z]\w{1,15}\.[a-z]{3,7}> /;
const TAG = /^([\w./@(+-][^\s:[\]]{0,127})(?:\[([^\]\s]{0,64})\])?:(?: |$)/;
/** Some services put a blank between their name and the process id. */
const SPACED_PID = /^\[(\d{1,10})\]: /;
/** Metalog writes `[program] text` and no host. */
const BRACKETED = /^\[([A-Za-z][\w./-]{0,63})\] /;
const SOLARIS_ID = /^\[ID \d{1,10} [a-z]\w{1,15}\.[a-z]{3,7}\] /;
const HOST = /^[\w.:%@/~+-]{1,255}$/;
/** Texts that devices send without a tag. */
const UNTAGGED = /^(?:\{|<|%|: %|CEF:|LEEF:|\d{1,3},\d|last message repeated )/;
const REPEATED = /^message repeated (\d{1,9}) times: \[ ?/;
const LAST_REPEATED = /^last message (?:repeated (\d{1,9}) times?|buffered (\d{1,9}) times?)$/;

/** Who wrote the message, and the message. */
interface Tagged {
  readonly program: string | null;
  readonly pid: number | null;
  readonly text: string;
}

interface Head extends Tagged {
  readonly host: string | null;
}

export const syslog3164: Carrier = {
  kind: "carrier",
  name: CARRIER,
  title: "syslog, RFC 3164 and its relatives (also journalctl's text)",
  unwrapLine(line, context): Message | null {
    const pri = PRI.exec(line.length > 8 ? line.slice(0, 8) : line);
    if (pri !== null && Number(pri[1]) > 191) return null;
    const start = pri === null ? 0 : pri[0].length;
    const body = start === 0 ? line : line.slice(start);
    const stamped = readStamp(body, context);
    if (stamped === null) return pri === null ? null : untimed(body);
    const rest = withoutLevel(body.slice(stamped.end).trimStart());
    const head = splitHead(rest);
    if (head === null || (stamped.strict && !isPlausible(head, rest, stamped.needsPid))) return null;
    return toMessage(CARRIER, stamped.time, head);
  },
};

interface SyslogStamp extends Stamp {
  /** Applications begin their lines like this too: the rest must look like syslog. */
  readonly strict: boolean;
  readonly needsPid: boolean;
}

function readStamp(body: string, context: ReadContext): SyslogStamp | null {
  const first = body.charCodeAt(0);
  if (first >= 48 && first <= 57) {
    const iso = isoStamp(body, context);
    if (iso !== null)
      return { time: iso.time, end: iso.end, strict: true, needsPid: body.charCodeAt(10) === 32 };
    const unix = UNIX.exec(body.slice(0, 20));
    if (unix === null) return null;
    const time = Number(unix[1]) * 1000 + Math.trunc(Number(unix[2]) / 1000);
    return { time, end: unix[0].length, strict: true, needsPid: true };
  }
  const bsd = bsdStamp(body, context);
  if (bsd !== null) return { time: bsd.time, end: bsd.end, strict: false, needsPid: false };
  return readLongStamp(body, context);
}

function readLongStamp(body: string, context: ReadContext): SyslogStamp | null {
  const full = FULL.exec(body.slice(0, 40));
  if (full === null) {
    const ctime = ctimeStamp(body, context);
    return ctime === null ? null : { ...ctime, strict: true, needsPid: true };
  }
  const zone = full[2] === "UTC" || full[2] === "GMT" ? 0 : context.zoneMinutes;
  return { time: parseIso(full[1] ?? "", zone), end: full[0].length, strict: true, needsPid: true };
}

function withoutLevel(rest: string): string {
  if (rest.charCodeAt(0) !== 60 /* < */) return rest;
  const level = LEVEL.exec(rest.slice(0, 32));
  return level === null ? rest : rest.slice(level[0].length);
}

function untimed(body: string): Message | null {
  const tag = readTag(body);
  return tag === null ? null : toMessage(CARRIER, null, headOf(null, tag));
}

function isPlausible(head: Head, rest: string, needsPid: boolean): boolean {
  if (head.program !== null) return !needsPid || head.pid !== null;
  return !needsPid && (UNTAGGED.test(head.text) || rest.startsWith("last message repeated "));
}

/** Host and tag; a line that begins with the tag has no host. */
function splitHead(rest: string): Head | null {
  const bare = readTag(rest);
  if (bare !== null && !isHostWithColon(rest)) return headOf(null, bare);
  const bracketed = rest.charCodeAt(0) === 91 /* [ */ ? BRACKETED.exec(rest.slice(0, 80)) : null;
  if (bracketed !== null) {
    return headOf(null, { program: bracketed[1] ?? null, pid: null, text: rest.slice(bracketed[0].length) });
  }
  if (rest.startsWith("last message repeated ")) {
    return headOf(null, { program: null, pid: null, text: rest });
  }
  const blank = rest.indexOf(" ");
  if (blank <= 0 || blank > 255) return null;
  const host = rest.slice(0, blank);
  if (!HOST.test(host)) return null;
  const text = rest.slice(blank + 1).trimStart();
  const spaced = SPACED_PID.exec(text.slice(0, 16));
  if (spaced !== null) {
    return { host: null, program: host, pid: Number(spaced[1]), text: text.slice(spaced[0].length) };
  }
  return headOf(host, readTag(text) ?? { program: null, pid: null, text });
}

/** One by one: every line of syslog comes by here, and a spread takes longer than all the rest. */
function headOf(host: string | null, { program, pid, text }: Tagged): Head {
  return { host, program, pid, text };
}

/** An IPv6 host may end with a colon (`2001:db8::`). */
function isHostWithColon(rest: string): boolean {
  const blank = rest.indexOf(" ");
  const host = rest.slice(0, blank < 0 ? rest.length : Math.min(blank, 64));
  return isIpv4(host) || (host.includes("::") && parseAddress(host) !== null);
}

/** `program[pid]: ` at the beginning. */
export function readTag(text: string): Tagged | null {
  const m = TAG.exec(text.length > 256 ? text.slice(0, 256) : text);
  if (m === null) return null;
  const pid = m[2] !== undefined && /^\d{1,10}$/.test(m[2]) ? Number(m[2]) : null;
  return { program: m[1] ?? null, pid, text: text.slice(m[0].length) };
}

/** The message, without what the syslog daemon itself put around the program's text. */
export function toMessage(carrier: string, time: number | null, head: Head): Message {
  const { host, program, pid } = head;
  const text = withoutId(head.text);
  const again = text.startsWith("message repeated ") ? REPEATED.exec(text.slice(0, 48)) : null;
  if (again !== null && text.endsWith("]")) {
    const repeated = Number(again[1]);
    return { carrier, time, host, program, pid, text: text.slice(again[0].length, -1), repeated };
  }
  const last = text.startsWith("last message ") && text.length < 64 ? LAST_REPEATED.exec(text) : null;
  if (last === null) return { carrier, time, host, program, pid, text };
  return { carrier, time, host, program, pid, text, repeated: Number(last[1] ?? last[2]) };
}

function withoutId(text: string): string {
  const id = text.startsWith("[ID ") ? SOLARIS_ID.exec(text.slice(0, 48)) : null;
  return id === null ? text : text.slice(id[0].length);
}
