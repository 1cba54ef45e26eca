import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  isIpv4,
  isLoopback,
  isPrivateAddress,
  parseAddress,
  parseHostPort,
  parseRange,
} from "../../src/base/address.ts";

test("IPv4 is read only as four decimal numbers", () => {
  for (const text of ["0.0.0.0", "192.0.2.7", "255.255.255.255"]) assert.equal(parseAddress(text), text);
});

// RFC 6943 section 3.1.1: what inet_aton would read differently from what a person sees
const LOOSE = [
  "0300.0.2.7",
  "192.0.02.7",
  "0xc0.0.2.7",
  "0xc0000207",
  "3221225991",
  "192.0.519",
  "192.519",
  "192.0.2",
  "192.0.2.",
  ".192.0.2.7",
  "192..2.7",
  "192.0.2.7.8",
  "192.0.2.256",
  "192.0.2.-7",
  "192.0.2.7 ",
  " 192.0.2.7",
  "192.0.2.7\n",
  "192.0.2.７",
  "",
  "1.2.3.4567",
];

test("no octal, hexadecimal, shortened or decorated IPv4 is an address", () => {
  for (const text of LOOSE) {
    assert.equal(parseAddress(text), null, JSON.stringify(text));
    assert.equal(isIpv4(text), false, JSON.stringify(text));
  }
});

// RFC 5952 sections 4.1 to 4.3, and mapped addresses (RFC 4291 section 2.5.5.2)
const CANONICAL: readonly (readonly [string, string])[] = [
  ["2001:DB8::0:1", "2001:db8::1"],
  ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["::", "::"],
  ["::1", "::1"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:0207", "192.0.2.7"],
  ["fe80::1%eth0", "fe80::1"],
];

test("IPv6 has one spelling, and an IPv4-mapped address is IPv4", () => {
  for (const [text, canonical] of CANONICAL) assert.equal(parseAddress(text), canonical, text);
});

test("what is no IPv6 address is refused", () => {
  for (const text of [
    ":",
    ":::",
    "1::2::3",
    "2001:db8::12345",
    "2001:db8::g",
    "::ffff:0300.0.2.7",
    "::ffff:192.0.2.07",
    "::ffff:192.0.2.256",
    "[2001:db8::1]",
    "2001:db8::1/64",
    "::1 ",
    `${"0:".repeat(40)}1`,
  ])
    assert.equal(parseAddress(text), null, text);
});

test("a canonical address reads as itself", () => {
  const any = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(any, (text) => {
      const canonical = parseAddress(text);
      assert.notEqual(canonical, null, text);
      assert.equal(parseAddress(canonical ?? ""), canonical);
    }),
  );
});

test("no text at all makes the reader fail", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseAddress(text)));
});

test("host and port are read in their four spellings", () => {
  const vectors: readonly (readonly [string, string, number | null])[] = [
    ["192.0.2.7", "192.0.2.7", null],
    ["192.0.2.7:443", "192.0.2.7", 443],
    ["2001:db8::1", "2001:db8::1", null],
    ["[2001:db8::1]", "2001:db8::1", null],
    ["[2001:DB8::1]:65535", "2001:db8::1", 65_535],
    ["[::ffff:192.0.2.7]:1", "192.0.2.7", 1],
  ];
  for (const [text, ip, port] of vectors) assert.deepEqual(parseHostPort(text), { ip, port }, text);
});

test("a host with an impossible port or half a bracket is no host", () => {
  for (const text of [
    "192.0.2.7:",
    "192.0.2.7:65536",
    "192.0.2.7:123456",
    "192.0.2.7:-1",
    "[2001:db8::1",
    "[2001:db8::1]443",
    "example.org:443",
    "192.0.2.7:443:1",
  ])
    assert.equal(parseHostPort(text), null, text);
});

test("a range holds its own addresses and no others", () => {
  const v4 = parseRange("192.0.2.0/24");
  assert.equal(v4?.contains("192.0.2.255"), true);
  assert.equal(v4?.contains("::ffff:192.0.2.1"), true);
  assert.equal(v4?.contains("192.0.3.0"), false);
  assert.equal(v4?.contains("2001:db8::1"), false);
  assert.equal(v4?.contains("nonsense"), false);
  const v6 = parseRange("2001:db8::/32");
  assert.equal(v6?.contains("2001:DB8:ffff::1"), true);
  assert.equal(v6?.contains("2001:db9::1"), false);
  assert.equal(parseRange("192.0.2.7")?.contains("192.0.2.7"), true);
  assert.equal(parseRange("192.0.2.7")?.contains("192.0.2.8"), false);
  assert.equal(parseRange("0.0.0.0/0")?.contains("203.0.113.9"), true);
});

test("one address after the other is asked of one range after the other", () => {
  const ranges = ["192.0.2.0/24", "2001:db8::/32", "192.0.2.7"].map((text) => parseRange(text));
  const asked = (ip: string): readonly (boolean | undefined)[] => ranges.map((range) => range?.contains(ip));
  assert.deepEqual(asked("192.0.2.7"), [true, false, true]);
  assert.deepEqual(asked("nonsense"), [false, false, false]);
  assert.deepEqual(asked("2001:db8::7"), [false, true, false]);
  assert.deepEqual(asked("192.0.2.8"), [true, false, false]);
  assert.deepEqual(asked(""), [false, false, false]);
});

test("what is no range is refused", () => {
  for (const text of [
    "192.0.2.0/33",
    "2001:db8::/129",
    "192.0.2.0/",
    "192.0.2.0/-1",
    "192.0.2.0/8x",
    "a/8",
    "",
  ])
    assert.equal(parseRange(text), null, text);
});

test("private addresses and the machine's own", () => {
  for (const ip of [
    "10.0.0.1",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "100.64.0.1",
    "fd00::1",
    "fe80::1",
    "127.0.0.1",
    "::1",
  ])
    assert.ok(isPrivateAddress(ip), ip);
  for (const ip of ["11.0.0.1", "172.32.0.1", "192.169.1.1", "100.128.0.1", "2001:db8::1", "fec0::1", "::2"])
    assert.ok(!isPrivateAddress(ip), ip);
  assert.ok(isLoopback("127.9.9.9") && isLoopback("::1") && !isLoopback("10.0.0.1"));
});
