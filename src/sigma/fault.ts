/**
 * How a rejection travels from deep inside a rule to the place that knows the file.
 * @module
 */

/** Steps from the document's root to the offending node: keys and list positions. */
export type Path = readonly (string | number)[];

/**
 * A rule is rejected. Thrown by the parsing and planning code only, and caught in one place,
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
