/**
 * The condition language: `or` < `and` < `not` < `1 of x*`, with parentheses.
 * Sigma specification 2.1, "Condition". Conditions come from strangers: length and depth are bounded.
 * @module
 */
import { Fault, type Path } from "../fault.ts";
import { and, not, or, type Tree } from "./tree.ts";

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 64;

/** The selections of a rule by name. */
export type Selections = ReadonlyMap<string, Tree>;

interface Token {
  readonly text: string;
  readonly at: number;
}

/**
 * Reads a condition and puts the selections in place of their names.
 * @throws Fault naming the position in the condition
 * @example parseCondition("selection and not 1 of filter_*", selections, ["detection", "condition"])
 */
export function parseCondition(text: string, selections: Selections, path: Path): Tree {
  if (text.length > MAX_LENGTH) throw new Fault(path, "the condition is too long", "split the rule");
  rejectOldForms(text, path);
  return new ConditionParser(text, selections, path).parse();
}

function rejectOldForms(text: string, path: Path): void {
  if (text.includes("|")) {
    const remedy = "write a correlation document of type event_count or value_count instead";
    throw new Fault(path, "aggregations such as | count() are no longer part of Sigma", remedy);
  }
  if (/(^|\s)near(\s|$)/i.test(text)) {
    throw new Fault(path, "near is no longer part of Sigma", "write a correlation document of type temporal");
  }
}

class ConditionParser {
  readonly #tokens: readonly Token[];
  readonly #selections: Selections;
  readonly #path: Path;
  #next = 0;
  #depth = 0;

  constructor(text: string, selections: Selections, path: Path) {
    this.#tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map((m) => ({ text: m[0], at: m.index + 1 }));
    this.#selections = selections;
    this.#path = path;
  }

  parse(): Tree {
    const tree = this.#or();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw this.#fault(`"${rest.text}" is not expected at character ${rest.at}`);
    return tree;
  }

  #or(): Tree {
    const items = [this.#and()];
    while (this.#take("or")) items.push(this.#and());
    return or(items);
  }

  #and(): Tree {
    const items = [this.#not()];
    while (this.#take("and")) items.push(this.#not());
    return and(items);
  }

  #not(): Tree {
    let negated = false;
    while (this.#take("not")) negated = !negated;
    const tree = this.#primary();
    return negated ? not(tree) : tree;
  }

  #primary(): Tree {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw this.#fault("the condition ends where a selection is expected");
    if (token.text === "(") return this.#group(token);
    const of = this.#tokens[this.#next];
    if (of !== undefined && of.text.toLowerCase() === "of") return this.#quantified(token);
    if (token.text === ")" || /^(and|or|of)$/i.test(token.text)) {
      throw this.#fault(`"${token.text}" at character ${token.at} stands where a selection is expected`);
    }
    return this.#selection(token);
  }

  #group(open: Token): Tree {
    if (++this.#depth > MAX_DEPTH) throw this.#fault("parentheses are nested too deeply");
    const tree = this.#or();
    if (!this.#take(")")) throw this.#fault(`the parenthesis at character ${open.at} is not closed`);
    this.#depth--;
    return tree;
  }

  #selection(token: Token): Tree {
    const tree = this.#selections.get(token.text);
    if (tree !== undefined) return tree;
    if (token.text.includes("*") || token.text === "them") {
      throw this.#fault(`"${token.text}" needs "1 of" or "all of" before it`);
    }
    throw this.#fault(`there is no selection "${token.text}"`, "correct the name, or add the selection");
  }

  #quantified(quantifier: Token): Tree {
    const how = quantifier.text.toLowerCase();
    if (how !== "1" && how !== "all" && how !== "any") {
      throw this.#fault(`"${quantifier.text} of" is not part of Sigma`, 'use "1 of" or "all of"');
    }
    this.#next++;
    const target = this.#tokens[this.#next++];
    if (target === undefined) throw this.#fault(`"${quantifier.text} of" names no selection`);
    const trees = chooseSelections(target.text, this.#selections);
    if (trees.length === 0) {
      throw this.#fault(`"${target.text}" fits no selection`, "correct the name, or add the selection");
    }
    return how === "all" ? and(trees) : or(trees);
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#next]?.text.toLowerCase() !== word) return false;
    this.#next++;
    return true;
  }

  #fault(text: string, remedy = "write selections joined by and, or, not, 1 of, all of"): Fault {
    return new Fault(this.#path, text, remedy);
  }
}

/**
 * The selections that `them` or a name with `*` stands for. Names that begin with `_` take part only when the
 * pattern itself begins with `_`: the specification sets them apart as helpers.
 */
function chooseSelections(pattern: string, selections: Selections): readonly Tree[] {
  const wanted = pattern === "them" ? "*" : pattern;
  const found: Tree[] = [];
  for (const [name, tree] of selections) {
    if (name.startsWith("_") && !wanted.startsWith("_")) continue;
    if (fits(name, wanted)) found.push(tree);
  }
  return found;
}

function fits(name: string, pattern: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
