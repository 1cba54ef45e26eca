/**
 * The plan of a rule: one immutable tree of plain data, which a worker thread can receive by structured clone.
 * @module
 */

/** Any run of characters (`*`). */
export const ANY = 0;
/** Exactly one character (`?`). */
export const ONE = 1;
/** A literal, or a wildcard. */
export type Part = string | typeof ANY | typeof ONE;

export type Comparison = "lt" | "lte" | "gt" | "gte";
export type TimePart = "minute" | "hour" | "day" | "week" | "month" | "year";

/**
 * A comparison with text. `text` keeps the rule's spelling; the matcher folds case unless `cased`.
 * `windash`: an option dash of the rule may be any of the five dash characters in the event.
 */
export interface TextTest {
  readonly kind: "equals" | "contains" | "starts" | "ends";
  readonly text: string;
  readonly cased: boolean;
  readonly windash: boolean;
}

/** Text with wildcards inside. */
export interface GlobTest {
  readonly kind: "glob";
  readonly parts: readonly Part[];
  readonly cased: boolean;
  readonly windash: boolean;
}

export interface RegexTest {
  readonly kind: "regex";
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** The event's other field, compared as text. */
export interface ReferenceTest {
  readonly kind: "reference";
  readonly field: string;
  readonly how: "equals" | "contains" | "starts" | "ends";
  readonly cased: boolean;
}

/** A number, or a part of a time (UTC), compared with a number. */
export interface NumberTest {
  readonly kind: "number";
  readonly compare: Comparison | "eq";
  readonly value: number;
  readonly part: TimePart | null;
}

export type Test =
  | TextTest
  | GlobTest
  | RegexTest
  | ReferenceTest
  | NumberTest
  | { readonly kind: "cidr"; readonly range: string }
  | { readonly kind: "null" }
  | { readonly kind: "exists"; readonly wanted: boolean };

/** At least one test holds for at least one value of the field. */
export interface FieldNode {
  readonly kind: "field";
  readonly field: string;
  readonly tests: readonly Test[];
}

/** At least one test holds for at least one value of any field. */
export interface KeywordNode {
  readonly kind: "keyword";
  readonly tests: readonly Test[];
}

export type Tree =
  | FieldNode
  | KeywordNode
  | { readonly kind: "and"; readonly items: readonly Tree[] }
  | { readonly kind: "or"; readonly items: readonly Tree[] }
  | { readonly kind: "not"; readonly item: Tree };

/** All must hold; a single one stands for itself. @example and([a]) // a */
export function and(items: readonly Tree[]): Tree {
  return items.length === 1 && items[0] !== undefined ? items[0] : Object.freeze({ kind: "and", items });
}

/** One must hold; a single one stands for itself. */
export function or(items: readonly Tree[]): Tree {
  return items.length === 1 && items[0] !== undefined ? items[0] : Object.freeze({ kind: "or", items });
}

/** Holds for nothing. */
export const NEVER: Tree = or([]);

/** Must not hold. */
export function not(item: Tree): Tree {
  return Object.freeze({ kind: "not", item });
}
