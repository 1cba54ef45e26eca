/**
 * Files that are written whole or not at all, and files that are read whole only where they are not too large.
 * @module
 */
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { errorText, problem, systemCode, VigieError } from "./errors.ts";

/**
 * Writes under a temporary name beside the file, and renames: nobody ever sees half of it, and what stood there stays
 * until all of the new one is on the disk.
 * @param mode rights of a new file; those of the process by default
 * @throws VigieError when it cannot be written
 * @example writeWhole("report.html", page)
 */
export function writeWhole(path: string, data: string | Uint8Array, mode?: number): void {
  const temporary = `${path}.${process.pid}.part`;
  try {
    writeFileSync(temporary, data, { flush: true, ...(mode === undefined ? {} : { mode }) });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new VigieError(
      problem("unreadable", { file: path }, errorText(error), "check that you may write there"),
    );
  }
}

const MIB = 1024 * 1024;

/** A bound on a file, and what to do with a larger one. */
export interface Bound {
  readonly mib: number;
  readonly remedy: string;
}

/** All bytes of a file; a larger one is refused before it is read. @throws VigieError when it cannot be read */
export function readWhole(path: string, { mib, remedy }: Bound): Buffer {
  const bytes = readUpTo(path, mib * MIB);
  if (bytes !== null) return bytes;
  throw new VigieError(problem("too-large", { file: path }, `is larger than ${mib} MiB`, remedy));
}

function readUpTo(path: string, most: number): Buffer | null {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    if (fstatSync(file).size > most) return null;
    const bytes = readFileSync(file); // a pipe has no size beforehand
    return bytes.length > most ? null : bytes;
  } catch (error) {
    const missing = systemCode(error) === "ENOENT";
    throw new VigieError(
      problem(
        missing ? "not-found" : "unreadable",
        { file: path },
        missing ? "there is no such file" : errorText(error),
        "check the path",
      ),
    );
  } finally {
    if (file !== null) closeSync(file);
  }
}
