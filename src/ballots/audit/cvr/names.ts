/**
 * Whether a name was there before, for millions of names: a table of places instead of a second copy of every name.
 * @module
 */

/** The names of cards, in order; each one once. */
export class CardNames {
  readonly list: string[] = [];
  /** Place + 1 of a name, 0 where empty; always at least half empty. */
  #places = new Uint32Array(1024);

  /** @returns false when the name was there before */
  add(name: string): boolean {
    if (this.list.length * 2 >= this.#places.length) this.#grow();
    const slot = this.#slot(name);
    if (this.#places[slot] !== 0) return false;
    this.#places[slot] = this.list.push(name);
    return true;
  }

  #slot(name: string): number {
    const mask = this.#places.length - 1;
    let slot = hashOf(name) & mask;
    for (let place = this.#places[slot]; place !== 0; place = this.#places[slot]) {
      if (this.list[(place ?? 1) - 1] === name) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.#places = new Uint32Array(this.#places.length * 2);
    for (const [i, name] of this.list.entries()) this.#places[this.#slot(name)] = i + 1;
  }
}

/** FNV-1a with a final mix. Whoever writes the names may make them collide: it costs time, not a wrong answer. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
