/**
 * Lines of large files, one after the other, in flat memory.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { errorText, problem, systemCode, VigieError } from "../../../base/errors.ts";
import { labelOf, type TableSource } from "./source.ts";

/** Small enough that the text of a piece dies young: larger ones pile up until a full collection. */
const PIECE_BYTES = 32 * 1024;

/** A line that is longer is no line of a table of votes. */
const MAX_LINE = 4 * 1024 * 1024;

/** @throws VigieError when the file cannot be read, or a line is too long */
export function* readLines(source: TableSource): Generator<string> {
  const path = labelOf(source);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let line = 0;
  for (const piece of typeof source === "string" ? piecesOf(source) : [source.bytes]) {
    for (let from = 0; from < piece.length; from += PIECE_BYTES) {
      const more = decoder.write(piece.subarray(from, from + PIECE_BYTES));
      const text = rest + more;
      if (more.includes(LOST)) throw lost(path, line + text.slice(0, text.indexOf(LOST)).split("\n").length);
      let at = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
        line++;
        yield text.charCodeAt(end - 1) === 13 && end > at ? text.slice(at, end - 1) : text.slice(at, end);
        at = end + 1;
      }
      rest = text.slice(at);
      if (rest.length > MAX_LINE)
        throw new VigieError(
          problem(
            "too-large",
            { file: path, line: line + 1 },
            "the line is longer than 4 MiB",
            "check the file",
          ),
        );
    }
  }
  if (decoder.end() !== "") throw lost(path, line + 1);
  if (rest !== "") yield rest.endsWith("\r") ? rest.slice(0, -1) : rest;
}

/** What a decoder writes for bytes that are not UTF-8: two names that differ there would become one. */
const LOST = "\ufffd";

function lost(file: string, line: number): VigieError {
  const remedy = "export the records again as UTF-8, or convert them";
  return new VigieError(problem("data-invalid", { file, line }, "the text is not UTF-8", remedy));
}

function* piecesOf(path: string): Generator<Buffer> {
  const file = open(path);
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      yield buffer.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const code = systemCode(error) === "ENOENT" ? "not-found" : "unreadable";
    throw new VigieError(problem(code, { file: path }, errorText(error), "check the path"));
  }
}

/** The cells of one line: quotes, doubled quotes, and the `="123"` with which spreadsheets are kept from rounding. */
export function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(",");
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const open = line.startsWith('="', at) ? at + 2 : line[at] === '"' ? at + 1 : -1;
    if (open < 0) {
      const end = line.indexOf(",", at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length + 1 : end + 1;
      continue;
    }
    let close = line.indexOf('"', open);
    while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
    cells.push(line.slice(open, close < 0 ? line.length : close).replaceAll('""', '"'));
    const end = close < 0 ? -1 : line.indexOf(",", close);
    at = end < 0 ? line.length + 1 : end + 1;
  }
  return cells;
}
