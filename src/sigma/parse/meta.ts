/**
 * What rules, correlations and filters say about themselves.
 * @module
 */
import { digestOf } from "../../base/digest.ts";
import type { Place } from "../../base/errors.ts";
import { Fault, type Path, whole } from "../fault.ts";
import { levels, type Meta, type RuleLogsource, statuses } from "../rule.ts";
import { isRawMap, looseTextsOf, own, type RawMap, requiredText, textOf, textsOf, wordOf } from "./reader.ts";

/** Reads the keys that all kinds share. @throws Fault */
export function parseMeta(raw: RawMap, place: Place): Meta {
  const read = whole({
    id: () => textOf(raw, "id")?.toLowerCase() ?? null,
    name: () => textOf(raw, "name"),
    title: () => requiredText(raw, "title"),
    status: () => wordOf(raw, "status", statuses),
    level: () => wordOf(raw, "level", levels),
    description: () => textOf(raw, "description"),
    date: () => textOf(raw, "date"),
    modified: () => textOf(raw, "modified"),
    license: () => textOf(raw, "license"),
    tags: () => textsOf(raw, "tags"),
    custom: () => parseCustom(raw),
  });
  return {
    ...read,
    key: read.id ?? read.name ?? digestOf("sigma", JSON.stringify(raw)),
    place,
    author: looseTextsOf(raw, "author").join(", ") || null,
    references: looseTextsOf(raw, "references"),
    falsepositives: looseTextsOf(raw, "falsepositives"),
    related: parseRelated(own(raw, "related")),
  };
}

function parseRelated(raw: unknown): Meta["related"] {
  if (!Array.isArray(raw)) return [];
  return raw.filter(isRawMap).flatMap((item) => {
    const id = own(item, "id");
    const type = own(item, "type");
    return typeof id === "string" && typeof type === "string" ? [{ id, type }] : [];
  });
}

function parseCustom(raw: RawMap): Meta["custom"] {
  const custom = own(raw, "vigie");
  if (custom === undefined || custom === null) return {};
  if (!isRawMap(custom)) throw new Fault(["vigie"], '"vigie" is no map', "write keys and values below it");
  return custom;
}

/** Reads `logsource`, of which at least one key must be given. @throws Fault */
export function parseLogsource(raw: RawMap): RuleLogsource {
  const value = own(raw, "logsource");
  const path: Path = ["logsource"];
  if (value === undefined)
    throw new Fault([], '"logsource" is missing', "add logsource: with category or product");
  if (!isRawMap(value))
    throw new Fault(path, '"logsource" is no map', "write category:, product: or service: below it");
  const found = whole({
    category: () => textOf(value, "category", path),
    product: () => textOf(value, "product", path),
    service: () => textOf(value, "service", path),
  });
  if (found.category === null && found.product === null && found.service === null) {
    throw new Fault(path, "the logsource names no category, product or service", "add one of them");
  }
  return found;
}
