/**
 * Web access lines: common, combined, with a virtual host before or behind, with a forwarded-for header or a request
 * time behind; of nginx, Apache, LiteSpeed, lighttpd, Caddy and Traefik.
 *
 * The server writes the address, the time, status and size; user, request, referer and agent are the client's. The
 * address is the first word of the line, or the second behind a virtual host, and is never looked for elsewhere.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import { monthNumber, utc, zoneOffset } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { clientOf, hopAddress, parseRequestLine, unescapeQuoted, WEB, webFields } from "./web.ts";

const NAME = "web-access";
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const MAX_TRIES = 4;

/** Reads web access lines. */
export const access: LineFormat = {
  name: NAME,
  title: "web access line (common, combined and their variants)",
  kind: "line",
  embeddable: true,
  read: readAccess,
};

function readAccess(line: string, context: ReadContext): Event | null {
  const plain = line.charCodeAt(0) === QUOTE ? unwrap(line) : line;
  if (plain === null) return null;
  const head = readHead(plain);
  if (head === null) return null;
  let from = head.end;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const opening = plain.indexOf(" [", from);
    if (opening < 0) return null;
    const tail = readTail(plain, opening + 2, context.zoneMinutes);
    if (tail !== null) {
      const rival = holdsRecord(plain, opening + TIME_LENGTH);
      return toAccess(plain, head, plain.slice(head.end + 1, opening), tail, rival, context, plain !== line);
    }
    from = opening + 2;
  }
  return null;
}

/** A line that some collector put in quotes as a whole. */
function unwrap(line: string): string | null {
  const text = line.trimEnd();
  if (text.length < 2 || text.charCodeAt(text.length - 1) !== QUOTE) return null;
  const inner = text.slice(1, -1);
  if (inner.includes('] ""')) return inner.replaceAll('""', '"');
  return inner.includes('] \\"') ? inner.replaceAll('\\"', '"') : inner;
}

interface Head {
  readonly ip: string;
  readonly host: string | null;
  /** The address of a second reading of the line, which forbids to blame the first. */
  readonly rival: string | null;
  /** Where the words before the time begin: the blank behind the address. */
  readonly end: number;
}

const HOST =
  /^[A-Za-z0-9_*](?:[A-Za-z0-9._*-]{0,253}[A-Za-z0-9_*.])?(?::\d{1,5})?$|^[0-9.]{7,15}:\d{1,5}$|^\[[0-9a-fA-F:.]{2,45}\](?::\d{1,5})?$/;
const MAX_WORD = 300;

/** The address, which is the first word, or the second when the first is a host name. */
function readHead(line: string): Head | null {
  const first = line.indexOf(" ");
  if (first < 1 || first > MAX_WORD) return null;
  const second = line.indexOf(" ", first + 1);
  if (second < 0) return null;
  const word = line.slice(0, first);
  const next = second - first > 64 ? "" : line.slice(first + 1, second);
  const ip = parseAddress(word);
  if (ip !== null) {
    return { ip, host: null, rival: next === "-" ? null : parseAddress(next), end: first };
  }
  const behind = next.length < 2 ? null : parseAddress(next);
  if (behind === null || !HOST.test(word)) return null;
  return { ip: behind, host: word, rival: null, end: second };
}

interface Tail {
  readonly time: number;
  readonly request: string;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly rest: Rest;
}

/** What stands behind the size. */
interface Rest {
  readonly referrer: string | null;
  readonly agent: string | null;
  readonly extras: readonly string[];
  readonly combined: boolean;
  /** The line ends inside a quoted text: somebody cut it short. */
  readonly cut: boolean;
}

/** Reads from behind the opening bracket of the time to the end of the line; null when it is no time after all. */
function readTail(line: string, start: number, zoneMinutes: number): Tail | null {
  const close = line.indexOf("]", start + 20);
  if (close < 0 || close - start > 40) return null;
  const time = parseTime(line, start, close, zoneMinutes);
  if (time === null || line.charCodeAt(close + 1) !== SPACE || line.charCodeAt(close + 2) !== QUOTE)
    return null;
  const begin = close + 3;
  let end = closingQuote(line, begin);
  for (let tries = 0; tries < MAX_TRIES && end >= 0; tries++) {
    const numbers = readNumbers(line, end + 1);
    const rest = numbers === null ? null : readRest(line, numbers.end);
    if (numbers !== null && rest !== null) {
      const { status, bytes } = numbers;
      return { time, request: line.slice(begin, end), status, bytes, rest };
    }
    end = closingQuote(line, end + 1);
  }
  return null;
}

/** The next quote that no backslash escapes. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at > from && line.charCodeAt(at - 1) === BACKSLASH && isEscaped(line, at, from)) {
    at = line.indexOf('"', at + 1);
  }
  return at;
}

function isEscaped(line: string, at: number, from: number): boolean {
  let slashes = 0;
  for (let i = at - 1; i >= from && line.charCodeAt(i) === BACKSLASH; i--) slashes++;
  return slashes % 2 === 1;
}

interface Numbers {
  readonly status: number | null;
  readonly bytes: number | null;
  readonly end: number;
}

/** Reads ` status bytes`, either of which may be `-`. */
function readNumbers(line: string, start: number): Numbers | null {
  if (line.charCodeAt(start) !== SPACE) return null;
  const middle = line.indexOf(" ", start + 1);
  if (middle < 0 || middle - start > 5) return null;
  let end = line.indexOf(" ", middle + 1);
  if (end < 0) end = line.length;
  if (end - middle > 17) return null;
  const status = count(line, start + 1, middle);
  const bytes = count(line, middle + 1, end);
  if (status === undefined || bytes === undefined) return null;
  return { status, bytes, end };
}

/** A whole number, null for `-`, undefined for anything else. */
function count(line: string, start: number, end: number): number | null | undefined {
  if (end - start === 1 && line.charCodeAt(start) === 45) return null;
  if (end === start) return undefined;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = line.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

const COMMON: Rest = { referrer: null, agent: null, extras: [], combined: false, cut: false };

/** Reads ` "referer" "agent"` and what the operator appended; nothing behind the size is the common format. */
function readRest(line: string, start: number): Rest | null {
  if (start >= line.length || line.trimEnd().length <= start) return COMMON;
  if (line.charCodeAt(start + 1) !== QUOTE) return withExtras(line, start, COMMON);
  const refererEnd = closingQuote(line, start + 2);
  if (refererEnd < 0) return { ...COMMON, referrer: line.slice(start + 2), cut: true };
  const referrer = line.slice(start + 2, refererEnd);
  if (line.charCodeAt(refererEnd + 1) !== SPACE || line.charCodeAt(refererEnd + 2) !== QUOTE) {
    return withExtras(line, refererEnd + 1, { ...COMMON, referrer });
  }
  const agentEnd = closingQuote(line, refererEnd + 3);
  if (agentEnd < 0 || agentEnd === line.length - 1) {
    const agent = line.slice(refererEnd + 3, agentEnd < 0 ? line.length : agentEnd);
    return { referrer, agent, extras: [], combined: true, cut: agentEnd < 0 };
  }
  const agent = line.slice(refererEnd + 3, agentEnd);
  const exact = withExtras(line, agentEnd + 1, { ...COMMON, referrer, agent, combined: true });
  return exact ?? unescapedAgent(line, refererEnd + 3, referrer);
}

/** A server that does not escape quotes: the agent runs to the last one. */
function unescapedAgent(line: string, start: number, referrer: string): Rest | null {
  const last = line.lastIndexOf('"');
  return { referrer, agent: line.slice(start, last), extras: [], combined: true, cut: false };
}

const MAX_EXTRAS = 24;
const MAX_WORDS = 64;
/** ` [dd/Mon/yyyy:HH:MM:SS +zzzz]` without its end. */
const TIME_LENGTH = 28;

/** Words and quoted texts behind a blank each, up to the end of the line. */
function withExtras(line: string, start: number, rest: Rest): Rest | null {
  const extras: string[] = [];
  let at = start;
  while (at < line.length) {
    if (line.charCodeAt(at) !== SPACE || extras.length >= MAX_EXTRAS) return null;
    while (line.charCodeAt(at) === SPACE) at++;
    if (at >= line.length) break;
    const quoted = line.charCodeAt(at) === QUOTE;
    const end = quoted ? closingQuote(line, at + 1) : wordEnd(line, at);
    if (end < 0) return null;
    extras.push(quoted ? line.slice(at + 1, end) : line.slice(at, end));
    at = quoted ? end + 1 : end;
  }
  return { ...rest, extras };
}

function wordEnd(line: string, start: number): number {
  const end = line.indexOf(" ", start);
  return end < 0 ? line.length : end;
}

let dayText = "";
let zoneText = "";
let dayZoned = false;
let dayZone = Number.NaN;
let dayMs: number | null = null;

/** `dd/Mon/yyyy:HH:MM:SS[ +zzzz]`; days repeat, so the last one is kept. */
function parseTime(line: string, start: number, end: number, zoneMinutes: number): number | null {
  const zoned = end - start === 26;
  if (!zoned && end - start !== 20) return null;
  if (
    !line.startsWith(dayText, start) ||
    !line.startsWith(zoneText, start + 20) ||
    zoned !== dayZoned ||
    zoneMinutes !== dayZone
  ) {
    dayText = line.slice(start, start + 11);
    zoneText = zoned ? line.slice(start + 20, end) : "";
    dayZoned = zoned;
    dayZone = zoneMinutes;
    dayMs = parseDay(dayText, zoned ? zoneOf(zoneText) : zoneMinutes);
  }
  if (dayMs === null) return null;
  const hour = twoDigits(line, start + 12);
  const minute = twoDigits(line, start + 15);
  const second = twoDigits(line, start + 18);
  if (!(hour < 24 && minute < 60 && second < 61)) return null;
  return dayMs + (hour * 3600 + minute * 60 + Math.min(second, 59)) * 1000;
}

function zoneOf(text: string): number {
  return /^ [+-]\d{4}$/.test(text) ? zoneOffset(text.slice(1)) : Number.NaN;
}

function parseDay(text: string, zone: number): number | null {
  const m = /^(\d\d)\/([A-Za-z]{3})\/(\d{4})$/.exec(text);
  if (m === null || Number.isNaN(zone)) return null;
  return utc(Number(m[3]), monthNumber(m[2] ?? ""), Number(m[1]), 0, 0, 0, 0, zone);
}

/** Two digits behind a colon, or NaN. */
function twoDigits(line: string, at: number): number {
  const tens = line.charCodeAt(at) - 48;
  const ones = line.charCodeAt(at + 1) - 48;
  const colon = line.charCodeAt(at - 1) === 58;
  return colon && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const TRAEFIK: Logsource = logsource({ category: "webserver", product: "traefik" });

function toAccess(
  line: string,
  head: Head,
  identity: string,
  tail: Tail,
  rival: boolean,
  context: ReadContext,
  wrapped: boolean,
): Event {
  const words = tail.request.includes("\\") ? unescapeQuoted(tail.request) : tail.request;
  const request = parseRequestLine(words);
  const user = userOf(identity);
  const forged = head.rival !== null || holdsClient(identity, head.host === null ? 2 : 0) || rival;
  const { referrer, agent, extras } = tail.rest;
  const origin = forged ? null : originOf(head.ip, extras, context);
  const traefik = isTraefik(extras);
  const fields = webFields({
    ip: origin ?? head.ip,
    method: request.method,
    target: request.target,
    version: request.version,
    status: tail.status,
    bytes: tail.bytes,
    referrer: present(referrer),
    agent: present(agent),
    user,
    host: hostOf(head.host ?? trailingHost(extras)),
  });
  if (forged) fields["event.reason"] = "ambiguous origin";
  const event = toEvent({
    format: NAME,
    why: whyOf(head, tail.rest, line.charCodeAt(0) === QUOTE, traefik),
    time: tail.time,
    origin,
    logsource: traefik ? TRAEFIK : WEB,
    fields,
  });
  if (!wrapped && !line.includes("\\") && !line.includes("%"))
    event.fields.standBut(line.includes(origin ?? head.ip) ? MADE : MADE_WITH_ADDRESS);
  return event;
}

/** Fields whose values the reader makes: those of the others stand in a line that holds no escapes. */
const MADE: readonly string[] = ["event.action", "event.outcome", "event.type", "event.reason"];
/** An address may be written otherwise than it is shown. */
const MADE_WITH_ADDRESS: readonly string[] = [...MADE, "c-ip", "source.ip"];

/** Null for the `-` that stands for nothing. */
function present(text: string | null): string | null {
  return text === null || text === "-" || text === "" ? null : unescapeQuoted(text);
}

/** The user name behind `ident `: everything up to the time, blanks and quotes included. */
function userOf(identity: string): string | null {
  const space = identity.indexOf(" ");
  return present(space < 0 ? identity : identity.slice(space + 1));
}

/**
 * Whether a word is an address, and at least so many words follow it: with none, it may be the client behind a forged
 * host; with two, the ident and the user, it may be so behind a host of several words. Of too many nobody can say.
 */
function holdsClient(words: string, behind: number): boolean {
  if (words.length < 6) return false;
  const list = words.split(" ", MAX_WORDS + behind);
  const heads = list.slice(0, list.length - behind);
  return heads.length === MAX_WORDS || heads.some((word) => parseAddress(word) !== null);
}

/** Whether a line begins behind the time once more: then all that was read before might be a host sent by the client. */
function holdsRecord(line: string, from: number): boolean {
  if (line.indexOf('] "', from + 1) < 0) return false; // nearly always; searching backwards is slow
  const start = line.lastIndexOf(" [", line.lastIndexOf('] "'));
  return start > from && holdsClient(line.slice(from, start), 2);
}

function hostOf(host: string | null): string | null {
  return host === null ? null : host.replace(/:\d{1,5}$/, "");
}

/** The peer, or the client that a trusted peer names in a forwarded-for header appended to the line. */
function originOf(peer: string, extras: readonly string[], context: ReadContext): string | null {
  if (extras.length === 0 || context.trustedProxies.length === 0) return peer;
  const clients = new Set<string | null>();
  for (const extra of extras) {
    const hops = extra.split(",");
    if (hops.some(isHop)) {
      clients.add(clientOf(peer, hops, context.trustedProxies));
    }
  }
  if (clients.size === 0) return peer;
  const [only] = clients;
  return clients.size === 1 ? (only ?? null) : null;
}

/** Plain addresses or `for=`: a lone `address:port` may as well be the server behind the proxy. */
function isHop(hop: string): boolean {
  return parseAddress(hop.trim()) !== null || (/for=/i.test(hop) && hopAddress(hop) !== null);
}

/** A host name that the operator appended: `... "agent" "-" host`. */
function trailingHost(extras: readonly string[]): string | null {
  const last = extras.at(-1);
  if (last === undefined || !/[A-Za-z]/.test(last) || !last.includes(".") || last.includes("=")) return null;
  return HOST.test(last) ? last : null;
}

/** Traefik's own: `count "router" "backend" 12ms`. */
function isTraefik(extras: readonly string[]): boolean {
  return extras.length === 4 && /^\d+$/.test(extras[0] ?? "") && /^\d+ms$/.test(extras[3] ?? "");
}

function whyOf(head: Head, rest: Rest, wrapped: boolean, traefik: boolean): string {
  if (traefik) return "web access line with Traefik's router and backend";
  let why = rest.combined ? "web access line with referer and agent" : "web access line";
  if (head.host !== null) why += ", behind a virtual host";
  if (head.rival !== null) why += ", with two addresses in front";
  if (rest.cut) why += ", cut short";
  if (wrapped) why += ", in quotes as a whole";
  return rest.extras.length === 0 ? why : `${why}, with ${rest.extras.length} more`;
}
