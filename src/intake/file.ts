/**
 * Files, folders, archives and standard input as streams of decoded bytes.
 * @module
 */
import { createReadStream, promises as fs } from "node:fs";
import { join, resolve } from "node:path";
import { type Problem, problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import {
  decode,
  decodeUnseen,
  type Encoding,
  type Pieces,
  SNIFF_BYTES,
  sniff,
  type Unpackers,
} from "./decode.ts";
import type { Found, Input } from "./input.ts";
import { readProblem } from "./problems.ts";
import { openZip } from "./zip.ts";

const MAX_DEPTH = 32;
const READ_BYTES = 64 * 1024;

/**
 * Everything to be read under the paths, in a fixed order (by name), each thing once.
 * Links inside folders are not followed: a link in a log folder may lead anywhere.
 * @param paths files, folders, or "-" for standard input
 * @param unpackers what makes lines of binary logs; without them, such files are refused
 * @example for await (const found of findInputs(["/var/log"])) console.log(found)
 */
export async function* findInputs(paths: Iterable<string>, unpackers: Unpackers = {}): AsyncIterable<Found> {
  const walked = { seen: new Set<string>(), unpackers };
  for (const path of paths) {
    if (path === "-") yield { input: standardInput(Date.now(), unpackers) };
    else yield* walk(path, walked, 0);
  }
}

function standardInput(now: number, unpackers: Unpackers): Input {
  const open: Input["open"] = (onRead) => decodeUnseen(counted(process.stdin, onRead), "-", unpackers);
  return { file: "-", source: "stdin", referenceMs: now, sizeBytes: null, open };
}

interface Walked {
  readonly seen: Set<string>;
  readonly unpackers: Unpackers;
}

async function* walk(path: string, walked: Walked, depth: number): AsyncIterable<Found> {
  const real = await attempt(path, () => fs.realpath(path));
  if ("problem" in real) return yield real;
  if (walked.seen.has(real.value)) return;
  walked.seen.add(real.value);
  const stat = await attempt(path, () => fs.stat(path));
  if ("problem" in stat) return yield stat;
  if (stat.value.isDirectory()) return yield* walkFolder(path, walked, depth);
  if (!stat.value.isFile()) {
    if (depth > 0) return; // sockets, devices and pipes in a folder are no logs
    return yield { problem: problem("unsupported", { file: path }, "is no file", "pipe it in and name -") };
  }
  yield* openFile(path, stat.value.size, Math.trunc(stat.value.mtimeMs), walked.unpackers);
}

async function* walkFolder(path: string, walked: Walked, depth: number): AsyncIterable<Found> {
  if (depth > MAX_DEPTH) {
    return yield {
      problem: problem(
        "too-large",
        { file: path },
        `lies more than ${MAX_DEPTH} folders deep`,
        "name it directly",
      ),
    };
  }
  const entries = await attempt(path, () => fs.readdir(path, { withFileTypes: true }));
  if ("problem" in entries) return yield entries;
  for (const entry of entries.value.toSorted((a, b) => compareText(a.name, b.name))) {
    if (entry.isSymbolicLink()) continue;
    yield* walk(join(path, entry.name), walked, depth + 1);
  }
}

async function* openFile(
  path: string,
  sizeBytes: number,
  modifiedMs: number,
  unpackers: Unpackers,
): AsyncIterable<Found> {
  const head = await attempt(path, () => readHead(path));
  if ("problem" in head) return yield head;
  const kind = sniff(head.value, path);
  if (typeof kind !== "string") return yield { problem: kind };
  if (kind === "zip") return yield* openZip(path, resolve(path), unpackers);
  const open: Input["open"] = (onRead) => openPieces(path, kind, unpackers, onRead);
  yield { input: { file: path, source: resolve(path), referenceMs: modifiedMs, sizeBytes, open } };
}

function openPieces(
  path: string,
  encoding: Encoding,
  unpackers: Unpackers,
  onRead: (bytes: number) => void,
): Pieces {
  const stored = createReadStream(path, { highWaterMark: READ_BYTES });
  return decode(counted(stored, onRead), encoding, path, unpackers);
}

/** Bytes on disk under the paths, for a progress bar; what cannot be looked at counts nothing. */
export async function totalBytes(paths: Iterable<string>): Promise<number> {
  let total = 0;
  for await (const found of findInputs(paths)) if ("input" in found) total += found.input.sizeBytes ?? 0;
  return total;
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await fs.open(path, "r");
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const { bytesRead } = await handle.read(head, 0, SNIFF_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* counted(pieces: AsyncIterable<Buffer>, onRead: (bytes: number) => void): Pieces {
  for await (const piece of pieces) {
    onRead(piece.length);
    yield piece;
  }
}

type Attempt<T> = { readonly value: T } | { readonly problem: Problem };

async function attempt<T>(path: string, action: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await action() };
  } catch (error) {
    return { problem: readProblem(path, error) };
  }
}
