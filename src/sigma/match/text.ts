/**
 * Tests of text, compiled to functions. Texts come from attackers: each function is linear in the text's length
 * for a given rule.
 * @module
 */
import { optionDashes } from "../plan/encode.ts";
import { ANY, type GlobTest, ONE, type Part, type TextTest } from "../plan/tree.ts";
import { foldDashes, foldText } from "./view.ts";

/** Receives the text as it is, and folded. */
export interface TextCheck {
  (text: string, folded: string): boolean;
  /** It looks at the text as it is only: nothing has to be folded for it. */
  readonly unfolded?: boolean;
}

/** Marks a check that does not look at folded text. */
export function unfolded(check: (text: string) => boolean): TextCheck {
  return Object.assign((text: string) => check(text), { unfolded: true });
}

/** Compiles a comparison with text or a pattern. */
export function compileText(test: TextTest | GlobTest): TextCheck {
  const fold = test.cased ? (text: string): string => text : foldText;
  const pieces = piecesOf(test);
  const dashed = test.windash && pieces.some((p) => typeof p === "string" && optionDashes(p).length > 0);
  const check = dashed
    ? compileGlob(pieces.map((piece) => (typeof piece === "string" ? dashSegment(piece, fold) : piece)))
    : compilePlain(test, fold);
  return test.cased ? unfolded(check) : (_, folded) => check(folded);
}

type Check = (text: string) => boolean;

function piecesOf(test: TextTest | GlobTest): readonly Part[] {
  if (test.kind === "glob") return test.parts;
  const before: Part[] = test.kind === "contains" || test.kind === "ends" ? [ANY] : [];
  const after: Part[] = test.kind === "contains" || test.kind === "starts" ? [ANY] : [];
  return [...before, test.text, ...after];
}

function compilePlain(test: TextTest | GlobTest, fold: (text: string) => string): Check {
  if (test.kind === "glob") {
    return compileGlob(test.parts.map((part) => (typeof part === "string" ? textSegment(fold(part)) : part)));
  }
  const wanted = fold(test.text);
  switch (test.kind) {
    case "equals":
      return (text) => text === wanted;
    case "contains":
      return (text) => text.includes(wanted);
    case "starts":
      return (text) => text.startsWith(wanted);
    case "ends":
      return (text) => text.endsWith(wanted);
  }
}

/** A literal of a pattern: can be compared at a place, and searched from a place. */
interface Segment {
  readonly length: number;
  at(text: string, index: number): boolean;
  find(text: string, from: number): number;
}

function textSegment(wanted: string): Segment {
  return {
    length: wanted.length,
    at: (text, index) => text.startsWith(wanted, index),
    find: (text, from) => text.indexOf(wanted, from),
  };
}

/** A literal whose option dashes stand for any dash; its other characters, dashes too, for themselves. */
function dashSegment(literal: string, fold: (text: string) => string): Segment {
  const wanted = fold(literal);
  const options = new Set(optionDashes(wanted));
  const search = foldDashes(wanted);
  const fixed = [...wanted.matchAll(/[-/\u2013-\u2015]/g)].map((m) => m.index).filter((i) => !options.has(i));
  const at = (text: string, index: number): boolean =>
    foldDashes(text.slice(index, index + wanted.length)) === search &&
    fixed.every((i) => text.charCodeAt(index + i) === wanted.charCodeAt(i));
  let seen = "";
  let dashed = "";
  const find = (text: string, from: number): number => {
    if (text !== seen) dashed = foldDashes(text); // once per text: a pattern may search it many times
    seen = text;
    let index = dashed.indexOf(search, from);
    while (index >= 0 && !at(text, index)) index = dashed.indexOf(search, index + 1);
    return index;
  };
  return { length: wanted.length, at, find };
}

/** Between two `*`: literals and single wildcards, all of fixed length. */
type Run = readonly (Segment | typeof ONE)[];

function compileGlob(parts: readonly (Segment | typeof ANY | typeof ONE)[]): Check {
  const runs: (Segment | typeof ONE)[][] = [[]];
  for (const part of parts) {
    if (part === ANY) runs.push([]);
    else runs.at(-1)?.push(part);
  }
  const first = runs[0] ?? [];
  const last = runs.at(-1) ?? [];
  if (runs.length === 1) return (text) => text.length === lengthOf(first) && runAt(first, text, 0);
  const middle = runs.slice(1, -1).filter((run) => run.length > 0);
  return (text) => {
    const end = text.length - lengthOf(last);
    if (lengthOf(first) > end || !runAt(first, text, 0) || !runAt(last, text, end)) return false;
    let from = lengthOf(first);
    for (const run of middle) {
      const found = findRun(run, text, from, end);
      if (found < 0) return false;
      from = found + lengthOf(run);
    }
    return from <= end;
  };
}

function lengthOf(run: Run): number {
  return run.reduce<number>((sum, part) => sum + (part === ONE ? 1 : part.length), 0);
}

function runAt(run: Run, text: string, index: number): boolean {
  let at = index;
  for (const part of run) {
    if (part !== ONE && !part.at(text, at)) return false;
    at += part === ONE ? 1 : part.length;
  }
  return at <= text.length;
}

/** The first place at or after `from` where the run stands, ending at or before `end`. */
function findRun(run: Run, text: string, from: number, end: number): number {
  const offset = run.findIndex((part) => part !== ONE);
  const last = end - lengthOf(run);
  const anchor = run[offset];
  if (anchor === undefined || anchor === ONE) return from <= last ? from : -1;
  for (let index = from; index <= last; index++) {
    const found = anchor.find(text, index + offset);
    if (found < 0 || found - offset > last) return -1;
    index = found - offset;
    if (runAt(run, text, index)) return index;
  }
  return -1;
}
