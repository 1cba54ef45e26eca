/**
 * `/v1/decisions`: the decisions in force that fit a question, as a list; `null` when there are none.
 * Bouncers in live mode ask this for every visitor: a question about one address is answered from an index.
 * @module
 */
import { covers, parseBlock, valuesHolding } from "../../base/interval.ts";
import type { DecisionChanges, ForceRow } from "../../store/changes.ts";
import { admit, type LiveQuery } from "./query.ts";
import { MAX_NEW, PAGE } from "./stream.ts";
import { remaining, wireText } from "./wire.ts";

/** The answer's text in pieces; every piece is made when the one before was taken. */
export function* livePieces(
  changes: DecisionChanges,
  query: LiveQuery,
  nowMs: number,
): Generator<string, void> {
  let first = true;
  let skip = query.offset;
  let room = Math.min(query.limit, MAX_NEW);
  for (const rows of candidates(changes, query)) {
    const fitting = rows.filter((row) => fits(row, query));
    const texts = fitting.slice(skip, skip + room).map((row) => textOf(row, query, nowMs));
    skip -= Math.min(skip, fitting.length);
    room -= texts.length;
    yield texts.length === 0 ? "" : `${first ? "[" : ","}${texts.join(",")}`;
    if (texts.length > 0) first = false;
    if (room === 0) break;
  }
  yield first ? "null" : "]";
}

function* candidates(changes: DecisionChanges, query: LiveQuery): Generator<readonly ForceRow[], void> {
  const values = indexedValues(query);
  if (values !== null) {
    yield changes.ofValues(values);
    return;
  }
  let after = query.afterId;
  while (true) {
    const rows = changes.inForceAfter(after, PAGE);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.number;
  }
}

/** The only values that can fit, or null when all have to be looked at. */
function indexedValues({ value, around, contains }: LiveQuery): readonly string[] | null {
  if (value !== null) return [value];
  return around !== null && contains ? valuesHolding(around, 1) : null;
}

function fits(row: ForceRow, query: LiveQuery): boolean {
  const { filter, afterId, value, around, contains } = query;
  if (row.number <= afterId || admit(row, filter) === null) return false;
  if (value !== null && row.value !== value) return false;
  if (around === null) return true;
  return contains ? holds(row.value, around) : holds(around, row.value);
}

/** Whether an address or range lies within another. IPv4 and IPv6 never contain each other. */
function holds(outer: string, inner: string): boolean {
  const [wide, narrow] = [parseBlock(outer), parseBlock(inner)];
  return wide !== null && narrow !== null && covers(wide.interval, narrow.interval);
}

function textOf(row: ForceRow, query: LiveQuery, nowMs: number): string {
  const scope = admit(row, query.filter) ?? "Ip"; // what does not pass was left out before
  return wireText(row, scope, remaining(row.untilMs - nowMs));
}
