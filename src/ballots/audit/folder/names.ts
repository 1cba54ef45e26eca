/**
 * Names of units, choices, contests and strata. They come from strangers' tables, are printed on labels and typed back
 * from sheets: each must be one line, look like what it is, and come back from a spreadsheet as it was.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";

/** As in plan.json. */
const MAX_LENGTH = 500;

// C0 and C1 controls, line separators, the marks that turn the direction of writing, and what takes no room: two columns
// that look alike would share the votes of one candidate. The joiners (200c, 200d) are letters' business in many scripts.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
/** Apostrophes keep cells from being formulas, and are taken off when a sheet is read. */
const APOSTROPHE = /^'[=+\-@]/;

/** @throws VigieError when a name cannot be used */
export function checkName(name: string, what: string, file: string | null, line: number | null = null): void {
  const why = faultOf(name);
  if (why === null) return;
  const place = file === null ? null : line === null ? { file } : { file, line };
  throw new VigieError(
    problem("data-invalid", place, `the ${what} "${name.slice(0, 80)}" ${why}`, "name it otherwise"),
  );
}

function faultOf(name: string): string | null {
  if (name === "") return "is empty";
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (HIDDEN.test(name)) return "has characters that cannot be seen";
  if (name !== name.trim()) return "has blanks at its ends";
  return APOSTROPHE.test(name) ? "begins with an apostrophe, as spreadsheets keep formulas apart" : null;
}
