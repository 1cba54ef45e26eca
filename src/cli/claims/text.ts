/**
 * Reads a file that others wrote.
 * @module
 */
import { readWhole } from "../../base/files.ts";

/** @throws VigieError when it cannot be read, or is larger than 64 MiB */
export function readText(file: string): string {
  return readWhole(file, { mib: 64, remedy: "split it" }).toString();
}
