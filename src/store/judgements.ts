/**
 * What people decided about attacks: kept in full, so that it can be told later who thought what and why, and learnt from.
 * @module
 */
import type { VerdictClass } from "../model/attack.ts";

/** A decision of a person. Nothing is overwritten: who changes his mind adds another. */
export interface JudgementRecord {
  /** Id of an attack or a campaign. */
  readonly about: string;
  readonly verdict: VerdictClass;
  readonly why: string;
  /** Rules of what was judged, as they were then. */
  readonly rules: readonly string[];
  readonly atMs: number;
}

export interface JudgementStore {
  add(judgement: JudgementRecord): void;
  /** All about one id, oldest first. */
  about(id: string): readonly JudgementRecord[];
  /** The last one about each id: what counts now. */
  all(): readonly JudgementRecord[];
  /** What was said about these is gone. */
  erase(ids: readonly string[]): void;
}
