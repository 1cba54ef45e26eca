/**
 * A notice: something that people are told, through the channels of `notify:` in vigie.yaml.
 * @module
 */
import type { Level } from "./alert.ts";

/**
 * What is told of. `block` and `proposal` are decisions: one in force, one that waits for a person; `return` is the end
 * of a silence; `trouble` is Vigie's own: a source that cannot be read, a store that cannot be written.
 */
export const noticeKinds = ["alert", "block", "proposal", "silence", "return", "trouble"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What happened, as it waits to be told. What logs wrote is not in it: it is looked up by `about` when it is told. */
export interface Notice {
  /** Notices of one group are told once in a while, then as a count. Opaque: it must not name anybody. */
  readonly group: string;
  readonly kind: NoticeKind;
  readonly level: Level;
  readonly body: string;
  /** Id of the alert or decision, or "". */
  readonly about: string;
  /** What Vigie says of a source or of itself, or ""; it leaves the machine only with `details: true`. */
  readonly text: string;
  readonly timeMs: number;
}
