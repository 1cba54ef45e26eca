/**
 * Addresses and ranges as runs of numbers: what contains what, what overlaps, which network an address belongs to.
 * @module
 */
import ipaddr from "ipaddr.js";
import { parseAddress } from "./address.ts";

/** A run of addresses of one family, both ends included. */
export interface Interval {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** An address or range in its canonical spelling. */
export interface Block {
  /** "192.0.2.7", "2001:db8::/64": host bits zero; a range of one address is that address. */
  readonly value: string;
  readonly scope: "ip" | "range";
  /** Length of the prefix. */
  readonly bits: number;
  readonly interval: Interval;
}

/**
 * Reads an address or a range in CIDR notation; null for everything else, zones (`%eth0`) included.
 * @example parseBlock("192.0.2.9/24")?.value // "192.0.2.0/24"
 */
export function parseBlock(text: string): Block | null {
  const [base = "", length, ...rest] = text.split("/");
  const address = base.includes("%") ? null : parseAddress(base);
  if (address === null || rest.length > 0) return null;
  const family = address.includes(":") ? 6 : 4;
  const width = family === 4 ? 32 : 128;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return null;
  const bits = length === undefined ? width : Number(length);
  if (bits > width) return null;
  const size = 1n << BigInt(width - bits);
  const first = (numberOf(address) / size) * size;
  const interval: Interval = { family, first, last: first + size - 1n };
  const network = addressText(family, first);
  if (bits === width) return { value: network, scope: "ip", bits, interval };
  return { value: `${network}/${bits}`, scope: "range", bits, interval };
}

/**
 * The value and every range that holds it, down to the shortest prefix asked for.
 * @example valuesHolding("192.0.2.7", 31) // ["192.0.2.7", "192.0.2.6/31"]
 */
export function valuesHolding(value: string, shortest: number): readonly string[] {
  const block = parseBlock(value);
  if (block === null) return [];
  const { family, first } = block.interval;
  const width = family === 4 ? 32 : 128;
  const values = [block.value];
  for (let bits = block.bits - 1; bits >= shortest; bits--) {
    const host = BigInt(width - bits);
    values.push(`${addressText(family, (first >> host) << host)}/${bits}`);
  }
  return values;
}

/** An address as a number. The text must be canonical. */
function numberOf(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** The canonical spelling of a number. @example addressText(4, 3221225991n) // "192.0.2.7" */
export function addressText(family: 4 | 6, number: bigint): string {
  const bytes = Array.from({ length: family === 4 ? 4 : 16 }, () => 0);
  for (let i = bytes.length - 1, rest = number; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** Whether the outer run holds the whole inner one. */
export function covers(outer: Interval, inner: Interval): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether two runs share an address. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/**
 * What is counted as one client: an IPv4 address, or the /64 of an IPv6 address, within which a host picks its
 * addresses itself (RFC 4291 section 2.5.1, RFC 8981). A range stands for itself.
 * @example networkOf("2001:db8::7") // "2001:db8::/64"
 */
export function networkOf(value: string): string {
  if (value.includes("/") || !value.includes(":")) return value;
  return parseBlock(`${value}/64`)?.value ?? value;
}
