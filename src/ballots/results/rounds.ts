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
/** Where fewer are registered, turnout varies by itself. */
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
  const { registered, voters } = row.totals;
  const { registered: otherRegistered, voters: otherVoters } = other.totals;
  const { line } = other;
  if (registered === null || otherRegistered === null) return;
  const change = Math.abs(registered - otherRegistered);
  if (change > ROLL_PEOPLE && change / Math.max(registered, otherRegistered) > ROLL_SHARE)
    yield violation(table, row, "W.308", { registered, other: otherRegistered, line });
  if (voters === null || otherVoters === null || Math.min(registered, otherRegistered) < LARGE) return;
  if (Math.abs(voters / registered - otherVoters / otherRegistered) > TURNOUT)
    yield violation(table, row, "W.309", { voters, registered, otherVoters, otherRegistered, line });
}
