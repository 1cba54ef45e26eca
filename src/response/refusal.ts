/**
 * Why something is not blocked: every decision that is not made explains itself too.
 * @module
 */

/** Every reason; docs/blocking.md explains each. */
export const refusalCodes = [
  "no-origin", // the records name no client, or not one alone
  "already-denied", // a device stopped it; a block of ours makes such denials, and must not renew itself by them
  "not-in-policy",
  "few-records", // fewer than block.min_records
  "spoofable-source", // anybody could have sent the record under another's address
  "undated", // the event states no time
  "stale", // the event is older than block.lateness, or its block would be over already
  "future", // the event lies ahead of the clock
  "safety-unknown", // a source of the safety list cannot be read
  "reserved", // loopback, link-local, multicast: no client at all
  "allowlisted",
  "own-address",
  "gateway",
  "resolver",
  "proxy",
  "console-session",
  "bouncer-client",
  "wide-range", // wider than /16 (IPv4) or /32 (IPv6)
  "not-an-address",
  "already-decided", // an open decision says as much
  "cap", // block.per_minute is reached: proposed instead
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a value must not be blocked. */
export interface Objection {
  readonly code: RefusalCode;
  /** One sentence without a full stop; what logs wrote stands in it as it is. */
  readonly text: string;
}

/** An alert that led to no decision, or to a milder one than the policy asks for. */
export interface Refusal extends Objection {
  readonly kind: "refusal";
  /** The address, where there is one. */
  readonly value: string | null;
  readonly alert: string;
  readonly rule: string;
  readonly body: string;
}
