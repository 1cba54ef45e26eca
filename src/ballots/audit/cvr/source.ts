/**
 * Where records come from: a folder, an archive, a file, or a member of an archive.
 * @module
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { errorText, problem, VigieError } from "../../../base/errors.ts";
import { readBytes, textOf } from "../folder/files.ts";
import type { ZipFile } from "./zip.ts";

/** Several files side by side. */
export interface RecordFiles {
  readonly names: readonly string[];
  /** How a message names one of them. */
  label(name: string): string;
  /** @throws VigieError when it cannot be read */
  bytes(name: string): Buffer;
}

/** A table: a path, or bytes with a name. */
export type TableSource = string | { readonly label: string; readonly bytes: Buffer };

export function labelOf(source: TableSource): string {
  return typeof source === "string" ? source : source.label;
}

export function filesOfFolder(dir: string): RecordFiles {
  return {
    names: readdirSync(dir).sort(),
    label: (name) => join(dir, name),
    bytes: (name) => readBytes(join(dir, name)),
  };
}

export function filesOfZip(zip: ZipFile): RecordFiles {
  return { names: zip.names, label: (name) => `${zip.path}!${name}`, bytes: (name) => zip.read(name) };
}

/** One of several files as JSON. @throws VigieError naming it */
export function jsonOf(files: RecordFiles, name: string): unknown {
  try {
    return JSON.parse(textOf(files.bytes(name), files.label(name))) as unknown;
  } catch (error) {
    if (error instanceof VigieError) throw error;
    throw new VigieError(
      problem("data-invalid", { file: files.label(name) }, errorText(error), "export the records again"),
    );
  }
}
