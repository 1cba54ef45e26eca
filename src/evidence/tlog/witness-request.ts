/**
 * The body of `add-checkpoint` (C2SP tlog-witness). Anybody on the network may send one.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { parseDecimal, parseUtf8, toBase64 } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { parseHash } from "./hash.ts";
import { MAX_PROOF_HASHES } from "./tree.ts";

/** Larger bodies are refused unread: 63 hashes and a note with some fifty ML-DSA-44 signatures fit. */
export const MAX_REQUEST_BYTES = 262_144;

/** A request taken apart, not checked. */
export interface AddCheckpoint {
  /** Size that the sender believes the witness has. */
  readonly oldSize: number;
  /** Consistency proof from that size. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly note: string;
}

/** The body of a request. @example formatRequest({ oldSize: 0, proof: [], note }) // "old 0\n\nvigie..." */
export function formatRequest({ oldSize, proof, note }: AddCheckpoint): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), "", note].join("\n");
}

/** Reads a body. Errors: `malformed`, `too-large`. */
export function parseRequest(body: Uint8Array | string): Result<AddCheckpoint, Fault> {
  if (body.length > MAX_REQUEST_BYTES) return err(fault("too-large", "the request is too large"));
  const text = typeof body === "string" ? body : parseUtf8(body);
  const split = text?.indexOf("\n\n") ?? -1;
  if (text === null || split < 0) return err(fault("malformed", "no request: no blank line"));
  const [first, ...lines] = text.slice(0, split).split("\n");
  const oldSize = first?.startsWith("old ") ? parseDecimal(first.slice(4)) : null;
  if (oldSize === null) return err(fault("malformed", "no request: no line with the old size"));
  if (lines.length > MAX_PROOF_HASHES) return err(fault("malformed", "no request: too many hashes"));
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = parseHash(line);
    if (hash === null) return err(fault("malformed", "no request: a line is no hash"));
    proof.push(hash);
  }
  return ok({ oldSize, proof, note: text.slice(split + 2) });
}
