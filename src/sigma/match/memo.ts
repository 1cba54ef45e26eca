/**
 * Remembers which rules an index named for a value: most fields hold the same few values again and again, such as
 * programs, users and agents, and several fields of one event often hold the same one.
 * @module
 */
import type { SlotIndex } from "./slot.ts";

/** Values that are remembered; events choose them. */
const MAX_VALUES = 4096;
/** Longer values rarely come again. */
const MAX_LENGTH = 200;
/** After so many values of a field it is judged whether remembering pays: at least one in four must have come again. */
const TRIAL = 8192;

/** What the indexes of a bucket answered, by their position. */
type Answers = (readonly number[] | undefined)[];

export class Memo {
  readonly #indexes: readonly SlotIndex[];
  readonly #values = new Map<string, Answers>();
  readonly #asked: number[];
  readonly #known: number[];
  readonly #pays: boolean[];
  #last = "";
  #lastAnswers: Answers;

  constructor(indexes: readonly SlotIndex[]) {
    this.#indexes = indexes;
    this.#asked = indexes.map(() => 0);
    this.#known = indexes.map(() => 0);
    this.#pays = indexes.map(() => true);
    this.#lastAnswers = indexes.map(() => undefined);
    this.#values.set("", this.#lastAnswers);
  }

  /** The rules that the index at this position names for the value. */
  rulesOf(position: number, text: string): readonly number[] {
    const index = this.#indexes[position] as SlotIndex;
    if (text.length > MAX_LENGTH || !this.#pays[position]) return index.rulesOf(text);
    const answers = text === this.#last ? this.#lastAnswers : this.#answersOf(text);
    const known = answers[position];
    this.#judge(position, known !== undefined);
    if (known !== undefined) return known;
    const found = index.rulesOf(text);
    answers[position] = found;
    return found;
  }

  #answersOf(text: string): Answers {
    let answers = this.#values.get(text);
    if (answers === undefined) {
      if (this.#values.size >= MAX_VALUES) this.#values.clear();
      answers = new Array<readonly number[] | undefined>(this.#indexes.length).fill(undefined);
      this.#values.set(text, answers);
    }
    this.#last = text;
    this.#lastAnswers = answers;
    return answers;
  }

  #judge(position: number, known: boolean): void {
    if (known) this.#known[position] = (this.#known[position] ?? 0) + 1;
    const asked = (this.#asked[position] ?? 0) + 1;
    this.#asked[position] = asked;
    if (asked < TRIAL) return;
    if ((this.#known[position] ?? 0) * 4 < asked) this.#pays[position] = false;
    this.#asked[position] = 0;
    this.#known[position] = 0;
  }
}
