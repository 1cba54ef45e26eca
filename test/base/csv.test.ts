import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { CsvFault, csvRow, csvRows } from "../../src/base/csv.ts";

function rowsOf(text: string, separator = ","): (readonly [number, ...string[]])[] {
  return Array.from(csvRows(text, separator), ({ line, cells }) => [line, ...cells] as const);
}

test("quotes, separators and line ends inside cells, and the line of every row", () => {
  assert.deepEqual(rowsOf('\uFEFFa,b\r\n"1,5","x\ny"\r\n\nlast,"say ""no"""'), [
    [1, "a", "b"],
    [2, "1,5", "x\ny"],
    [5, "last", 'say "no"'],
  ]);
  assert.deepEqual(rowsOf('a;"b";\n', ";"), [[1, "a", "b", ""]]);
});

test("a fault is told with its line", () => {
  const fault = (text: string): string => {
    try {
      rowsOf(text);
    } catch (error) {
      if (error instanceof CsvFault) return `${error.line}: ${error.message}`;
    }
    return "no fault";
  };
  assert.equal(fault('a\n"b'), "2: a quote is opened and never closed");
  assert.equal(fault('a\nb\n"c"d,e'), "3: text follows a closing quote");
  assert.equal(fault(`a\n${"x".repeat(4_300_000)}`), "2: a row is longer than 4 MiB");
  assert.match(fault(",".repeat(100_001)), /more than 100000 cells/);
  assert.match(fault(`"",${'"",'.repeat(100_001)}`), /more than 100000 cells/);
});

test("whatever is written is read again, but for formulas, which are disarmed", () => {
  const cell = fc.string({ unit: "grapheme" }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { minLength: 1 }), (rows) => {
      const text = rows.map((cells) => csvRow(cells)).join("\r\n");
      const wanted = rows.filter((cells) => csvRow(cells) !== "");
      assert.deepEqual(
        rowsOf(text.startsWith("\uFEFF") ? `\uFEFF${text}` : text).map(([, ...cells]) => cells),
        wanted,
      );
    }),
  );
  assert.equal(csvRow(["=1+1", "-5", -5]), "'=1+1,-5,-5");
});
