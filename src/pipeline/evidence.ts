/**
 * The raw bytes behind evidence references: read again from where they were found, and checked against their hash.
 * Logs rotate and change: bytes that no longer hash to what was recorded are never shown as evidence.
 * @module
 */
import { sha256 } from "../base/digest.ts";
import { findInputs } from "../intake/file.ts";
import type { Input } from "../intake/input.ts";
import type { EvidenceRef } from "../model/alert.ts";

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
 * Reads the bytes of many references, each file once and no further than needed.
 * @example (await readEvidence(alert.evidence)).get(evidenceKey(alert.evidence[0]))
 */
export async function readEvidence(refs: Iterable<EvidenceRef>): Promise<ReadonlyMap<string, Raw>> {
  const found = new Map<string, Raw>();
  const byFile = Map.groupBy(refs, (ref) => ref.file);
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

function candidates(file: string): readonly string[] {
  const bang = file.indexOf("!");
  return bang < 0 ? [file] : [file, file.slice(0, bang)];
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
 * The command by which anybody cuts out and hashes a record with ordinary tools, or null for a stream.
 * @example checkCommand(ref) // "tail -c +1235 'access.log' | head -c 210 | sha256sum"
 */
export function checkCommand(ref: EvidenceRef): string | null {
  if (ref.file === "-") return null;
  const bang = ref.file.indexOf("!");
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  let source = `cat ${quoted(ref.file)}`;
  if (bang >= 0) source = `unzip -p ${quoted(ref.file.slice(0, bang))} ${quoted(ref.file.slice(bang + 1))}`;
  else if (/\.(gz|tgz)$/i.test(ref.file)) source = `gzip -dc ${quoted(ref.file)}`;
  else if (/\.zst$/i.test(ref.file)) source = `zstd -dc ${quoted(ref.file)}`;
  return `${source} | dd bs=64K iflag=skip_bytes,count_bytes,fullblock skip=${ref.offset} count=${ref.length} status=none | sha256sum`;
}
