/**
 * The rules of one log source, by the fields that tell its events apart: the event id of a Windows channel, the method
 * and status of a web request. For each value that rules name, only what is left of the rules is kept.
 * @module
 */
import type { Tree } from "../plan/tree.ts";
import type { Bucket } from "./bucket.ts";
import type { SlotsOf } from "./field.ts";
import { isPlain, type Knowledge, type Known } from "./known.ts";
import { ABSENT, type EventView, foldText, TEXT } from "./view.ts";

/** A rule with the slots of its fields. */
export interface RoutedRule {
  readonly tree: Tree;
  readonly slotsOf: SlotsOf;
}

/** Beyond this many fields, combinations multiply and say little more. */
const MAX_FIELDS = 2;
/** A field of which rules name more values than this is no small set of kinds. */
const MAX_VALUES = 256;
/** A field that fewer rules, or a smaller share of them, ask for is not worth a look. */
const MIN_RULES = 3;
const MIN_SHARE = 1 / 8;
/** Few rules are worth it sooner: their buckets cost little. */
const FEW_RULES = 200;
/** Rules in all buckets of one log source; whatever else comes is matched without knowing anything. */
const MAX_BUCKETED = 40_000;
/** Spellings (of case) of values; events choose them. */
const MAX_SPELLINGS = 4096;

interface RoutingField {
  readonly slot: number;
  /** Folded texts that rules name -> their number, from 2 on. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly values: readonly string[];
  readonly others: ReadonlySet<string>;
  /** Texts as events write them -> number. */
  readonly spellings: Map<string, number>;
}

const ABSENT_NUMBER = 0;
const OTHER_NUMBER = 1;
const FIRST_NUMBER = 2;

export class Router {
  readonly #fields: readonly RoutingField[];
  readonly #make: (known: Known) => Bucket;
  readonly #buckets = new Map<number, Bucket>();
  readonly #maxBuckets: number;
  #general: Bucket | null = null;

  /** @param make the bucket for events of which so much is known */
  constructor(rules: readonly RoutedRule[], make: (known: Known) => Bucket) {
    this.#fields = routingFields(rules);
    this.#make = make;
    this.#maxBuckets = Math.ceil(MAX_BUCKETED / (rules.length + 1));
  }

  /** The bucket for an event. */
  route(view: EventView): Bucket {
    let number = 0;
    for (const field of this.#fields) {
      const part = numberOf(field, view);
      if (part < 0) return this.#forAll();
      number = number * (MAX_VALUES + FIRST_NUMBER) + part;
    }
    return this.#buckets.get(number) ?? this.#add(number);
  }

  buckets(): Iterable<Bucket> {
    return this.#general === null ? this.#buckets.values() : [...this.#buckets.values(), this.#general];
  }

  #forAll(): Bucket {
    this.#general ??= this.#make(new Map());
    return this.#general;
  }

  #add(number: number): Bucket {
    if (this.#buckets.size >= this.#maxBuckets) return this.#forAll();
    const known = new Map<number, Knowledge>();
    let rest = number;
    for (const field of [...this.#fields].reverse()) {
      known.set(field.slot, knowledgeOf(field, rest % (MAX_VALUES + FIRST_NUMBER)));
      rest = Math.floor(rest / (MAX_VALUES + FIRST_NUMBER));
    }
    const made = this.#make(known);
    this.#buckets.set(number, made);
    return made;
  }
}

function knowledgeOf(field: RoutingField, number: number): Knowledge {
  if (number === ABSENT_NUMBER) return { is: "absent" };
  if (number === OTHER_NUMBER) return { is: "other", than: field.others };
  return { is: "text", folded: field.values[number - FIRST_NUMBER] ?? "" };
}

/** The number of the field's value in the event; negative for null, lists and objects. */
function numberOf(field: RoutingField, view: EventView): number {
  const holds = view.holds(field.slot);
  if (holds === ABSENT) return ABSENT_NUMBER;
  if (holds !== TEXT) return -1;
  const text = view.text(field.slot);
  return field.spellings.get(text) ?? learn(field, text);
}

function learn(field: RoutingField, text: string): number {
  const number = field.numbers.get(foldText(text)) ?? OTHER_NUMBER;
  if (text.length > 256) return number;
  if (field.spellings.size >= MAX_SPELLINGS) field.spellings.clear();
  field.spellings.set(text, number);
  return number;
}

/** The fields that most rules want to be equal to something. */
function routingFields(rules: readonly RoutedRule[]): readonly RoutingField[] {
  const wanted = new Map<number, { rules: number; readonly values: Set<string> }>();
  for (const { tree, slotsOf } of rules) {
    for (const [slot, texts] of requiredTexts(tree, slotsOf)) {
      const entry = wanted.get(slot) ?? { rules: 0, values: new Set() };
      wanted.set(slot, entry);
      entry.rules++;
      for (const text of texts) entry.values.add(text);
    }
  }
  const least = rules.length <= FEW_RULES ? MIN_RULES : rules.length * MIN_SHARE;
  return [...wanted]
    .filter(([, { rules: count, values }]) => count >= least && values.size <= MAX_VALUES)
    .sort(([, a], [, b]) => b.rules - a.rules)
    .slice(0, MAX_FIELDS)
    .map(([slot, { values }]) => toField(slot, [...values]));
}

function toField(slot: number, values: readonly string[]): RoutingField {
  const numbers = new Map(values.map((value, i) => [value, i + FIRST_NUMBER]));
  return { slot, numbers, values, others: new Set(values), spellings: new Map() };
}

/** Fields of which one of some whole texts is a must, with these texts. */
function requiredTexts(tree: Tree, slotsOf: SlotsOf): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  const visit = (node: Tree): void => {
    if (node.kind === "and") for (const item of node.items) visit(item);
    if (node.kind !== "field") return;
    const [slot, ...others] = slotsOf(node.field);
    if (slot === undefined || others.length > 0) return;
    const texts = node.tests.map((test) => (isPlain(test) ? foldText(test.text) : null));
    if (texts.every((text) => text !== null)) found.set(slot, texts);
  };
  visit(tree);
  return found;
}
