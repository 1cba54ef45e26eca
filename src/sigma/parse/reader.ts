/**
 * Reading the keys of a YAML map whose author is unknown: every value is checked for its type.
 * @module
 */
import { every, Fault, type Path } from "../fault.ts";

/** A map as YAML gives it. Only own keys are ever looked at. */
export type RawMap = Readonly<Record<string, unknown>>;

export function isRawMap(value: unknown): value is RawMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own value of a key. */
export function own(map: RawMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Text, or null when the key is absent or empty. Numbers become text: `title: 2024`. @throws Fault */
export function textOf(map: RawMap, key: string, path: Path = []): string | null {
  const value = own(map, key);
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Fault([...path, key], `"${key}" is no text`, "write one line of text");
}

/** Text that must be there. @throws Fault */
export function requiredText(map: RawMap, key: string, path: Path = []): string {
  const text = textOf(map, key, path);
  if (text === null) throw new Fault(path, `"${key}" is missing`, `add ${key}:`);
  return text;
}

/** One of a closed set of words, or null. @throws Fault */
export function wordOf<T extends string>(map: RawMap, key: string, words: readonly T[]): T | null {
  const text = textOf(map, key);
  if (text === null) return null;
  const found = words.find((word) => word === text.toLowerCase());
  if (found === undefined) throw new Fault([key], `"${text}" is no ${key}`, `use one of ${words.join(", ")}`);
  return found;
}

/** A list of texts; one text counts as a list of one. @throws Fault */
export function textsOf(map: RawMap, key: string, path: Path = []): readonly string[] {
  const value = own(map, key);
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return every(list, (item, i) => {
    if (typeof item === "string") return item;
    if (typeof item === "number" || typeof item === "boolean") return String(item);
    throw new Fault([...path, key, i], `"${key}" holds something that is no text`, "write a list of texts");
  });
}

/** A list whose odd items are simply left out: for what only people read (references, false positives). */
export function looseTextsOf(map: RawMap, key: string): readonly string[] {
  const value = own(map, key);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === "string" || typeof item === "number").map(String);
}

/** A value for a message. Never `String(value)`: a map may hold a key `toString`. */
export function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a map";
  return `"${String(value)}"`;
}
