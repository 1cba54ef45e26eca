/**
 * Results as JSON: an array of objects, an object with such an array in `rows`, or one object a line. The keys are those of
 * the wide layout; votes stand in an object `votes`, or beside the totals.
 * @module
 */
import { CsvFault, type CsvRow } from "../../base/csv.ts";

/** An object of the file, and the line in which it begins. */
interface Placed {
  readonly value: unknown;
  readonly line: number;
}

const MAX_OBJECT = 1_048_576;
/** Objects times different keys: whoever gives each object a key of its own must not make us fill the square of them. */
const MAX_CELLS = 50_000_000;

/**
 * Cuts a text into its objects without building the whole: each keeps its line, so that a fault can be shown.
 * @returns the objects as header and rows of a wide file
 * @throws CsvFault for the first that is none
 */
export function jsonRows(text: string): {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
} {
  const header: string[] = [];
  const known = new Map<string, number>();
  const rows: { readonly cells: string[]; readonly line: number }[] = [];
  for (const object of objectsOf(text)) {
    const fields = flat(object.value);
    if (fields === null) throw new CsvFault(object.line, "is not an object of figures");
    const cells: string[] = [];
    for (const [key, value] of fields) {
      let at = known.get(key);
      if (at === undefined) {
        at = header.push(key) - 1;
        known.set(key, at);
      }
      cells[at] = value;
    }
    rows.push({ cells, line: object.line });
    if (rows.length * header.length > MAX_CELLS)
      throw new CsvFault(object.line, "its objects have too many different keys");
  }
  for (const { cells } of rows) for (let i = 0; i < header.length; i++) cells[i] ??= "";
  return { header, rows };
}

/** Keys with their values as text; votes in an object of their own come last. */
function flat(value: unknown): readonly (readonly [string, string])[] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { votes, ...own } = value as { votes?: unknown };
  const fields = Object.entries(own).concat(
    typeof votes === "object" && votes !== null ? Object.entries(votes) : [],
  );
  const texts = fields.map(([key, item]) => [key, typeof item === "object" ? null : String(item)] as const);
  return texts.every(([, text]) => text !== null) ? (texts as [string, string][]) : null;
}

/** The objects of depth one (of an array) or zero (one a line); strings are skipped whole. */
function* objectsOf(text: string): Iterable<Placed> {
  let [depth, start, line, startLine] = [0, -1, 1, 1];
  // `{"rows": [...]}`: the objects lie one level deeper
  const outer = /^\s*\{\s*"rows"\s*:\s*\[/.exec(text)?.[0].length ?? 0;
  for (let at = outer; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 10) line++;
    else if (char === 34) at = stringEnd(text, at);
    else if (char === 123 && depth++ === 0) [start, startLine] = [at, line];
    else if (char === 125 && depth > 0 && --depth === 0) {
      if (at - start > MAX_OBJECT) throw new CsvFault(startLine, "is larger than 1 MiB");
      try {
        yield { value: JSON.parse(text.slice(start, at + 1)) as unknown, line: startLine };
      } catch {
        throw new CsvFault(startLine, "is no valid JSON");
      }
    }
  }
  if (depth > 0) throw new CsvFault(startLine, "an object is opened and never closed");
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
