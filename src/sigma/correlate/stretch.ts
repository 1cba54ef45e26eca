/**
 * An alert that may still grow.
 * @module
 */
import type { FieldValue } from "../../model/fields.ts";
import type { Correlation } from "../rule.ts";
import type { Correlations } from "./group.ts";
import { type CorrelationHit, type Hit, type HitFields, MAX_REFS, type Seen } from "./hit.ts";
import type { Freezer, State, Thawer } from "./state.ts";

/** A hit inside the correlator: its record is the caller's, or the alert of a correlation that others use. */
export interface InnerHit extends Hit<unknown> {
  /** What windows remember of it: one small object, however many correlations do, so that its fields can be freed. */
  readonly seen: Seen;
}

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
    opener: Hit<unknown>,
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

  /** The alert as plain data. */
  freeze(freezer: Freezer): State {
    return freezer.freeze(this, () => ({
      correlation: this.correlation.key,
      trigger: this.trigger,
      timeMs: this.timeMs,
      group: { ...this.group },
      fields: { ...this.#openerFields },
      refs: this.#refs.map((ref) => freezeRecord(ref, freezer)),
      omitted: this.#omitted,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      count: this.#count,
    }));
  }

  static thaw(frozen: State, thawer: Thawer, correlations: Correlations): Stretch {
    return thawer.thaw(frozen, (state) => {
      const correlation = correlations.get(String(state["correlation"]));
      if (correlation === undefined) throw new RangeError("the state is of other rules");
      const opener: Hit<unknown> = {
        rule: "",
        timeMs: Number(state["timeMs"]),
        fields: state["fields"] as HitFields,
        record: state["trigger"],
      };
      const made = new Stretch(
        correlation,
        opener,
        state["group"] as Stretch["group"],
        Number(state["omitted"]),
      );
      for (const ref of state["refs"] as readonly State[])
        made.#refs.push(thawRecord(ref, thawer, correlations));
      made.#firstMs = Number(state["firstMs"]);
      made.#lastMs = Number(state["lastMs"]);
      made.#count = Number(state["count"]);
      return made;
    });
  }

  /** Tells of its records, and of those of the alerts that it is made of: each of these once, however many share it. */
  visit(visit: Visit, seen: Set<Stretch> = new Set()): void {
    if (seen.has(this)) return;
    seen.add(this);
    visit(this.trigger);
    for (const ref of this.#refs) {
      if (ref instanceof Stretch) ref.visit(visit, seen);
      else visit(ref);
    }
  }

  /** What correlations that use this one see: the fields of the record that opened it, and the group's names. */
  fields(): HitFields {
    const fields: Record<string, FieldValue | undefined> = Object.create(null);
    return Object.assign(fields, this.#openerFields, this.group);
  }

  /** The alert so far. A chained alert's records are those of the alerts that it is made of. */
  toHit<R>(open: boolean): CorrelationHit<R> {
    const refs = new Set<unknown>();
    const omitted = this.#collect(refs, new Set());
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
      open,
    };
  }

  #collect(refs: Set<unknown>, seen: Set<Stretch>): number {
    if (seen.has(this)) return 0;
    seen.add(this);
    let omitted = this.#omitted;
    for (const ref of this.#refs) {
      if (ref instanceof Stretch) omitted += ref.#collect(refs, seen);
      else if (refs.has(ref)) continue;
      else if (refs.size < MAX_REFS) refs.add(ref);
      else omitted++;
    }
    return omitted;
  }
}

/** Is told of a record of the caller. */
export type Visit = (record: unknown) => void;

export function visitRecord(record: unknown, visit: Visit): void {
  if (record instanceof Stretch) record.visit(visit);
  else visit(record);
}

/** A record as plain data: the caller's as it is, an alert of another correlation frozen. */
export function freezeRecord(record: unknown, freezer: Freezer): State {
  return record instanceof Stretch ? { alert: record.freeze(freezer) } : { record };
}

export function thawRecord(state: State, thawer: Thawer, correlations: Correlations): unknown {
  const alert = state["alert"];
  return alert === undefined ? state["record"] : Stretch.thaw(alert as State, thawer, correlations);
}
