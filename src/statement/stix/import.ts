/**
 * Indicators of others: read from a STIX 2.1 bundle of which every byte is theirs. Only single addresses and ranges are taken
 * over, as proposals that wait for a person; everything else is counted and left where it is.
 * @module
 */

import { type Problem, problem } from "../../base/errors.ts";
import { parseBlock } from "../../base/interval.ts";
import { err, ok, type Result } from "../../base/result.ts";

interface ImportedIndicator {
  /** Canonical. */
  readonly value: string;
  /** Of the object it stands in. */
  readonly id: string;
  /** Whose it is: the name of the identity that made it, or its id. */
  readonly owner: string;
  readonly validUntilMs: number | null;
}

export interface Import {
  readonly indicators: readonly ImportedIndicator[];
  /** Objects that were left where they are, by type. */
  readonly left: Readonly<Record<string, number>>;
  /** What is wrong with single objects, with their place in the bundle. */
  readonly faults: readonly string[];
}

const MAX_OBJECTS = 200_000;
const ID = /^[a-z][a-z0-9-]{2,250}--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** A comparison of one address with one value, and nothing else; alternatives may follow each other. */
const COMPARISON = /^(?:ipv4-addr|ipv6-addr):value\s*(?:=|ISSUBSET)\s*'([0-9a-fA-F:./]{2,50})'$/;

/** Reads a bundle. @returns an error when it is none; faults of single objects are listed */
export function importStix(file: string, text: string): Result<Import, Problem> {
  const objects = objectsOf(text);
  if (typeof objects === "string")
    return err(problem("unsupported", { file }, objects, "name a STIX 2.1 bundle (JSON)"));
  const names = new Map<string, string>();
  for (const object of objects)
    if (object["type"] === "identity" && typeof object["name"] === "string")
      names.set(String(object["id"]), object["name"].slice(0, 200));
  const indicators: ImportedIndicator[] = [];
  const left: Record<string, number> = {};
  const faults: string[] = [];
  for (const [i, object] of objects.entries()) {
    const type = typeof object["type"] === "string" ? object["type"].slice(0, 60) : "?";
    const fault = faultOf(object);
    if (fault !== null) faults.push(`object ${i + 1} (${type}): ${fault}`);
    const values = fault === null && type === "indicator" ? addressesIn(object) : [];
    if (values.length === 0) left[type] = (left[type] ?? 0) + 1;
    const owner = String(object["created_by_ref"] ?? "");
    for (const value of values)
      indicators.push({
        value,
        id: String(object["id"]),
        owner: names.get(owner) ?? (owner === "" ? "?" : owner.slice(0, 200)),
        validUntilMs: timeOf(object["valid_until"]),
      });
  }
  return ok({ indicators, left, faults });
}

type Properties = Readonly<Record<string, unknown>>;

function objectsOf(text: string): readonly Properties[] | string {
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch {
    return "is no JSON";
  }
  if (!isObject(bundle) || bundle["type"] !== "bundle" || !Array.isArray(bundle["objects"]))
    return "is no STIX bundle";
  const objects: unknown[] = bundle["objects"];
  if (objects.length > MAX_OBJECTS) return `holds more than ${MAX_OBJECTS} objects`;
  return objects.every(isObject) ? objects : "holds something that is no object";
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What every object must have (section 3.1). */
function faultOf({ id, type, spec_version: version }: Properties): string | null {
  if (typeof type !== "string" || typeof id !== "string") return "has no type or no id";
  if (!ID.test(id) || !id.startsWith(`${type}--`)) return "its id is none of its type";
  return version === undefined || version === "2.1" || version === "2.0"
    ? null
    : "is of another version of STIX";
}

/** Addresses of `[a] OR [b]` patterns; a pattern that says anything more is not reduced to its addresses. */
function addressesIn({ pattern, pattern_type: language }: Properties): readonly string[] {
  if (
    typeof pattern !== "string" ||
    pattern.length > 10_000 ||
    (language !== undefined && language !== "stix")
  )
    return [];
  const inner = /^\s*\[([^\]]*)\]\s*$/.exec(pattern)?.[1];
  if (inner === undefined) return [];
  const values = inner.split(/\s+OR\s+/).map((part) => COMPARISON.exec(part.trim())?.[1]);
  const blocks = values.map((value) => (value === undefined ? null : parseBlock(value)));
  return blocks.every((block) => block !== null) ? blocks.map((block) => block?.value ?? "") : [];
}

function timeOf(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}
