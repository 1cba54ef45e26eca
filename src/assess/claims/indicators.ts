/**
 * Lists of indicators, as others publish them. A list is context: what it says about an address is a claim of whoever made
 * it, and only as good as the dates, roles and sources it gives.
 * @module
 */
import { parseAddress } from "../../base/address.ts";
import { CsvFault, type CsvRow, csvRows } from "../../base/csv.ts";
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { parseIso } from "../../base/time.ts";

export interface Indicator {
  /** Canonical for addresses, lower case for names, as written else. */
  readonly value: string;
  readonly kind: "address" | "domain" | "url" | "hash" | "other";
  readonly role: string | null;
  /** When it was seen in use; null where the list does not say. */
  readonly observedMs: number | null;
  /** Where it is known from; null where the list does not say. */
  readonly reference: string | null;
  readonly line: number;
}

/** What a list lacks to be evidence; with any of it, the list is kept as context. */
type ListFault = "no-observed-date" | "no-role" | "no-reference";

export interface IndicatorList {
  readonly file: string;
  readonly indicators: readonly Indicator[];
  /** Rows whose value is nothing that can be looked for. */
  readonly unread: number;
  readonly faults: readonly ListFault[];
}

const MAX_ROWS = 1_000_000;
const VALUE = ["indicator_value", "indicator", "value", "ip", "address", "domain"];
const TYPE = ["type", "indicator_type"];
const ROLE = ["role"];
const OBSERVED = ["observed_date", "first_seen", "observed", "date"];
const REFERENCE = ["reference", "source", "url", "ref"];

/** Reads a list: CSV with a header, or one value a line. @param text written by whoever published the list */
export function readIndicators(file: string, text: string): Result<IndicatorList, Problem> {
  const rows: CsvRow[] = [];
  try {
    for (const row of csvRows(text)) {
      if (rows.length > MAX_ROWS)
        return err(problem("too-large", { file }, "has more than a million rows", "split the list"));
      rows.push(row);
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    const place = { file, line: error.line };
    return err(problem("corrupt", place, error.message, "fetch the list again from its source"));
  }
  const header = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const at = (names: readonly string[]): number => header.findIndex((name) => names.includes(name));
  const hasHeader = at(VALUE) >= 0;
  const columns = {
    value: hasHeader ? at(VALUE) : 0,
    type: at(TYPE),
    role: at(ROLE),
    observed: at(OBSERVED),
    reference: at(REFERENCE),
  };
  const indicators: Indicator[] = [];
  let unread = 0;
  for (const { cells, line } of hasHeader ? rows.slice(1) : rows) {
    const found = indicatorOf(cells, line, columns);
    if (found === null) unread++;
    else indicators.push(found);
  }
  if (indicators.length === 0)
    return err(
      problem(
        "unsupported",
        { file },
        "holds no indicator",
        "name a CSV with a column of values, or one value a line",
      ),
    );
  return ok({ file, indicators, unread, faults: faultsOf(indicators) });
}

type Column = "value" | "type" | "role" | "observed" | "reference";

function indicatorOf(
  cells: readonly string[],
  line: number,
  columns: { readonly [name in Column]: number },
): Indicator | null {
  const cell = (name: Column): string => (columns[name] < 0 ? "" : (cells[columns[name]] ?? "").trim());
  // published lists write addresses so that nobody clicks on them: 203.0.113[.]7, hxxp://
  const raw = cell("value").replaceAll("[.]", ".").replace(/^hxxp/i, "http");
  const value = kindOf(raw, cell("type"));
  if (value === null) return null;
  const text = (name: Column): string | null => (cell(name) === "" ? null : cell(name));
  const observed = text("observed");
  return {
    ...value,
    role: text("role"),
    observedMs: observed === null ? null : parseIso(observed),
    reference: text("reference"),
    line,
  };
}

const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9-]{0,62}[a-z0-9])?\.){1,20}[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

function kindOf(raw: string, type: string): Pick<Indicator, "value" | "kind"> | null {
  const address = parseAddress(raw);
  if (address !== null) return { value: address, kind: "address" };
  const lower = raw.toLowerCase();
  if (/^[0-9a-f]{32}$|^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(lower)) return { value: lower, kind: "hash" };
  if (/^https?:\/\//i.test(raw) || /^url$/i.test(type))
    return raw.length > 2000 ? null : { value: raw, kind: "url" };
  if (lower.length <= 253 && DOMAIN.test(lower)) return { value: lower, kind: "domain" };
  return null;
}

/** A list is evidence only where every row could be checked: with a date, a role and a source of its own. */
function faultsOf(indicators: readonly Indicator[]): readonly ListFault[] {
  const faults: ListFault[] = [];
  if (indicators.some(({ observedMs }) => observedMs === null)) faults.push("no-observed-date");
  if (indicators.some(({ role }) => role === null || /watchlist/i.test(role))) faults.push("no-role");
  if (indicators.some(({ reference }) => reference === null)) faults.push("no-reference");
  return faults;
}
