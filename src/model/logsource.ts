/**
 * What a record is, in the words by which Sigma rules choose their events.
 * @module
 */

/**
 * The log sources an event belongs to. A rule's `logsource` fits when each of its given keys is among these.
 * Formats return shared, frozen constants: the matcher caches its choice of rules by identity.
 */
export interface Logsource {
  readonly category: readonly string[];
  readonly product: readonly string[];
  readonly service: readonly string[];
}

const interned = new Map<string, Logsource>();

/** Program names in syslog are the sender's; beyond this many the cache starts anew, which changes no result. */
const MAX_INTERNED = 4096;

/**
 * The one shared object for these names.
 * @example logsource({ category: "webserver", product: ["nginx"] })
 */
export function logsource(names: {
  readonly category?: string | readonly string[];
  readonly product?: string | readonly string[];
  readonly service?: string | readonly string[];
}): Logsource {
  const made: Logsource = {
    category: list(names.category),
    product: list(names.product),
    service: list(names.service),
  };
  const key = JSON.stringify(made);
  const known = interned.get(key);
  if (known !== undefined) return known;
  if (interned.size >= MAX_INTERNED) interned.clear();
  interned.set(key, Object.freeze(made));
  return made;
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  if (names === undefined) return [];
  return Object.freeze(typeof names === "string" ? [names] : [...names].sort());
}
