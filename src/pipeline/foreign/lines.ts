/**
 * Lines of text from decoded bytes. Who wrote the file decides how long they are: what is held is bounded.
 * @module
 */
import { problem, VigieError } from "../../base/errors.ts";

/** A line of a table of alerts has no reason to be longer. */
const MAX_LINE_CHARACTERS: number = 1024 * 1024;

/**
 * Lines without their ends (LF, CRLF), the byte-order mark taken off; bytes that are no UTF-8 become U+FFFD.
 * @throws VigieError "too-large" at a line that is too long, after all lines before it were given
 * @example for await (const line of linesOf(input.open(() => {}), "alerts.csv")) console.log(line)
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, file: string): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let held = "";
  let line = 1;
  for await (const piece of pieces) {
    const text = held + decoder.decode(piece, { stream: true });
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      yield withoutReturn(text.slice(start, end));
      start = end + 1;
      line++;
    }
    held = text.slice(start);
    if (held.length > MAX_LINE_CHARACTERS) {
      const what = `the line is longer than ${MAX_LINE_CHARACTERS} characters`;
      throw new VigieError(problem("too-large", { file, line }, what, "is it a table, one alert a line?"));
    }
  }
  held += decoder.decode();
  if (held !== "") yield withoutReturn(held);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
