/**
 * Sentences with holes.
 * @module
 */

/** A sentence with its figures in their places. @example fill("{a} of {b}", { a: 1, b: 2 }) // "1 of 2" */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
