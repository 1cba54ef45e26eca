/** The table with filters of pages: what it bounds, escapes, and says of what it leaves out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { filteredTable } from "../../src/base/filtered-table.ts";

const table = (rows: number): string =>
  filteredTable({
    caption: "Units <b>",
    legend: "Show",
    all: "all",
    filters: [
      ["differs", "differ & more"],
      ["open", "open"],
    ],
    columns: ["unit", "found"],
    rows: Array.from({ length: rows }, (_, i) => ({
      kind: i % 2 === 0 ? ("differs" as const) : ("open" as const),
      cells: () => [`S${i}`, "x"],
    })),
    language: "en",
    leftOut: (count) => `${count} <left> out`,
  });

test("a table has a caption, a labelled filter with counts, heads of rows and columns, and escapes its texts", () => {
  const html = table(3);
  assert.match(html, /<fieldset class="filters"><legend>Show<\/legend>/);
  assert.match(html, /<label><input type="radio" name="show" id="show-all" checked> all \(3\)<\/label>/);
  assert.match(html, /id="show-differs"> differ &amp; more \(2\)<\/label>/);
  assert.match(html, /<caption>Units &lt;b&gt;<\/caption>/);
  assert.match(html, /<th scope="col">unit<\/th>/);
  assert.match(html, /<tr class="differs"><th scope="row">S0<\/th><td>x<\/td><\/tr>/);
  assert.ok(!html.includes("<script") && !html.includes("faint"), "no script, and nothing was left out");
  assert.match(html, /#show-open:checked\) .filtered tbody tr:not\(\.open\) \{ display: none; \}/);
});

test("a table shows two thousand rows of each kind, and says how many it leaves out", () => {
  const html = table(4005);
  assert.equal(html.split("<tr class=").length - 1, 4000);
  assert.match(html, /5 &lt;left&gt; out/);
  assert.match(html, /differ &amp; more \(2,003\)/, "the filter counts all of them");
});
