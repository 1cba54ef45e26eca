/** Generated rules on generated events: with and without the index, and against the specification. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dump } from "js-yaml";
import { RecordDecoder } from "../../../src/detect/record.ts";
import { type FieldBag, Fields, type FieldValue } from "../../../src/model/fields.ts";
import { compile, type MatchEvent, type RecordBytes } from "../../../src/sigma/index.ts";
import { event, loaded } from "../make.ts";
import { fires } from "../naive.ts";

const letters = fc.constantFrom("a", "b", "B", "c", "-", "/", "–", " ", "é", "k", "K", "\u212a");
const word = fc.string({ unit: letters, maxLength: 6 });
const value = fc.oneof(
  word,
  fc.string({ unit: fc.oneof(letters, fc.constantFrom("*", "?", "\\", "\\*")), maxLength: 6 }),
  fc.integer({ min: 0, max: 12 }),
  fc.boolean(),
);
const field = fc.constantFrom("A", "B", "C");
const textKey = fc.constantFrom(
  ...["", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|contains|windash", "|neq"],
  ...["|windash|endswith", "|all|startswith", "|contains|cased", "|neq|contains", "|windash"],
);
const textEntry = fc
  .tuple(
    fc.tuple(fc.oneof(field, fc.constant("")), textKey).map(([f, m]) => f + m),
    fc.oneof(
      value,
      fc.array(value, { minLength: 1, maxLength: 4 }),
      fc.array(word, { minLength: 6, maxLength: 9 }),
    ),
  )
  .filter(([key]) => key !== "");
const otherEntry = fc.oneof(
  fc.tuple(field, fc.constant(null)),
  fc.tuple(
    field.map((f) => `${f}|exists`),
    fc.boolean(),
  ),
  fc.tuple(
    fc.tuple(field, fc.constantFrom("lt", "lte", "gt", "gte")).map(([f, m]) => `${f}|${m}`),
    fc.integer({ min: 0, max: 12 }),
  ),
  fc.tuple(
    fc
      .tuple(field, fc.constantFrom("", "|contains", "|startswith", "|endswith", "|cased"))
      .map(([f, m]) => `${f}|fieldref${m}`),
    field,
  ),
  fc.tuple(
    field.map((f) => `${f}|re`),
    fc.constantFrom("^a", "b+$", "a.c", "[ab]{2}", "(?i)B", "(a|bc)", "\\s-"),
  ),
  fc.tuple(
    field.map((f) => `${f}|base64offset|contains`),
    word.filter((w) => /^[\x20-\x7e]+$/.test(w)),
  ),
);
const map = fc
  .array(fc.oneof({ weight: 3, arbitrary: textEntry }, { weight: 1, arbitrary: otherEntry }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((entries) => Object.fromEntries(entries));
const selection = fc.oneof(
  map,
  fc.array(map, { minLength: 1, maxLength: 2 }),
  fc.array(word, { minLength: 1, maxLength: 2 }),
);
const condition = fc.letrec<{ c: string }>((tie) => ({
  c: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("sel_1", "sel_2", "_x", "1 of them", "all of them", "1 of sel*", "all of s*_*"),
    tie("c").map((c) => `not (${c})`),
    fc.tuple(tie("c"), tie("c")).map(([a, b]) => `${a} and ${b}`),
    fc.tuple(tie("c"), tie("c")).map(([a, b]) => `${a} or ${b}`),
  ),
})).c;
const detection = fc.record({ sel_1: selection, sel_2: selection, _x: selection, condition });

const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, true, "", "abc", "Zm9v", "YWI=") },
  { weight: 1, arbitrary: fc.array(fc.oneof(word, fc.constant(null)), { maxLength: 3 }) },
);
const fields = fc.dictionary(field, fieldValue, { noNullPrototype: true });

/** The event as a format of JSON gives it, with the bytes of its record. */
function asJson(bag: Readonly<Record<string, FieldValue>>): readonly [MatchEvent, RecordBytes | null] {
  const own = new Fields(Object.create(null) as FieldBag, bag);
  own.readFrom(bag);
  return [{ ...event({}), fields: own }, recordOf(JSON.stringify(bag))];
}

/** The event as a format of lines gives it: every value stands in the line as it is. */
function asLine(bag: Readonly<Record<string, FieldValue>>): readonly [MatchEvent, RecordBytes | null] {
  const own = new Fields(Object.assign(Object.create(null), bag) as FieldBag);
  own.standBut([]);
  return [{ ...event({}), fields: own }, recordOf(`[${Object.values(bag).flat().map(String).join("] [")}]`)];
}

/** The same where only some of the values stand in the line: a format may have decoded the others. */
function asDecoded(bag: Readonly<Record<string, FieldValue>>): readonly [MatchEvent, RecordBytes | null] {
  const own = new Fields(Object.assign(Object.create(null), bag) as FieldBag);
  const written = Object.values(bag).slice(1).flat().map(String);
  return [{ ...event({}), fields: own }, recordOf(`[${written.join("] [")}]`)];
}

function recordOf(text: string): RecordBytes | null {
  const bytes = Buffer.from(text);
  return new RecordDecoder(bytes).plain(0, bytes.length, text);
}

const seed = Number(process.env["PROPERTY_SEED"] ?? 20_260_420);

test("the engine, with and without its index, agrees with the specification", (context) => {
  let fired = 0;
  let cases = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 5 }),
      fc.array(fields, { minLength: 1, maxLength: 4 }),
      (detections, bags) => {
        const rules = detections.map((d, i) => ({
          title: `R${i}`,
          id: `r${i}`,
          logsource: { category: "test" },
          detection: d,
        }));
        const set = loaded(rules.map((rule) => dump(rule)).join("---\n"));
        const indexed = compile(set);
        const plain = compile(set, { index: false });
        for (const bag of bags) {
          const expected = rules.filter((rule) => fires(rule, event(bag).fields)).map((rule) => rule.id);
          fired += expected.length;
          cases += rules.length;
          assert.deepEqual(
            plain.match(event(bag)).map((r) => r.id),
            expected,
          );
          assert.deepEqual(
            indexed.match(event(bag)).map((r) => r.id),
            expected,
            "with the index",
          );
          for (const [made, record] of [asJson(bag), asLine(bag), asDecoded(bag)]) {
            const found = indexed.match(made, record).map((r) => r.id);
            assert.deepEqual(found, expected, "with the record's bytes");
          }
        }
      },
    ),
    { numRuns: 3000, seed },
  );
  context.diagnostic(`seed ${seed}: ${cases} pairs of a rule and an event, ${fired} hits`);
  assert.ok(cases >= 10_000);
  assert.ok(fired > 500, `only ${fired} hits`);
});
