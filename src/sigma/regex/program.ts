/**
 * A pattern as a small program for a machine that follows all its paths at once (Thompson's construction).
 * @module
 */
import type { CharSet } from "./charset.ts";
import { RegexFault } from "./fault.ts";
import type { Assertion, RegexNode } from "./syntax.ts";

export type Instruction =
  | { readonly op: "char"; readonly set: CharSet }
  | { readonly op: "split"; readonly to: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "assert"; readonly what: Assertion }
  | { readonly op: "match" };

/** Each character costs at most one visit of each instruction: this bounds the factor before the text's length. */
const MAX_INSTRUCTIONS = 2500;

/**
 * Compiles a pattern. `split` goes on at the next instruction and at `to`.
 * @throws RegexFault when counted repetitions make it too large
 */
export function toProgram(node: RegexNode): readonly Instruction[] {
  const code: Instruction[] = [];
  emit(node, code);
  push(code, { op: "match" });
  return code;
}

function push(code: Instruction[], instruction: Instruction): number {
  if (code.length >= MAX_INSTRUCTIONS)
    throw new RegexFault("is too large once its counts are written out", "large");
  return code.push(instruction) - 1;
}

function emit(node: RegexNode, code: Instruction[]): void {
  switch (node.kind) {
    case "set":
      push(code, { op: "char", set: node.set });
      return;
    case "assert":
      push(code, { op: "assert", what: node.what });
      return;
    case "sequence":
      for (const item of node.items) emit(item, code);
      return;
    case "choice":
      emitChoice(node.items, code);
      return;
    case "repeat":
      emitRepeat(node, code);
      return;
  }
}

function emitChoice(items: readonly RegexNode[], code: Instruction[]): void {
  const jumps: number[] = [];
  items.forEach((item, i) => {
    if (i === items.length - 1) {
      emit(item, code);
      return;
    }
    const split = push(code, { op: "split", to: -1 });
    emit(item, code);
    jumps.push(push(code, { op: "jump", to: -1 }));
    code[split] = { op: "split", to: code.length };
  });
  for (const jump of jumps) code[jump] = { op: "jump", to: code.length };
}

function emitRepeat(node: Extract<RegexNode, { kind: "repeat" }>, code: Instruction[]): void {
  const { item, min, max } = node;
  for (let i = 0; i < min; i++) emit(item, code);
  if (max === Number.POSITIVE_INFINITY) {
    const split = push(code, { op: "split", to: -1 });
    emit(item, code);
    push(code, { op: "jump", to: split });
    code[split] = { op: "split", to: code.length };
    return;
  }
  const splits: number[] = [];
  for (let i = min; i < max; i++) {
    splits.push(push(code, { op: "split", to: -1 }));
    emit(item, code);
  }
  for (const split of splits) code[split] = { op: "split", to: code.length };
}
