/** The quick way through a row of figures says exactly what the slow one says; a quoted cell makes a row go the slow way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readResults } from "../../../src/ballots/results/read.ts";

const HEAD = "departement,libelle,commune,bureau,inscrits,votants,exprimes,A,B";
const cell = fc.oneof(
  { weight: 12, arbitrary: fc.nat(99_999).map(String) },
  fc.constantFrom("", " 7", "7 ", "-1", "1.5", "007", "x", "1234567890123", "2A", "é"),
);

/** What a reader makes of a text. Lines that are read and those that are faulty. */
function read(text: string): unknown {
  const found = readResults("r.csv", Buffer.from(text));
  if (!found.ok) return found.error.text;
  const { rows, faults } = found.value;
  return { rows, faults };
}

test("rows of any cells: quick and slow agree, rows and faults alike", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 8, maxLength: 10 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t"),
      (rows, separator) => {
        const head = HEAD.replaceAll(",", separator);
        const text = (quote: (one: string) => string): string =>
          `${head}\n${rows.map(([first = "", ...rest]) => [quote(first), ...rest].join(separator)).join("\n")}\n`;
        assert.deepEqual(read(text((one) => one)), read(text((one) => `"${one}"`)));
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
});
