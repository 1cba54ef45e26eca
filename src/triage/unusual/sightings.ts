/**
 * Alerts of another tool, kept in columns: millions of them fit where objects would not.
 * @module
 */

const FIRST_ROOM = 4096;

/** Times, types and threads of alerts; the number of an alert is the order in which it was added. */
export class Sightings {
  readonly types: Names = new Names();
  readonly threads: Names = new Names();
  #times = new Float64Array(FIRST_ROOM);
  #typeOf = new Uint32Array(FIRST_ROOM);
  #threadOf = new Uint32Array(FIRST_ROOM);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns the number of the alert, from 0 */
  add(timeMs: number, type: string, thread: string): number {
    const number = this.#size++;
    if (number === this.#times.length) this.#grow();
    this.#times[number] = timeMs;
    this.#typeOf[number] = this.types.number(type);
    this.#threadOf[number] = this.threads.number(thread);
    return number;
  }

  timeMs(number: number): number {
    return this.#times[number] ?? 0;
  }

  type(number: number): number {
    return this.#typeOf[number] ?? 0;
  }

  thread(number: number): number {
    return this.#threadOf[number] ?? 0;
  }

  /** The numbers of the alerts of each thread, by time and then by number. */
  byThread(): readonly Uint32Array[] {
    const sizes = new Uint32Array(this.threads.size);
    for (let i = 0; i < this.#size; i++) sizes[this.thread(i)] = (sizes[this.thread(i)] ?? 0) + 1;
    const lists = Array.from(sizes, (size) => new Uint32Array(size));
    sizes.fill(0);
    for (let i = 0; i < this.#size; i++) {
      const thread = this.thread(i);
      const at = sizes[thread] ?? 0;
      const list = lists[thread];
      if (list !== undefined) list[at] = i;
      sizes[thread] = at + 1;
    }
    for (const list of lists) list.sort((a, b) => this.timeMs(a) - this.timeMs(b) || a - b);
    return lists;
  }

  #grow(): void {
    this.#times = grown(this.#times, new Float64Array(2 * this.#times.length));
    this.#typeOf = grown(this.#typeOf, new Uint32Array(2 * this.#typeOf.length));
    this.#threadOf = grown(this.#threadOf, new Uint32Array(2 * this.#threadOf.length));
  }
}

function grown<T extends Float64Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** Texts by number, each held once. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  text(number: number): string {
    return this.#texts[number] ?? "";
  }
}
