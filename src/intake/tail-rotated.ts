/**
 * The names that rotation gives to old files: `auth.log.1`, `auth.log.2.gz`, `auth.log-20240501.zst`.
 * @module
 */
import { promises as fs } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compareText } from "../base/text.ts";
import type { FileStat } from "./tail-reader.ts";

/** A file beside a followed one that may hold its earlier lines. */
export interface Sibling {
  readonly path: string;
  readonly stat: FileStat;
  /** The name without what compression appended. */
  readonly stem: string;
  readonly packed: boolean;
  /** Where rotation put it among the others; null for a name that rotation does not give. */
  readonly turn: Turn | null;
}

interface Turn {
  readonly style: "number" | "date";
  /** Sorts from old to new within one style. */
  readonly order: string;
}

/** What compression appends to the name of a file that is read here. */
export const PACKED: RegExp = /\.(?:gz|zst)$/i;
/** Formats that are not read here, and marks of editors and packages. */
const FOREIGN = /\.(?:bz2|xz|zip|lz4|Z|7z|swp|tmp|part)$|~$/;
const NUMBER = /^[.-](\d{1,5})$/;
const DATE = /^[.-](\d{6,14}|\d{4}-\d\d(?:-\d\d)?)((?:[T_.-]?\d{1,10}){0,4})$/;
/** A folder with more names than this is not searched whole. */
const MAX_NAMES = 20_000;

/** What rotation appended to the name of a log; null when it was not rotation. @example turnOf("a.log.2", "a.log") */
export function turnOf(name: string, base: string): Turn | null {
  if (!name.startsWith(base)) return null;
  const suffix = name.slice(base.length);
  const number = NUMBER.exec(suffix);
  // the greatest number is the oldest file
  if (number !== null) return { style: "number", order: String(1e6 - Number(number[1])).padStart(7, "0") };
  if (!DATE.test(suffix)) return null;
  return { style: "date", order: suffix.slice(1).replace(/\d+/g, (digits) => digits.padStart(14, "0")) };
}

/** Whether the name is that of an old file of a log that lies in the same folder. @param names of that folder */
export function isRotated(name: string, names: ReadonlySet<string>): boolean {
  if (PACKED.test(name) || FOREIGN.test(name)) return true;
  for (let end = name.length - 1; end > 0; end--) {
    const base = name.slice(0, end);
    if (names.has(base) && turnOf(name, base) !== null) return true;
  }
  return false;
}

/**
 * Files beside `path` that might be its older ones, old to new. A file that is there both compressed and not is listed
 * as it is: compressing it may be under way.
 * @param ino also listed under whatever name
 */
export async function siblingsOf(path: string, ino: string | null): Promise<readonly Sibling[]> {
  const folder = dirname(path);
  const base = basename(path);
  const found = new Map<string, Sibling>();
  const names = await fs.readdir(folder).catch(() => [] as string[]);
  for (const name of names.slice(0, MAX_NAMES)) {
    if (name === base || (ino === null && !name.startsWith(base))) continue;
    const sibling = await look(join(folder, name), name, base);
    if (
      sibling === null ||
      (sibling.turn === null && String(sibling.stat.ino) !== ino && !name.startsWith(base))
    )
      continue;
    const other = found.get(sibling.stem);
    if (other === undefined || other.packed) found.set(sibling.stem, sibling);
  }
  return [...found.values()].toSorted(fromOldToNew);
}

async function look(path: string, name: string, base: string): Promise<Sibling | null> {
  const stat = await fs.lstat(path, { bigint: true }).catch(() => null);
  if (stat?.isFile() !== true || FOREIGN.test(name)) return null;
  const stem = name.replace(PACKED, "");
  return { path, stat, stem, packed: stem !== name, turn: turnOf(stem, base) };
}

/** Whether `a` is older than `b`: by the names rotation gave them, else by when they were last written to. */
function fromOldToNew(a: Sibling, b: Sibling): number {
  if (a.turn !== null && b.turn !== null && a.turn.style === b.turn.style)
    return compareText(a.turn.order, b.turn.order);
  return a.stat.mtimeNs < b.stat.mtimeNs
    ? -1
    : a.stat.mtimeNs > b.stat.mtimeNs
      ? 1
      : compareText(a.stem, b.stem);
}

/**
 * The rotated files that were written after another one was finished: by the names that rotation gave them, where these
 * can be compared, and by when they were last written to. Both have to agree, for some tools number the other way round.
 * @param last that file under its present name, or null when it is gone
 * @param modified nanoseconds of its last known modification; null when nothing is known of it
 */
export function laterThan(
  siblings: readonly Sibling[],
  last: Sibling | null,
  modified: string | null,
): readonly Sibling[] {
  // gzip, zstd and logrotate keep the time of what they compress
  const since = modified === null ? null : BigInt(modified);
  return siblings.filter(({ turn, stem, stat }) => {
    if (turn === null || stem === last?.stem || since === null) return false;
    if (turn.style !== last?.turn?.style) return stat.mtimeNs > since;
    return compareText(last.turn.order, turn.order) < 0 && stat.mtimeNs >= since;
  });
}
