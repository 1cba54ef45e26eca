/**
 * The safety list: what is never blocked, whatever an alert, a list or a slip of the hand says.
 * It only ever grows by configuration: there is no setting that takes anything off it but the allowlist's own command.
 * @module
 */
import { type Block, type Interval, overlaps, parseBlock } from "../base/interval.ts";
import type { BlockConfig } from "../config/block.ts";
import type { AllowEntry } from "../store/decisions.ts";
import type { MachineFacts } from "./machine.ts";
import type { Objection, RefusalCode } from "./refusal.ts";

/** One protected run of addresses. */
interface Protected {
  readonly interval: Interval;
  readonly code: RefusalCode;
  /** What it is: "default gateway", "allowlist: party headquarters". */
  readonly what: string;
}

export interface Safety {
  readonly entries: readonly Protected[];
  /** Sources of the list that could not be read, for a person; not empty = nothing is blocked automatically. */
  readonly unread: readonly string[];
}

/**
 * Addresses that are no client anywhere (RFC 6890, RFC 4291): "this network", loopback, link-local, multicast,
 * reserved. Private ranges are clients: the attacker inside is one, too.
 */
const RESERVED: readonly (readonly [string, string])[] = [
  ["0.0.0.0/8", "this network"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["::/127", "unspecified and loopback"],
  ["fe80::/10", "link-local"],
  ["ff00::/8", "multicast"],
];

const reserved = RESERVED.flatMap(([range, what]) => protect(range, "reserved", what));

/** Nothing wider is ever blocked, not even by a person. */
export const WIDEST = { 4: 16, 6: 32 } as const;

/** What the safety list is made from. */
export interface SafetySources {
  readonly config: {
    readonly block: Pick<BlockConfig, "allow">;
    readonly trusted_proxies: readonly string[];
  };
  /** The store's allowlist. */
  readonly allowed: readonly AllowEntry[];
  readonly machine: MachineFacts;
  /** Addresses from which bouncers ask with a valid key. */
  readonly bouncers: readonly string[];
}

/** Builds the list. What cannot be read as an address is named in `unread`. */
export function safetyOf({ config, allowed, machine, bouncers }: SafetySources): Safety {
  const unread = [...machine.unread];
  const list = (values: readonly string[], code: RefusalCode, what: string): readonly Protected[] =>
    values.flatMap((value) => {
      const made = protect(value, code, what);
      if (made.length === 0) unread.push(`${what}: "${value}" is no address`);
      return made;
    });
  const pinned = config.block.allow.map((entry) =>
    typeof entry === "string"
      ? { value: entry, what: "block.allow" }
      : { value: entry.address, what: entry.name },
  );
  const entries = [
    ...reserved,
    ...pinned.flatMap(({ value, what }) => list([value], "allowlisted", `allowlist: ${what}`)),
    ...allowed.flatMap(({ value, name, why }) => list([value], "allowlisted", `allowlist: ${name || why}`)),
    ...list(machine.own, "own-address", "address of this machine"),
    ...list(machine.gateways, "gateway", "gateway of this machine"),
    ...list(machine.resolvers, "resolver", "resolver of this machine"),
    ...list(config.trusted_proxies, "proxy", "trusted proxy"),
    ...list(machine.sessions, "console-session", "somebody is signed in from there"),
    ...list(bouncers, "bouncer-client", "a bouncer asks from there"),
  ];
  return { entries, unread };
}

/** A zone (`fe80::1%eth0`) is left off: link-local addresses are reserved with any. */
function protect(value: string, code: RefusalCode, what: string): readonly Protected[] {
  const block = parseBlock(value.replace(/%[^/]*/, ""));
  return block === null ? [] : [{ interval: block.interval, code, what }];
}

/** Why a value must never be blocked, or null. @example objectionTo(parseBlock("127.0.0.1"), safety)?.code // "reserved" */
export function objectionTo(block: Block, safety: Safety): Objection | null {
  if (block.bits < WIDEST[block.interval.family]) {
    const widest = WIDEST[block.interval.family];
    return { code: "wide-range", text: `${block.value} is wider than /${widest}` };
  }
  const hit = safety.entries.find((entry) => overlaps(entry.interval, block.interval));
  if (hit === undefined) return null;
  const verb = block.scope === "ip" ? "is" : "holds what is";
  return { code: hit.code, text: `${block.value} ${verb} protected (${hit.what})` };
}
