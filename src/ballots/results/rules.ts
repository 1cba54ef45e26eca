/**
 * The rules that one row must hold by itself (article R of the code electoral, and plain arithmetic).
 * @module
 */
import { sum } from "../sum.ts";
import { digitSlip } from "./hint.ts";
import { hundredths, parsePercent, percentText } from "./percent.ts";
import { countOf, nullVotes, type ResultRow, type ResultTable } from "./table.ts";
import { type Violation, violation } from "./violation.ts";

const MANY = 0.03;
const GAP_SHARE = 0.02;
const GAP_VOTES = 15;
const UNANIMOUS = 50;
const NEARLY_ALL = 0.995;
const ROUND_CHOICES = 5;

/** Every violation of every row, in the order of the file; rows that could not be read come first. */
export function* checkTable(table: ResultTable): Iterable<Violation> {
  yield* table.faults;
  for (const row of table.rows) yield* checkRow(table, row);
}

/** The violations of one row. */
export function* checkRow(table: ResultTable, row: ResultRow): Iterable<Violation> {
  yield* sums(table, row);
  yield* limits(table, row);
  yield* percentages(table, row);
  yield* striking(table, row);
  if (table.level === "station") yield* strikingStation(table, row);
}

function* sums(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, abstentions, voters, blank, null: invalid, valid } = row.totals;
  const votes = sum(row.votes);
  if (valid !== null && votes !== valid) {
    const slip = digitSlip(row.votes, valid);
    const values = { sum: votes, valid };
    yield slip === null
      ? violation(table, row, "F.102", values)
      : violation(table, row, "F.102.slip", { ...values, ...slip, choice: table.choices[slip.at] ?? "" });
  }
  const all = (valid ?? votes) + (blank ?? 0) + (invalid ?? 0);
  if (voters !== null && blank !== null && invalid !== null) {
    if (all !== voters) yield violation(table, row, "F.103", { sum: all, voters });
  } else if (voters !== null && all > voters)
    yield violation(table, row, "F.103.partial", { sum: all, voters });
  if (abstentions !== null && registered !== null && voters !== null && abstentions !== registered - voters)
    yield violation(table, row, "F.106", { abstentions, registered, voters });
}

function* limits(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, voters, valid } = row.totals;
  if (registered !== null && voters !== null && voters > registered)
    yield violation(table, row, "F.104", { voters, registered });
  if (valid === null) return;
  for (const [i, votes] of row.votes.entries())
    if (votes > valid) yield violation(table, row, "F.105", { choice: table.choices[i] ?? "", votes, valid });
}

function* percentages(table: ResultTable, row: ResultRow): Iterable<Violation> {
  for (const { part, of, text } of row.shares) {
    const [count, whole] = [countOf(row, part), countOf(row, of)];
    if (count === null || whole === null) continue;
    const [printed, computed] = [parsePercent(text), hundredths(count, whole)];
    if (printed === computed || (computed === null && (printed === 0 || text.trim() === ""))) continue;
    yield violation(table, row, "F.107", {
      part: typeof part === "number" ? (table.choices[part] ?? "") : part,
      of,
      text: text.slice(0, 20),
      count,
      whole,
      right: computed === null ? "-" : percentText(computed),
    });
  }
}

function* striking(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, voters, blank, valid } = row.totals;
  if (registered === 0 || voters === 0)
    yield violation(table, row, "W.306", { registered: registered ?? "?", voters: voters ?? "?" });
  else if (registered !== null && voters !== null && voters / registered > NEARLY_ALL)
    yield violation(table, row, "W.307", { voters, registered });
  if (voters === null || voters === 0) return;
  if (blank !== null && blank / voters >= MANY)
    yield violation(table, row, "W.302", { count: blank, voters });
  const invalid = nullVotes(row.totals);
  if (invalid !== null && invalid / voters >= MANY)
    yield violation(table, row, "W.303", { count: invalid, voters });
  if (row.totals.null === null || blank === null || valid === null) return;
  const counted = valid + blank + row.totals.null;
  const gap = Math.abs(voters - counted);
  if (gap >= GAP_VOTES && gap / voters >= GAP_SHARE)
    yield violation(table, row, "W.304", { voters, counted });
}

function* strikingStation(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { valid } = row.totals;
  if (valid !== null && valid >= UNANIMOUS && row.votes.includes(valid))
    yield violation(table, row, "W.305", { valid, choice: table.choices[row.votes.indexOf(valid)] ?? "" });
  const given = row.votes.filter((votes) => votes > 0);
  if (given.length >= ROUND_CHOICES && given.every((votes) => votes % 10 === 0))
    yield violation(table, row, "W.312", { count: given.length });
}
