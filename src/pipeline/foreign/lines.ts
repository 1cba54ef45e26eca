/**
 * Lines of text from decoded bytes. Who wrote the file decides how long they are: what is held is bounded.
 * @module
 */

/** A line of a table of alerts has no reason to be longer. */
const MAX_LINE_CHARACTERS: number = 1024 * 1024;

/**
 * Lines without their ends (LF, CRLF), the byte-order mark taken off; bytes that are no UTF-8 become U+FFFD. A line that is too
 * long is passed over and given as null; those behind it are read.
 * @example for await (const line of linesOf(input.open(() => {}))) console.log(line)
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string | null> {
  const decoder = new TextDecoder();
  let held = "";
  let tooLong = false;
  for await (const piece of pieces) {
    const text = held + decoder.decode(piece, { stream: true });
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      yield tooLong || end - start > MAX_LINE_CHARACTERS ? null : withoutReturn(text.slice(start, end));
      tooLong = false;
      start = end + 1;
    }
    held = text.slice(start);
    if (held.length > MAX_LINE_CHARACTERS) {
      tooLong = true;
      held = "";
    }
  }
  held += decoder.decode();
  if (tooLong) yield null;
  else if (held !== "") yield withoutReturn(held);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
