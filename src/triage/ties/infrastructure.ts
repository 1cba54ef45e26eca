/**
 * Ties by where attacks come from: one address, or neighbours in one network.
 * @module
 */
import { isLoopback, isPrivateAddress } from "../../base/address.ts";
import type { Attack } from "../../model/attack.ts";
import { links as W } from "../weights.ts";
import { fade, falling, groups, neighbours, type Party, pairs, type Tie } from "./tie.ts";

/**
 * The same address, of whatever body (a private one: of one body): 0.95, less where a hundred attacks share it or years lie
 * between. The machine's own address ties nobody.
 */
export function* byAddress(parties: readonly Party[]): Iterable<Tie> {
  for (const [key, group] of groups(parties, ({ attack }) => addressKeys(attack))) {
    const [, ip] = JSON.parse(key) as [string, string];
    const facts = [ip];
    const shared = Math.max(0, 1 - Math.log(group.length / 2) / Math.log(W.addressShared / 2));
    for (const [a, b] of neighbours(group)) {
      const aged = Math.max(0.5, fade(parties, a, b, W.addressHalfLifeDays));
      const strength = W.address * shared ** 0.5 * aged;
      if (strength > 0) yield { code: "address", earlier: a, later: b, strength, facts, by: null };
    }
  }
}

function addressKeys({ origin, body }: Attack): readonly string[] {
  if (origin === null || isLoopback(origin.ip)) return [];
  return [JSON.stringify([isPrivateAddress(origin.ip) ? body : "", origin.ip])];
}

/** Neighbours: two addresses of one /24 or /48 that hardly anybody else of it joins. */
export function* byNetwork(parties: readonly Party[]): Iterable<Tie> {
  const prefixes = groups(parties, ({ attack, acts }) =>
    attack.origin === null || acts.length === 0 || isPrivateAddress(attack.origin.ip)
      ? []
      : [prefixOf(attack.origin.ip)],
  );
  for (const [prefix, group] of prefixes) {
    const addresses = new Set(group.map((i) => parties[i]?.attack.origin?.ip)).size;
    const strength = W.network * falling(addresses, W.networkShared);
    if (addresses < 2 || strength <= 0) continue;
    const facts = [prefix, String(addresses)];
    for (const [a, b] of pairs(group)) {
      if (parties[a]?.attack.origin?.ip === parties[b]?.attack.origin?.ip) continue;
      const aged = strength * fade(parties, a, b, W.networkHalfLifeDays);
      yield { code: "network", earlier: a, later: b, strength: aged, facts, by: null };
    }
  }
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one. @example prefixOf("192.0.2.7") // "192.0.2.0/24" */
export function prefixOf(ip: string): string {
  if (!ip.includes(":")) return `${ip.split(".").slice(0, 3).join(".")}.0/24`;
  const [head = "", tail] = ip.split("::");
  const parts = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole = [
    ...parts,
    ...Array.from({ length: Math.max(0, 8 - parts.length - rest.length) }, () => "0"),
    ...rest,
  ];
  return `${whole.slice(0, 3).join(":")}::/48`;
}
