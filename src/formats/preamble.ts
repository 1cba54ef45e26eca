/**
 * Header lines that say how later lines of a source are to be read: Zeek's `#fields`, W3C's `#Fields:`, the first
 * line of a CSV file. They may change in the middle of a file, and a chunk is read without the chunk before it, so
 * they travel with the chunk.
 * The headers are attacker-influenced like every line: their number and length are bounded.
 * @module
 */

const MAX_DIRECTIVES = 32;
const MAX_LENGTH = 65_536;

/** `#name` followed by a blank: Zeek and W3C directives; other `#` lines are lines like any. */
export function isDirective(line: string): boolean {
  return /^#[A-Za-z_][\w-]*:?[ \t]/.test(line);
}

export class Preamble {
  /** First line of the source, "" until it was seen. */
  first: string;
  readonly #directives: Map<string, string>;
  /** Counts changes, so that a reader may cache what it derived. */
  version = 0;

  constructor(first = "", directives: Iterable<readonly [string, string]> = []) {
    this.first = first.slice(0, MAX_LENGTH);
    this.#directives = new Map(directives);
  }

  /** The rest of the directive line after its name. @example p.directive("#Fields:") // "date time c-ip" */
  directive(name: string): string | undefined {
    return this.#directives.get(name);
  }

  /** Takes note of a line that begins with `#`. */
  observe(line: string): void {
    if (line.length > MAX_LENGTH || !isDirective(line)) return;
    const end = line.search(/[ \t]/);
    const name = line.slice(0, end);
    if (this.#directives.size >= MAX_DIRECTIVES && !this.#directives.has(name)) return;
    this.#directives.set(name, line.slice(end + 1).trimEnd());
    this.version++;
  }

  /** A copy that can be sent to another thread. */
  toJSON(): { readonly first: string; readonly directives: readonly (readonly [string, string])[] } {
    return { first: this.first, directives: [...this.#directives] };
  }
}
