/** An alert that grew, shrank or learnt its segment: what the store then gives is the last that was told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { Alert, EvidenceRef } from "../../../src/model/alert.ts";
import { openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import { makeAlert } from "../../helpers/make.ts";

const evidence: fc.Arbitrary<EvidenceRef[]> = fc.uniqueArray(
  fc.record(
    {
      segment: fc.constantFrom("open", `sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`),
      file: fc.constantFrom("a.log", "b.log"),
      offset: fc.integer({ min: 0, max: 5 }),
      length: fc.constantFrom(10, 20),
      sha256: fc.constantFrom("c".repeat(64), "d".repeat(64)),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 6, selector: ({ file, offset }) => `${file} ${offset}` },
);

test("whatever evidence an alert had before, it has the last one, in its order", () => {
  fc.assert(
    fc.property(fc.array(evidence, { minLength: 1, maxLength: 5 }), (versions) => {
      const store = openTemporaryStore();
      try {
        const alert = makeAlert(1);
        store.addAlerts([alert]);
        for (const one of versions)
          store.seal({
            alerts: [],
            grown: [{ ...alert, evidence: one }],
            attacks: [],
            source: null,
            findings: [],
            batch: null,
            records: [],
          });
        const [found] = store.find(alert.id) as readonly { alert: Alert }[];
        assert.deepEqual(found?.alert.evidence, versions.at(-1));
      } finally {
        store.close();
      }
    }),
    { numRuns: 100 },
  );
});
