/**
 * The checks that a verifier makes, by name, so that whoever runs them sees which one failed. Everything checked here
 * may have been made by a log operator who wants a rewritten log to be believed; only the policy is the verifier's.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { type Fault, fault, faultText } from "./fault.ts";
import { parseNote, type VerifiedNote, verifyNote } from "./note.ts";
import { isQuorum, type Policy } from "./policy.ts";
import { parseProof, type TlogProof } from "./proof.ts";
import type { CheckedSignature } from "./signature.ts";
import { verifyConsistency, verifyInclusion } from "./tree.ts";

/** Every check, in the order in which they are made, with what it checks. */
export const checkNames = {
  "proof-form": "Checks that the file is a tlog-proof",
  "note-form": "Checks that the checkpoint is a signed note within bounds",
  "checkpoint-form": "Checks that the note states an origin, a size and a root",
  signatures: "Checks that no known key's signature fails",
  "log-signature": "Checks that a log of the policy signed the checkpoint under its own name",
  cosignatures: "Checks that enough witnesses cosigned the checkpoint",
  inclusion: "Checks that the entry is in the tree of the checkpoint",
  consistency: "Checks that the new checkpoint only adds to the old one",
  bundles: "Checks that every entry hashes to its leaf",
  tiles: "Checks that every tile holds the hashes of the level below",
  root: "Checks that the entries lead to the root of the checkpoint",
} as const;

export type CheckName = keyof typeof checkNames;

/** One check and how it went. */
export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What was found: figures when it held, the fault when it did not. */
  readonly detail: string;
  readonly fault: Fault | null;
}

/** The outcome: it holds only when every check does. After a check that others build on, those are not made. */
export interface Verdict {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** The checkpoint, once it could be read; believe it only when `ok`. */
  readonly checkpoint: Checkpoint | null;
  /** Witnesses of the policy that cosigned, with their times. */
  readonly cosigned: readonly CheckedSignature[];
}

/** Collects checks; `run` returns the value when the check held, else null. */
export class CheckList {
  readonly checks: Check[] = [];

  run<T>(name: CheckName, result: Result<T, Fault>, detail: (value: T) => string): T | null {
    const held = result.ok;
    this.checks.push({
      name,
      ok: held,
      detail: held ? detail(result.value) : faultText(result.error),
      fault: held ? null : result.error,
    });
    return held ? result.value : null;
  }

  verdict(seen: SeenCheckpoint | null): Verdict {
    const held = this.checks.length > 0 && this.checks.every((check) => check.ok);
    return {
      ok: held,
      checks: this.checks,
      checkpoint: seen?.checkpoint ?? null,
      cosigned: seen?.cosigned ?? [],
    };
  }
}

/** A checkpoint that could be read, and who cosigned it. */
export interface SeenCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly cosigned: readonly CheckedSignature[];
}

/**
 * Checks that a checkpoint is signed by a log of the policy and cosigned by a quorum of its witnesses.
 * @example verifyCheckpoint(readFileSync("checkpoint"), policy).ok
 */
export function verifyCheckpoint(note: Uint8Array | string, policy: Policy): Verdict {
  const list = new CheckList();
  return list.verdict(checkCheckpoint(list, note, policy));
}

/** The checks of {@link verifyCheckpoint} as part of a longer list. */
export function checkCheckpoint(
  list: CheckList,
  noteText: Uint8Array | string,
  policy: Policy,
): SeenCheckpoint | null {
  const note = list.run("note-form", parseNote(noteText), (n) => `${n.signatures.length} signatures`);
  if (note === null) return null;
  const read = parseCheckpoint(note.text);
  const checkpoint = list.run("checkpoint-form", read, (c) => `${c.origin}, ${c.size} entries`);
  if (checkpoint === null) return null;
  const keys = [...policy.logs, ...policy.witnesses].map((party) => party.key);
  const verified = list.run("signatures", verifyNote(note, keys), (v) => `${v.checked.length} known`);
  if (verified === null) return { checkpoint, cosigned: [] };
  list.run("log-signature", logSignature(verified, checkpoint.origin, policy), (name) => name);
  const cosigned = verified.checked.filter((s) => policy.witnesses.some((w) => w.key === s.key));
  list.run("cosignatures", quorumOf(cosigned, policy), (count) => `${count} of the policy's witnesses`);
  return { checkpoint, cosigned };
}

/** Checks that a log of the policy signed, and that it is the log whose origin the checkpoint states. */
function logSignature(note: VerifiedNote, origin: string, policy: Policy): Result<string, Fault> {
  const signed = policy.logs.filter((log) => note.checked.some((s) => s.key === log.key));
  if (signed.length === 0) return err(fault("unsigned", "no log of the policy signed it"));
  if (signed.some((log) => log.key.name === origin)) return ok(origin);
  return err(fault("wrong-origin", `signed by ${signed[0]?.key.name}, but of ${origin}`));
}

/** Checks that the policy's quorum is met. */
function quorumOf(cosigned: readonly CheckedSignature[], policy: Policy): Result<number, Fault> {
  const cosigners = new Set(cosigned.map((s) => s.key));
  if (isQuorum(policy.quorum, cosigners)) return ok(cosigners.size);
  return err(fault("no-quorum", `the cosignatures of ${cosigners.size} witnesses are not enough`));
}

/**
 * Checks that an entry is in a log, offline: from the proof's text, the entry's leaf hash and a policy.
 * @example verifyProof(readFileSync("finding.tlog-proof"), leafHash(entry), policy).ok
 */
export function verifyProof(proofText: Uint8Array | string, leaf: Uint8Array, policy: Policy): Verdict {
  const list = new CheckList();
  const proof = list.run("proof-form", parseProof(proofText), (p) => `entry ${p.index}`);
  if (proof === null) return list.verdict(null);
  const seen = checkCheckpoint(list, proof.checkpoint, policy);
  if (seen !== null) checkInclusion(list, proof, leaf, seen.checkpoint);
  return list.verdict(seen);
}

function checkInclusion(list: CheckList, proof: TlogProof, leaf: Uint8Array, tree: Checkpoint): void {
  const { index, hashes } = proof;
  const result = verifyInclusion({ index, size: tree.size, leaf, proof: hashes, root: tree.root });
  list.run("inclusion", result, () => `entry ${index} of ${tree.size}, ${hashes.length} hashes`);
}

/**
 * Checks that a newer checkpoint, believed under the policy, only adds to an older one that the caller believes.
 * From an empty tree anything may follow. Errors are in the verdict.
 */
export function verifyGrowth(
  old: Checkpoint,
  note: Uint8Array | string,
  proof: readonly Uint8Array[],
  policy: Policy,
): Verdict {
  const list = new CheckList();
  const seen = checkCheckpoint(list, note, policy);
  if (seen === null) return list.verdict(null);
  const { size, root } = seen.checkpoint;
  list.run("consistency", growth(old, seen.checkpoint, proof), () => `${old.size} -> ${size} entries`);
  return list.verdict(seen);

  function growth(from: Checkpoint, to: Checkpoint, hashes: readonly Uint8Array[]): Result<null, Fault> {
    if (from.origin !== to.origin) return err(fault("wrong-origin", `${to.origin} is not ${from.origin}`));
    if (from.size === 0 && hashes.length === 0) return ok(null);
    return verifyConsistency({ oldSize: from.size, size, oldRoot: from.root, root, proof: hashes });
  }
}
