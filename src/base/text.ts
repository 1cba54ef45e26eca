/**
 * Text on its way out. What logs hold was written by strangers: a terminal obeys escape sequences, a spreadsheet runs
 * formulas, and bidirectional marks make a line read differently from what it is.
 * @module
 */

// C0 and C1 controls, bidirectional overrides and isolates, zero-width characters, line separators, byte-order mark
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text that a terminal shows as it is: whatever it would obey or hide is spelled out.
 * @param max characters after which it is cut
 * @example terminalText("a\u001b[2Jb") // "a\\x1b[2Jb"
 */
export function terminalText(text: string, max = 4096): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(UNSAFE, spelled);
}

function spelled(char: string): string {
  const code = char.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML, between tags and inside quoted attributes; controls and marks are spelled out. */
export function htmlText(text: string, max = 65_536): string {
  return terminalText(text, max).replace(/[&<>"']/g, (char) => HTML[char] ?? "");
}

/**
 * A person's name as it is compared: upper case, accents, blanks and what cannot be seen make nobody a second person.
 * @example personOf(" ÁNA ") // "ana"
 */
export function personOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/[\p{M}\p{Cc}\p{Cf}]/gu, "");
  return plain.replace(/\s+/g, " ").trim().toLowerCase();
}

/** Order by UTF-16 code units: the same on every machine, unlike a locale's. @example ["b", "a"].toSorted(compareText) */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number with its thousands apart. @example countText(12345, "fr") // "12 345" */
export function countText(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A number with two decimals. @example decimalText(0.5, "fr") // "0,50" */
export function decimalText(value: number, language: string): string {
  return decimals(language, "auto").format(value);
}

/** What is added or taken away. @example signedText(-0.1, "en") // "-0.10" */
export function signedText(value: number, language: string): string {
  return decimals(language, "always").format(value);
}

function decimals(language: string, signDisplay: "auto" | "always"): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay });
}

/** A risk or another small number, six digits of it. @example riskText(0.05, "fr") // "0,05" */
export function riskText(value: number, language: string): string {
  const notation = value > 0 && value < 1e-6 ? "scientific" : "standard";
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 6, notation }).format(value);
}

/** A size for a person. @example sizeText(2_370_789, "en") // "2.4 MB" */
export function sizeText(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const format = {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** step);
}
