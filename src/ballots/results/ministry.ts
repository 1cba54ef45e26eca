/**
 * The text files of the French ministry of the interior, per station (2017, 2022): 21 columns of codes and totals, then a
 * block for each candidate, of which the header names only the first.
 * @module
 */
import { CsvFault, type CsvRow } from "../../base/csv.ts";
import { type RawRow, TableBuilder } from "./builder.ts";
import { type Columns, plainName } from "./columns.ts";
import type { ResultTable, Share, Total } from "./table.ts";
import { levelOf, placesIn, totalsIn } from "./wide.ts";

/** Percentages of the totals, by the name of their column. */
const SHARES: ReadonlyMap<string, readonly [part: Total, of: Total]> = new Map([
  ["%absins", ["abstentions", "registered"]],
  ["%votins", ["voters", "registered"]],
  ["%blancsins", ["blank", "registered"]],
  ["%blancsvot", ["blank", "voters"]],
  ["%nulsins", ["null", "registered"]],
  ["%nulsvot", ["null", "voters"]],
  ["%expins", ["valid", "registered"]],
  ["%expvot", ["valid", "voters"]],
]);

/** Where things stand in a candidate's block; positions count from the block's first column. */
interface Block {
  readonly start: number;
  readonly width: number;
  readonly panel: number;
  readonly surname: number;
  readonly forename: number;
  readonly votes: number;
  readonly ofRegistered: number;
  readonly ofValid: number;
}

/** The first candidate's block of a header; null when this is another layout. */
export function blockOf(header: readonly string[]): Block | null {
  const plain = header.map(plainName);
  const start = plain.indexOf("npanneau");
  if (start < 0) return null;
  const at = (name: string): number => plain.indexOf(name, start) - start;
  const block = {
    start,
    width: plain.length - start,
    panel: 0,
    surname: at("nom"),
    forename: at("prenom"),
    votes: at("voix"),
    ofRegistered: at("%voixins"),
    ofValid: at("%voixexp"),
  };
  return block.surname < 0 || block.votes < 0 ? null : block;
}

/** Reads rows of the ministry's layout. Panels and names of the first row are the list that all others must have. */
export function readMinistry(
  file: string,
  header: readonly string[],
  columns: Columns,
  block: Block,
  rows: Iterable<CsvRow>,
  maxChoices: number,
): ResultTable {
  const shares = shareColumns(header, block);
  const level = levelOf(columns);
  let official: readonly string[] = [];
  let builder: TableBuilder | null = null;
  for (const { cells, line } of rows) {
    const raw = rawRow(cells, line, columns, block, shares);
    const candidates = candidatesOf(cells, block);
    if (builder === null) {
      if (candidates.length > maxChoices)
        throw new CsvFault(line, `it names more than ${maxChoices} choices`);
      official = candidates;
      builder = new TableBuilder(file, "ministry", level, official);
    }
    const other = candidates.findIndex((name, i) => name !== official[i]);
    if (other < 0 && candidates.length === official.length) builder.add(raw);
    else {
      const unit = Object.values(raw.places)
        .filter((code) => code !== null)
        .join("/");
      builder.fault("F.109.name", unit, line, {
        position: other < 0 ? candidates.length : other + 1,
        name: candidates[other] ?? "",
        expected: official[other] ?? "",
      });
    }
  }
  return (builder ?? new TableBuilder(file, "ministry", level, [])).table();
}

function candidatesOf(cells: readonly string[], block: Block): readonly string[] {
  const names: string[] = [];
  for (let at = block.start; at < cells.length; at += block.width) {
    if ((cells[at + block.panel] ?? "") === "" && (cells[at + block.surname] ?? "") === "") break;
    const forename = block.forename < 0 ? "" : (cells[at + block.forename] ?? "");
    names.push(`${cells[at + block.surname] ?? ""} ${forename}`.trim());
  }
  return names;
}

type ShareColumn = readonly [at: number, part: Total, of: Total];

function shareColumns(header: readonly string[], block: Block): readonly ShareColumn[] {
  return header.slice(0, block.start).flatMap((name, at): ShareColumn[] => {
    const found = SHARES.get(plainName(name));
    return found === undefined ? [] : [[at, ...found]];
  });
}

function rawRow(
  cells: readonly string[],
  line: number,
  columns: Columns,
  block: Block,
  shareAt: readonly ShareColumn[],
): RawRow {
  const votes: string[] = [];
  const shares: Share[] = shareAt.map(([at, part, of]) => ({ part, of, text: cells[at] ?? "" }));
  const count = candidatesOf(cells, block).length;
  for (let i = 0; i < count; i++) {
    const at = block.start + i * block.width;
    votes.push(cells[at + block.votes] ?? "");
    if (block.ofRegistered >= 0)
      shares.push({ part: i, of: "registered", text: cells[at + block.ofRegistered] ?? "" });
    if (block.ofValid >= 0) shares.push({ part: i, of: "valid", text: cells[at + block.ofValid] ?? "" });
  }
  const name = columns.name === null ? "" : (cells[columns.name] ?? "");
  return {
    places: placesIn(columns, cells),
    name,
    totals: totalsIn(columns, cells),
    votes,
    shares,
    line,
  };
}
