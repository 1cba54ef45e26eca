/** What is exported says nothing raw, and is the same every time (test/data/stix.test.ts: it fits the published schemas). */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { exportMisp } from "../../../src/statement/misp.ts";
import { exportStix } from "../../../src/statement/stix/export.ts";
import { importStix } from "../../../src/statement/stix/import.ts";
import { addressObject, uuid5 } from "../../../src/statement/stix/objects.ts";
import { attack } from "./attacks.ts";

test("the same attacks are the same objects; what is exported is read again as the same addresses", () => {
  fc.assert(
    fc.property(fc.array(attack, { maxLength: 8 }), (attacks) => {
      const options = { publisher: "CERT", marking: "green", nowMs: 0 } as const;
      const [one, two] = [exportStix(attacks, [], options), exportStix(attacks, [], options)];
      assert.deepEqual(one, two);
      const read = importStix("b", JSON.stringify(one));
      assert.ok(read.ok);
      assert.deepEqual(read.value.faults, []);
      const wanted = new Set(
        one.objects.filter(({ type }) => /^ipv[46]-addr$/.test(type)).map((object) => object["value"]),
      );
      for (const { owner } of read.value.indicators) assert.equal(owner, "CERT");
      assert.equal(read.value.indicators.length, wanted.size);
      assert.doesNotMatch(JSON.stringify(exportMisp(attacks, options)), /secret/);
    }),
  );
});

test("ids are those of the specification", () => {
  // RFC 9562, appendix A.4
  assert.equal(
    uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
    "2ed6657d-e927-568b-95e1-2665a8aea6a2",
  );
  // STIX 2.1, section 2.9: an example of the specification
  assert.equal(addressObject("198.51.100.3").id, "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
});
