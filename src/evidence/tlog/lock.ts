/**
 * A lock file against two writers of one folder. It names the process that holds it; a lock whose process is gone is
 * taken over, so that a crash needs no hand.
 * @module
 */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Fault, fault } from "./fault.ts";

const LOCK = ".lock";
const ATTEMPTS = 5;

/** A lock held. */
export interface Lock {
  /** Whether the file is still ours: asked before anything is published. */
  isHeld(): boolean;
  release(): void;
}

/**
 * Takes the lock of a folder. Errors: `locked` (the text names the process), `unreadable`.
 * @example const lock = takeLock("/var/lib/vigie/log")
 */
export function takeLock(folder: string): Result<Lock, Fault> {
  const path = join(folder, LOCK);
  const mine = `${process.pid} ${startOf(process.pid)} ${randomBytes(8).toString("hex")}\n`;
  try {
    mkdirSync(folder, { recursive: true });
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (create(path, mine)) return ok(held(path, mine));
      const other = read(path);
      if (other === null) continue; // released in between
      if (isAlive(other)) return err(fault("locked", `process ${pidOf(other)} writes to ${folder}`));
      moveAway(path, other);
    }
    return err(fault("locked", `${path} cannot be taken`));
  } catch (error) {
    return err(fault("unreadable", `${path}: ${systemCode(error) ?? String(error)}`));
  }
}

function held(path: string, mine: string): Lock {
  const isHeld = (): boolean => read(path) === mine;
  const release = (): void => {
    if (isHeld()) rmSync(path, { force: true });
  };
  return { isHeld, release };
}

/** Creates the lock with its content in one step: a kill must not leave a lock that names nobody. */
function create(path: string, content: string): boolean {
  const temporary = `${path}.${content.trim().split(" ").at(-1)}`;
  writeFileSync(temporary, content);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    return createPlain(path, content); // a file system without hard links
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createPlain(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Moves a dead process's lock out of the way. Two may try at once: whoever finds that the file it moved was somebody
 * else's new lock puts it back.
 */
function moveAway(path: string, dead: string): void {
  const aside = `${path}.stale-${randomBytes(8).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  if (read(aside) !== dead) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

function pidOf(content: string): number {
  return Number(/^[1-9][0-9]{0,9} /.exec(content)?.[0] ?? 0);
}

/** Whether the process that wrote the lock runs: same number and, where that can be seen, same start. */
function isAlive(content: string): boolean {
  const pid = pidOf(content);
  if (pid === 0) return false;
  const start = content.split(" ")[1] ?? "";
  if (startOf(pid) !== start && startOf(pid) !== "-") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM"; // it runs, as somebody else
  }
}

/** Boot and start time of a process on Linux, so that a reused number is not taken for it; "-" where unknown. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}`;
  } catch {
    return "-";
  }
}
