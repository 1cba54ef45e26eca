/**
 * Remembers which rules an index named for a value: most fields hold the same few values again and again, such as
 * programs, users and agents, and several fields of one event often hold the same one.
 * @module
 */
import type { SlotIndex } from "./slot.ts";

/** Values that are remembered, each in the one place that a few of its characters choose: events choose them. */
const PLACES = 2048;
/** Longer values rarely come again. */
const MAX_LENGTH = 200;
/** After so many values of a field it is judged whether remembering pays: at least one in four must have come again. */
const TRIAL = 8192;

/** What the indexes of a bucket answered for a text, by their position. */
interface Answers {
  readonly text: string;
  readonly rules: (readonly number[] | undefined)[];
}

export class Memo {
  readonly #indexes: readonly SlotIndex[];
  readonly #places: (Answers | undefined)[] = new Array<Answers | undefined>(PLACES).fill(undefined);
  readonly #asked: number[];
  readonly #known: number[];
  readonly #pays: boolean[];
  #last: Answers;

  constructor(indexes: readonly SlotIndex[]) {
    this.#indexes = indexes;
    this.#asked = indexes.map(() => 0);
    this.#known = indexes.map(() => 0);
    this.#pays = indexes.map(() => true);
    this.#last = { text: "", rules: indexes.map(() => undefined) };
  }

  /** The rules that the index at this position names for the value. */
  rulesOf(position: number, text: string): readonly number[] {
    const index = this.#indexes[position] as SlotIndex;
    if (text.length > MAX_LENGTH || !this.#pays[position]) return index.rulesOf(text);
    const answers = text === this.#last.text ? this.#last.rules : this.#answersOf(text);
    const known = answers[position];
    this.#judge(position, known !== undefined);
    if (known !== undefined) return known;
    const found = index.rulesOf(text);
    answers[position] = found;
    return found;
  }

  #answersOf(text: string): (readonly number[] | undefined)[] {
    const place = placeOf(text);
    let answers = this.#places[place];
    if (answers === undefined || answers.text !== text) {
      answers = {
        text,
        rules: new Array<readonly number[] | undefined>(this.#indexes.length).fill(undefined),
      };
      this.#places[place] = answers;
    }
    this.#last = answers;
    return answers.rules;
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

/** Some characters tell most values apart; a whole hash of a part of a longer text would cost more than it saves. */
function placeOf(text: string): number {
  const { length } = text;
  const step = (length >> 3) + 1;
  let hash = length;
  for (let i = length - 1; i >= 0; i -= step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
