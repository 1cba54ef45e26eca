/**
 * IP addresses: strict reading, one canonical spelling.
 * Addresses are written by servers, but the text around them by attackers: only the plain forms are read, never
 * octal, hexadecimal or shortened IPv4 (RFC 6943 section 3.1.1).
 * @module
 */
import ipaddr from "ipaddr.js";

const DOT = 46;
const ZERO = 48;
/** With its zone. */
const MAX_LENGTH = 64;

/** Whether the text is four decimal numbers 0-255 without leading zeros. */
export function isIpv4(text: string): boolean {
  const length = text.length;
  if (length < 7 || length > 15) return false;
  let dots = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return false;
      digits = 0;
      value = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
    value = value * 10 + digit;
    if (value > 255) return false;
    digits++;
  }
  return dots === 3 && digits > 0;
}

/**
 * The canonical spelling of an address, or null: IPv4 as it is, IPv6 by RFC 5952, IPv4-mapped IPv6 as IPv4.
 * A zone (`%eth0`) is dropped; ports and brackets are not read here, see {@link parseHostPort}.
 * @example parseAddress("2001:DB8::0:1") // "2001:db8::1"
 * @example parseAddress("::ffff:192.0.2.7") // "192.0.2.7"
 * @example parseAddress("0300.0.2.7") // null
 */
export function parseAddress(text: string): string | null {
  if (isIpv4(text)) return text;
  if (text.length < 2 || text.length > MAX_LENGTH || !text.includes(":")) return null;
  return parseIpv6(text);
}

function parseIpv6(text: string): string | null {
  const zone = text.indexOf("%");
  const plain = zone < 0 ? text : text.slice(0, zone);
  if (!/^[0-9a-fA-F:.]+$/.test(plain) || !ipaddr.IPv6.isValid(plain)) return null;
  const tail = plain.slice(plain.lastIndexOf(":") + 1);
  if (tail.includes(".") && !isIpv4(tail)) return null;
  const address = ipaddr.IPv6.parse(plain);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  return address.toRFC5952String();
}

/**
 * Reads `ip`, `ip:port`, `[v6]` or `[v6]:port`.
 * @example parseHostPort("[2001:db8::1]:443") // { ip: "2001:db8::1", port: 443 }
 */
export function parseHostPort(text: string): { readonly ip: string; readonly port: number | null } | null {
  const whole = parseAddress(text);
  if (whole !== null) return { ip: whole, port: null };
  const match = /^(?:\[([^\]]{2,64})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return null;
  const ip = parseAddress(match[1] ?? match[2] ?? "");
  const port = match[3] === undefined ? null : Number(match[3]);
  if (ip === null || (port !== null && port > 65_535)) return null;
  return { ip, port };
}

/** A range of addresses, parsed once and matched often. */
export interface AddressRange {
  readonly text: string;
  contains(ip: string): boolean;
}

/**
 * Reads `a.b.c.d/n`, `v6/n` or a single address; null when it is neither.
 * @example parseRange("192.0.2.0/24")?.contains("192.0.2.9") // true
 */
export function parseRange(text: string): AddressRange | null {
  const slash = text.indexOf("/");
  const base = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (base === null) return null;
  const network = ipaddr.parse(base);
  const width = network.kind() === "ipv4" ? 32 : 128;
  const bits = slash < 0 ? width : Number(text.slice(slash + 1));
  if (slash >= 0 && !/^\d{1,3}$/.test(text.slice(slash + 1))) return null;
  if (bits > width) return null;
  const contains = (ip: string): boolean => {
    const address = numbersOf(ip);
    return address !== null && matches(address, network, bits);
  };
  return { text, contains };
}

type Numbers = ipaddr.IPv4 | ipaddr.IPv6;

/** An address is asked of one range after the other: of a list of private networks, of proxies. */
let last: { readonly text: string; readonly numbers: Numbers | null } = { text: "", numbers: null };

function numbersOf(text: string): Numbers | null {
  if (text === last.text) return last.numbers;
  const canonical = parseAddress(text);
  const numbers = canonical === null ? null : ipaddr.parse(canonical);
  if (text.length <= MAX_LENGTH) last = { text, numbers };
  return numbers;
}

function matches(address: Numbers, network: Numbers, bits: number): boolean {
  if (address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) return address.match(network, bits);
  if (address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6) return address.match(network, bits);
  return false;
}

const PRIVATE =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]..:|fe[89ab].:|::1$)/;

/** Whether an address is another machine in every network (RFC 1918, 3927, 4193, 4291, 6598). @param ip canonical */
export function isPrivateAddress(ip: string): boolean {
  return PRIVATE.test(ip);
}

/** Whether an address is the machine itself: whoever came through its own proxy has it. @param ip canonical */
export function isLoopback(ip: string): boolean {
  return ip.startsWith("127.") || ip === "::1";
}
