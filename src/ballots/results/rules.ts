/**
 * The rules that one row must hold by itself (article R of the code electoral, and plain arithmetic).
 * @module
 */
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
  for (const { code, unit, line, text } of table.faults)
    yield { code, level: "F", unit, text, file: table.file, line };
  for (const row of table.rows) yield* checkRow(table, row);
}

/** The violations of one row. */
export function* checkRow(table: ResultTable, row: ResultRow): Iterable<Violation> {
  yield* sums(table, row);
  yield* limits(table, row);
  yield* percentages(table, row);
  yield* striking(table, row);
}

function* sums(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, abstentions, voters, blank, null: invalid, valid } = row.totals;
  const votes = row.votes.reduce((all, one) => all + one, 0);
  if (valid !== null && votes !== valid) {
    const slip = digitSlip(row.votes, valid);
    const hint =
      slip === null
        ? ""
        : `; ${table.choices[slip.at]} with ${slip.meant} instead of ${slip.read} would mend it`;
    yield violation(table, row, "F.102", `the votes add up to ${votes}, valid are ${valid}${hint}`);
  }
  const counted = (valid ?? votes) + (blank ?? 0) + (invalid ?? 0);
  const complete = blank !== null && invalid !== null;
  if (voters !== null && (complete ? counted !== voters : counted > voters)) {
    const kinds = complete ? "valid, blank and null" : "valid and blank";
    yield violation(table, row, "F.103", `${kinds} are ${counted} together, voters are ${voters}`);
  }
  if (abstentions !== null && registered !== null && voters !== null && abstentions !== registered - voters)
    yield violation(
      table,
      row,
      "F.106",
      `${abstentions} abstained, but ${registered} are registered and ${voters} voted`,
    );
}

function* limits(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, voters, valid } = row.totals;
  if (registered !== null && voters !== null && voters > registered)
    yield violation(table, row, "F.104", `${voters} voted, ${registered} are registered`);
  if (valid === null) return;
  for (const [i, votes] of row.votes.entries())
    if (votes > valid)
      yield violation(table, row, "F.105", `${table.choices[i]} has ${votes} votes, valid are ${valid}`);
}

function* percentages(table: ResultTable, row: ResultRow): Iterable<Violation> {
  for (const { part, of, text } of row.shares) {
    const [count, whole] = [countOf(row, part), countOf(row, of)];
    if (count === null || whole === null) continue;
    const [printed, computed] = [parsePercent(text), hundredths(count, whole)];
    if (printed === computed || (computed === null && (printed === 0 || text.trim() === ""))) continue;
    const what = typeof part === "number" ? table.choices[part] : part;
    const right = computed === null ? "nothing" : percentText(computed);
    yield violation(
      table,
      row,
      "F.107",
      `${what} of ${of} is printed as "${text.slice(0, 20)}", ${count} of ${whole} is ${right}`,
    );
  }
}

function* striking(table: ResultTable, row: ResultRow): Iterable<Violation> {
  const { registered, voters, blank, valid } = row.totals;
  if (registered === 0 || voters === 0)
    yield violation(table, row, "W.306", `${registered ?? "?"} registered, ${voters ?? "?"} voted`);
  else if (registered !== null && voters !== null && voters / registered > NEARLY_ALL)
    yield violation(table, row, "W.307", `${voters} of ${registered} voted`);
  if (voters !== null && voters > 0) {
    if (blank !== null && blank / voters >= MANY)
      yield violation(table, row, "W.302", `${blank} of ${voters} votes are blank`);
    const invalid = nullVotes(row.totals);
    if (invalid !== null && invalid / voters >= MANY)
      yield violation(table, row, "W.303", `${invalid} of ${voters} votes are null`);
    const counted = (valid ?? 0) + (blank ?? 0) + (row.totals.null ?? 0);
    const gap = row.totals.null === null ? 0 : Math.abs(voters - counted);
    if (gap >= GAP_VOTES && gap / voters >= GAP_SHARE)
      yield violation(table, row, "W.304", `${voters} voted, ${counted} ballots were counted`);
  }
  if (table.level !== "station") return;
  if (valid !== null && valid >= UNANIMOUS && row.votes.includes(valid))
    yield violation(
      table,
      row,
      "W.305",
      `all ${valid} votes are for ${table.choices[row.votes.indexOf(valid)]}`,
    );
  const given = row.votes.filter((votes) => votes > 0);
  if (given.length >= ROUND_CHOICES && given.every((votes) => votes % 10 === 0))
    yield violation(table, row, "W.312", `all ${given.length} counts end in 0`);
}
