/**
 * An alert that may still grow.
 * @module
 */
import type { FieldValue } from "../../model/fields.ts";
import type { Correlation } from "../rule.ts";
import { type CorrelationHit, type Hit, type HitFields, MAX_REFS } from "./hit.ts";

/** A hit inside the correlator: its record is the caller's, or the alert of a correlation that others use. */
export type InnerHit = Hit<unknown>;

export class Stretch {
  readonly correlation: Correlation;
  readonly trigger: unknown;
  readonly timeMs: number;
  readonly group: Readonly<Record<string, string>>;
  readonly #openerFields: HitFields;
  readonly #refs: unknown[] = [];
  #omitted: number;
  #firstMs: number;
  #lastMs: number;
  #count = 0;

  /** @param opener the hit at which the condition first held @param omitted records already forgotten */
  constructor(
    correlation: Correlation,
    opener: InnerHit,
    group: Readonly<Record<string, string>>,
    omitted: number,
  ) {
    this.correlation = correlation;
    this.trigger = opener.record instanceof Stretch ? opener.record.trigger : opener.record;
    this.timeMs = opener.timeMs;
    this.group = group;
    this.#openerFields = opener.fields;
    this.#firstMs = opener.timeMs;
    this.#lastMs = opener.timeMs;
    this.#omitted = omitted;
  }

  add(timeMs: number, record: unknown, count: number): void {
    if (this.#refs.length < MAX_REFS) this.#refs.push(record);
    else this.#omitted++;
    this.#firstMs = Math.min(this.#firstMs, timeMs);
    this.#lastMs = Math.max(this.#lastMs, timeMs);
    this.#count = Math.max(this.#count, count);
  }

  /** What correlations that use this one see: the fields of the record that opened it, and the group's names. */
  fields(): HitFields {
    const fields: Record<string, FieldValue | undefined> = Object.create(null);
    return Object.assign(fields, this.#openerFields, this.group);
  }

  /** The alert so far. A chained alert's records are those of the alerts that it is made of. */
  toHit<R>(): CorrelationHit<R> {
    const refs = new Set<unknown>();
    const omitted = this.#collect(refs);
    return {
      correlation: this.correlation,
      timeMs: this.timeMs,
      trigger: this.trigger as R, // whatever push() was given
      refs: [...refs] as R[],
      omitted,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      group: this.group,
      count: this.#count,
    };
  }

  #collect(refs: Set<unknown>): number {
    let omitted = this.#omitted;
    for (const ref of this.#refs) {
      if (ref instanceof Stretch) omitted += ref.#collect(refs);
      else if (refs.has(ref)) continue;
      else if (refs.size < MAX_REFS) refs.add(ref);
      else omitted++;
    }
    return omitted;
  }
}
