/**
 * Cast vote records as tables with a column for each choice: Dominion's CSV and ClearBallot's. Who exports them controls
 * them: rows are checked against the header, names of cards must differ.
 * Layouts: Dominion Democracy Suite "CVR Export" (CSV); ClearBallot "CVR" (CSV), as described for the audits of Colorado.
 * @module
 */
import { damaged } from "./fault.ts";
import { cellsOf, readLines } from "./lines.ts";
import { CardNames } from "./names.ts";
import { preferences, type RankMark } from "./ranking.ts";
import { labelOf, type TableSource } from "./source.ts";
import { type CvrTable, RecordsBuilder } from "./table.ts";

/** Columns from..to hold the choices of one contest. */
interface Span {
  readonly records: RecordsBuilder;
  /** Of the columns, in order. */
  readonly choices: readonly string[];
  /** Of a ranked contest: what a mark in each column says. */
  readonly ranks: readonly RankMark[] | null;
  readonly from: number;
  readonly to: number;
}

/** How a table is laid out. */
interface Layout {
  readonly format: string;
  readonly spans: readonly Span[];
  /** First column of choices. */
  readonly first: number;
  readonly width: number;
  /** The name of a card from its leading cells. */
  idOf(cells: readonly string[]): string;
}

/** Names are short; a longer text is not looked into, for that could take the square of its length. */
const MAX_NAME = 1000;

/** `Mayor (Vote For=1)` @returns the name and how many votes are allowed; 0 where it is not said */
export function contestName(text: string): readonly [string, number] {
  if (text.length > MAX_NAME) return [text.trim(), 0];
  const match = /^(.*?)\s*\((?:[^()]*, )?Vote For=(\d{1,3})(?:,[^()]*)?\)$/i.exec(text.trim());
  return match === null ? [text.trim(), 0] : [match[1] ?? "", Number(match[2])];
}

/** `Mayor (Number of positions=1, Number of ranks=4)`: a contest whose columns are named `CHOICE(RANK)`. */
const RANKED = /^(.*?)\s*\(Number of positions=1, Number of ranks=\d{1,3}\)$/i;

function rankedSpan(name: string, columns: readonly string[], from: number): Span | null {
  if (name.length > MAX_NAME) return null;
  const title = RANKED.exec(name.trim())?.[1];
  if (title === undefined) return null;
  const ranks = columns.map((column) => {
    if (column.length > MAX_NAME) return { choice: column, rank: 1 };
    const match = /^(.*?)\s*\((\d{1,3})\)$/.exec(column.trim());
    return { choice: match?.[1] ?? column, rank: Number(match?.[2] ?? 1) };
  });
  const choices = [...new Set(ranks.map(({ choice }) => choice))];
  const records = new RecordsBuilder(title, choices, 1, true);
  return { records, choices, ranks, from, to: from + columns.length };
}

/** Groups neighbouring columns of one contest. */
function spansOf(
  contests: readonly string[],
  choices: readonly string[],
  first: number,
  votes: readonly number[],
): Span[] {
  const spans: Span[] = [];
  for (let from = first; from < contests.length; ) {
    let to = from + 1;
    while (to < contests.length && contests[to] === contests[from]) to++;
    const names = choices.slice(from, to).map((choice) => choice.trim());
    spans.push(
      rankedSpan(contests[from] ?? "", names, from) ?? {
        records: new RecordsBuilder(contests[from] ?? "", names, votes[from] ?? 0),
        choices: names,
        ranks: null,
        from,
        to,
      },
    );
    from = to;
  }
  return spans;
}

const DOMINION_KEYS = ["TabulatorNum", "BatchId", "RecordId"] as const;

/** Dominion: four lines of header (election; contests; choices; column names), then a line for each card. */
export function readDominionCsv(source: TableSource): CvrTable {
  const path = labelOf(source);
  const lines = readLines(source);
  const head = [lines.next(), lines.next(), lines.next(), lines.next()].map(({ value }) =>
    cellsOf(value ?? ""),
  );
  const [, contests = [], choices = [], names = []] = head;
  const columns = DOMINION_KEYS.map((name) => names.indexOf(name));
  if (columns.includes(-1)) damaged(path, 4, "the columns TabulatorNum, BatchId and RecordId are not there");
  const first = contests.findIndex((cell) => cell !== "");
  if (first < 0) damaged(path, 2, "no contest is named");
  const named = contests.map(contestName);
  const layout: Layout = {
    format: "dominion-csv",
    spans: spansOf(
      named.map(([name]) => name),
      choices,
      first,
      named.map(([, votes]) => votes),
    ),
    first,
    width: contests.length,
    idOf: (cells) => columns.map((i) => cells[i] ?? "").join("-"),
  };
  return readRows(path, lines, layout, 5);
}

/** ClearBallot: one line of header; choices are named `Choice_1_1:CONTEST:Vote For 1:CHOICE:PARTY`. */
export function readClearBallot(source: TableSource): CvrTable {
  const path = labelOf(source);
  const lines = readLines(source);
  const names = cellsOf(lines.next().value ?? "");
  const [box, position] = [names.indexOf("BoxID"), names.indexOf("BoxPosition")];
  const first = names.findIndex((name) => name.startsWith("Choice_"));
  if (box < 0 || position < 0 || first < 0)
    damaged(path, 1, "the columns BoxID, BoxPosition and Choice_... are not there");
  const parts = names.map((name) => name.split(":"));
  const layout: Layout = {
    format: "clearballot",
    spans: spansOf(
      parts.map(([, contest]) => contest ?? ""),
      parts.map(([, , , choice]) => choice ?? ""),
      first,
      parts.map(([, , allowed]) => Number(/\d+/.exec(allowed ?? "")?.[0] ?? 0)),
    ),
    first,
    width: names.length,
    idOf: (cells) => `${cells[box]}-${cells[position]}`,
  };
  return readRows(path, lines, layout, 2);
}

/** Cards with the same marks have the same rest of the line: it is read once. */
const MAX_REMEMBERED = 50_000;

function readRows(path: string, lines: Iterable<string>, layout: Layout, firstLine: number): CvrTable {
  const names = new CardNames();
  const remembered = new Map<string, readonly (readonly [Span, readonly string[], string])[]>();
  let line = firstLine - 1;
  for (const text of lines) {
    line++;
    if (text === "") continue;
    const cut = cutBefore(text, layout.first);
    const head = cellsOf(text.slice(0, Math.max(0, cut - 1)));
    const id = layout.idOf(head);
    if (!names.add(id)) damaged(path, line, `there is a second record of card ${id}`);
    const rest = cut < 0 ? "" : text.slice(cut);
    let marks = remembered.get(rest);
    if (marks === undefined) {
      const cells = cellsOf(rest);
      if (head.length + cells.length !== layout.width)
        damaged(path, line, `${head.length + cells.length} cells where the header has ${layout.width}`);
      marks = marksOf(cells, layout, path, line);
      if (remembered.size < MAX_REMEMBERED) remembered.set(Buffer.from(rest).toString(), marks); // a copy: a slice would keep its whole piece of the file
    }
    for (const [span, choices, key] of marks) span.records.set(names.list.length - 1, choices, key);
  }
  const ids = names.list;
  return {
    format: layout.format,
    ids,
    contests: layout.spans.map(({ records }) => records.finish(ids.length)),
  };
}

/** Where cell number `count` begins; -1 when there are fewer. Quoted cells may hold commas. */
function cutBefore(text: string, count: number): number {
  let at = 0;
  for (let cells = 0; cells < count; cells++) {
    const quote = text.charCodeAt(at) === 34 || text.startsWith('="', at);
    const from = quote ? closing(text, text.indexOf('"', at) + 1) : at;
    const next = text.indexOf(",", from);
    if (next < 0) return -1;
    at = next + 1;
  }
  return at;
}

function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return text.length;
}

/** A contest whose cells are all empty is not on the card. */
function marksOf(cells: readonly string[], layout: Layout, path: string, line: number) {
  const found: (readonly [Span, readonly string[], string])[] = [];
  for (const span of layout.spans) {
    const own = cells.slice(span.from - layout.first, span.to - layout.first);
    if (own.every((cell) => cell === "")) continue;
    const marked =
      span.ranks === null
        ? span.choices.filter((choice, i) => isMarked(own[i] ?? "", choice, path, line))
        : preferences(span.ranks.filter(({ choice }, i) => isMarked(own[i] ?? "", choice, path, line)));
    found.push([span, marked, JSON.stringify(marked)]);
  }
  return found;
}

function isMarked(cell: string, choice: string, path: string, line: number): boolean {
  if (cell === "1") return true;
  if (cell === "0" || cell === "") return false;
  damaged(
    path,
    line,
    `"${cell.slice(0, 40)}" for ${choice}, not 0 or 1`,
    "name a ranked contest CONTEST (Number of positions=1, Number of ranks=N), its columns CHOICE(RANK)",
  );
}
