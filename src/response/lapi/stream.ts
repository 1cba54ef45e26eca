/**
 * `/v1/decisions/stream`: what a bouncer must add and remove, page by page.
 *
 * What is told is decided for each value, not for each decision. A value that changed since the last pull is `new` with the
 * longest of its decisions when it is still in force through one of them, and `deleted` when it is not. So lifting one of
 * two overlapping decisions never unblocks, and whatever changes while pages are being written has a greater change number
 * and is told the next time.
 * @module
 */
import type { ChangeSpan, DecisionChanges, ForceRow, PagePlace } from "../../store/changes.ts";
import { admit, type Filter, type StreamQuery } from "./query.ts";
import { elapsed, remaining, wireText } from "./wire.ts";

/** Rows that are read and written at once: about 150 KB of JSON, and a few milliseconds. */
export const PAGE = 1000;
/**
 * The most that is served as `new`, newest first. A firewall's set holds 65,535 entries, and filling one with 24,000 took a
 * bouncer 6 seconds; what is older ends sooner, and its source was quiet for longer.
 */
export const MAX_NEW = 50_000;

/** What a pull was about, and what came of it. */
export interface Pull {
  readonly changes: DecisionChanges;
  readonly query: StreamQuery;
  readonly span: ChangeSpan;
  readonly nowMs: number;
  /** The most that is served as `new`. */
  readonly maxNew: number;
  /** Rows that are read at once. */
  readonly page: number;
  /** How many decisions were left out of `new`. */
  omitted: number;
}

/** The answer's text in pieces; every piece is made when the one before was taken. */
export function* streamPieces(pull: Pull): Generator<string, void> {
  yield '{"new":[';
  yield* joined(added(pull));
  yield '],"deleted":[';
  yield* joined(removed(pull));
  yield "]}";
}

/** Pages of objects as one list. */
function* joined(pages: Iterable<readonly string[]>): Generator<string, void> {
  let first = true;
  for (const page of pages) {
    // an empty page is passed on too: between pages, others get their turn
    yield page.length === 0 ? "" : `${first ? "" : ","}${page.join(",")}`;
    if (page.length > 0) first = false;
  }
}

function* added(pull: Pull): Generator<readonly string[], void> {
  const { changes, span, nowMs, query, maxNew, page } = pull;
  let room = maxNew;
  const take = (rows: readonly ForceRow[]): readonly string[] => {
    const texts = rows.flatMap((row) => {
      const scope = admit(row, query.filter);
      return scope === null ? [] : [wireText(row, scope, remaining(row.untilMs - nowMs))];
    });
    pull.omitted += Math.max(0, texts.length - room);
    const served = texts.slice(0, room);
    room -= served.length;
    return served;
  };
  for (const rows of pages((below) => changes.begun(span, below, page), page, "begun"))
    yield take(query.dedup ? longestOnly(rows, pull) : rows);
  if (!query.dedup || query.startup) return;
  // values that lost one decision and keep another: told again, which is harmless where nothing was lost
  for (const rows of pages((below) => changes.ended(span, below, page), page, "ended"))
    yield take(stillHeld(rows, pull));
}

function* removed(pull: Pull): Generator<readonly string[], void> {
  const { changes, span, nowMs, query, page } = pull;
  // a whole list repeats what ended: the same bound holds for it. In a delta every end is told.
  let room = query.startup || span.after === 0 ? pull.maxNew : Number.POSITIVE_INFINITY;
  for (const rows of pages((below) => changes.ended(span, below, page), page, "ended")) {
    const held = query.dedup ? heldValues(rows, pull) : new Set<string>();
    const told = new Set<string>();
    const texts = rows.flatMap((row) => {
      const scope = admit(row, query.filter);
      if (scope === null || held.has(row.value) || (query.dedup && told.has(row.value))) return [];
      told.add(row.value);
      return [wireText(row, scope, elapsed(nowMs - row.untilMs))];
    });
    yield texts.slice(0, room);
    room -= Math.min(room, texts.length);
    if (room === 0) return;
  }
}

function* pages(
  read: (below: PagePlace | null) => readonly ForceRow[],
  page: number,
  change: "begun" | "ended",
): Generator<readonly ForceRow[], void> {
  let below: PagePlace | null = null;
  while (true) {
    const rows: readonly ForceRow[] = read(below);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    below = { change: last[change] ?? 0, number: last.number };
  }
}

/** Of these rows, those that no other decision on the same value outlasts. */
function longestOnly(rows: readonly ForceRow[], pull: Pull): readonly ForceRow[] {
  const longest = longestOf(rows, pull);
  return rows.filter((row) => longest.get(row.value)?.number === row.number);
}

/** For values of which a decision ended: the longest of those that hold it still, unless it is new in this span anyway. */
function stillHeld(rows: readonly ForceRow[], pull: Pull): readonly ForceRow[] {
  return [...longestOf(rows, pull).values()].filter((row) => row.begun <= pull.span.after);
}

function heldValues(rows: readonly ForceRow[], pull: Pull): ReadonlySet<string> {
  return new Set(longestOf(rows, pull).keys());
}

/** The longest decision in force on each of these rows' values, among those that the client's filter lets through. */
function longestOf(rows: readonly ForceRow[], { changes, query }: Pull): ReadonlyMap<string, ForceRow> {
  const longest = new Map<string, ForceRow>();
  for (const row of changes.ofValues([...new Set(rows.map(({ value }) => value))])) {
    if (!passes(row, query.filter)) continue;
    const before = longest.get(row.value);
    if (before === undefined || row.untilMs >= before.untilMs) longest.set(row.value, row);
  }
  return longest;
}

function passes(row: ForceRow, filter: Filter): boolean {
  return admit(row, filter) !== null;
}
