/**
 * A witness's memory in a folder: one file a log, replaced whole and synced before it is relied on.
 * Whoever can write here can make the witness forget: the folder belongs to the witness alone.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../base/digest.ts";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { DurableFolder } from "./durable.ts";
import { utf8Bytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { takeLock } from "./lock.ts";
import type { WitnessStore } from "./witness.ts";

/** A store that holds its folder's lock until closed. */
export interface WitnessFolder extends WitnessStore {
  close(): void;
}

/**
 * Opens a witness's folder. The files are the newest cosigned notes, named by the SHA-256 of the origin, so that an
 * origin is never taken for a path. Errors: `locked`, `unreadable`.
 */
export function openWitnessFolder(path: string): Result<WitnessFolder, Fault> {
  const lock = takeLock(path);
  if (!lock.ok) return lock;
  let files: DurableFolder;
  try {
    files = new DurableFolder(path);
  } catch (error) {
    lock.value.release();
    return err(fault("unreadable", `${path}: ${systemCode(error) ?? String(error)}`));
  }
  const load = async (origin: string): Promise<string | null> => readIfThere(join(path, fileOf(origin)));
  const save = async (origin: string, note: string): Promise<void> => {
    if (!lock.value.isHeld()) throw new Error("another process took the witness's folder");
    files.write(fileOf(origin), utf8Bytes(note));
    files.sync();
  };
  return ok({ load, save, close: lock.value.release });
}

function fileOf(origin: string): string {
  return `${sha256(origin)}.checkpoint`;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
