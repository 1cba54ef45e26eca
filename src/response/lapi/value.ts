/**
 * The last gate before a decision leaves: one value that a bouncer cannot use voids the whole batch it arrives in, and
 * leaves the firewall empty. Only canonical addresses and ranges pass, and none that would cut a machine off from itself.
 * @module
 */
import ipaddr from "ipaddr.js";
import { parseAddress, parseRange } from "../../base/address.ts";

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
  const slash = value.indexOf("/");
  if (slash < 0) return parseAddress(value) === value && isSomebody(value) ? "Ip" : null;
  const base = value.slice(0, slash);
  return canonicalRange(value) === value && isSomebody(base) ? "Range" : null;
}

function isSomebody(address: string): boolean {
  return !NOBODY.has(ipaddr.parse(address).range());
}

/**
 * The canonical spelling of a range in CIDR notation, its host bits zero; null when it is none, or holds every address.
 * @example canonicalRange("192.0.2.77/24") // "192.0.2.0/24"
 */
export function canonicalRange(text: string): string | null {
  const slash = text.indexOf("/");
  if (slash < 0 || parseRange(text) === null) return null;
  const base = parseAddress(text.slice(0, slash));
  const bits = Number(text.slice(slash + 1));
  return base === null || bits === 0 ? null : networkOf(base, bits);
}

/** The range of a length around a canonical address. */
function networkOf(address: string, bits: number): string {
  const cidr = `${address}/${bits}`;
  if (!address.includes(":")) return `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${bits}`;
  const network = ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String();
  return `${parseAddress(network) ?? network}/${bits}`;
}

/**
 * Every value that contains an address or a range: itself, and the wider ranges around it.
 * @example covering("192.0.2.7").length // 33: the address, and /32 to /1
 */
export function covering(value: string): readonly string[] {
  const [base = "", length] = value.split("/");
  const width = base.includes(":") ? 128 : 32;
  const values = [value];
  for (let bits = length === undefined ? width : Number(length) - 1; bits > 0; bits--)
    values.push(networkOf(base, bits));
  return values;
}
