/**
 * Which column or field of another tool's alerts holds what.
 * @module
 */
import { parseAddress } from "../../base/address.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { toTime } from "../../formats/json-value.ts";

const ROLES = ["time", "rule", "host", "origin", "body"] as const;
type Role = (typeof ROLES)[number];

/** Names of columns, or dotted paths of fields, by what they hold. `time` and `rule` are always there. */
export interface Mapping {
  readonly time: string;
  readonly rule: string;
  readonly host: string | null;
  readonly origin: string | null;
  readonly body: string | null;
}

/** An alert of another tool, as far as ranking needs it. */
export interface ForeignAlert {
  readonly timeMs: number;
  readonly rule: string;
  readonly host: string | null;
  /** An address; null where there is none. */
  readonly origin: string | null;
  readonly body: string | null;
  /** ATT&CK techniques that the alert names. */
  readonly techniques: readonly string[];
  /** A device says that it stopped this. */
  readonly denied: boolean;
}

/**
 * Reads `time=COLUMN,rule=COLUMN[,host=...][,origin=...][,body=...]`.
 * @throws VigieError "usage"
 * @example parseMapping("time=time,rule=short,host=host").host // "host"
 */
export function parseMapping(text: string): Mapping {
  const found = new Map<Role, string>();
  for (const part of text.split(",")) {
    const [name = "", ...rest] = part.split("=");
    const role = ROLES.find((one) => one === name.trim());
    const column = rest.join("=").trim();
    if (role === undefined || column === "" || found.has(role)) {
      throw usage(`--map: "${part}" says nothing`, `write ROLE=COLUMN once each, with ${ROLES.join(", ")}`);
    }
    found.set(role, column);
  }
  const [time, rule] = [found.get("time"), found.get("rule")];
  if (time === undefined || rule === undefined)
    throw usage("--map names no column for time, or none for rule", "write --map time=COLUMN,rule=COLUMN");
  const named = (role: Role): string | null => found.get(role) ?? null;
  return { time, rule, host: named("host"), origin: named("origin"), body: named("body") };
}

export function usage(text: string, remedy: string): VigieError {
  return new VigieError(problem("usage", null, text, remedy));
}

/** Columns that a mapping names. */
export function columnsOf(mapping: Mapping): readonly string[] {
  return Object.values(mapping).filter((column): column is string => column !== null);
}

/** The alert of a row, or what is missing. @param cell the text under a column's name, null when there is none */
export function mapAlert(
  mapping: Mapping,
  cell: (column: string) => string | null,
): ForeignAlert | { readonly missing: string } {
  const timeText = cell(mapping.time);
  const timeMs = timeText === null ? null : toTime(timeText.trim());
  if (timeMs === null) return { missing: noTime(mapping.time, timeText) };
  const rule = cell(mapping.rule);
  if (rule === null || rule === "") return { missing: `no rule under "${mapping.rule}"` };
  const text = (column: string | null): string | null => (column === null ? null : cell(column) || null);
  const origin = text(mapping.origin);
  return {
    timeMs,
    rule,
    host: text(mapping.host),
    origin: origin === null ? null : parseAddress(origin),
    body: text(mapping.body),
    techniques: [],
    denied: false,
  };
}

const SHOWN = 40;

function noTime(column: string, text: string | null): string {
  if (text === null || text.trim() === "") return `no time under "${column}"`;
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return `"${shown}" under "${column}" is no time: RFC 3339, or seconds, milliseconds or more since 1970`;
}
