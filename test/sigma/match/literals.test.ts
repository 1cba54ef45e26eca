import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralIndex } from "../../../src/sigma/match/literals.ts";
import { SkipIndex } from "../../../src/sigma/match/skip.ts";
import { foldText } from "../../../src/sigma/match/view.ts";

const unit = fc.constantFrom("a", "b", "c", "é", "\u4e61");
const found = (index: LiteralIndex | SkipIndex, text: string): readonly number[] => {
  const rules = new Set<number>();
  index.scan(text, (list) => {
    for (const rule of list) rules.add(rule);
  });
  return [...rules].sort((a, b) => a - b);
};

function agrees(
  minLength: number,
  make: (literals: ReadonlyMap<string, readonly number[]>) => LiteralIndex | SkipIndex | null,
): void {
  const literals = fc.uniqueArray(fc.string({ unit, minLength, maxLength: minLength + 6 }), {
    maxLength: 30,
  });
  const texts = fc.array(fc.string({ unit, maxLength: 40 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(literals, texts, fc.nat(), (list, parts, pick) => {
      const index = make(new Map(list.map((literal, i) => [literal, [i]])));
      const text = parts.join(list[pick % (list.length + 1)] ?? "");
      const expected = list.flatMap((literal, i) => (text.includes(literal) ? [i] : []));
      if (index !== null) assert.deepEqual(found(index, text), expected);
      if (index instanceof SkipIndex) assert.equal(index.holds(foldText(text)), expected.length > 0);
    }),
    { numRuns: 1000 },
  );
}

test("the window index finds every literal", () => {
  agrees(1, (literals) => new LiteralIndex(literals));
});

test("the skipping index finds every literal", () => {
  agrees(6, (literals) => SkipIndex.create(literals));
});
