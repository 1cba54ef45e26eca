/**
 * Files, folders, archives and standard input as streams of decoded bytes.
 * @module
 */
import { createReadStream, promises as fs } from "node:fs";
import { join, resolve } from "node:path";
import { type Problem, problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import { decode, decodeUnseen, type Encoding, type Pieces, SNIFF_BYTES, sniff } from "./decode.ts";
import type { Found, Input } from "./input.ts";
import { readProblem } from "./problems.ts";
import { openZip } from "./zip.ts";

const MAX_DEPTH = 32;
const READ_BYTES = 64 * 1024;

/**
 * Everything to be read under the paths, in a fixed order (by name), each thing once.
 * Links inside folders are not followed: a link in a log folder may lead anywhere.
 * @param paths files, folders, or "-" for standard input
 * @example for await (const found of findInputs(["/var/log"])) console.log(found)
 */
export async function* findInputs(
  paths: Iterable<string>,
  clock: () => number = Date.now,
): AsyncIterable<Found> {
  const seen = new Set<string>();
  for (const path of paths) {
    if (path === "-") yield { input: standardInput(clock()) };
    else yield* walk(path, seen, 0);
  }
}

function standardInput(now: number): Input {
  const open: Input["open"] = (onRead) => decodeUnseen(counted(process.stdin, onRead), "-");
  return { file: "-", source: "stdin", referenceMs: now, sizeBytes: null, open };
}

async function* walk(path: string, seen: Set<string>, depth: number): AsyncIterable<Found> {
  const real = await attempt(path, () => fs.realpath(path));
  if ("problem" in real) return yield real;
  if (seen.has(real.value)) return;
  seen.add(real.value);
  const stat = await attempt(path, () => fs.stat(path));
  if ("problem" in stat) return yield stat;
  if (stat.value.isDirectory()) return yield* walkFolder(path, seen, depth);
  if (!stat.value.isFile()) {
    if (depth > 0) return; // sockets, devices and pipes in a folder are no logs
    return yield { problem: problem("unsupported", { file: path }, "is no file", "pipe it in and name -") };
  }
  yield* openFile(path, stat.value.size, Math.trunc(stat.value.mtimeMs));
}

async function* walkFolder(path: string, seen: Set<string>, depth: number): AsyncIterable<Found> {
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
    yield* walk(join(path, entry.name), seen, depth + 1);
  }
}

async function* openFile(path: string, sizeBytes: number, modifiedMs: number): AsyncIterable<Found> {
  const head = await attempt(path, () => readHead(path));
  if ("problem" in head) return yield head;
  const kind = sniff(head.value, path);
  if (typeof kind !== "string") return yield { problem: kind };
  if (kind === "zip") return yield* openZip(path, resolve(path));
  yield { input: fileInput(path, sizeBytes, modifiedMs, kind) };
}

function fileInput(path: string, sizeBytes: number, modifiedMs: number, encoding: Encoding): Input {
  const open: Input["open"] = (onRead) =>
    decode(counted(createReadStream(path, { highWaterMark: READ_BYTES }), onRead), encoding, path);
  return { file: path, source: resolve(path), referenceMs: modifiedMs, sizeBytes, open };
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
