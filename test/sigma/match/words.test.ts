import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralIndex } from "../../../src/sigma/match/literals.ts";
import { WordIndex } from "../../../src/sigma/match/words.ts";

/** Where the record lies in its buffer decides between which steps a literal falls. */
function foundIn(literals: readonly string[], text: string, before: number, sample = ""): readonly string[] {
  const whole = Buffer.from(`${"#".repeat(before)}${text}#tail`);
  const index = new WordIndex(
    literals.map((literal, i) => [literal, [i]]),
    Buffer.from(sample),
  );
  const found = new Set<string>();
  const record = { bytes: whole, start: before, end: before + Buffer.byteLength(text), text, ascii: false };
  index.scan(record, (rules) => {
    for (const rule of rules) found.add(literals[rule] as string);
  });
  return [...found].sort();
}

const unit = fc.constantFrom("a", "b", "c", "\\", "é");
const plain = fc.constantFrom("a", "b", "c", "\\");

test("every literal is found wherever it stands", () => {
  const seed = 20_261_123;
  for (const minLength of [4, 5, 7]) {
    const literals = fc.uniqueArray(fc.string({ unit: plain, minLength, maxLength: minLength + 5 }), {
      minLength: 1,
      maxLength: 20,
    });
    const text = fc.array(fc.oneof(fc.string({ unit, maxLength: 6 }), fc.nat()), { maxLength: 6 });
    fc.assert(
      fc.property(literals, text, fc.nat({ max: 7 }), fc.string({ unit }), (list, parts, before, sample) => {
        const written = parts
          .map((part) => (typeof part === "number" ? list[part % list.length] : part))
          .join("")
          .replace("b", "B");
        const expected = list.filter((literal) => written.toLowerCase().includes(literal)).sort();
        assert.deepEqual(foundIn(list, written, before, sample), expected);
      }),
      { numRuns: 2000, seed },
    );
  }
});

test("what lies in the buffer before and behind the record is not looked at", () => {
  const bytes = Buffer.from("abcdefgh");
  for (const [start, end] of [
    [1, 8],
    [0, 7],
    [2, 6],
  ] as const) {
    const index = new WordIndex([["abcdefgh", [0]]], Buffer.alloc(0));
    index.scan({ bytes, start, end, text: "", ascii: true }, () => assert.fail("found"));
  }
});

test("a literal that is not ASCII stands in no bytes, and hides no other", () => {
  assert.deepEqual(foundIn(["éabc", "abcd"], "éabcd", 0), ["abcd"]);
});

test("windows of a literal that fall together with others are told apart", () => {
  const literals = Array.from({ length: 3000 }, (_, i) => `w${i.toString(36).padStart(6, "x")}`);
  assert.deepEqual(foundIn(literals, `__${literals[77]}__${literals[2999]}`, 1), [
    literals[2999],
    literals[77],
  ]);
});

test("more literals than two bytes can count are all found", () => {
  const literals = Array.from({ length: 70_000 }, (_, i) => `hash${i.toString(36).padStart(8, "_")}`);
  const wanted = [literals[0], literals[65_535], literals[65_536], literals[69_999]] as string[];
  const text = wanted.join(" ");
  assert.deepEqual(foundIn(literals, text, 0), [...wanted].sort());
  const index = new LiteralIndex(new Map(literals.map((literal, i) => [literal, [i]])));
  const found = new Set<number>();
  index.scan(text, (rules) => {
    for (const rule of rules) found.add(rule);
  });
  assert.deepEqual([...found].sort(), [0, 65_535, 65_536, 69_999].sort());
});
