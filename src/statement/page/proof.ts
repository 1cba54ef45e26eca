/**
 * Proofs of inclusion, checked a second time (C2SP tlog-proof, tlog-checkpoint; RFC 9162 section 2.1.3.2). Text of the page
 * and of `verify.mjs` (see inline.ts): nothing here may call what does not travel with it.
 * @module
 */
import { bytesOfBase64, hexOf, sha256Of } from "./bytes.ts";
import type { Parts } from "./parts.ts";
import { type PagePolicy, signersOf } from "./policy.ts";

/** The root that an entry and its siblings lead to; null when the proof is too long or too short. */
async function rootOf(
  leaf: Uint8Array,
  index: number,
  size: number,
  siblings: readonly Uint8Array[],
): Promise<Uint8Array | null> {
  let node = leaf;
  let [at, last] = [index, size - 1];
  for (const sibling of siblings) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = await sha256Of(Uint8Array.of(1), sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else node = await sha256Of(Uint8Array.of(1), node, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node : null;
}

/** A `.tlog-proof` with the entry that it is about: what it leads to, and who signed that. */
export async function checkProof(
  text: string,
  entry: Uint8Array,
  policy: PagePolicy,
): Promise<{ readonly included: boolean; readonly signed: boolean; readonly witnessed: boolean }> {
  const nothing = { included: false, signed: false, witnessed: false };
  const split = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, split).split("\n");
  const note = text.slice(split + 2);
  const end = note.lastIndexOf("\n\n");
  if (split < 0 || end < 0 || header !== "c2sp.org/tlog-proof@v1") return nothing;
  const extra = /^extra (.+)$/.exec(lines.shift() ?? "")?.[1] ?? "";
  if (hexOf(bytesOfBase64(extra)) !== hexOf(entry)) return nothing;
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "");
  const signedText = note.slice(0, end + 1);
  const [origin, size, root] = signedText.split("\n");
  if (index === null || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? "") || Number(index[1]) >= Number(size))
    return nothing;
  const leaf = await sha256Of(Uint8Array.of(0), entry);
  const reached = await rootOf(leaf, Number(index[1]), Number(size), lines.map(bytesOfBase64));
  const included = reached !== null && hexOf(reached) === hexOf(bytesOfBase64(root ?? ""));
  const signers = await signersOf(signedText, note.slice(end + 2), policy);
  const signed = signers !== null && policy.logs.some((log) => log.name === origin && signers.has(log));
  return { included, signed, witnessed: signers !== null && policy.isQuorum(signers) };
}

export const proofParts: Parts = [rootOf, checkProof];
