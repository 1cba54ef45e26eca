/**
 * The last gate before a decision leaves: one value that a bouncer cannot use voids the whole batch it arrives in, and
 * leaves the firewall empty. Only canonical addresses and ranges pass, and none that would cut a machine off from itself.
 * @module
 */
import ipaddr from "ipaddr.js";
import { parseBlock } from "../../base/interval.ts";

/** What a value names. */
export type Scope = "Ip" | "Range";

/** Kinds of addresses (as ipaddr.js calls them) that are nobody's: a firewall refuses them, or would block itself. */
const NOBODY: ReadonlySet<string> = new Set(["unspecified", "loopback", "multicast", "broadcast"]);

/**
 * The scope of a value, or null when it must not leave.
 * @example scopeOf("192.0.2.7") // "Ip"
 * @example scopeOf("192.0.2.0/24") // "Range"
 * @example scopeOf("fe80::1%eth0") // null
 */
export function scopeOf(value: string): Scope | null {
  const block = parseBlock(value);
  if (block === null || block.value !== value || block.bits === 0) return null;
  if (NOBODY.has(ipaddr.parse(value.split("/")[0] ?? "").range())) return null;
  return block.scope === "ip" ? "Ip" : "Range";
}
