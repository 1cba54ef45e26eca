/**
 * Field and keyword nodes, compiled to functions of an event.
 * @module
 */
import { parseRange } from "../../base/address.ts";
import type { FieldNode, KeywordNode, ReferenceTest, RegexTest, Test } from "../plan/tree.ts";
import { neededLiterals, shortestMatch } from "../regex/literals.ts";
import { compileRegex } from "../regex/regex.ts";
import { parseRegex } from "../regex/syntax.ts";
import { compileLists } from "./lists.ts";
import { compileNumber, compileNumeric, isPlainNumber } from "./number.ts";
import { compileText, type TextCheck, unfolded } from "./text.ts";
import { ABSENT, type EventView, foldText, LIST, TEXT } from "./view.ts";

export type EventCheck = (view: EventView) => boolean;

/** Positions of a field in the view: several when a field map gives it several names. */
export type SlotsOf = (field: string) => readonly number[];

/** Compiles a field node: any test, on any value of any of the names that the field goes by. */
export function compileField(node: FieldNode, slotsOf: SlotsOf): EventCheck {
  const slots = slotsOf(node.field);
  const checks: EventCheck[] = [];
  const texts: Test[] = [];
  for (const test of node.tests) {
    if (test.kind === "null") checks.push(compileNull(slots));
    else if (test.kind === "exists") checks.push(compileExists(slots, test.wanted));
    else if (test.kind === "reference") checks.push(compileReference(test, slots, slotsOf(test.field)));
    else texts.push(test);
  }
  if (texts.length > 0) {
    const check = compileTexts(texts);
    for (const slot of slots) checks.push(onNumberSlot(slot, node.tests, check) ?? onSlot(slot, check));
  }
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return only;
  return (view) => checks.some((check) => check(view));
}

/** Compiles keywords: any test, on any value of the event. */
export function compileKeyword(node: KeywordNode): EventCheck {
  const check = compileTexts(node.tests);
  return (view) => {
    const texts = view.keywords();
    const folded = view.foldedKeywords();
    for (let i = 0; i < texts.length; i++) if (check(texts[i] as string, folded[i] as string)) return true;
    return false;
  };
}

/** Any of the tests, which are about one text. */
function compileTexts(tests: readonly Test[]): TextCheck {
  const values = equalsOf(tests);
  if (values !== null) return (_, folded) => values.has(folded);
  const { checks, rest } = compileLists(tests);
  return anyOf([...checks, ...rest.map(compileTest)]);
}

function compileTest(test: Test): TextCheck {
  switch (test.kind) {
    case "regex":
      return compilePattern(test);
    case "cidr":
      return compileCidr(test.range);
    case "number":
      return unfolded(compileNumber(test));
    case "null":
    case "exists":
    case "reference":
      return () => false; // these are about a field, not about a text; compileField takes them
    default:
      return compileText(test);
  }
}

/** A longer text hardly ever comes twice in a row. */
const MAX_KEPT = 64;

/** By test: a rule is compiled once for each kind of event; its patterns, whose machines grow as they run, only once. */
const patterns = new WeakMap<RegexTest, TextCheck>();

export function compilePattern(test: RegexTest): TextCheck {
  const known = patterns.get(test);
  if (known !== undefined) return known;
  const made = newPattern(test);
  patterns.set(test, made);
  return made;
}

function newPattern(test: RegexTest): TextCheck {
  const flags = { i: test.ignoreCase, m: test.multiline, s: test.dotAll };
  const regex = compileRegex(test.source, flags);
  const parsed = parseRegex(test.source, flags);
  const needed = neededLiterals(parsed, foldText);
  const shortest = shortestMatch(parsed);
  let last = "";
  let answer = regex.test(last);
  const isMatch = (text: string): boolean => {
    if (text.length < shortest) return false;
    if (text === last) return answer; // versions, methods, states: the same short text as in the event before
    const found = regex.test(text);
    if (text.length <= MAX_KEPT) {
      last = text;
      answer = found;
    }
    return found;
  };
  if (needed.length === 0) return unfolded(isMatch);
  return (text, folded) => holdsEach(folded, needed) && isMatch(text);
}

/** Whether the text holds a literal of each set: a few searches are cheaper than running the pattern. */
function holdsEach(folded: string, sets: readonly (readonly string[])[]): boolean {
  for (let i = 0; i < sets.length; i++) if (!holdsOne(folded, sets[i] as readonly string[])) return false;
  return true;
}

function holdsOne(folded: string, literals: readonly string[]): boolean {
  for (let i = 0; i < literals.length; i++) if (folded.includes(literals[i] as string)) return true;
  return false;
}

function compileCidr(text: string): TextCheck {
  const range = parseRange(text);
  return unfolded((value) => range?.contains(value) ?? false);
}

/** When all tests are plain equalities, one look-up answers for all. */
function equalsOf(tests: readonly Test[]): ReadonlySet<string> | null {
  const values = new Set<string>();
  for (const test of tests) {
    if (test.kind === "null") continue;
    if (test.kind !== "equals" || test.cased || test.windash) return null;
    values.add(foldText(test.text));
  }
  return values.size > 3 ? values : null;
}

function anyOf(checks: readonly TextCheck[]): TextCheck {
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return only;
  return (text, folded) => {
    for (let i = 0; i < checks.length; i++) if ((checks[i] as TextCheck)(text, folded)) return true;
    return false;
  };
}

function onSlot(slot: number, check: TextCheck): EventCheck {
  if (check.unfolded === true) return onPlainSlot(slot, check);
  return (view) => {
    const holds = view.holds(slot);
    if (holds === TEXT) return check(view.text(slot), view.folded(slot));
    return holds === LIST && view.list(slot).some((text) => check(text, foldText(text)));
  };
}

/** A single comparison with a number: values that are numbers are not turned into text and back. */
function onNumberSlot(slot: number, tests: readonly Test[], check: TextCheck): EventCheck | null {
  const [test] = tests;
  const compare = tests.length === 1 && test?.kind === "number" ? compileNumeric(test) : null;
  if (compare === null) return null;
  const general = onPlainSlot(slot, check);
  return (view) => {
    const number = view.holds(slot) === TEXT ? view.number(slot) : null;
    return number !== null && isPlainNumber(number) ? compare(number) : general(view);
  };
}

function onPlainSlot(slot: number, check: TextCheck): EventCheck {
  return (view) => {
    const holds = view.holds(slot);
    if (holds === TEXT) return check(view.text(slot), "");
    return holds === LIST && view.list(slot).some((text) => check(text, ""));
  };
}

/** A field with several names is null when none of them holds anything. */
function compileNull(slots: readonly number[]): EventCheck {
  return (view) => slots.every((slot) => view.isNull(slot));
}

function compileExists(slots: readonly number[], wanted: boolean): EventCheck {
  return (view) => slots.some((slot) => view.holds(slot) !== ABSENT) === wanted;
}

const relations: Readonly<Record<ReferenceTest["how"], (a: string, b: string) => boolean>> = {
  equals: (a, b) => a === b,
  contains: (a, b) => a.includes(b),
  starts: (a, b) => a.startsWith(b),
  ends: (a, b) => a.endsWith(b),
};

function compileReference(
  test: ReferenceTest,
  slots: readonly number[],
  others: readonly number[],
): EventCheck {
  const relation = relations[test.how];
  const fold = test.cased ? (text: string): string => text : foldText;
  return (view) => {
    const theirs = textsAt(view, others).map(fold);
    return textsAt(view, slots).some((text) => theirs.some((other) => relation(fold(text), other)));
  };
}

function textsAt(view: EventView, slots: readonly number[]): readonly string[] {
  return slots.flatMap((slot) => {
    const holds = view.holds(slot);
    return holds === TEXT ? [view.text(slot)] : holds === LIST ? view.list(slot) : [];
  });
}
