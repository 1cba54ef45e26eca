/** Everything that is exported fits the published schemas of STIX 2.1. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { statementDocument } from "../../src/statement/sentences/document.ts";
import { exportStix } from "../../src/statement/stix/export.ts";
import { markings } from "../../src/statement/stix/objects.ts";
import { statementBundle } from "../../src/statement/stix/statement.ts";
import { dataFolder } from "../helpers/data.ts";
import { anyFacts } from "../statement/sentences/facts.ts";
import { attack } from "../statement/stix/attacks.ts";

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
