/**
 * The members of a zip archive as inputs of their own, named `archive.zip!member`.
 * Member names are attacker-written: they are shown, never used as paths.
 * @module
 */
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import yauzl from "yauzl";
import { problem, VigieError } from "../base/errors.ts";
import { decodeUnseen, MAX_RATIO, type Pieces, RATIO_FREE_BYTES } from "./decode.ts";
import type { Found, Input } from "./input.ts";
import { readProblem } from "./problems.ts";

/** An archive with more members than this is refused from there on. */
const MAX_MEMBERS = 100_000;

const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

/** The readable members of an archive, sorted by name; folders are passed over. */
export async function* openZip(path: string, source: string): AsyncIterable<Found> {
  let zip: yauzl.ZipFile;
  let entries: readonly yauzl.Entry[];
  try {
    zip = await open(path, { lazyEntries: true, autoClose: false });
    entries = await readEntries(zip);
  } catch (error) {
    return yield { problem: zipProblem(path, error) };
  }
  try {
    for (const entry of entries.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
      if (!entry.fileName.endsWith("/")) yield memberOf(zip, entry, path, source);
    }
    if (entries.length >= MAX_MEMBERS) {
      const text = `holds more than ${MAX_MEMBERS} members; the rest is left out`;
      yield { problem: problem("too-large", { file: path }, text, "unpack it and name the folder") };
    }
  } finally {
    zip.close();
  }
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

function memberOf(zip: yauzl.ZipFile, entry: yauzl.Entry, path: string, source: string): Found {
  const file = `${path}!${entry.fileName}`;
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > MAX_RATIO * Math.max(1, compressedSize)) {
    const text = `would grow more than ${MAX_RATIO} times when unpacked, as only a bomb does; not read`;
    return { problem: problem("too-large", { file }, text, "unpack it yourself if you trust it") };
  }
  if (entry.isEncrypted()) {
    return { problem: problem("unsupported", { file }, "is encrypted", "unpack it with its password first") };
  }
  const input: Input = {
    file,
    source: `${source}!${entry.fileName}`,
    referenceMs: entry.getLastModDate().getTime(),
    sizeBytes: compressedSize,
    open: (onRead) => decodeUnseen(memberPieces(zip, entry, file, onRead), file),
  };
  return { input };
}

async function* memberPieces(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  file: string,
  onRead: (bytes: number) => void,
): Pieces {
  const stream = await openMember(zip, entry, file);
  onRead(entry.compressedSize);
  yield* stream;
}

function openMember(zip: yauzl.ZipFile, entry: yauzl.Entry, file: string): Promise<Readable> {
  return new Promise((done, fail) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) fail(new VigieError(readProblem(file, error)));
      else done(stream);
    });
  });
}

function zipProblem(path: string, error: unknown): ReturnType<typeof readProblem> {
  const reason = error instanceof Error ? error.message : String(error);
  return problem(
    "corrupt",
    { file: path },
    `is not a whole zip archive: ${reason}`,
    "fetch it again from its source",
  );
}
