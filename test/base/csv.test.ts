import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { csvRow, readCsv } from "../../src/base/csv.ts";

function rowsOf(text: string, separator = ","): (readonly [number, ...string[]])[] {
  const rows: (readonly [number, ...string[]])[] = [];
  assert.equal(
    readCsv(text, separator, (cells, line) => rows.push([line, ...cells])),
    null,
  );
  return rows;
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
  const fault = (text: string): unknown => readCsv(text, ",", () => {});
  assert.deepEqual(fault('a\n"b'), { line: 2, text: "a quote is opened and never closed" });
  assert.deepEqual(fault('a\nb\n"c"d,e'), { line: 3, text: "text follows a closing quote" });
  assert.deepEqual(fault(`a\n${"x".repeat(1_100_000)}`), { line: 2, text: "a row is longer than 1 MiB" });
  assert.match(JSON.stringify(fault(",".repeat(5000))), /more than 4096 cells/);
  assert.match(JSON.stringify(fault(`"",${'"",'.repeat(5000)}`)), /more than 4096 cells/);
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
  assert.equal(csvRow(["=1+1", "-5", -5]), "'=1+1,'-5,-5");
});
