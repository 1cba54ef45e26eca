/**
 * What two rounds of one election, or two elections, say about each other.
 * @module
 */
import type { ResultRow, ResultTable } from "./table.ts";
import { type Violation, violation } from "./violation.ts";

/** Rolls change little between rounds; beyond this, three of 69,242 stations in 2017, where electors were moved. */
const ROLL_SHARE = 0.1;
const ROLL_PEOPLE = 200;
const TURNOUT = 0.25;
const LARGE = 200;

/** Compares each unit with the same unit of another table. */
export function* checkAgainst(table: ResultTable, other: ResultTable): Iterable<Violation> {
  const before = new Map(other.rows.map((row) => [row.unit, row]));
  for (const row of table.rows) {
    const known = before.get(row.unit);
    if (known !== undefined) yield* compared(table, row, known);
  }
}

function* compared(table: ResultTable, row: ResultRow, other: ResultRow): Iterable<Violation> {
  const [now, then] = [row.totals.registered, other.totals.registered];
  if (now === null || then === null) return;
  const change = Math.abs(now - then);
  if (change > ROLL_PEOPLE && change / Math.max(now, then) > ROLL_SHARE)
    yield violation(table, row, "W.308", `${now} registered, ${then} in the other file (line ${other.line})`);
  const [voted, votedThen] = [row.totals.voters, other.totals.voters];
  if (voted === null || votedThen === null || Math.min(now, then) < LARGE) return;
  if (Math.abs(voted / now - votedThen / then) > TURNOUT)
    yield violation(
      table,
      row,
      "W.309",
      `${voted} of ${now} voted, ${votedThen} of ${then} in the other file (line ${other.line})`,
    );
}
