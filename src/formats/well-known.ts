/**
 * Keys that many programs share, for records that no format of their own reads. Only keys by which servers name the
 * connection's other end give an origin, and only when all that are present agree.
 * @module
 */
import type { FieldBag, FieldValue } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import { toAddress, toNumber, toObject, toText, toTime } from "./json-value.ts";
import { parseRequestLine, webFields } from "./web.ts";

export type Getter = (key: string) => FieldValue | undefined;

const CLIENT_KEYS = [
  "source.ip",
  "client.ip",
  "client_ip",
  "clientip",
  "clientIp",
  "clientIP",
  "remote_addr",
  "remote_address",
  "remote_ip",
  "remoteip",
  "remoteAddr",
  "remoteAddress",
  "remoteIp",
  "remoteIP",
  "addr.remote",
  "visitor_ip",
  "src_ip",
  "srcip",
];

/**
 * Keys that do not say whose address they hold. They count only where each value has bounds that its text cannot leave,
 * as in JSON; in a `key=value` line a name with a blank makes such a pair of its own. Even there they name a client
 * alone or together with the keys above, never against them.
 */
export const VAGUE_KEYS: readonly string[] = ["ip", "ip_address", "ipAddress", "IPAddress"];

/**
 * The one address that the well-known keys name, or null. All that are present must name it: a key that holds something
 * else ("unix:", a list, nothing) says that the client is not known.
 * @param vague further keys, if the record is of a kind in which they count
 */
export function clientIn(get: Getter, vague: readonly string[] = []): string | null {
  const keys = [...CLIENT_KEYS, ...vague].filter((key) => get(key) !== undefined);
  const named = keys.map((key) => toAddress(get(key)));
  const [ip = null] = named;
  return named.every((other) => other === ip) ? ip : null;
}

const TIME_KEYS = [
  "@timestamp",
  "timestamp",
  "time",
  "ts",
  "t",
  "datetime",
  "date",
  "asctime",
  "eventTime",
  "event_time",
  "created_at",
  "createdAt",
  "Timestamp",
  "CreationDate",
  "TimeGenerated",
  "Time",
  "Date",
];

/** The first well-known time that reads as one. */
export function timeIn(get: Getter, zoneMinutes: number): number | null {
  for (const key of TIME_KEYS) {
    const value = get(key);
    const time = toTime(toObject(value)?.["$date"] ?? value, zoneMinutes);
    if (time !== null) return time;
  }
  return null;
}

const MESSAGE_KEYS = ["message", "msg", "Message", "short_message", "log", "event", "MESSAGE"];
const LEVEL_KEYS = ["level", "levelname", "severity", "lvl", "log.level", "levelName"];
const USER_KEYS = ["user.name", "username", "user", "user_name", "userName", "login", "account"];

function firstText(get: Getter, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = toText(get(key));
    if (text !== null) return text;
  }
  return null;
}

/** Sets the shared names: message, level, user. */
export function addShared(get: Getter, fields: FieldBag): void {
  fields["message"] = firstText(get, MESSAGE_KEYS) ?? undefined;
  fields["log.level"] = firstText(get, LEVEL_KEYS) ?? undefined;
  fields["user.name"] = firstText(get, USER_KEYS) ?? undefined;
}

/** Log sources of records that no format knows. */
export const UNKNOWN: Logsource = logsource({});
export const UNKNOWN_LOGIN: Logsource = logsource({ category: "authentication" });
export const UNKNOWN_WEB: Logsource = logsource({ category: "webserver" });

const FAILED_LOGIN =
  /\b(?:failed (?:login|log-in|logon|sign-?in|authentication|password|to (?:login|log in|authenticate))|(?:login|log-in|logon|sign-?in|authentication)(?: attempt)?(?: has)? (?:failed|failure|error|denied)|(?:invalid|incorrect|wrong|bad) (?:login|password|credentials?|user(?:name)?(?: or |\/)password|user(?:name)?, password)|unsuccessful (?:login|authentication)|login\.failed)/i;
const MAX_TEXT = 4096;

/** Notes a failed login when the message says so in documented words and the client is known. */
export function readFailedLogin(get: Getter, fields: FieldBag, origin: string | null): boolean {
  if (origin === null) return false;
  const text = `${toText(fields["message"]) ?? ""} ${toText(get("metric_name")) ?? ""} ${toText(get("error")) ?? ""}`;
  if (!FAILED_LOGIN.test(text.slice(0, MAX_TEXT))) return false;
  fields["event.action"] = "login";
  fields["event.outcome"] = "failure";
  return true;
}

const METHOD_KEYS = ["method", "http_method", "request_method", "http.request.method", "req.method"];
const TARGET_KEYS = [
  "request_uri",
  "uri",
  "path",
  "url",
  "http_path",
  "url.original",
  "url.path",
  "req.url",
  "requestUrl",
];
const STATUS_KEYS = [
  "status",
  "status_code",
  "statusCode",
  "http_status",
  "httpStatus",
  "response_code",
  "http.response.status_code",
];
const AGENT_KEYS = [
  "http_user_agent",
  "user_agent",
  "userAgent",
  "user_agent.original",
  "user-agent",
  "agent",
];
const REFERRER_KEYS = ["http_referer", "referer", "referrer", "http.request.referrer"];
const HOST_KEYS = ["host", "http_host", "server_name", "vhost"];

/** The fields of a web request when the record has a method, a target and a status; null otherwise. */
export function requestIn(get: Getter, ip: string | null): FieldBag | null {
  const status = STATUS_KEYS.map((key) => toNumber(get(key))).find((value) => value !== null) ?? null;
  const line = toText(get("request"));
  const words = line === null ? null : parseRequestLine(line);
  const method = firstText(get, METHOD_KEYS) ?? words?.method ?? null;
  const target = firstText(get, TARGET_KEYS) ?? words?.target ?? null;
  if (status === null || status < 100 || status > 999 || method === null || target === null) return null;
  return webFields({
    ip,
    method: method.toUpperCase(),
    target,
    version: words?.version ?? firstText(get, ["protocol", "server_protocol"]),
    status,
    bytes: toNumber(get("body_bytes_sent") ?? get("bytes") ?? get("size") ?? undefined),
    referrer: firstText(get, REFERRER_KEYS),
    agent: firstText(get, AGENT_KEYS),
    user: null,
    host: firstText(get, HOST_KEYS),
  });
}
