/**
 * Offline proofs that an entry is in a log: `.tlog-proof` files (C2SP tlog-proof). Checking one takes the entry, a
 * trust policy and nothing else; see verify.ts.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { parseBase64, parseDecimal, parseUtf8, toBase64 } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { parseHash } from "./hash.ts";
import { MAX_NOTE_BYTES } from "./note.ts";
import { MAX_PROOF_HASHES } from "./tree.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_EXTRA_TEXT = 100_000;
/** Larger proofs are refused unread. */
const MAX_PROOF_BYTES: number = MAX_NOTE_BYTES + MAX_EXTRA_TEXT + 10_000;

/** A proof taken apart, not checked. */
export interface TlogProof {
  /** Opaque data of the application; nothing authenticates it. */
  readonly extra: Uint8Array | null;
  readonly index: number;
  /** Siblings from the leaf's up. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** The text of a proof. @example formatProof({ extra: null, index: 0, hashes: [], checkpoint }) */
export function formatProof(proof: TlogProof): string {
  const lines = [HEADER];
  if (proof.extra !== null) lines.push(`extra ${toBase64(proof.extra)}`);
  lines.push(`index ${proof.index}`, ...proof.hashes.map(toBase64), "", proof.checkpoint);
  return lines.join("\n");
}

/** Reads a proof; whoever hands it over wrote all of it. Errors: `malformed`, `too-large`. */
export function parseProof(proof: Uint8Array | string): Result<TlogProof, Fault> {
  if (proof.length > MAX_PROOF_BYTES) return err(fault("too-large", "a proof of more than a megabyte"));
  const text = typeof proof === "string" ? proof : parseUtf8(proof);
  if (text === null) return err(malformed("it is not UTF-8"));
  const split = text.indexOf("\n\n");
  if (split < 0) return err(malformed("no blank line before the checkpoint"));
  const [header, ...lines] = text.slice(0, split).split("\n");
  if (header !== HEADER) return err(malformed(`the first line is not ${HEADER}`));
  return parseLines(lines, text.slice(split + 2));
}

function parseLines(lines: string[], checkpoint: string): Result<TlogProof, Fault> {
  const extra = lines[0]?.startsWith("extra ") ? parseBase64(lines.shift()?.slice(6) ?? "") : undefined;
  if (extra === null) return err(malformed("the extra data is not base64"));
  const indexLine = lines.shift() ?? "";
  const index = indexLine.startsWith("index ") ? parseDecimal(indexLine.slice(6)) : null;
  if (index === null) return err(malformed("no line with the index"));
  if (lines.length > MAX_PROOF_HASHES) return err(malformed(`more than ${MAX_PROOF_HASHES} hashes`));
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = parseHash(line);
    if (hash === null) return err(malformed("a line is no hash"));
    hashes.push(hash);
  }
  return ok({ extra: extra ?? null, index, hashes, checkpoint });
}

function malformed(text: string): Fault {
  return fault("malformed", `no proof: ${text}`);
}
