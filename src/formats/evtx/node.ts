/**
 * What binary XML says, as a tree: a template is read once and filled in for each record.
 * @module
 */
import type { EvtxValue } from "./value.ts";

/** A place that a record fills in. */
interface Substitution {
  readonly kind: "substitution";
  readonly index: number;
  /** Left out, with the attribute it stands in, when the record has no value for it. */
  readonly optional: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly parts: readonly Part[];
}

export interface Element {
  readonly kind: "element";
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly parts: readonly Part[];
}

/** A value that stands in the XML itself. */
interface Literal {
  readonly kind: "literal";
  readonly value: EvtxValue;
}

/** A template filled in with values. */
export interface Instance {
  readonly kind: "instance";
  readonly parts: readonly Part[];
  readonly values: readonly Descriptor[];
}

export type Part = Element | Literal | Substitution | Instance;

/** Where a value of an instance lies in the chunk. */
export interface Descriptor {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}
