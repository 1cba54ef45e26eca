/** The plan for records that were sampled: anchors of fields looked for anywhere in the bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dump } from "js-yaml";
import { RecordDecoder } from "../../../src/detect/record.ts";
import { type FieldBag, Fields } from "../../../src/model/fields.ts";
import { compile, type MatchEvent, type RecordBytes } from "../../../src/sigma/index.ts";
import { event, loaded } from "../make.ts";

type Made = readonly [MatchEvent, RecordBytes | null];
type Bag = Readonly<Record<string, string | number>>;

function recordOf(text: string): RecordBytes | null {
  const bytes = Buffer.from(text);
  return new RecordDecoder(bytes).plain(0, bytes.length, text);
}

function asJson(bag: Bag, write = JSON.stringify): Made {
  const own = new Fields(Object.create(null) as FieldBag, bag);
  own.readFrom(bag);
  return [{ ...event({}), fields: own }, recordOf(write(bag))];
}

/** As PHP writes it. */
function asEscaped(bag: Bag): Made {
  return asJson(bag, (value) => JSON.stringify(value).replaceAll("/", "\\/"));
}

function asLine(bag: Bag): Made {
  const own = new Fields(Object.assign(Object.create(null), bag) as FieldBag);
  own.standBut([]);
  return [{ ...event({}), fields: own }, recordOf(`[${Object.values(bag).map(String).join("] [")}]`)];
}

const pieces = [
  "update",
  "\\system32\\",
  "Kelvin",
  "\u212aelvin",
  '"quoted" ',
  "/etc/",
  "é",
  "\n",
  "12",
  "tail",
];
const text = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(""));
const key = fc.tuple(
  fc.constantFrom("A", "B"),
  fc.constantFrom("", "|contains", "|startswith", "|endswith", "|re"),
);
const entry = fc
  .tuple(key, text)
  .map(([[field, how], word]): readonly [string, string] => [
    field + how,
    how === "|re" ? `${word.replace(/[\\^$.*+?()[\]{}|"\n]/g, "\\$&")}x?` : word.replaceAll("\\", "\\\\"),
  ]);
const selection = fc.array(entry, { minLength: 1, maxLength: 2 }).map((list) => Object.fromEntries(list));
const detection = fc
  .record({ one: selection, two: selection })
  .map((both) => ({ ...both, condition: "one or two" }));
const bag = fc.record({ A: fc.oneof(text, fc.constant(1_212_121)), B: text });

/** More than are sampled. */
const WARM = 10;

test("what is looked for anywhere in records fires what is looked for field by field", (context) => {
  const seed = 20_261_123;
  let fired = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 4 }),
      fc.array(bag, { maxLength: 4 }),
      (rules, bags) => {
        const texts = rules.map((one, i) =>
          dump({ title: `R${i}`, id: `r${i}`, logsource: { category: "test" }, detection: one }),
        );
        const set = loaded(texts.join("---\n"));
        const plain = compile(set, { index: false });
        for (const make of [asJson, asEscaped, asLine]) {
          const indexed = compile(set);
          for (let i = 0; i < WARM; i++) indexed.match(...make({ A: "nothing", B: "at all" }));
          for (const one of bags) {
            const [made, record] = make(one);
            const expected = plain.match(made).map((rule) => rule.id);
            fired += expected.length;
            assert.deepEqual(
              indexed.match(made, record).map((rule) => rule.id),
              expected,
              `${make.name} ${JSON.stringify(one)}`,
            );
          }
        }
      },
    ),
    { numRuns: 2500, seed },
  );
  context.diagnostic(`seed ${seed}: ${fired} hits`);
  assert.ok(fired > 1000, `only ${fired} hits`);
});

test("a literal is found in records that all hold it", () => {
  const matcher = compile(
    loaded(
      dump({
        title: "T",
        id: "t",
        logsource: { category: "test" },
        detection: { s: { "A|contains": "always here" }, condition: "s" },
      }),
    ),
  );
  for (let i = 0; i < 3 * WARM; i++)
    assert.equal(matcher.match(...asJson({ A: "it is always here", B: "b" })).length, 1);
});

test("a text that folding makes longer, and numbers written otherwise, hide no keyword", () => {
  const fires = (word: string, made: Made): number => {
    const detection = { k: [word], condition: "k" };
    const matcher = compile(
      loaded(dump({ title: "T", id: "t", logsource: { category: "test" }, detection })),
    );
    for (let i = 0; i < WARM; i++) matcher.match(...asJson({ A: "nothing", B: "at all" }));
    return matcher.match(...made).length;
  };
  assert.equal(fires("\u0130xyzabc", asJson({ A: "\u0130xyzabc" })), 1);
  assert.equal(
    fires(
      "-Infinity",
      asJson({ A: Number.NEGATIVE_INFINITY }, () => '{"A":-1e999}'),
    ),
    1,
  );
});
