/**
 * Cast vote records with a column for each contest and the choice as text: ES&S (CSV export of the spreadsheet).
 * `overvote` and `undervote` are its own words.
 * @module
 */
import { contestName } from "./columns.ts";
import { damaged } from "./fault.ts";
import { cellsOf, readLines } from "./lines.ts";
import { labelOf, type TableSource } from "./source.ts";
import { type CvrTable, RecordsBuilder } from "./table.ts";

const LEADING = new Set([
  "cast vote record",
  "batch",
  "ballot status",
  "original ballot exception",
  "remaining ballot exception",
  "precinct",
  "ballot style",
  "tabulator cvr",
  "machine",
]);
const OVERVOTE = "overvote";
const UNDERVOTE = "undervote";

/** ES&S: `Cast Vote Record,Batch,Ballot Status,Precinct,Ballot Style,CONTEST,...`; cards are named BATCH-RECORD. */
export function readEss(source: TableSource): CvrTable {
  const path = labelOf(source);
  const lines = readLines(source);
  const names = cellsOf(lines.next().value ?? "").map((name) => name.replace(/^\ufeff/, "").trim());
  const record = names.findIndex((name) => name.toLowerCase() === "cast vote record");
  const batch = names.findIndex((name) => name.toLowerCase() === "batch");
  if (record < 0) damaged(path, 1, 'there is no column "Cast Vote Record"');
  const columns = names.flatMap((name, i) => {
    const [contest, votes] = contestName(name);
    return LEADING.has(name.toLowerCase()) || name === ""
      ? []
      : [{ i, records: new RecordsBuilder(contest, [], votes || 1) }];
  });
  const ids: string[] = [];
  const seen = new Set<string>();
  let line = 1;
  for (const text of lines) {
    line++;
    const cells = cellsOf(text);
    if (cells.every((cell) => cell === "")) continue;
    if ((cells[record] ?? "") === "") damaged(path, line, "the row has no number of a record");
    if (cells.length !== names.length)
      damaged(path, line, `${cells.length} cells where the header has ${names.length}`);
    if (cells.some((cell, i) => names[i] === "" && cell !== ""))
      damaged(path, line, "a cell stands in a column without a name");
    const id = batch < 0 ? (cells[record] ?? "") : `${cells[batch]}-${cells[record]}`;
    if (seen.has(id)) damaged(path, line, `there is a second record of card ${id}`);
    seen.add(id);
    for (const { i, records } of columns) addCell(records, ids.length, (cells[i] ?? "").trim());
    ids.push(id);
  }
  return { format: "ess", ids, contests: columns.map(({ records }) => records.finish(ids.length)) };
}

/** Too many votes are kept as marks for two choices that cannot be voted for: they count for nobody. */
function addCell(records: RecordsBuilder, at: number, cell: string): void {
  if (cell === "") return;
  if (cell === UNDERVOTE) records.set(at, []);
  else if (cell === OVERVOTE)
    records.set(
      at,
      Array.from({ length: records.votesAllowed + 1 }, (_, i) => `${OVERVOTE} ${i + 1}`),
    );
  else {
    records.addChoice(cell);
    records.set(at, [cell]);
  }
}
