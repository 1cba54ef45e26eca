/**
 * What the store remembers of bouncers: the programs that fetch decisions and enforce them.
 * @module
 */

/** What a bouncer is, as far as the operator said; it decides what it can enforce. */
export const bouncerKinds = ["nftables", "iptables", "nginx", "traefik", "other"] as const;
export type BouncerKind = (typeof bouncerKinds)[number];

/** One key, or one name in client certificates. */
export interface Bouncer {
  readonly name: string;
  readonly kind: BouncerKind;
  /** It shows a certificate instead of a key. */
  readonly certificate: boolean;
  readonly createdMs: number;
  readonly revokedMs: number | null;
}

/** One address from which a bouncer calls; what it was told last is remembered for each. */
export interface BouncerClient {
  readonly number: number;
  readonly bouncer: string;
  /** The bouncer's name for the first caller, `name@address` for further ones and for certificates. */
  readonly name: string;
  /** "" until the first call. */
  readonly address: string;
  /** What its User-Agent says; written by the caller. */
  readonly type: string;
  readonly version: string;
  /** Number of the last change that it was told; 0 for none. */
  readonly cursor: number;
  /** When its last complete pull began. */
  readonly lastPullMs: number | null;
  readonly lastSeenMs: number | null;
  /** How many decisions its last whole list left out, because more were in force than bouncers can hold. */
  readonly omitted: number;
}

/** A pull whose answer was written to its end. */
export interface CompletedPull {
  /** When the request began. */
  readonly timeMs: number;
  /** Every change up to this one was told. */
  readonly upTo: number;
  /** Ranges were among what was served. */
  readonly ranges: boolean;
  /** Nothing was filtered or left out. */
  readonly whole: boolean;
  readonly omitted: number;
}

/** That a decision was in the hands of a bouncer. */
export interface PulledBy {
  readonly client: string;
  readonly timeMs: number;
}

/** One figure that a bouncer reported, cleaned. */
export interface MetricItem {
  readonly name: string;
  readonly unit: string;
  readonly origin: string;
  readonly value: number;
}

/** One report of a bouncer's counters. */
export interface MetricReport {
  readonly receivedMs: number;
  /** Seconds since 1970, as the bouncer says. */
  readonly utcNow: number;
  readonly startedAt: number;
  readonly windowSeconds: number;
  readonly items: readonly MetricItem[];
}

/** What a bouncer reported in all: sums for counters, the last figure for gauges. */
export interface MetricTotal extends MetricItem {
  readonly bouncer: string;
}

/** Addresses from which bouncers ask: a block of one would cut off all that it protects. */
export function bouncerAddresses(store: BouncerStore): readonly string[] {
  return store
    .clients()
    .map(({ address }) => address)
    .filter((address) => address !== "");
}

export interface BouncerStore {
  /** Makes a bouncer that shows a key; one that was removed is made anew. @returns false when the name is taken */
  add(name: string, kind: BouncerKind, keyHash: Uint8Array, nowMs: number): boolean;
  /** Takes its access away; what it did stays on record. @returns false when there is none */
  remove(name: string, nowMs: number): boolean;
  /** Every bouncer, by name. */
  list(): readonly Bouncer[];
  /** The bouncer whose key has this hash, compared in constant time. */
  byKey(keyHash: Uint8Array): Bouncer | null;
  /** The bouncer that a certificate names, made at first sight; null when it was removed or there are too many. */
  byCertificate(name: string, nowMs: number): Bouncer | null;
  /** The client that calls from this address, made at first sight. */
  client(
    bouncer: Bouncer,
    address: string,
    agent: { type: string; version: string },
    nowMs: number,
  ): BouncerClient;
  /** Every client, by number. */
  clients(): readonly BouncerClient[];
  /** A client that asks for the whole list knows nothing: until it has it, every change is news to it. */
  restarted(client: BouncerClient): void;
  /** Remembers a pull of the stream. */
  pulled(client: BouncerClient, pull: CompletedPull): void;
  /** Remembers that single addresses are asked for; at most once a minute. */
  asked(client: BouncerClient, nowMs: number): void;
  /** Which bouncers were given a decision (by its number) as part of a whole answer, and when first. */
  pullsOf(decision: number): readonly PulledBy[];
  /** Stores a report and adds it up. @returns false when this very report was stored before */
  report(client: BouncerClient, report: MetricReport): boolean;
  totals(): readonly MetricTotal[];
}
