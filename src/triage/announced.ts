/**
 * Announced penetration tests: which attacks they are. An attack is marked where it came from an announced address and lies
 * wholly in the announced time; it keeps its score and its reasons, is counted apart, and is tied only to its like, so that
 * nobody who uses the noise of a test is counted with it.
 * @module
 */
import { covers, type Interval, parseBlock } from "../base/interval.ts";
import type { Attack } from "../model/attack.ts";

/** A test that somebody announced. */
interface Test {
  /** Who announced it. */
  readonly by: string;
  readonly ranges: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** The body that is tested; every one where none is named. */
  readonly body?: string | undefined;
}

export class Announcements {
  readonly #tests: readonly { readonly test: Test; readonly intervals: readonly Interval[] }[];

  constructor(tests: readonly Test[] = []) {
    this.#tests = tests.map((test) => ({
      test,
      intervals: test.ranges.map((text) => parseBlock(text)?.interval).filter((one) => one !== undefined),
    }));
  }

  /** The attack, marked where it belongs to a test. @example new Announcements(tests).mark(attack).announced */
  mark(attack: Attack): Attack {
    const by = this.#by(attack);
    return by === null ? attack : { ...attack, announced: by };
  }

  #by({ origin, body, first, last }: Attack): string | null {
    if (origin === null || this.#tests.length === 0) return null;
    const address = parseBlock(origin.ip)?.interval;
    if (address === undefined) return null;
    const [fromMs, toMs] = [Date.parse(first), Date.parse(last)];
    const found = this.#tests.find(
      ({ test, intervals }) =>
        (test.body === undefined || test.body === body) &&
        test.fromMs <= fromMs &&
        toMs <= test.toMs &&
        intervals.some((interval) => covers(interval, address)),
    );
    return found?.test.by ?? null;
  }
}

/** Elaborate, and nobody's announced test. */
export function isEscalated({ verdict, announced }: Pick<Attack, "verdict" | "announced">): boolean {
  return verdict.class === "elaborate" && announced === null;
}
