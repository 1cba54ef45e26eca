import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countAttacks } from "../../src/triage/attack.ts";
import { Sensitivity } from "../../src/triage/sensitivity.ts";
import { prefixOf } from "../../src/triage/ties/infrastructure.ts";

const MINUTE = 60_000;

const alerts = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 4000 }),
    ip: fc.constantFrom("192.0.2.1", "192.0.2.2", "198.51.100.7", "2001:db8::1", "2001:db8::2"),
    body: fc.constantFrom("a", "b"),
  }),
  { maxLength: 60 },
);

test("every figure is what counting by that rule gives", () => {
  fc.assert(
    fc.property(alerts, (all) => {
      const entries = (unit: (ip: string) => string) =>
        all
          .map(({ minute, ip, body }, i) => ({
            body,
            thread: unit(ip),
            fact: { id: `${i}`, timeMs: minute * MINUTE, rule: "r", ip, verdict: null },
          }))
          .sort(
            (x, y) =>
              x.body.localeCompare(y.body) ||
              x.thread.localeCompare(y.thread) ||
              x.fact.timeMs - y.fact.timeMs,
          );
      const sensitivity = new Sensitivity(7 * MINUTE);
      for (const { body, thread, fact } of entries((ip) => ip))
        sensitivity.add(body, thread, fact.ip, fact.timeMs);
      const counts = sensitivity.counts();
      assert.deepEqual(
        counts.map(({ gapMs, unit }) => `${gapMs / MINUTE} ${unit}`),
        [7, 10, 30, 1440].flatMap((gap) => [`${gap} address`, `${gap} network`]),
      );
      for (const { gapMs, unit, attacks } of counts) {
        const naive = [...countAttacks(entries(unit === "address" ? (ip) => ip : prefixOf), gapMs)].length;
        assert.equal(attacks, naive, `${gapMs} ${unit}`);
      }
    }),
  );
});
