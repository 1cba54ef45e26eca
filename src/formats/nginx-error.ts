/**
 * nginx error lines: `yyyy/mm/dd HH:MM:SS [level] pid#tid: *conn message, client: ip, server: name, request: "..."`.
 * The message and the request are the client's text; the client stands behind `, client: `, which a hostile user name
 * or request may hold as well. Where occurrences name different addresses, only one that nginx can have written counts.
 * @module
 */
import { parseHostPort } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { isModsecurity, readTags, WAF } from "./modsecurity.ts";
import { parseRequestLine, webFields } from "./web.ts";

const ERROR: Logsource = logsource({ product: "nginx", service: ["nginx", "error"] });
const LOGIN: Logsource = logsource({
  category: "authentication",
  product: "nginx",
  service: ["nginx", "error"],
});

const HEAD = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[([a-z]{3,7})\] \d{1,10}#\d{1,10}: (?:\*\d{1,20} )?/;

/** Reads nginx error lines. */
export const nginxError: LineFormat = {
  name: "nginx-error",
  title: "nginx error line",
  kind: "line",
  embeddable: true,
  read: readNginxError,
};

function readNginxError(line: string, context: ReadContext): Event | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const time = parseIso(`${head[1]}-${head[2]}-${head[3]} ${head[4]}`, context.zoneMinutes);
  if (time === null) return null;
  const text = line.slice(head[0].length);
  const client = chooseClient(text, Buffer.byteLength(line) >= CUT_BYTES);
  const message = client === null ? text : text.slice(0, client.start);
  const waf = isModsecurity(message);
  const fields = client === null ? fieldBag() : tailFields(client);
  if (client !== null && client.ip === null) fields["event.reason"] = "ambiguous origin";
  fields["log.level"] = head[5] ?? "";
  fields["message"] = text;
  const verdict = waf ? readTags(message, fields) : verdictOf(message);
  const login = waf ? false : readLogin(message, fields);
  return toEvent({
    format: "nginx-error",
    why: waf ? "nginx error line with a ModSecurity message" : "nginx error line",
    time,
    origin: client?.ip ?? null,
    logsource: waf ? WAF : login ? LOGIN : ERROR,
    verdict,
    fields,
  });
}

interface Client {
  /** Null where two readings name different clients. */
  readonly ip: string | null;
  /** Where `, client: ` begins, and where the rest of the tail does. */
  readonly start: number;
  readonly tail: string;
}

const MARK = ", client: ";
const MAX_CLIENTS = 8;
/** nginx cuts an error line at 2,048 bytes; what is left of it may be the request's text alone, tail and all. */
const CUT_BYTES = 2040;

function chooseClient(text: string, cut: boolean): Client | null {
  const all = clientsIn(text);
  const last = all.at(-1);
  if (last === undefined) return null;
  if (cut) return { ...last, ip: null };
  if (all.every((client) => client.ip === last.ip)) return all[0] ?? last;
  const possible =
    all.length > MAX_CLIENTS
      ? []
      : all.filter((client) => isWritten(text.slice(0, client.start), client.tail));
  const [first] = possible;
  if (first !== undefined && possible.every((client) => client.ip === first.ip)) return first;
  return { ...last, ip: null };
}

/** What stands behind the mark and is no address ("unix:") is nobody's, and a reading nevertheless. */
function clientsIn(text: string): Client[] {
  const found: Client[] = [];
  let at = text.indexOf(MARK);
  while (at >= 0 && found.length <= MAX_CLIENTS) {
    const begin = at + MARK.length;
    const end = endOfWord(text, begin);
    const ip = end - begin > 64 ? null : (parseHostPort(text.slice(begin, end))?.ip ?? null);
    found.push({ ip, start: at, tail: text.slice(end) });
    at = text.indexOf(MARK, begin);
  }
  return found;
}

function endOfWord(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 44 /* , */ || code <= 32) return i;
  }
  return text.length;
}

// Once nginx has read a request its target holds no " H" (that would begin the version) and its host no slash.
// The pattern may fit too much, never too little: what it does not fit is no reading. Lines are short where it is asked.
// A request of HTTP/0.9 has no version. Mail proxies name the login instead of a request.
const SERVER = '(?: using starttls)?(?:, server: [^"]*?)?';
const REQUEST =
  '(?:, request: "[A-Za-z_-]+ (?:[^ ]| (?!H))*(?: HTTP/\\d(?:\\.\\d)?)?")?(?:, subrequest: ".*")?';
const REST = '(?:, upstream: ".*")?(?:, host: "[^/]*")?(?:, referrer: ".*")?(?:, bytes from/to .*)?';
const ACCEPTED = new RegExp(`^${SERVER}(?:${REQUEST}${REST}|, login: ".*"(?:, upstream: .*)?)\\s*$`);

/** Whether nginx can have written this message and tail. */
function isWritten(message: string, tail: string): boolean {
  const unread =
    message.startsWith("client ") || message.includes("reading client") || message.includes("HTTP/");
  return unread || ACCEPTED.test(tail);
}

function tailFields(client: Client): FieldBag {
  const request = quoted(client.tail, ', request: "');
  if (request === null) return fieldBag();
  const line = parseRequestLine(request);
  const fields = webFields({
    ip: client.ip,
    method: line.method,
    target: line.target,
    version: line.version,
    status: null,
    bytes: null,
    referrer: quoted(client.tail, ', referrer: "'),
    agent: null,
    user: null,
    host: quoted(client.tail, ', host: "'),
  });
  fields["event.action"] = "system";
  return fields;
}

function quoted(tail: string, mark: string): string | null {
  const start = tail.indexOf(mark);
  if (start < 0) return null;
  const end = tail.indexOf('"', start + mark.length);
  return end < 0 ? null : tail.slice(start + mark.length, end);
}

function verdictOf(message: string): DeviceVerdict | null {
  const limited = message.startsWith("limiting requests") || message.startsWith("limiting connections");
  return limited || message.startsWith("access forbidden by rule") ? "denied" : null;
}

const USER = 'user "';
const MISMATCH = '": password mismatch';
const UNKNOWN = ['" was not found in "', '": was not found in "'];

function readLogin(message: string, fields: FieldBag): boolean {
  const end = message.startsWith(USER) ? endOfUser(message) : -1;
  if (end < USER.length) return false;
  fields["event.action"] = "login";
  fields["event.outcome"] = "failure";
  fields["user.name"] = message.slice(USER.length, end);
  return true;
}

/** The name may hold quotes: it ends at the last of nginx's own words. */
function endOfUser(message: string): number {
  if (message.endsWith(MISMATCH)) return message.length - MISMATCH.length;
  return message.endsWith('"') ? Math.max(...UNKNOWN.map((words) => message.lastIndexOf(words))) : -1;
}
