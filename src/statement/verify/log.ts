/**
 * The log of a statement: its checkpoint adds to the one under which the statement was sealed, and everything stands in it.
 * @module
 */

import type { Result } from "../../base/result.ts";
import {
  type Checkpoint,
  type Fault,
  faultText,
  type Policy,
  parseCheckpoint,
  parseNote,
  parseProof,
  verifyGrowth,
} from "../../evidence/tlog/index.ts";
import { type Check, failed, named } from "./check.ts";
import { type Files, textOf } from "./files.ts";

/** The folder of the finding that names the page; it lies beside the payload, since the page cannot hold it. */
export const PAGE_FINDING = "page";

/** The proof of a finding; an audit's folder may hold files of any name. */
const PROOF = /^(data\/findings\/[^/]+|page)\/batch\.tlog-proof$/;

/** Checks the checkpoint beside the payload, and that it only adds to the one under which the statement was sealed. */
export function checkLog(files: Files, policy: Policy): readonly Check[] {
  const checkpoint = files.get("checkpoint");
  const growth = textOf(files.get(`${PAGE_FINDING}/consistency.txt`));
  const before = checkpointOf(files.get("data/findings/statement/batch.tlog-proof"));
  if (!before.ok) return [failed("checkpoint", `of the statement: ${faultText(before.error)}`)];
  if (checkpoint === undefined || growth === null) return [failed("checkpoint", "a part of it is missing")];
  const hashes = growth.split("\n").filter((line) => line !== "");
  const proof = hashes.map((line) => new Uint8Array(Buffer.from(line, "base64")));
  const canonical = hashes.map((line) => `${line}\n`).join("") === growth;
  const verdict = canonical ? verifyGrowth(before.value, checkpoint, proof, policy) : null;
  return verdict === null
    ? [failed("checkpoint", "the proof of consistency is malformed")]
    : named("checkpoint: ", verdict);
}

/**
 * Checks that all findings stand in one log. A policy may believe several, and of findings in two logs nobody could say which
 * came first, nor would one proof show that both logs only grew.
 */
export function checkOneLog(files: Files): Check {
  const proofs = [...files].filter(([path]) => PROOF.test(path));
  const origins = new Set<string>();
  for (const [path, bytes] of proofs) {
    const checkpoint = checkpointOf(bytes);
    if (!checkpoint.ok) return failed("one log", `${path}: ${faultText(checkpoint.error)}`);
    origins.add(checkpoint.value.origin);
  }
  const ok = origins.size === 1;
  const detail = ok ? `${proofs.length} findings` : `findings stand in ${origins.size} logs, not in one`;
  return { name: "one log", ok, detail };
}

/** The checkpoint that a proof leads to. Whether it is signed, others check. */
function checkpointOf(bytes: Uint8Array | undefined): Result<Checkpoint, Fault> {
  const proof = parseProof(bytes ?? "");
  const note = proof.ok ? parseNote(proof.value.checkpoint) : proof;
  return note.ok ? parseCheckpoint(note.value.text) : note;
}
