/**
 * Text of result files: ministries publish in UTF-8, ISO-8859-1 and, after a trip through old spreadsheets, code page 850.
 * @module
 */

import { type Problem, problem } from "../../base/errors.ts";

export type Encoding = "utf-8" | "iso-8859-1" | "cp850";

/** Code page 850 from 0x80 on (IBM CP 00850). */
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0";

/** How far into a file one looks to tell single-byte encodings apart. */
const LOOK = 1_048_576;

/**
 * Decodes a file whose encoding nobody states. Valid UTF-8 is UTF-8; else the bytes decide: 0x80 to 0x9F are letters in
 * code page 850 and control characters in ISO-8859-1.
 * @example decodeResults(Buffer.from("Libell\x82", "latin1")).encoding // "cp850"
 */
export function decodeResults(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    const encoding = looksLike850(bytes) ? "cp850" : "iso-8859-1";
    return { text: encoding === "cp850" ? from850(bytes) : Buffer.from(bytes).toString("latin1"), encoding };
  }
}

/** Whether a text is UTF-16, as spreadsheets save "Unicode text": by its mark, or by the zero beside its first letter. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0) !== (second === 0)
  );
}

/**
 * What is wrong with a file in UTF-16, or null: it is not guessed, since two names that differ must not become one.
 * @example utf16Problem("a.csv", Buffer.from("unit", "utf16le"))?.code // "corrupt"
 */
export function utf16Problem(file: string, bytes: Uint8Array): Problem | null {
  if (!isUtf16(bytes)) return null;
  const remedy = "save it again as UTF-8, without changing it (in a spreadsheet: CSV UTF-8)";
  return problem("corrupt", { file, line: 1 }, "the text is UTF-16, not UTF-8", remedy);
}

function looksLike850(bytes: Uint8Array): boolean {
  let [low, high] = [0, 0];
  for (let i = 0; i < Math.min(bytes.length, LOOK); i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80 && byte < 0xa0) low++;
    else if (byte >= 0xc0) high++;
  }
  return low > high;
}

function from850(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\u0080-\u00ff]/g, (char) => CP850[char.charCodeAt(0) - 0x80] ?? char);
}
