/** Everything that is exported fits the published schemas, says nothing raw, and is the same every time. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { parseAddress } from "../../../src/base/address.ts";
import type { Attack } from "../../../src/model/attack.ts";
import { exportMisp } from "../../../src/statement/misp.ts";
import { statementDocument } from "../../../src/statement/sentences/document.ts";
import { exportStix } from "../../../src/statement/stix/export.ts";
import { importStix } from "../../../src/statement/stix/import.ts";
import { addressObject, markings, uuid5 } from "../../../src/statement/stix/objects.ts";
import { statementBundle } from "../../../src/statement/stix/statement.ts";
import { dataFolder } from "../../helpers/data.ts";
import { makeAttack } from "../../helpers/make.ts";
import { anyFacts } from "../sentences/facts.ts";

const SCHEMAS = dataFolder("stix/schemas");
const skip = existsSync(SCHEMAS) ? false : `1 check left out: no ${SCHEMAS}`;

/** A validator for each type; settings as the schemas need them. */
function validators(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false });
  const byType = new Map<string, string>();
  for (const path of globSync("**/*.json", { cwd: SCHEMAS })) {
    const schema = JSON.parse(readFileSync(join(SCHEMAS, path), "utf8")) as { $id: string; title: string };
    ajv.addSchema(schema);
    byType.set(schema.title, schema.$id);
  }
  return new Map(
    [...byType].map(([type, id]) => {
      const validate = ajv.getSchema(id);
      assert.ok(validate, id);
      return [type, validate];
    }),
  );
}

const time = fc
  .date({ min: new Date("2017-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const attack: fc.Arbitrary<Attack> = fc
  .record({
    id: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }),
    body: fc.constantFrom("secret-party", "ministry"),
    origin: fc.option(
      fc.oneof(fc.ipV4(), fc.ipV6()).map((ip) => ({ ip: parseAddress(ip) ?? "192.0.2.1" })),
      { nil: null },
    ),
    times: fc.tuple(time, time),
    alerts: fc.integer({ min: 1, max: 2_000_000_000 }),
    techniques: fc.uniqueArray(fc.constantFrom("T1110", "T1110.003", "T1190", "T1595"), { maxLength: 3 }),
    outcome: fc.constantFrom("observed", "succeeded", "blocked_by_device"),
    class: fc.constantFrom("noise", "opportunistic", "elaborate"),
  })
  .map(({ times, class: verdict, ...rest }) => {
    const [first = "", last = ""] = [...times].sort();
    return makeAttack(1, {
      ...rest,
      first,
      last,
      rules: ["secret-rule"],
      entities: { user: ["secret-user"], host: ["secret-host"] },
      traits: ["secret-tool"],
      verdict: { class: verdict, directed: false, objective: "unknown", score: 0.5, reasons: [] },
      thread: rest.origin === null ? "user:secret-user" : `ip:${rest.origin.ip}`,
    });
  });

test("every object of every export fits its schema", { skip }, () => {
  const valid = validators();
  assert.ok(valid.size >= 50, `${valid.size} schemas`);
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(attack, { maxLength: 12 }), fc.constantFrom(...markings), (attacks, marking) => {
      const ids = attacks.map(({ id }) => id);
      const campaign = {
        id: "c0ffee".repeat(8),
        attacks: ids,
        first: "2017-04-01T00:00:00.000Z",
        last: "2017-05-01T00:00:00.000Z",
      };
      const bundle = exportStix(attacks, [campaign], {
        publisher: "CERT",
        marking,
        nowMs: Date.UTC(2026, 10, 22),
      });
      for (const object of [bundle, ...bundle.objects]) {
        const validate = valid.get(object.type);
        assert.ok(validate, `no schema for ${object.type}`);
        assert.ok(validate(object), `${JSON.stringify(object)}\n${JSON.stringify(validate.errors)}`);
        seen.add(object.type);
      }
      const all = new Set(bundle.objects.map(({ id }) => id));
      for (const object of bundle.objects)
        for (const ref of [object["object_refs"], object["created_by_ref"], object["sighting_of_ref"]].flat())
          if (ref !== undefined)
            assert.ok(all.has(String(ref)), `${object.id} names ${ref}, which is not in the bundle`);
      assert.doesNotMatch(JSON.stringify(bundle), /secret|attributed-to/);
    }),
    { numRuns: 200 },
  );
  for (const type of [
    "sighting",
    "observed-data",
    "indicator",
    "campaign",
    "relationship",
    "report",
    "ipv6-addr",
  ])
    assert.ok(seen.has(type), `${type} was never made`);
});

test("a statement's bundle fits the schemas, and holds no address", { skip }, () => {
  const valid = validators();
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...markings), (facts, marking) => {
      const bundle = statementBundle(statementDocument(facts), ["T1110", "T1190"], marking);
      // each by its type: the published schema of a bundle leaves notes out of its list, though the specification has them
      for (const object of bundle.objects) {
        const validate = valid.get(object.type);
        assert.ok(validate?.(object), `${JSON.stringify(object)}\n${JSON.stringify(validate?.errors)}`);
      }
      assert.ok(bundle.objects.every(({ type }) => !type.endsWith("-addr") && type !== "indicator"));
    }),
    { numRuns: 100 },
  );
});

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
