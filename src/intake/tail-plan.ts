/**
 * Which files have to be read, old to new, to go on behind a mark: the rest of the file that was being read, wherever
 * rotation has put it, the files that came and were rotated since, and the one that stands at the path now.
 * @module
 */
import { promises as fs } from "node:fs";
import { type Problem, problem, systemCode, VigieError } from "../base/errors.ts";
import type { Mark } from "./tail-mark.ts";
import { openReader } from "./tail-open.ts";
import type { FileStat, TailReader } from "./tail-reader.ts";
import { laterThan, type Sibling, siblingsOf } from "./tail-rotated.ts";

/** A rotation renames a few files and is over; so often in a row it does not come in between. */
const MAX_TRIES = 20;

export interface Plan {
  /** Old to new; the last one stands at the path, unless nothing does. */
  readonly readers: readonly TailReader[];
  /** What was written behind the mark cannot be found any more. */
  readonly lost: boolean;
  /** Why files that should be read cannot be. */
  readonly failures: readonly unknown[];
}

/**
 * @param mark what was committed last; null when nothing was
 * @param open readers whose files still hold what they have read, old to new; those not in the plan are of no more use
 */
export async function planFrom(path: string, mark: Mark | null, open: readonly TailReader[]): Promise<Plan> {
  for (let tries = 1; ; tries++) {
    const names = await namesAt(path);
    const plan = await planOnce(path, mark, open).catch((error: unknown) => ({ error }));
    // rotation went on meanwhile: a name that was listed may have been opened as the file after it
    const moved = (await namesAt(path)) !== names;
    if (!moved && !("error" in plan)) return plan;
    if (!("error" in plan))
      for (const reader of plan.readers) if (!open.includes(reader)) await reader.close();
    if (!moved) throw (plan as { error: unknown }).error;
    if (tries === MAX_TRIES) throw new VigieError(restless(path));
  }
}

function restless(file: string): Problem {
  return problem("unreadable", { file }, "is being rotated all the time", "it is looked at again by itself");
}

/** Which file has which name now. */
async function namesAt(path: string): Promise<string> {
  const siblings = await siblingsOf(path, null);
  const now = await statOf(path);
  return [String(now?.ino), ...siblings.map(({ path: name, stat }) => `${stat.ino} ${name}`)].join("\n");
}

async function planOnce(path: string, mark: Mark | null, open: readonly TailReader[]): Promise<Plan> {
  const stat = await statOf(path);
  const held = stat === null ? undefined : open.find((reader) => reader.isAt(stat));
  const now = held ?? (stat === null ? null : await openReader(path, false));
  if (mark !== null && now !== null && now !== held && (await now.resume(mark)) === "same")
    return { readers: [now], lost: false, failures: [] };
  const before = await earlier(path, mark, open, now);
  return { ...before, readers: now === null ? before.readers : [...before.readers, now] };
}

/** What has to be read before the file at the path. */
async function earlier(
  path: string,
  mark: Mark | null,
  open: readonly TailReader[],
  now: TailReader | null,
): Promise<Plan> {
  // the reader that was read last; where nothing was read yet, the one that was opened first
  const holder =
    mark === null ? (open[0] ?? null) : (open.find(({ committed }) => committed === mark) ?? null);
  if (holder !== null && holder === now) return { readers: [], lost: false, failures: [] };
  const siblings = await siblingsOf(path, mark?.ino ?? holder?.ino ?? null);
  const found = await findHolder(holder, siblings, mark);
  const readers = found.reader === null ? [] : [found.reader];
  const failures: unknown[] = [];
  const modified = mark?.modified ?? holder?.origin().modified ?? null;
  const after = laterThan(siblings, found.sibling, modified);
  // opened before any of its lines were kept: it may have been moved, or compressed, since
  const unread = open.filter((reader) => reader !== now && reader !== holder && reader.committed === null);
  const begun = await withoutReplaced(unread, now);
  for (const sibling of after) {
    if (now?.isAt(sibling.stat) === true || readers.some((reader) => reader.isAt(sibling.stat))) continue;
    try {
      readers.push(await readerOf(sibling, begun));
    } catch (error) {
      failures.push(error);
    }
  }
  readers.push(...begun.filter((reader) => !readers.includes(reader)));
  return { readers, lost: mark !== null && found.reader === null && found.sibling === null, failures };
}

/** The reader of the file that was read last, and the name that this file has now. */
async function findHolder(
  holder: TailReader | null,
  siblings: readonly Sibling[],
  mark: Mark | null,
): Promise<Last> {
  if (holder === null) return findLast(siblings, mark);
  const sibling = siblings.find(({ stat }) => holder.isAt(stat)) ?? null;
  if (sibling !== null) return { reader: holder, sibling };
  const copy = await findLast(siblings, mark);
  // an editor replaced the file and lines were added to what it wrote
  if (copy.reader !== null && !copy.reader.packed) return copy;
  await copy.reader?.close();
  return { reader: holder, sibling: copy.sibling };
}

/** Without a file that an editor replaced: what it holds is in the one at the path. */
async function withoutReplaced(
  readers: readonly TailReader[],
  now: TailReader | null,
): Promise<readonly TailReader[]> {
  const head = (await now?.beginning()) ?? Buffer.alloc(0);
  const kept: TailReader[] = [];
  for (const reader of readers) {
    const own = await reader.beginning();
    if (own.length === 0 || !head.subarray(0, own.length).equals(own)) kept.push(reader);
  }
  return kept;
}

/** The open reader of a file or of what it was compressed from, else a new one. */
async function readerOf(sibling: Sibling, begun: readonly TailReader[]): Promise<TailReader> {
  const same = begun.find((reader) => reader.isAt(sibling.stat));
  if (same !== undefined) return same;
  const fresh = await openSibling(sibling);
  const head = await fresh.beginning();
  for (const reader of begun) {
    const other = await reader.beginning();
    if (other.length === 0 || !other.equals(head)) continue;
    await fresh.close();
    return reader;
  }
  return fresh;
}

/** The file at a path, or null when there is none. */
export async function statOf(path: string): Promise<FileStat | null> {
  try {
    return await fs.stat(path, { bigint: true });
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** Opens a rotated file, which may have been compressed since it was listed. */
async function openSibling({ path, packed }: Sibling): Promise<TailReader> {
  try {
    return await openReader(path, true);
  } catch (error) {
    if (packed || systemCode(error) !== "ENOENT") throw error;
    return openReader(`${path}.gz`, true).catch(() => openReader(`${path}.zst`, true));
  }
}

interface Last {
  /** Ready to read on behind the mark; null where there is nothing behind it. */
  readonly reader: TailReader | null;
  readonly sibling: Sibling | null;
}

/** Where the file of a mark is now: first the one with its inode, else a copy, compressed or not. */
export async function findLast(siblings: readonly Sibling[], mark: Mark | null): Promise<Last> {
  if (mark === null) return { reader: null, sibling: null };
  const isLater = ({ stat }: Sibling): boolean => stat.mtimeNs >= BigInt(mark.modified);
  // of a file of which nothing was read there is nothing to know it by but its number, which may have been given anew
  const isSame = (sibling: Sibling): boolean =>
    String(sibling.stat.ino) === mark.ino && (mark.offset > 0 || (sibling.turn !== null && isLater(sibling)));
  const same = siblings.filter(isSame);
  const others = mark.offset === 0 ? [] : siblings.filter((sibling) => !isSame(sibling) && isLater(sibling));
  let shorter: Sibling | null = null;
  for (const sibling of [...same, ...others]) {
    const reader = await openSibling(sibling).catch(() => null);
    const match = reader === null ? "other" : await reader.resume(mark).catch(() => "other" as const);
    if (match === "same") return { reader, sibling };
    if (match === "shorter") shorter ??= sibling;
    await reader?.close();
  }
  return { reader: null, sibling: shorter };
}
