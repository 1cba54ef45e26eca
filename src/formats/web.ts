/**
 * The fields of a web request, shared by every web server and proxy: Sigma's W3C names and the common ones.
 * @module
 */
import type { AddressRange } from "../base/address.ts";
import { parseHostPort } from "../base/address.ts";
import { type FieldBag, type FieldValue, sealBag } from "../model/fields.ts";
import type { Logsource } from "../model/logsource.ts";
import { logsource } from "../model/logsource.ts";

/** Log sources of web servers; the product is known only where the layout tells. */
export const WEB: Logsource = logsource({ category: "webserver" });

/** A request as the server wrote it down. Everything but address and status is the client's text. */
export interface WebRequest {
  readonly ip: string | null;
  readonly method: string | null;
  /** The request target, as sent. */
  readonly target: string;
  readonly version: string | null;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly referrer: string | null;
  readonly agent: string | null;
  readonly user: string | null;
  readonly host: string | null;
}

/**
 * A bag with a fixed shape: web lines are the most frequent of all records, and a shape that never changes is read
 * several times faster than a dictionary.
 */
class WebBag {
  [field: string]: FieldValue | undefined;
  constructor(request: WebRequest, path: string, query: string | null) {
    const { target, method, status, agent, referrer } = request;
    this["source.ip"] = undefined;
    this["event.type"] = undefined;
    this["event.action"] = "request";
    this["event.outcome"] = status === null ? undefined : status < 400 ? "success" : "failure";
    this["c-ip"] = request.ip ?? undefined;
    this["cs-method"] = method ?? undefined;
    this["cs-uri"] = target;
    this["cs-uri-stem"] = path;
    // Public rules look for paths in this field as often as for queries: both readings are offered.
    this["cs-uri-query"] = query === null ? target : [query, target];
    this["cs-user-agent"] = agent ?? undefined;
    this["cs-referer"] = referrer ?? undefined;
    this["sc-status"] = status ?? undefined;
    this["sc-bytes"] = request.bytes ?? undefined;
    this["cs-username"] = request.user ?? undefined;
    this["cs-host"] = request.host ?? undefined;
    this["cs-version"] = request.version ?? undefined;
    this["c-useragent"] = agent ?? undefined;
    this["cs-referrer"] = referrer ?? undefined;
    this["url.path"] = path;
    this["url.query"] = query ?? undefined;
    this["url.original"] = target;
    this["url.decoded"] = decodeTarget(target);
    this["user.name"] = request.user ?? undefined;
    this["http.request.method"] = method ?? undefined;
    this["http.response.status_code"] = status ?? undefined;
    this["user_agent.original"] = agent ?? undefined;
  }
}
sealBag(WebBag);

/** The fields of a request. @example webFields(request)["cs-uri-stem"] // "/login" */
export function webFields(request: WebRequest): FieldBag {
  const question = request.target.indexOf("?");
  if (question < 0) return new WebBag(request, request.target, null);
  return new WebBag(request, request.target.slice(0, question), request.target.slice(question + 1));
}

const MAX_ROUNDS = 3;

/**
 * A request target without its disguise: percent-decoded up to three times, `+` kept, invalid sequences kept, in lower
 * case. Bytes are read as UTF-8.
 * @example decodeTarget("/%252e%252e/ETC") // "/../etc"
 */
function decodeTarget(target: string): string {
  let text = target;
  for (let round = 0; round < MAX_ROUNDS && text.includes("%"); round++) {
    const next = decodePercent(text);
    if (next === text) break;
    text = next;
  }
  return text.toLowerCase();
}

const RUN = /(?:%[0-9a-fA-F]{2})+/g;

function decodePercent(text: string): string {
  return text.replace(RUN, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

/** Method, target and version of a request line; a line that is none of these is all target. */
export interface RequestLine {
  readonly method: string | null;
  readonly target: string;
  readonly version: string | null;
}

const VERSION = " HTTP/";

/** Cuts `METHOD target HTTP/x` at its ends: the target may hold blanks. @example parseRequestLine("GET / HTTP/1.1") */
export function parseRequestLine(line: string): RequestLine {
  const space = line.indexOf(" ");
  if (space <= 0 || !isMethod(line, space)) return { method: null, target: line, version: null };
  const end = line.lastIndexOf(VERSION);
  const versioned = end >= space && line.length - end <= VERSION.length + 5;
  return {
    method: line.slice(0, space),
    target: versioned ? line.slice(space + 1, end) : line.slice(space + 1),
    version: versioned ? line.slice(end + 1) : null,
  };
}

function isMethod(line: string, end: number): boolean {
  if (end > 24) return false;
  for (let i = 0; i < end; i++) {
    const code = line.charCodeAt(i) | 32;
    if ((code < 97 || code > 122) && code !== 45 && code !== 127) return false;
  }
  return true;
}

/** Takes back the escapes that nginx (`\x22`) and Apache (`\"`, `\\`) write. @example unescapeQuoted("\\x22a\\\"") */
export function unescapeQuoted(text: string): string {
  return text.includes("\\") ? text.replace(ESCAPE, takeBack) : text;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([\\"nrtvb]))/g;
const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", v: "\v", b: "\b" };

function takeBack(_all: string, hex: string | undefined, letter: string | undefined): string {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return LETTERS[letter ?? ""] ?? letter ?? "";
}

/**
 * The client behind trusted proxies: of `hops` (the forwarded-for header, left to right) the right-most one that is
 * not trusted. The header is the peer's own text, so it counts only when the peer is a trusted proxy.
 * @returns the peer when it is not trusted or no header came; null when the hop that decides is no address
 */
export function clientOf(
  peer: string | null,
  hops: readonly string[],
  trusted: readonly AddressRange[],
): string | null {
  if (peer === null || trusted.length === 0 || !isTrusted(peer, trusted)) return peer;
  let client: string | null = peer;
  for (let i = hops.length - 1; i >= 0; i--) {
    client = hopAddress(hops[i] ?? "");
    if (client === null || !isTrusted(client, trusted)) return client;
  }
  return client;
}

/** `for=` of RFC 7239, section 6; the quotes may have been escaped by the server that logged them. */
const FORWARDED =
  /^(?:[^=]{1,32}=[^;]{0,255};)*\s*for=(?:"|\\x22|\\")?([^"\\;]{2,64})(?:"|\\x22|\\")?(?:;|$)/i;

/**
 * The address of one hop of X-Forwarded-For (some gateways add a port) or of Forwarded; null for `unknown`, a name or a
 * spelling that is not plain.
 * @example hopAddress('for="[2001:db8::1]:443";proto=https') // "2001:db8::1"
 */
export function hopAddress(hop: string): string | null {
  const text = hop.length > 512 ? "" : hop.trim();
  const forwarded = text.includes("=") ? FORWARDED.exec(text)?.[1] : text;
  return forwarded === undefined ? null : (parseHostPort(forwarded)?.ip ?? null);
}

function isTrusted(ip: string, trusted: readonly AddressRange[]): boolean {
  return trusted.some((range) => range.contains(ip));
}
