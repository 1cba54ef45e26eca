/**
 * A correlation document. Sigma specification 2.1, "Sigma Correlation Rules".
 * @module
 */
import type { Place } from "../../base/errors.ts";
import { isRising } from "../correlate/range.ts";
import { Fault, type Path } from "../fault.ts";
import { type Correlation, type CorrelationType, correlationTypes, type Range } from "../rule.ts";
import { parseMeta } from "./meta.ts";
import { isRawMap, own, type RawMap, requiredText, shown, textsOf } from "./reader.ts";

const LATER = ["value_sum", "value_avg", "value_percentile", "value_median"];
const BOUNDS = ["gt", "gte", "lt", "lte", "eq", "neq"] as const;
/** A count beyond this would need more memory than one group may have. */
const MAX_COUNT = 1_000_000;
const MAX_RULES = 1000;
const PATH: Path = ["correlation"];

/** @throws Fault */
export function parseCorrelation(raw: RawMap, place: Place): Correlation {
  const body = own(raw, "correlation");
  if (!isRawMap(body))
    throw new Fault(PATH, '"correlation" is no map', "write type:, rules: and timespan: below it");
  const type = parseType(body);
  const range = parseCondition(body, type);
  return {
    ...parseMeta(raw, place),
    kind: "correlation",
    type,
    rules: parseRules(body),
    groupBy: textsOf(body, "group-by", PATH).map(withoutSpaces),
    timespanMs: parseTimespan(requiredText(body, "timespan", PATH)),
    range: range.range,
    fields: range.fields,
    aliases: parseAliases(body),
    generate: parseGenerate(raw, body),
    alerts: true,
  };
}

function parseType(body: RawMap): CorrelationType {
  const text = requiredText(body, "type", PATH);
  const found = correlationTypes.find((type) => type === text);
  if (found !== undefined) return found;
  const path = [...PATH, "type"];
  if (LATER.includes(text)) {
    throw new Fault(
      path,
      `correlations of type ${text} are not supported yet`,
      "use value_count or event_count",
    );
  }
  throw new Fault(path, `"${text}" is no type of correlation`, `use one of ${correlationTypes.join(", ")}`);
}

function parseRules(body: RawMap): readonly string[] {
  const rules = textsOf(body, "rules", PATH);
  if (rules.length === 0)
    throw new Fault(PATH, "the correlation names no rules", "add rules: with ids or names");
  if (rules.length > MAX_RULES)
    throw new Fault([...PATH, "rules"], "too many rules", "split the correlation");
  return rules;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_629_746_000, // a twelfth of the mean Gregorian year, as in pySigma
  y: 31_556_952_000,
};

/** Milliseconds of `10m`. @throws Fault */
function parseTimespan(text: string): number {
  const match = /^(\d{1,6})([smhdwMy])$/.exec(text);
  const time = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ""] ?? Number.NaN);
  if (time > 0) return time;
  const remedy = "write a number and one of s, m, h, d, w, M (month), y";
  throw new Fault([...PATH, "timespan"], `"${text}" is no timespan`, remedy);
}

interface Condition {
  readonly range: Range | null;
  readonly fields: readonly string[];
}

function parseCondition(body: RawMap, type: CorrelationType): Condition {
  const raw = own(body, "condition");
  const path = [...PATH, "condition"];
  const temporal = type === "temporal" || type === "temporal_ordered";
  if (raw === undefined && temporal) return { range: null, fields: [] };
  if (typeof raw === "string" && temporal) {
    const remedy = "leave the condition out: all rules must then be seen";
    throw new Fault(path, "conditions over rule names are not part of Sigma 2.1 and not supported", remedy);
  }
  if (!isRawMap(raw))
    throw new Fault(PATH, `a correlation of type ${type} needs a condition`, "add condition: gte: 10");
  const range = parseBounds(raw, path);
  const fields = textsOf(raw, "field", path).map(withoutSpaces);
  if (type === "value_count" && fields.length === 0) {
    throw new Fault(
      path,
      "value_count needs the field whose values it counts",
      "add field: to the condition",
    );
  }
  if (temporal && !isRising(range)) {
    throw new Fault(
      path,
      `${type} takes gt and gte only`,
      "leave the condition out: all rules must then be seen",
    );
  }
  if (type === "temporal_ordered") {
    throw new Fault(
      path,
      "temporal_ordered takes no condition",
      "leave it out: all rules must be seen in order",
    );
  }
  return { range, fields: type === "value_count" ? fields : [] };
}

function parseBounds(raw: RawMap, path: Path): Range {
  const range: { -readonly [K in keyof Range]: Range[K] } = {};
  for (const bound of BOUNDS) {
    const value = own(raw, bound);
    if (value === undefined) continue;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > MAX_COUNT) {
      throw new Fault(
        [...path, bound],
        `${shown(value)} is no count`,
        `write a whole number from 0 to ${MAX_COUNT}`,
      );
    }
    range[bound] = value;
  }
  if (Object.keys(range).length > 0) return range;
  throw new Fault(path, "the condition has no bound", `add one of ${BOUNDS.join(", ")}`);
}

function parseAliases(body: RawMap): Correlation["aliases"] {
  const raw = own(body, "aliases");
  const path = [...PATH, "aliases"];
  if (raw === undefined || raw === null) return new Map();
  if (!isRawMap(raw))
    throw new Fault(path, '"aliases" is no map', "write alias: with rule names and fields below it");
  return new Map(
    Object.entries(raw).map(([alias, fields]) => {
      if (!isRawMap(fields))
        throw new Fault([...path, alias], "the alias is no map", "write rule_name: field");
      const pairs = Object.keys(fields).map(
        (rule) => [rule, withoutSpaces(requiredText(fields, rule, [...path, alias]))] as const,
      );
      return [alias, new Map(pairs)] as const;
    }),
  );
}

/** The specification shows `generate` at the correlation; older documents have it at the top. */
function parseGenerate(raw: RawMap, body: RawMap): boolean {
  const value = own(body, "generate") ?? own(raw, "generate") ?? false;
  if (typeof value === "boolean") return value;
  throw new Fault([...PATH, "generate"], '"generate" is neither true nor false', "write true or false");
}

/** Field names are compared without spaces, as everywhere in the engine. */
function withoutSpaces(name: string): string {
  return name.replaceAll(/\s/g, "");
}
