/**
 * Records of an audit in our own form, one row for each card, so that anyone can check them without the system's format:
 * `card,marks` for one contest, `card,CONTEST,...` for several; a cell is a list of choices in JSON, in order of
 * preference where that counts, or `absent`. Whoever published the folder controls it.
 * @module
 */

import { problem, VigieError } from "../../../base/errors.ts";
import { parseCsv } from "../../csv.ts";
import type { NamedBallots } from "../contest/runoff.ts";
import type { CvrTable, Marks } from "../cvr/table.ts";
import { MAX_BYTES } from "./files.ts";
import { refuse } from "./tables.ts";

/** What each card is said to hold, contest by contest. Cards of the manifest without a record are phantoms. */
export type Records = ReadonlyMap<string, readonly Marks[]>;

/** One contest as the plan of an audit names it. */
export interface ContestInfo {
  readonly name: string;
  readonly votesAllowed: number;
  /** An instant runoff: marks are an order. */
  readonly ranked: boolean;
}

/** The records of some contests as bytes. @throws VigieError where a contest is not in them, or they do not fit it */
export function recordsOf(
  cvr: { readonly file: string; readonly table: CvrTable },
  contests: readonly ContestInfo[],
): Buffer {
  const { file, table } = cvr;
  const chosen = contests.map((contest) => {
    const [records, other] = table.contests.filter(({ name }) => name === contest.name);
    if (other !== undefined)
      refuse(
        file,
        null,
        `two contests are named "${contest.name}"`,
        "export the records again, with one name each",
      );
    if (records === undefined) {
      const known = table.contests.map(({ name }) => name).slice(0, 20);
      refuse(file, null, `there is no contest "${contest.name}"`, `name one of: ${known.join("; ")}`);
    }
    checkFits(records, contest, file);
    const cells = records.patterns.map((marks) =>
      marks === null ? '"absent"' : `"${JSON.stringify(marks).replaceAll('"', '""')}"`,
    );
    return { cells, card: records.card };
  });
  const head = headOf(contests).map((name) => `"${name.replaceAll('"', '""')}"`);
  const rows = table.ids.map(
    (id, i) =>
      `"${id.replaceAll('"', '""')}",${chosen.map(({ cells, card }) => cells[card[i] ?? 0]).join(",")}\n`,
  );
  return joined([`card,${head.join(",")}\n`, ...rows], file);
}

/** What the columns of marks are named. */
function headOf(contests: readonly ContestInfo[]): readonly string[] {
  return contests.length === 1 ? ["marks"] : contests.map(({ name }) => name);
}

/** Rows that are made into bytes at a time. */
const PIECE = 100_000;

function joined(rows: readonly string[], file: string): Buffer {
  const pieces: Buffer[] = [];
  for (let from = 0; from < rows.length; from += PIECE)
    pieces.push(Buffer.from(rows.slice(from, from + PIECE).join("")));
  const bytes = Buffer.concat(pieces);
  if (bytes.length > MAX_BYTES)
    throw new VigieError(
      problem(
        "too-large",
        { file },
        "the records of these contests take more than 511 MiB",
        "split the audit",
      ),
    );
  return bytes;
}

/** A system may keep several lines for names that voters write; nobody is elected as that. */
const WRITE_IN = /^write[\s-]?in\b/i;

/** The tally and the assessment must agree on which cards have too many votes, and on what an order is. */
function checkFits(records: CvrTable["contests"][number], contest: ContestInfo, file: string): void {
  if (records.ranked !== contest.ranked)
    refuse(
      file,
      null,
      records.ranked ? `${contest.name} is a ranked contest` : `${contest.name} is no ranked contest`,
      records.ranked ? "say: --rule instant-runoff" : "choose the rule by which it was decided",
    );
  for (const marks of records.patterns)
    if (marks !== null && new Set(marks).size < marks.length)
      refuse(file, null, `a record of ${contest.name} marks one choice twice`, "export the records again");
  const seen = new Set<string>();
  const twin = records.choices.find(
    (choice) => !WRITE_IN.test(choice) && seen.size === seen.add(choice).size,
  );
  if (twin !== undefined)
    refuse(
      file,
      null,
      `two choices of ${contest.name} are named "${twin.slice(0, 80)}"`,
      "export the records again, with one name each",
    );
  const { votesAllowed } = records;
  if (contest.ranked || votesAllowed === 0 || votesAllowed === contest.votesAllowed) return;
  refuse(
    file,
    null,
    `${contest.name} allows ${votesAllowed} votes on a card, not ${contest.votesAllowed}`,
    `say: --votes-allowed ${votesAllowed}`,
  );
}

/** Reads committed records. @throws VigieError naming the line */
export function readRecords(text: string, file: string, contests: readonly ContestInfo[]): Records {
  const records = new Map<string, readonly Marks[]>();
  const known = new Map<string, readonly Marks[]>(); // a million cards differ in a few dozen ways
  for (const { line, cells } of parseCsv(text, file)) {
    if (line === 1) {
      if (JSON.stringify(cells) !== JSON.stringify(["card", ...headOf(contests)]))
        refuse(file, line, "the first line does not name the contests of the plan", "restore the file");
      continue;
    }
    const [card, ...marks] = cells;
    if (card === undefined || marks.length !== contests.length || records.has(card))
      refuse(file, line, "a card without marks, or twice", "restore the file");
    const key = JSON.stringify(marks);
    const read =
      known.get(key) ?? marks.map((cell) => (cell === "absent" ? null : marksOf(cell, file, line)));
    if (known.size < 65_536) known.set(key, read);
    records.set(card, read);
  }
  return records;
}

function marksOf(text: string, file: string, line: number): readonly string[] {
  const marks = parsed(text);
  const isList = Array.isArray(marks) && marks.every((mark) => typeof mark === "string");
  if (!isList || new Set(marks).size < marks.length)
    refuse(file, line, "the marks are no list of choices, each once", "restore the file");
  return marks;
}

/** @returns undefined for what is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The marks of a card that count: none where there are more than allowed; an order always. */
export function castMarks(marks: Marks, contest: ContestInfo): readonly string[] {
  if (marks === null) return [];
  return contest.ranked || marks.length <= contest.votesAllowed ? marks : [];
}

/** How often each list of marks stands in the records of a contest. */
export function countMarks(records: Records, contest: number): readonly NamedBallots[] {
  const counts = new Map<string, { count: number; ranking: readonly string[] }>();
  for (const marks of records.values()) {
    const ranking = marks[contest];
    if (ranking === undefined || ranking === null) continue;
    const key = JSON.stringify(ranking);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { count: 1, ranking });
    else known.count++;
  }
  return [...counts.values()];
}
