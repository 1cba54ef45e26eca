/**
 * A table as HTML with a filter that needs no script: radio buttons, and a style that hides the rows of other kinds.
 * Where a browser does not know `:has()`, every row is shown.
 * @module
 */
import { countText, htmlText } from "./text.ts";

/** A page stays readable: so many rows of each kind. */
const MOST_ROWS = 2000;

/** One row. */
interface FilteredRow<Kind extends string> {
  readonly kind: Kind;
  /** Its cells as HTML, already escaped; asked for only where the row is shown. */
  cells(): readonly string[];
}

/** What a table shows. All texts are plain: they are escaped here. */
export interface FilteredTable<Kind extends string> {
  readonly caption: string;
  /** What the filters do, such as "Show". */
  readonly legend: string;
  readonly all: string;
  /** Kinds that can be looked at alone, with their labels. Kinds are names of the program, never of a file. */
  readonly filters: readonly (readonly [Kind, string])[];
  readonly columns: readonly string[];
  readonly rows: Iterable<FilteredRow<Kind>>;
  readonly language: string;
  /** Says how many rows were left out. */
  leftOut(count: string): string;
}

/**
 * The filter and the table; one such table on a page.
 * @example filteredTable({ caption: "Units", legend: "Show", all: "all", filters: [["differs", "differ"]], columns: ["unit"], rows: [], language: "en", leftOut: (n) => n })
 */
export function filteredTable<Kind extends string>(table: FilteredTable<Kind>): string {
  const counts = new Map<Kind, number>();
  const rows: string[] = [];
  let all = 0;
  for (const row of table.rows) {
    const count = (counts.get(row.kind) ?? 0) + 1;
    counts.set(row.kind, count);
    all++;
    if (count <= MOST_ROWS) rows.push(rowHtml(row));
  }
  const number = (value: number): string => countText(value, table.language);
  const button = (name: string, label: string, count: number): string =>
    `<label><input type="radio" name="show" id="show-${name}"${name === "all" ? " checked" : ""}> ${htmlText(label)} (${number(count)})</label>`;
  const buttons = [
    button("all", table.all, all),
    ...table.filters.map(([kind, label]) => button(kind, label, counts.get(kind) ?? 0)),
  ];
  const head = table.columns.map((name) => `<th scope="col">${htmlText(name)}</th>`).join("");
  const left = all - rows.length;
  return `<style>${styleOf(table.filters.map(([kind]) => kind))}</style>
<fieldset class="filters"><legend>${htmlText(table.legend)}</legend>${buttons.join(" ")}</fieldset>
<table class="filtered"><caption>${htmlText(table.caption)}</caption><thead><tr>${head}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table>${left > 0 ? `<p class="faint">${htmlText(table.leftOut(number(left)))}</p>` : ""}`;
}

/** The first cell names the row. */
function rowHtml<Kind extends string>(row: FilteredRow<Kind>): string {
  const cells = row.cells().map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`));
  return `<tr class="${row.kind}">${cells.join("")}</tr>`;
}

function styleOf(kinds: readonly string[]): string {
  const hidden = kinds.map(
    (kind) => `body:has(#show-${kind}:checked) .filtered tbody tr:not(.${kind}) { display: none; }`,
  );
  return `
${hidden.join("\n")}
.filters { border: 0; padding: 0; margin: 0 0 1rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; } .filters legend { float: left; margin-right: 1rem; }
.filtered { width: 100%; } .filtered caption { text-align: left; padding-bottom: .5rem; }
.filtered tbody th { color: inherit; font-weight: 400; } .filtered th, .filtered td { vertical-align: top; } .filtered tbody :is(th, td) { overflow-wrap: anywhere; }`;
}
