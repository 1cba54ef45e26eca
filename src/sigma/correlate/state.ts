/**
 * The state of a correlator as plain data, so that a watch can keep it in the transaction that keeps everything else.
 * Plain data here is what the structured clone of the platform carries: objects, arrays, maps, numbers; one object that
 * stands in two places stays one object, because records and alerts are told apart by identity.
 * @module
 */

/** State of one part, plain. */
export type State = { readonly [key: string]: unknown };

/** Gives the plain form of an object; the same one for the same object. */
export class Freezer {
  readonly #known = new Map<object, State>();

  /** @param make fills the plain form; an object may be reached again while it is being filled */
  freeze<T extends object>(item: T, make: (item: T) => State): State {
    const known = this.#known.get(item);
    if (known !== undefined) return known;
    const state: Record<string, unknown> = {};
    this.#known.set(item, state);
    return Object.assign(state, make(item));
  }
}

/** Gives the object of a plain form; the same one for the same form. */
export class Thawer {
  readonly #known = new Map<State, object>();

  /** @param make the object, made anew */
  thaw<T extends object>(state: State, make: (state: State) => T): T {
    const known = this.#known.get(state);
    if (known !== undefined) return known as T;
    const item = make(state);
    this.#known.set(state, item);
    return item;
  }
}
