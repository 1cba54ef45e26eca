/**
 * Files of an audit's folder: written whole or not at all, and read only as they were committed.
 * @module
 */
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

/** A nation's cards as records take 1 GiB at most; more does not fit into one text. */
const LARGEST = { mib: 2047, remedy: "split the audit" };

/** @throws VigieError when it cannot be read */
export function readBytes(path: string): Buffer {
  return readWhole(path, LARGEST);
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
