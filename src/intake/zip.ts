/**
 * The members of a zip archive as inputs of their own, named `archive.zip!member`.
 * Member names are attacker-written: they are shown, never used as paths.
 * @module
 */
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import yauzl from "yauzl";
import { errorText, type Problem, problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import { decodeUnseen, MAX_RATIO, type Pieces, RATIO_FREE_BYTES, type Unpackers } from "./decode.ts";
import type { Found, Input } from "./input.ts";

/** An archive with more members than this is refused from there on. */
const MAX_MEMBERS = 100_000;

const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
const OPTIONS: yauzl.Options = { lazyEntries: true, autoClose: false };

/** The readable members of an archive, sorted by name; folders are passed over. */
export async function* openZip(
  path: string,
  source: string,
  unpackers: Unpackers = {},
): AsyncIterable<Found> {
  let entries: readonly yauzl.Entry[];
  let sizeBytes: number;
  try {
    const zip = await open(path, OPTIONS);
    sizeBytes = zip.fileSize;
    entries = await readEntries(zip).finally(() => zip.close());
  } catch (error) {
    return yield { problem: zipProblem(path, error) };
  }
  let grown = 0;
  const names = new Map<string, number>();
  for (const entry of entries.toSorted((a, b) => compareText(a.fileName, b.fileName))) {
    if (entry.fileName.endsWith("/")) continue;
    const name = nameOf(entry, names);
    const found = memberOf(entry, name, path, source, unpackers);
    if ("input" in found) grown += entry.uncompressedSize;
    // many members may share the same compressed bytes: the archive as a whole is bounded too
    yield isBomb(grown, sizeBytes) ? { problem: bombProblem(`${path}!${name}`) } : found;
  }
  if (entries.length >= MAX_MEMBERS) {
    const text = `holds more than ${MAX_MEMBERS} members; the rest is left out`;
    yield { problem: problem("too-large", { file: path }, text, "unpack it and name the folder") };
  }
}

/** Two members may bear the same name; from the second on it is numbered, so that each is a source of its own. */
function nameOf(entry: yauzl.Entry, seen: Map<string, number>): string {
  const number = (seen.get(entry.fileName) ?? 0) + 1;
  seen.set(entry.fileName, number);
  return number === 1 ? entry.fileName : `${entry.fileName}#${number}`;
}

function isBomb(decoded: number, compressed: number): boolean {
  return decoded > RATIO_FREE_BYTES && decoded > MAX_RATIO * Math.max(1, compressed);
}

function bombProblem(file: string): Problem {
  const text = `would grow more than ${MAX_RATIO} times when unpacked, as only a bomb does; not read`;
  return problem("too-large", { file }, text, "unpack it yourself if you trust it");
}

function readEntries(zip: yauzl.ZipFile): Promise<readonly yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  return new Promise((done, fail) => {
    zip.on("entry", (entry: yauzl.Entry) => {
      entries.push(entry);
      if (entries.length >= MAX_MEMBERS) done(entries);
      else zip.readEntry();
    });
    zip.on("end", () => done(entries));
    zip.on("error", fail);
    zip.readEntry();
  });
}

function memberOf(
  entry: yauzl.Entry,
  name: string,
  path: string,
  source: string,
  unpackers: Unpackers,
): Found {
  const file = `${path}!${name}`;
  const { compressedSize, uncompressedSize } = entry;
  if (isBomb(uncompressedSize, compressedSize)) return { problem: bombProblem(file) };
  if (entry.isEncrypted()) {
    return { problem: problem("unsupported", { file }, "is encrypted", "unpack it with its password first") };
  }
  const input: Input = {
    file,
    source: `${source}!${name}`,
    referenceMs: entry.getLastModDate({ timezone: "UTC" }).getTime(),
    sizeBytes: compressedSize,
    open: (onRead) => decodeUnseen(memberPieces(path, entry, onRead), file, unpackers),
  };
  return { input };
}

/** The archive is opened anew for each member, so that an input can be read at any time. */
async function* memberPieces(path: string, entry: yauzl.Entry, onRead: (bytes: number) => void): Pieces {
  const zip = await open(path, OPTIONS);
  try {
    const stream = await promisify(zip.openReadStream.bind(zip) as OpenMember)(entry);
    onRead(entry.compressedSize);
    yield* stream;
  } finally {
    zip.close();
  }
}

type OpenMember = (entry: yauzl.Entry, done: (error: Error | null, stream: Readable) => void) => void;

function zipProblem(path: string, error: unknown): Problem {
  const reason = errorText(error);
  return problem(
    "corrupt",
    { file: path },
    `is not a whole zip archive: ${reason}`,
    "fetch it again from its source",
  );
}
