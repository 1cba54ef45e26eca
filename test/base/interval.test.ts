import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addressText,
  covers,
  networkOf,
  overlaps,
  parseBlock,
  valuesHolding,
} from "../../src/base/interval.ts";

test("one canonical spelling for every way to write an address or range", () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ["192.0.2.9", "192.0.2.9"],
    ["192.0.2.9/32", "192.0.2.9"],
    ["192.0.2.9/24", "192.0.2.0/24"],
    ["::ffff:192.0.2.9", "192.0.2.9"],
    ["2001:DB8:0:0::7/64", "2001:db8::/64"],
    ["2001:db8::7/128", "2001:db8::7"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["fe80::1%eth0", null],
    ["192.0.2.9/33", null],
    ["192.0.2.9/024", null],
    ["192.0.2.9/", null],
    ["192.0.2.9/24/8", null],
    ["0300.0.2.9", null],
    ["0x7f.1", null],
    ["host.example", null],
    ["", null],
  ];
  for (const [text, value] of cases) assert.equal(parseBlock(text)?.value ?? null, value, text);
});

test("an IPv6 address is counted with its /64, an IPv4 address and a range by themselves", () => {
  assert.equal(networkOf("2001:db8::7"), "2001:db8::/64");
  assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("2001:db8::/48"), "2001:db8::/48");
});

test("every value that holds an address does, and an address outside is in none of them", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const block = parseBlock(text);
      fc.pre(block !== null);
      const { family, first } = block.interval;
      const held = valuesHolding(text, family === 4 ? 16 : 32).map((value) => parseBlock(value));
      assert.equal(held.length, family === 4 ? 17 : 97);
      for (const outer of held) assert.ok(outer !== null && covers(outer.interval, block.interval));
      const next = parseBlock(`${addressText(family, first ^ 1n)}`);
      assert.ok(next !== null && !overlaps(next.interval, block.interval));
      assert.equal(addressText(family, first), block.value);
    }),
  );
});
