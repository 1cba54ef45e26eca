/**
 * Apache error lines of 2.2 and 2.4: `[time] [module:level] [pid n:tid n] [client ip:port] message`. The groups in
 * front are the server's; the message holds the client's text.
 * @module
 */
import { parseAddress, parseHostPort } from "../base/address.ts";
import { monthNumber, utc } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { isModsecurity, readTags, WAF } from "./modsecurity.ts";

const ERROR: Logsource = logsource({ product: "apache", service: ["apache", "error"] });
const LOGIN: Logsource = logsource({
  category: "authentication",
  product: "apache",
  service: ["apache", "error"],
});

const LEVELS = "emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]";
const TIME =
  "\\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\\d{1,2}) (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))? (\\d{4})\\] ";
const HEAD = new RegExp(
  `^(?:${TIME})?\\[(?:([a-z0-9_-]{0,40}):)?(${LEVELS})\\] (\\[pid \\d+(?::tid \\d+)?\\] )?` +
    "(?:\\(\\d{1,6}\\)[^:\\[\\]]{1,80}: )?(?:[a-z0-9_/.-]{1,80}\\.c\\(\\d{1,6}\\): )?" +
    "(?:\\[(?:client|remote) ([^ ]{2,66})\\] )?",
);

const NAME = "apache-error";

/** Reads Apache error lines. A line without Apache's time is some program's output, and names nobody. */
export const apacheError: LineFormat = {
  name: NAME,
  title: "Apache error line (2.2, 2.4)",
  kind: "line",
  embeddable: true,
  read: (line, context) => readApacheError(line, context, false),
};

/** The same in syslog, to which Apache gives no time of its own. */
export const apacheErrorMessage: MessageFormat = {
  name: "apache-error-message",
  title: "Apache error line in syslog",
  kind: "message",
  accepts: (program) => /^(?:httpd|apache2?)(?:\/[\w.-]{1,64})?$/.test(program),
  read: (message, context) => readApacheError(message.text, context, true),
};

/** Modules that copy to the log what an application prints, which may begin like Apache's `[client ...]`. */
const APPLICATION = /^(?:wsgi|perl|python|ruby|passenger|mono|lua)$/;

function readApacheError(line: string, context: ReadContext, carried: boolean): Event | null {
  if (line.charCodeAt(0) !== 91) return null;
  const head = HEAD.exec(line);
  if (head === null) return null;
  const stated = head[1] !== undefined;
  const time = stated ? timeOf(head, context.zoneMinutes) : null;
  if (stated ? time === null : head[10] === undefined && head[11] === undefined) return null;
  const message = skipSecondClient(line.slice(head[0].length));
  const own = (stated || carried) && !APPLICATION.test(head[8] ?? "");
  const client = head[11] === undefined || !own ? null : clientOf(head[11], head[10] !== undefined);
  const fields = fieldBag();
  fields["source.port"] = client?.port ?? undefined;
  fields["log.level"] = head[9] ?? "";
  fields["message"] = message;
  const waf = isModsecurity(message);
  const verdict = waf ? readTags(message, fields) : verdictOf(message);
  const login = !waf && readLogin(message, fields);
  return toEvent({
    format: NAME,
    why: waf ? "Apache error line with a ModSecurity message" : "Apache error line",
    time,
    origin: client?.ip ?? null,
    logsource: waf ? WAF : login ? LOGIN : ERROR,
    verdict,
    fields,
  });
}

function timeOf(head: RegExpExecArray, zoneMinutes: number): number | null {
  const milli = Math.trunc(Number(`0.${head[6] ?? "0"}`) * 1000 + 1e-6);
  const [month, day, hour, minute, second] = [monthNumber(head[1] ?? ""), ...head.slice(2, 6).map(Number)];
  return utc(Number(head[7]), month ?? 0, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0, milli, zoneMinutes);
}

interface Client {
  readonly ip: string;
  readonly port: number | null;
}

/** Apache 2.4 always appends the port, to an IPv6 address without brackets as well: `2001:db8::1:5154`. */
function clientOf(text: string, withPort: boolean): Client | null {
  const bare =
    withPort && !text.startsWith("[") ? /^([0-9a-fA-F:.]*:[0-9a-fA-F:.]*):(\d{1,5})$/.exec(text) : null;
  const ip = bare === null ? null : parseAddress(bare[1] ?? "");
  return ip === null ? parseHostPort(text) : { ip, port: Number(bare?.[2]) };
}

/** ModSecurity repeats the client. */
function skipSecondClient(message: string): string {
  return message.startsWith("[client ") ? message.slice(message.indexOf("] ") + 2) : message;
}

function verdictOf(message: string): DeviceVerdict | null {
  return /^(?:AH\d{5}: )?client denied by server configuration: /.test(message) ? "denied" : null;
}

interface Failure {
  readonly start: RegExp;
  /** Ends the name, which may hold it as well: the last one counts. */
  readonly mark: string;
  readonly rest: RegExp;
}

const FAILURES: readonly Failure[] = [
  { start: /^user /, mark: " not found: ", rest: /^\S*(?:, referer: |$)/ },
  { start: /^user /, mark: ': authentication failure for "', rest: /": Password Mismatch(?:, referer: |$)/i },
  {
    start: /^(?:Digest: )?user [`']/,
    mark: "' in realm ",
    rest: /^[`'].*' (?:not found|denied by provider)\b/,
  },
  { start: /^(?:Digest: )?user /, mark: ": password mismatch: ", rest: /^/ },
  { start: /^(?:LDAP: |auth_ldap authenticate: )user /, mark: " authentication failed;", rest: /^/ },
];
const NUMBER = /^AH\d{5}: /;

function readLogin(message: string, fields: FieldBag): boolean {
  const text = message.replace(NUMBER, "");
  for (const { start, mark, rest } of FAILURES) {
    const from = start.exec(text)?.[0].length ?? -1;
    const to = from < 0 ? -1 : text.lastIndexOf(mark);
    if (to < from || from < 0 || !rest.test(text.slice(to + mark.length))) continue;
    fields["event.action"] = "login";
    fields["event.outcome"] = "failure";
    fields["user.name"] = text.slice(from, to);
    return true;
  }
  return false;
}
