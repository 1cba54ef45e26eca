/**
 * Cutting hostile text: small anchored tools shared by the formats of system services.
 * What lies between two server-written marks may hold anything, the marks included; so a reader collects every
 * place that could be the server's, and names a client only when all of them agree.
 * @module
 */
import { parseAddress, parseHostPort } from "../base/address.ts";

/** The client that a line names. */
export interface Peer {
  /** Canonical address; null when the line names none, a host name, or two different clients. */
  readonly ip: string | null;
  readonly port: number | null;
  /** Two readings of the line would name different clients. */
  readonly ambiguous: boolean;
}

/** No client named. */
export const NOBODY: Peer = { ip: null, port: null, ambiguous: false };

const AMBIGUOUS: Peer = { ip: null, port: null, ambiguous: true };

/** The client at a position that only the server writes. @example peerAt("192.0.2.7", "22") */
export function peerAt(address: string | undefined, port?: string | undefined): Peer {
  const ip = address === undefined ? null : parseAddress(address);
  return { ip, port: ip === null ? null : parsePort(port), ambiguous: false };
}

/** The client at `ip:port`, `[v6]:port` or `ip`. */
export function peerAtHostPort(text: string | undefined): Peer {
  const parsed = text === undefined || text.length > 72 ? null : parseHostPort(text);
  return parsed === null ? NOBODY : { ip: parsed.ip, port: parsed.port, ambiguous: false };
}

/** Reads `ip:port` whose IPv6 address stands without brackets, as Go and Dropbear write it. */
export function peerAtLastColon(text: string | undefined): Peer {
  if (text === undefined || text.length > 72) return NOBODY;
  const plain = peerAtHostPort(text);
  if (plain.ip !== null && (plain.port !== null || !/:\d{3,5}$/.test(text))) return plain;
  const colon = text.lastIndexOf(":");
  const cut = colon < 0 ? NOBODY : peerAt(text.slice(0, colon), text.slice(colon + 1));
  return cut.ip === null ? plain : cut;
}

function parsePort(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65_535 ? port : null;
}

/** A place in a line that could be the server's. */
export interface Place {
  /** An address, or a name: names are never blamed, but they do contradict. */
  readonly address: string;
  readonly port?: string | undefined;
}

/**
 * The client on which all places agree. One place is a reading; two places with different addresses are two
 * readings, and then nobody is named.
 */
export function agreedPeer(places: Iterable<Place>): Peer {
  let first: Place | null = null;
  let port: string | undefined;
  for (const place of places) {
    if (first === null) {
      first = place;
      port = place.port;
      continue;
    }
    if (spelling(place.address) !== spelling(first.address)) return AMBIGUOUS;
    if (place.port !== port) port = undefined;
  }
  return first === null ? NOBODY : peerAt(first.address, port);
}

function spelling(address: string): string {
  return parseAddress(address) ?? address;
}

/**
 * Every place at which the sticky pattern fits directly after the mark. Linear as long as the pattern is: it must be
 * sticky (`y`) and bounded. Groups: `ip` and, if any, `port`.
 */
export function placesAfter(text: string, mark: string, pattern: RegExp): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    pattern.lastIndex = at + mark.length;
    const groups = pattern.exec(text)?.groups;
    if (groups?.["ip"] !== undefined) places.push({ address: groups["ip"], port: groups["port"] });
  }
  return places;
}

/** The address that stands for a place whose text could not be read: it contradicts every other. */
const UNREADABLE = "?";

/** Like {@link placesAfter}, for marks that only one writer uses: a place that does not fit contradicts the others. */
export function everyPlaceAfter(text: string, mark: string, pattern: RegExp): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    pattern.lastIndex = at + mark.length;
    const groups = pattern.exec(text)?.groups;
    places.push({ address: groups?.["ip"] ?? UNREADABLE, port: groups?.["port"] });
  }
  return places;
}

/** The text before the last occurrence of the mark and the text after it, or null. */
export function cutLast(text: string, mark: string): readonly [string, string] | null {
  const at = text.lastIndexOf(mark);
  return at < 0 ? null : [text.slice(0, at), text.slice(at + mark.length)];
}

/** The text after a prefix, or null. */
export function after(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}

/** Without the suffix, if it is there. */
export function without(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
