/**
 * What firewalls, gateways and sensors share: the words by which they say that they let pass or refused, and reading
 * `key=value` texts in which a client may have planted keys of its own.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import type { DeviceVerdict } from "../model/event.ts";

const DENIED: ReadonlySet<string> = new Set(
  [
    "deny denied drop dropped block blocked reject rejected reset reset-both reset-client reset-server prevent prevented",
    "block-url block-ip block-override block-continue drop-all-packets drop-packet sinkhole quarantine quarantined discard",
    "refused dropped_packet blocked-url drop-icmp ip-conn server-deny-block clear_session clear-session denied-by-policy",
  ]
    .join(" ")
    .split(" "),
);

const ALLOWED: ReadonlySet<string> = new Set(
  "allow allowed accept accepted permit permitted pass passed passthrough close timeout monitor detect detected alert client-rst server-rst start".split(
    " ",
  ),
);

/** What a device's word for its action says; null for words that say neither. @example verdictOfAction("Deny") // "denied" */
export function verdictOfAction(action: string | null | undefined): DeviceVerdict | null {
  if (action === null || action === undefined) return null;
  const word = action.trim().toLowerCase();
  if (DENIED.has(word)) return "denied";
  return ALLOWED.has(word) ? "allowed" : null;
}

/** Keys and values in order; a key may come twice. */
export type Pairs = ReadonlyMap<string, readonly string[]>;

/** The first value of a key, or null. */
export function pairValue(pairs: Pairs, key: string): string | null {
  return pairs.get(key)?.[0] ?? null;
}

/** The address of a key; null when the key is there with several different values: one of them was planted. */
export function addressOf(pairs: Pairs, key: string): string | null {
  const values = pairs.get(key);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return null;
  return values.every((value) => value === first) ? parseAddress(first) : null;
}

/** Whether a key came twice with different values. */
export function isAmbiguous(pairs: Pairs, key: string): boolean {
  const values = pairs.get(key);
  return values?.some((value) => value !== values[0]) === true;
}

/** Adds a value to a key; the number of keys is bounded. */
export function addPair(pairs: Map<string, string[]>, key: string, value: string): void {
  const known = pairs.get(key);
  if (known !== undefined) known.push(value);
  else if (pairs.size < MAX_KEYS) pairs.set(key, [value]);
}

const MAX_KEYS = 256;
const QUOTED = /([A-Za-z][A-Za-z0-9_.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^" ][^ ]*)?)(?= |$)/y;

const FEWEST = 4;

/** Reads `key=word key="quoted text"`, one blank between; what follows a cut is left out, few pairs are none. */
export function parseQuotedPairs(text: string): Pairs | null {
  const pairs = new Map<string, string[]>();
  let at = 0;
  while (at < text.length) {
    QUOTED.lastIndex = at;
    const match = QUOTED.exec(text);
    if (match === null) break;
    addPair(pairs, match[1] ?? "", match[2]?.replace(/\\(["\\])/g, "$1") ?? match[3] ?? "");
    at = QUOTED.lastIndex;
    while (text.charCodeAt(at) === 32) at++;
  }
  return pairs.size < FEWEST ? null : pairs;
}
