/** A long list of literals says what its literals say one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileLists } from "../../../src/sigma/match/lists.ts";
import { foldText } from "../../../src/sigma/match/view.ts";
import type { TextTest } from "../../../src/sigma/plan/tree.ts";

const unit = fc.constantFrom("a", "b", "B", "é", "K", "\u212a", "\\", ".");
const kinds = fc.constantFrom("starts", "ends", "contains" as const);
const plain = { cased: false, windash: false };

function one({ kind, text }: TextTest, folded: string): boolean {
  const wanted = foldText(text);
  if (kind === "starts") return folded.startsWith(wanted);
  return kind === "ends" ? folded.endsWith(wanted) : folded.includes(wanted);
}

test("a list is its literals one by one, whatever is put into how few looks", () => {
  const tests = fc.array(
    fc
      .tuple(
        kinds,
        fc.oneof(
          fc.string({ unit, minLength: 6, maxLength: 14 }),
          fc.string({ unit, minLength: 1, maxLength: 14 }),
        ),
        fc.boolean(),
      )
      .map(([kind, text, cased]): TextTest => ({ ...plain, kind, text, cased })),
    { minLength: 20, maxLength: 90 },
  );
  const texts = fc.array(fc.string({ unit, maxLength: 20 }), { minLength: 1, maxLength: 3 });
  let listed = 0;
  fc.assert(
    fc.property(tests, texts, fc.nat(), (all, parts, pick) => {
      const text = parts.join(all[pick % all.length]?.text ?? "");
      const folded = foldText(text);
      const { checks, rest } = compileLists(all);
      listed += all.length - rest.length;
      const taken = all.filter((item) => !rest.includes(item));
      assert.equal(
        checks.some((check) => check(text, folded)),
        taken.some((item) => one(item, folded)),
      );
      assert.ok(
        taken.every(({ cased }) => !cased),
        "what regards case is not compared folded",
      );
    }),
    { numRuns: 3000 },
  );
  assert.ok(listed > 3000, "lists were made");
});

test("few literals, and those of which one is too short to skip by, stay as they are", () => {
  const few: TextTest[] = ["\\a.exe", "\\b.exe"].map((text) => ({ ...plain, kind: "ends", text }));
  assert.deepEqual(compileLists(few), { checks: [], rest: few });
  const short: TextTest[] = ["longer1", "longer2", "longer3", "longer4", "longer5", "x"].map((text) => ({
    ...plain,
    kind: "contains",
    text,
  }));
  assert.deepEqual(compileLists(short), { checks: [], rest: short });
});

test("empty literals stand in every text, and are no part of a list", () => {
  const all: TextTest[] = ["", "", "", "", "", ""].map((text) => ({ ...plain, kind: "starts", text }));
  assert.deepEqual(compileLists(all), { checks: [], rest: all });
});
