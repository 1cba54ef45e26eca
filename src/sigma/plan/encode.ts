/**
 * The encodings by which a rule looks for text inside encoded text. Each works on bytes, never on characters:
 * the offsets of base64 are counted in bytes.
 * @module
 */

/** UTF-16 bytes, one character (0-255) per byte. @example toUtf16("a", "le") // "a\0" */
export function toUtf16(text: string, order: "le" | "be" | "bom"): string {
  const bytes = Buffer.from(text, "utf16le");
  if (order === "be") bytes.swap16();
  const mark = order === "bom" ? "\xff\xfe" : "";
  return mark + bytes.toString("latin1");
}

/** The base64 of text (UTF-8) or of bytes (one character per byte). */
export function toBase64(text: string, isBytes: boolean): string {
  return toBytes(text, isBytes).toString("base64");
}

const STARTS = [0, 2, 3] as const;
const ENDS = [0, -3, -2] as const;

/**
 * What base64 may look like when the value stands at byte offset 0, 1 or 2 (modulo 3) of what was encoded, without
 * the characters that also hold neighbouring bytes. Sigma specification, modifiers appendix, `base64offset`.
 * @example toBase64Offsets("foo", false) // ["Zm9v", "Zvb", "mb2"]
 */
export function toBase64Offsets(text: string, isBytes: boolean): readonly string[] {
  const bytes = toBytes(text, isBytes);
  return STARTS.map((start, offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset, 32), bytes]).toString("base64");
    const end = ENDS[(bytes.length + offset) % 3] ?? 0;
    return encoded.slice(start, end === 0 ? encoded.length : end);
  });
}

function toBytes(text: string, isBytes: boolean): Buffer {
  return Buffer.from(text, isBytes ? "latin1" : "utf8");
}

/** `-` and `/` that start an option: no word character before, one after. */
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/gu;

/** Positions of the option dashes in a rule's literal. @example optionDashes("a -b c-d") // [2] */
export function optionDashes(text: string): readonly number[] {
  return [...text.matchAll(OPTION_DASH)].map((match) => match.index);
}

/** What `windash` lets stand for an option dash: hyphen, slash, en dash, em dash, horizontal bar. */
const DASHES: readonly string[] = ["-", "/", "\u2013", "\u2014", "\u2015"];

/**
 * Every spelling of a literal under windash: five to the power of its option dashes. Needed only before an encoding;
 * plain text is compared without expanding.
 */
export function expandDashes(text: string): readonly string[] {
  let made = [text];
  for (const at of optionDashes(text)) {
    made = made.flatMap((t) => DASHES.map((dash) => t.slice(0, at) + dash + t.slice(at + 1)));
  }
  return made;
}
