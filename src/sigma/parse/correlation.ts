/**
 * A correlation document. Sigma specification 2.1, "Sigma Correlation Rules".
 * @module
 */
import type { Place } from "../../base/errors.ts";
import { isRising } from "../correlate/range.ts";
import { every, Fault, type Path, whole } from "../fault.ts";
import {
  type Correlation,
  type CorrelationType,
  correlationTypes,
  type Range,
  type RuleExpression,
} from "../rule.ts";
import { parseExpression } from "./expression.ts";
import { parseMeta } from "./meta.ts";
import { isRawMap, own, type RawMap, requiredText, shown, textsOf } from "./reader.ts";

/** Types whose bounds are numbers of any kind; the bounds of the others are counts. */
const MEASURES: ReadonlySet<CorrelationType> = new Set([
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
]);
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
  const { meta, counted, ...rest } = whole({
    meta: () => parseMeta(raw, place),
    counted: () => parseCounted(body),
    groupBy: () => textsOf(body, "group-by", PATH).map(withoutSpaces),
    timespanMs: () => parseTimespan(requiredText(body, "timespan", PATH)),
    aliases: () => parseAliases(body),
    generate: () => parseGenerate(raw, body),
  });
  return { ...meta, ...counted, ...rest, kind: "correlation", alerts: true };
}

/** What is counted, and against what: the condition means nothing without the type and the rules. */
function parseCounted(body: RawMap): Condition & Pick<Correlation, "type" | "rules"> {
  const { type, rules } = whole({ type: () => parseType(body), rules: () => parseRules(body) });
  return { type, rules, ...parseCondition(body, type, rules) };
}

function parseType(body: RawMap): CorrelationType {
  const text = requiredText(body, "type", PATH);
  const found = correlationTypes.find((type) => type === text);
  if (found !== undefined) return found;
  const path = [...PATH, "type"];
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
  readonly percentile: number | null;
  readonly expression: RuleExpression | null;
}

const ALL_RULES: Condition = { range: null, fields: [], percentile: null, expression: null };

function parseCondition(body: RawMap, type: CorrelationType, rules: readonly string[]): Condition {
  const raw = own(body, "condition");
  const path = [...PATH, "condition"];
  if (type === "temporal" || type === "temporal_ordered") return parseTemporal(raw, type, rules, path);
  if (!isRawMap(raw))
    throw new Fault(PATH, `a correlation of type ${type} needs a condition`, "add condition: gte: 10");
  const range = (): Range => parseBounds(raw, MEASURES.has(type) ? isNumber : isCount, path);
  if (type === "event_count") {
    const read = whole({ range, unused: () => textsOf(raw, "field", path) });
    return { ...ALL_RULES, range: read.range };
  }
  const fields = (): readonly string[] => parseFields(raw, type, path);
  const percentile = (): number | null => parsePercentile(raw, type, path);
  return { ...whole({ range, fields, percentile }), expression: null };
}

function parseFields(raw: RawMap, type: CorrelationType, path: Path): readonly string[] {
  const fields = textsOf(raw, "field", path).map(withoutSpaces);
  if (fields.length === 0) {
    const remedy = "add field: to the condition";
    throw new Fault(path, `${type} needs the field whose values it ${VERBS[type] ?? "takes"}`, remedy);
  }
  if (MEASURES.has(type) && fields.length > 1)
    throw new Fault(path, `${type} takes one field`, "write one correlation for each field");
  return fields;
}

const VERBS: Readonly<Partial<Record<CorrelationType, string>>> = { value_count: "counts" };

/** Without a condition all rules must be seen; with bounds as many as they ask for; or those that a text names. */
function parseTemporal(raw: unknown, type: CorrelationType, rules: readonly string[], path: Path): Condition {
  if (raw === undefined) return ALL_RULES;
  const remedy = "leave the condition out: all rules must then be seen";
  if (typeof raw === "string" && type === "temporal")
    return { ...ALL_RULES, expression: parseExpression(raw, rules, path) };
  if (!isRawMap(raw)) throw new Fault(PATH, `a condition of ${type} is a map of bounds`, remedy);
  const range = parseBounds(raw, isCount, path);
  if (!isRising(range)) throw new Fault(path, `${type} takes gt and gte only`, remedy);
  if (type === "temporal") return { ...ALL_RULES, range };
  throw new Fault(
    path,
    "temporal_ordered takes no condition",
    "leave it out: all rules must be seen in order",
  );
}

function parsePercentile(raw: RawMap, type: CorrelationType, path: Path): number | null {
  const value = own(raw, "percentile");
  if (value === undefined) return type === "value_median" ? 50 : null;
  if (type !== "value_percentile")
    throw new Fault([...path, "percentile"], `${type} has no percentile`, "use type value_percentile");
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  throw new Fault(
    [...path, "percentile"],
    `${shown(value)} is no percentile`,
    "write a number from 0 to 100",
  );
}

/** What a bound may be, and how it is called. */
interface BoundKind {
  readonly fits: (value: number) => boolean;
  readonly name: string;
  readonly remedy: string;
}

const isCount: BoundKind = {
  fits: (value) => Number.isInteger(value) && value >= 0 && value <= MAX_COUNT,
  name: "count",
  remedy: `write a whole number from 0 to ${MAX_COUNT}`,
};
const isNumber: BoundKind = { fits: Number.isFinite, name: "number", remedy: "write a decimal number" };

function parseBounds(raw: RawMap, kind: BoundKind, path: Path): Range {
  const given = BOUNDS.filter((bound) => own(raw, bound) !== undefined);
  const bounds = every(given, (bound) => {
    const value = own(raw, bound);
    if (typeof value === "number" && kind.fits(value)) return [bound, value] as const;
    throw new Fault([...path, bound], `${shown(value)} is no ${kind.name}`, kind.remedy);
  });
  if (bounds.length > 0) return Object.fromEntries(bounds);
  throw new Fault(path, "the condition has no bound", `add one of ${BOUNDS.join(", ")}`);
}

function parseAliases(body: RawMap): Correlation["aliases"] {
  const raw = own(body, "aliases");
  const path = [...PATH, "aliases"];
  if (raw === undefined || raw === null) return new Map();
  if (!isRawMap(raw))
    throw new Fault(path, '"aliases" is no map', "write alias: with rule names and fields below it");
  return new Map(
    every(Object.entries(raw), ([alias, fields]) => {
      if (!isRawMap(fields))
        throw new Fault([...path, alias], "the alias is no map", "write rule_name: field");
      const pairs = every(
        Object.keys(fields),
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
