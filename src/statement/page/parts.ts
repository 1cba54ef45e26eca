/**
 * Functions that travel as text: into the page of a statement, and into `verify.mjs`.
 * @module
 */

/** Functions of one program, in the order in which they are put into it. All stand in one scope there. */
export type Parts = readonly ((...args: never[]) => unknown)[];

/** The text of functions as they run here. @throws Error when two have one name: the later would silently take its place */
export function partsText(parts: Parts): string {
  const names = new Set(parts.map(({ name }) => name));
  if (names.size !== parts.length) throw new Error("two parts of a program have the same name");
  return parts
    .map((part) => String(part).replace(/[ \t]+$/gm, "")) // types that were taken out leave blanks behind
    .join("\n")
    .replace(/\n{2,}/g, "\n");
}
