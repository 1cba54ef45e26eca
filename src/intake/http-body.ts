/**
 * The body of a request as lines. It comes from whoever holds a token, which may be stolen: sizes are bounded before
 * memory is taken.
 * @module
 */
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { systemCode } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import { detectFraming } from "./framer.ts";
import { MAX_PIECE_BYTES } from "./live.ts";
import { forEachRecord } from "./records.ts";

/** A request's body as it is sent, and unpacked. */
export const MAX_BODY_BYTES: number = 16 * 1024 * 1024;
const MAX_DECODED_BYTES: number = 32 * 1024 * 1024;
/** Up to this size a body may grow by any ratio. */
const RATIO_FREE_BYTES = 1024 * 1024;
const MAX_RATIO = 100;

/** Why a request is not taken. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

const decoders = { gzip: promisify(gunzip), zstd: promisify(zstdDecompress) } as const;

/** Undoes Content-Encoding; a bomb, damage and what is not known are refused. */
export async function decodeBody(
  body: Buffer,
  encoding: string | undefined,
): Promise<Result<Buffer, Refusal>> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return ok(body);
  if (name !== "gzip" && name !== "zstd") {
    return err({ status: 415, reason: "Content-Encoding must be gzip or zstd, or none at all" });
  }
  const maxOutputLength = Math.min(MAX_DECODED_BYTES, Math.max(RATIO_FREE_BYTES, body.length * MAX_RATIO));
  try {
    return ok(await decoders[name](body, { maxOutputLength }));
  } catch (error) {
    if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") {
      return err({
        status: 413,
        reason: `unpacks to more than ${maxOutputLength} bytes; send smaller batches`,
      });
    }
    return err({ status: 400, reason: `the body is damaged ${name}; nothing of it was taken` });
  }
}

/** Lines of a request, put together to pieces. */
export interface Lines {
  readonly pieces: readonly Buffer[];
  readonly count: number;
  /** Lines that were too long and were cut. */
  readonly cut: number;
}

/**
 * Cuts a body into records: lines, or JSON values in an array or one after the other. A line that is no JSON is a record
 * all the same.
 */
export function linesOf(body: Buffer): Lines {
  const lines = new LineList();
  const chunk = {
    bytes: body,
    offset: 0,
    framing: detectFraming(body),
    continuation: null,
    last: true,
    endsSegment: true,
  };
  // one byte more than a record may have shows whoever reads it that it was cut
  forEachRecord(chunk, (start, end, oversize) =>
    lines.add(body.subarray(start, oversize ? end + 1 : end), oversize),
  );
  return lines;
}

/** Collects lines into pieces of bounded size. */
export class LineList implements Lines {
  readonly #done: Buffer[] = [];
  #open: Buffer[] = [];
  #size = 0;
  count = 0;
  cut = 0;

  /** @param line without its end; line feeds in it (between the parts of a JSON value) become spaces */
  add(line: Buffer, wasCut = false): void {
    if (this.#size + line.length + 1 > MAX_PIECE_BYTES) this.#close();
    this.#open.push(line.includes(LF) ? withoutBreaks(line) : line, LINE_FEED);
    this.#size += line.length + 1;
    this.count++;
    if (wasCut) this.cut++;
  }

  get pieces(): readonly Buffer[] {
    this.#close();
    return this.#done;
  }

  #close(): void {
    if (this.#open.length > 0) this.#done.push(Buffer.concat(this.#open));
    this.#open = [];
    this.#size = 0;
  }
}

const LF = 10;
const LINE_FEED: Buffer = Buffer.of(LF);

function withoutBreaks(line: Buffer): Buffer {
  const copy = Buffer.from(line);
  for (let at = copy.indexOf(LF); at >= 0; at = copy.indexOf(LF, at)) copy[at] = 32;
  return copy;
}
