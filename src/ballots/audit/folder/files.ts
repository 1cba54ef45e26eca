/**
 * Files of an audit's folder: written whole or not at all, and read only as they were committed.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../base/digest.ts";
import { errorText, problem, VigieError } from "../../../base/errors.ts";
import { readWhole, writeWhole } from "../../../base/files.ts";

/** Checks that a file may be written: what was published is not replaced, but the same bytes may be written again. */
export function checkFree(path: string, data: string | Uint8Array): void {
  if (existsSync(path) && !readBytes(path).equals(Buffer.from(data)))
    throw new VigieError(
      problem(
        "data-invalid",
        { file: path },
        "this step was done already",
        "go on with the next step, or begin a new folder",
      ),
    );
}

/** Writes a file that is never replaced. A step that was cut off can be repeated: what it wrote already stays. */
export function writeOnce(path: string, data: string | Uint8Array): void {
  checkFree(path, data);
  writeWhole(path, data);
}

/** @throws VigieError when something else is in the way */
export function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new VigieError(
      problem("unreadable", { file: dir }, errorText(error), "name a folder that you may write to"),
    );
  }
}

/** More does not fit into one text (2^29 - 24 characters). */
const MIB = 511;
export const MAX_BYTES: number = MIB * 1024 * 1024;
const LARGEST = { mib: MIB, remedy: "split the audit" };

/** @throws VigieError when it cannot be read */
export function readBytes(path: string): Buffer {
  return readWhole(path, LARGEST);
}

/** A table as text. @throws VigieError for other encodings: two names that differ there must not become one */
export function textOf(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw new VigieError(problem("data-invalid", { file }, "the file is compressed", "unpack it first"));
  // a zero at the start: UTF-16 without its mark, which would pass
  if (isUtf8(bytes) && bytes[0] !== 0 && bytes[1] !== 0)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  throw new VigieError(
    problem("data-invalid", { file }, "the text is not UTF-8", "save it again as UTF-8, without changing it"),
  );
}

/** A JSON file of ours; anyone may have edited it, so what it holds is checked by its reader. */
export function readJson(path: string): unknown {
  const text = readBytes(path).toString();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new VigieError(problem("data-invalid", { file: path }, errorText(error), "restore the file"));
  }
}

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The bytes of a committed file. @throws VigieError when they are no longer what was committed */
export function readCommitted(dir: string, name: string, digest: string): Buffer {
  const path = join(dir, name);
  const bytes = readBytes(path);
  const now = sha256(bytes);
  if (now !== digest)
    throw new VigieError(
      problem(
        "data-invalid",
        { file: path },
        `the file was changed after it was committed: its SHA-256 is ${now}, committed was ${digest}`,
        "restore the committed file; an audit of changed figures is a new audit, with a new seed",
      ),
    );
  return bytes;
}
