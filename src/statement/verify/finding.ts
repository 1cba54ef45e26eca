/**
 * One sealed finding as a folder of files: it is what its batch commits to, and the batch what the log's entry commits to.
 * @module
 */
import { commitmentOf, entryOf, SALT_BYTES } from "../../evidence/commitment.ts";
import { type Finding, MAX_FINDING_BYTES, parseFinding } from "../../evidence/finding.ts";
import { leafHash, type Policy, parseProof, verifyProof } from "../../evidence/tlog/index.ts";
import { type Check, failed, named } from "./check.ts";
import type { Files } from "./files.ts";

/** Checks a finding. @param path its folder, without a slash at the end */
export function checkFinding(
  path: string,
  files: Files,
  policy: Policy,
): { readonly checks: readonly Check[]; readonly finding: Finding | null } {
  const [bytes, salt, batch, batchSalt, proof] = [
    "finding.json",
    "finding.salt",
    "batch.txt",
    "batch.salt",
    "batch.tlog-proof",
  ].map((name) => files.get(`${path}/${name}`));
  if (!bytes || !salt || !batch || !batchSalt || !proof)
    return { checks: [failed(`parts of ${path}`, "one is missing")], finding: null };
  if (salt.length !== SALT_BYTES || batchSalt.length !== SALT_BYTES || bytes.length > MAX_FINDING_BYTES) {
    return { checks: [failed(`form of ${path}`, "a salt or the finding has a wrong size")], finding: null };
  }
  const finding = parseFinding(bytes);
  const commitment = commitmentOf(salt, bytes).toString("hex");
  const entry = entryOf("batch", commitmentOf(batchSalt, batch));
  const isListed = batch.toString("latin1").split("\n").includes(commitment);
  const checks: Check[] = [
    {
      name: `form of ${path}`,
      ok: finding !== null,
      detail: finding === null ? "no in-toto statement of ours" : finding.claim,
    },
    {
      name: `commitment of ${path}`,
      ok: isListed,
      detail: isListed ? commitment : "its batch does not list it",
    },
    entryAsSaid(path, proof, entry),
    ...named(`${path}: `, verifyProof(proof, leafHash(entry), policy)),
  ];
  return { checks, finding };
}

/** The proof carries its entry for people who check by hand: it must be the one that the batch leads to. */
function entryAsSaid(path: string, bytes: Uint8Array, entry: Uint8Array): Check {
  const proof = parseProof(bytes);
  const said = proof.ok ? proof.value.extra : null;
  const ok = said !== null && Buffer.compare(said, entry) === 0;
  return {
    name: `entry of ${path}`,
    ok,
    detail: ok ? "is the one of its batch" : "is not the one of its batch",
  };
}
