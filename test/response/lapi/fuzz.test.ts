/** Whatever a client with a key writes: no answer is a failure of ours, and the API goes on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import { readMetrics } from "../../../src/response/lapi/metrics.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import { ApiUnderTest } from "../../helpers/lapi.ts";

const NAMES = [
  "ip",
  "range",
  "scope",
  "scopes",
  "value",
  "type",
  "origins",
  "scenarios_containing",
  "scenarios_not_containing",
  "contains",
  "limit",
  "offset",
  "id_gt",
  "startup",
  "dedup",
  "__proto__",
];
const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(140)).map(([ip, bits]) => `${ip}/${bits}`),
  fc.constantFrom(
    "true",
    "false",
    "-1",
    "99999999999999999999",
    "1e9",
    "ip,range",
    ",,,",
    "%",
    "\u0000",
    "'\"--",
  ),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), word), { maxLength: 6 })
  .map((pairs) =>
    pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&"),
  );
const raw = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x21-\x7e]/g, "%"));

test("no query makes the API fail", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.store.decisions.add(
    [
      "192.0.2.7",
      "192.0.2.0/24",
      "2001:db8::1",
      "2001:db8::/48",
      "not-an-ip",
      "fe80::1%eth0",
      "1.2.3.4/99",
    ].map((value, i) => decisionOf(`${i}`, value, api.nowMs, 3_600_000, { behaviour: 'a:\u001b[31m"\n' })),
  );
  // many keys, so that none of them asks too often
  const keys = Array.from({ length: 50 }, (_, i) => `key-${i}`);
  for (const key of keys) api.store.bouncers.add(key, "other", keyHash(key) ?? new Uint8Array(), 0);
  let asked = 0;
  const path = fc.constantFrom("/v1/decisions", "/v1/decisions/stream");
  await fc.assert(
    fc.asyncProperty(path, fc.oneof(query, raw), async (where, words) => {
      api.nowMs += 1;
      const { status, body } = await api.ask(`${where}?${words}`, {
        headers: { "X-Api-Key": keys[asked++ % 50] ?? "" },
      });
      assert.ok([200, 400].includes(status), `${status} ${body}`);
      const value: unknown = JSON.parse(body);
      if (status !== 200) assert.equal(typeof (value as { message: unknown }).message, "string");
      assert.doesNotMatch(body, /not-an-ip|eth0|\/99|\u001b/);
    }),
    { numRuns: 300 },
  );
  assert.equal((await api.ask("/health")).status, 200);
});

test("no report of counters makes the reader fail, and what is kept of one is small", () => {
  const leaf = fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom("packet", "dropped", "vigie"));
  const shape = fc.record({
    remediation_components: fc.array(
      fc.record(
        {
          version: leaf,
          type: leaf,
          utc_startup_timestamp: fc.oneof(fc.nat(), leaf),
          metrics: fc.array(
            fc.record({
              meta: fc.record({ window_size_seconds: fc.nat(), utc_now_timestamp: fc.nat() }),
              items: fc.array(fc.record({ name: leaf, unit: leaf, value: fc.double(), labels: leaf })),
            }),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
  });
  const body = fc.oneof(
    shape.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string(),
  );
  fc.assert(
    fc.property(body, (text) => {
      const read = readMetrics(text, 0);
      if (read.ok) for (const { items } of read.value) assert.ok(items.length <= 24);
      else assert.ok(read.error.message.length <= 300);
    }),
    { numRuns: 500 },
  );
});
