/**
 * Sigma strings: text in which `*` and `?` are wildcards.
 * Rules come from strangers; every function is linear in the length of the value.
 * @module
 */
import { ANY, type GlobTest, ONE, type Part, type TextTest } from "./tree.ts";

/**
 * Reads a value as written. A backslash escapes `*`, `?` and itself and is an ordinary character everywhere else,
 * as in the Sigma specification (Rules, "Escaping"), so that Windows paths can be written plainly.
 * @example parsePattern("C:\\Temp\\*") // ["C:\\Temp*"]: the star is escaped
 * @example parsePattern("C:\\Temp\\\\*") // ["C:\\Temp\\", ANY]
 */
export function parsePattern(value: string): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    const next = value.charAt(i + 1);
    if (char === "\\" && (next === "*" || next === "?" || next === "\\")) {
      text += next;
      i++;
    } else if (char === "*" || char === "?") {
      if (text !== "") parts.push(text);
      text = "";
      pushWildcard(parts, char === "*" ? ANY : ONE);
    } else text += char;
  }
  if (text !== "") parts.push(text);
  return parts;
}

function pushWildcard(parts: Part[], wildcard: typeof ANY | typeof ONE): void {
  if (wildcard === ANY && parts.at(-1) === ANY) return; // `**` means no more than `*`
  parts.push(wildcard);
}

/** Whether the value holds a wildcard. */
export function hasWildcard(parts: readonly Part[]): boolean {
  return parts.some((part) => typeof part !== "string");
}

/** Puts wildcards around a value, as `contains`, `startswith` and `endswith` do. */
export function surround(parts: readonly Part[], before: boolean, after: boolean): readonly Part[] {
  const made: Part[] = [...parts];
  if (before && made[0] !== ANY) made.unshift(ANY);
  if (after && made.at(-1) !== ANY) made.push(ANY);
  return made;
}

/** Applies a function to the literals of a value. */
export function mapLiterals(parts: readonly Part[], change: (text: string) => string): readonly Part[] {
  return parts.map((part) => (typeof part === "string" ? change(part) : part));
}

/**
 * The simplest test that means the same as a pattern.
 * @example toTest([ANY, "x"], false, false) // { kind: "ends", text: "x", ... }
 */
export function toTest(parts: readonly Part[], cased: boolean, windash: boolean): TextTest | GlobTest {
  const plain = simple(parts);
  if (plain === null)
    return Object.freeze({ kind: "glob", parts: Object.freeze([...parts]), cased, windash });
  return Object.freeze({ ...plain, cased, windash });
}

function simple(parts: readonly Part[]): Pick<TextTest, "kind" | "text"> | null {
  const [a, b, c] = parts;
  if (parts.length === 0) return { kind: "equals", text: "" };
  if (parts.length === 1 && typeof a === "string") return { kind: "equals", text: a };
  if (parts.length === 1 && a === ANY) return { kind: "contains", text: "" };
  if (parts.length === 2 && typeof a === "string" && b === ANY) return { kind: "starts", text: a };
  if (parts.length === 2 && a === ANY && typeof b === "string") return { kind: "ends", text: b };
  if (parts.length === 3 && a === ANY && typeof b === "string" && c === ANY) {
    return { kind: "contains", text: b };
  }
  return null;
}
