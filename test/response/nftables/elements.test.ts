import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addressText, parseBlock } from "../../../src/base/interval.ts";
import { elementsOf, keyOf } from "../../../src/response/nftables/elements.ts";
import { makeDecision } from "../../helpers/decisions.ts";

const NOW = Date.UTC(2026, 3, 20, 12);
const MINUTE = 60_000;

/** Ranges and addresses that overlap a lot: parts of 10.99.0.0/24. */
const value = fc
  .record({ host: fc.nat(255), bits: fc.integer({ min: 24, max: 32 }) })
  .map(({ host, bits }) => parseBlock(`10.99.0.${host}/${bits}`)?.value ?? "");
const decisions = fc
  .array(fc.record({ value, minutes: fc.integer({ min: -2, max: 30 }) }), { maxLength: 12 })
  .map((list) => list.map(({ value: text, minutes }) => makeDecision(text, NOW + minutes * MINUTE, NOW)));

test("each address is in one element if any decision covers it, else in none; it lasts as long as the longest and belongs to the narrowest", () => {
  fc.assert(
    fc.property(decisions, (all) => {
      const elements = elementsOf(all, NOW);
      for (let host = 0; host < 256; host++) {
        const address = parseBlock(`10.99.0.${host}`)?.interval.first ?? 0n;
        const covering = all
          .map((one) => ({ one, run: parseBlock(one.value)?.interval, endMs: Date.parse(one.until) }))
          .filter(
            ({ run, endMs }) =>
              run !== undefined && run.first <= address && address <= run.last && endMs > NOW,
          );
        const holding = elements.filter(({ first, last }) => first <= address && address <= last);
        assert.equal(holding.length, covering.length === 0 ? 0 : 1, `10.99.0.${host}`);
        if (covering.length === 0) continue;
        assert.equal(holding[0]?.endMs, Math.max(...covering.map(({ endMs }) => endMs)));
        const sizes = covering.map(({ run }) => (run?.last ?? 0n) - (run?.first ?? 0n));
        const [narrowest] = sizes.toSorted((a, b) => Number(a - b));
        const owners = covering.filter((_, i) => sizes[i] === narrowest).map(({ one }) => one.id);
        assert.ok(owners.includes(holding[0]?.decision ?? ""));
      }
    }),
    { numRuns: 100 },
  );
});

test("the order of decisions changes nothing", () => {
  fc.assert(
    fc.property(decisions, (all) =>
      assert.deepEqual(elementsOf(all.toReversed(), NOW), elementsOf(all, NOW)),
    ),
  );
});

test("families stay apart, and what is not in force or no address is left out", () => {
  const all = [
    makeDecision("2001:db8::/64", NOW + MINUTE, NOW),
    makeDecision("10.99.0.7", NOW + MINUTE, NOW),
    makeDecision("10.99.0.8", NOW + MINUTE, NOW, { status: "proposed" }),
    makeDecision("10.99.0.9", NOW, NOW),
    makeDecision("not an address", NOW + MINUTE, NOW),
  ];
  assert.deepEqual(elementsOf(all, NOW).map(keyOf), [
    "v4 10.99.0.7",
    "v6 2001:db8::-2001:db8::ffff:ffff:ffff:ffff",
  ]);
  assert.equal(addressText(6, 0n), "::");
});
