/**
 * The raw bytes behind evidence references: read again from where they were found, and checked against their hash.
 * Logs rotate and change: bytes that no longer hash to what was recorded are never shown as evidence.
 * @module
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { sha256 } from "../base/digest.ts";
import { SNIFF_BYTES, sniff } from "../intake/decode.ts";
import type { Input } from "../intake/input.ts";
import type { EvidenceRef } from "../model/alert.ts";
import { findInputs } from "./inputs.ts";

/** What became of a reference. */
export type Raw =
  | { readonly state: "verified"; readonly bytes: Buffer }
  /** The place is there, and holds other bytes now. */
  | { readonly state: "changed" }
  /** The file (or the place in it) is not there any more, or was a stream. */
  | { readonly state: "gone" };

/** The key of a reference in the answer of {@link readEvidence}. */
export function evidenceKey(ref: EvidenceRef): string {
  return `${ref.file}@${ref.offset}+${ref.length}`;
}

/**
 * Reads the bytes of many references: from the store where they were sealed, else from the files they were found in, each once and
 * no further than needed.
 * @param kept gives the bytes of a record that the store keeps
 * @example (await readEvidence(alert.evidence)).get(evidenceKey(alert.evidence[0]))
 */
export async function readEvidence(
  refs: Iterable<EvidenceRef>,
  kept: (ref: EvidenceRef) => Uint8Array | null = () => null,
): Promise<ReadonlyMap<string, Raw>> {
  const found = new Map<string, Raw>();
  const missing: EvidenceRef[] = [];
  for (const ref of refs) {
    const bytes = kept(ref);
    if (bytes === null) missing.push(ref);
    else found.set(evidenceKey(ref), check(ref, Buffer.from(bytes)));
  }
  const byFile = Map.groupBy(missing, (ref) => ref.file);
  for (const [file, wanted] of byFile) {
    for (const ref of wanted) found.set(evidenceKey(ref), { state: "gone" });
    const input = await inputOf(file);
    if (input !== null) await cut(input, wanted, found);
  }
  return found;
}

/** The input of a file, or of a member of a zip archive ("archive.zip!member"). */
async function inputOf(file: string): Promise<Input | null> {
  if (file === "-") return null;
  for (const path of candidates(file)) {
    for await (const item of findInputs([path])) {
      if ("input" in item && item.input.file === file) return item.input;
    }
  }
  return null;
}

/** The path itself, and every archive that it may be a member of: names of folders and members may hold "!" as well. */
function candidates(file: string): readonly string[] {
  const bangs = [...file.matchAll(/!/g)].map((match) => file.slice(0, match.index));
  return [file, ...bangs].filter((path) => existsSync(path));
}

async function cut(input: Input, wanted: readonly EvidenceRef[], found: Map<string, Raw>): Promise<void> {
  const refs = wanted.toSorted((a, b) => a.offset - b.offset);
  const end = Math.max(...refs.map((ref) => ref.offset + ref.length));
  let open: Collecting[] = [];
  let next = 0;
  let at = 0;
  try {
    for await (const piece of input.open(() => {})) {
      for (; next < refs.length && (refs[next]?.offset ?? 0) < at + piece.length; next++) {
        const ref = refs[next];
        if (ref !== undefined) open.push({ ref, parts: [] });
      }
      for (const item of open) collect(item, piece, at);
      at += piece.length;
      const done = open.filter(({ ref }) => ref.offset + ref.length <= at);
      open = open.filter(({ ref }) => ref.offset + ref.length > at);
      for (const { ref, parts } of done) found.set(evidenceKey(ref), check(ref, Buffer.concat(parts)));
      if (at >= end) return;
    }
  } catch {
    // damaged since, or cut short: whatever was not reached stays "gone"
  }
}

interface Collecting {
  readonly ref: EvidenceRef;
  readonly parts: Buffer[];
}

function collect({ ref, parts }: Collecting, piece: Buffer, at: number): void {
  const start = Math.max(0, ref.offset - at);
  const end = Math.min(piece.length, ref.offset + ref.length - at);
  if (end > start) parts.push(piece.subarray(start, end));
}

function check(ref: EvidenceRef, bytes: Buffer): Raw {
  return sha256(bytes) === ref.sha256 ? { state: "verified", bytes } : { state: "changed" };
}

/**
 * The command by which anybody cuts out and hashes a record with ordinary tools, or null when the file is a stream, gone, or
 * a binary log that only Vigie turns into lines.
 * @example checkCommand(ref) // "cat 'access.log' | dd ... skip=1234 count=210 ... | sha256sum"
 */
export function checkCommand(ref: EvidenceRef): string | null {
  const [path] = candidates(ref.file);
  if (ref.file === "-" || path === undefined) return null;
  const open = path === ref.file ? unpackCommand(path) : memberCommand(path, ref.file.slice(path.length + 1));
  return open === null
    ? null
    : `${open} | dd bs=64K iflag=skip_bytes,count_bytes,fullblock skip=${ref.offset} count=${ref.length} status=none | sha256sum`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a file is says its first bytes, not its name. */
function unpackCommand(path: string): string | null {
  const kind = sniff(headOf(path), path);
  if (kind === "gzip") return `gzip -dc < ${quoted(path)}`;
  if (kind === "evtx") return null;
  if (kind === "zstd") return `zstd -dc < ${quoted(path)}`;
  return `cat ${quoted(path)}`;
}

/** unzip takes names for patterns: what would be one is escaped. A compressed member is told by its name alone. */
function memberCommand(archive: string, member: string): string {
  const unzip = `unzip -p ${quoted(archive)} ${quoted(member.replace(/[[\]*?\\]/g, "\\$&"))}`;
  if (/\.(gz|tgz)$/i.test(member)) return `${unzip} | gzip -dc`;
  return /\.zst$/i.test(member) ? `${unzip} | zstd -dc` : unzip;
}

function headOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    return head.subarray(0, readSync(file, head, 0, SNIFF_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
