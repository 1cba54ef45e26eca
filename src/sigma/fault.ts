/**
 * How a rejection travels from deep inside a rule to the place that knows the file.
 * @module
 */

/** Steps from the document's root to the offending node: keys and list positions. */
export type Path = readonly (string | number)[];

/**
 * A part of a rule is rejected. Thrown by the parsing and planning code only, and caught in one place,
 * parse/document.ts, which turns it into a `Problem` with line and column.
 */
export class Fault extends Error {
  readonly path: Path;
  readonly remedy: string;
  constructor(path: Path, text: string, remedy: string) {
    super(text);
    this.name = "Fault";
    this.path = path;
    this.remedy = remedy;
  }
}

/** A rule of a stranger must not answer with thousands of faults. */
const MAX_FAULTS = 20;
const MORE = new Fault([], "more is wrong than is told here", "mend these first");

/** Several parts of one rule are rejected: whoever mends it wants to hear of all at once. */
class Faults extends Error {
  readonly all: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super("several parts are rejected");
    this.name = "Faults";
    this.all = faults.length <= MAX_FAULTS ? faults : [...faults.slice(0, MAX_FAULTS), MORE];
  }
}

/** What was thrown, as faults. @throws whatever was thrown when it is none */
export function faultsOf(error: unknown): readonly Fault[] {
  if (error instanceof Fault) return [error];
  if (error instanceof Faults) return error.all;
  throw error;
}

/** Goes on with another part after a fault in the first. @throws Faults of both */
export function withFaultsOf(error: unknown, more: () => unknown): never {
  const faults = [...faultsOf(error)];
  try {
    more();
  } catch (another) {
    faults.push(...faultsOf(another));
  }
  throw new Faults(faults);
}

/**
 * Reads every part of something, whatever is wrong with the others.
 * @throws Faults with those of all parts, in their order
 * @example const { meta, logsource } = whole({ meta: () => parseMeta(raw, place), logsource: () => parseLogsource(raw) })
 */
export function whole<T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T {
  const names = Object.keys(parts) as (keyof T)[];
  const values = every(names, (name) => parts[name]());
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as T;
}

/**
 * Reads every item of a list, whatever is wrong with the others.
 * @throws Faults with those of all items, in their order
 */
export function every<T, U>(items: readonly T[], read: (item: T, place: number) => U): readonly U[] {
  const values: U[] = [];
  const faults: Fault[] = [];
  for (const [place, item] of items.entries()) {
    try {
      values.push(read(item, place));
    } catch (error) {
      faults.push(...faultsOf(error));
      if (faults.length > MAX_FAULTS) break;
    }
  }
  if (faults.length > 0) throw new Faults(faults);
  return values;
}
