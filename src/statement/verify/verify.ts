/**
 * `vigie verify`: checks a statement, a bundle, a proof or a log that somebody handed over, offline, as a list of named
 * checks. Everything in it was written by that somebody: sizes are bounded, paths are only those that the folder itself
 * lists, and nothing is believed that does not lead to a signature of the trust policy.
 * @module
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { parseEntry } from "../../evidence/commitment.ts";
import {
  faultText,
  leafHash,
  parseProof,
  verifyCheckpoint,
  verifyLog,
  verifyProof,
} from "../../evidence/tlog/index.ts";
import { verifyBag } from "./bag.ts";
import { verifyBundle } from "./bundle.ts";
import { type Check, failed, named, readPolicy, type VerifyOptions } from "./check.ts";
import { readFolder } from "./files.ts";

const MAX_PROOF_BYTES: number = 16 * 1024 * 1024;

/** Verifies a folder: a statement, a bundle of `vigie evidence`, or a log. */
export async function verifyFolder(folder: string, options: VerifyOptions): Promise<readonly Check[]> {
  const names = readdirSync(folder);
  const isBag = names.includes("bagit.txt") || names.includes("manifest-sha256.txt");
  if (!isBag && !names.includes("SHA256SUMS")) {
    if (names.includes("checkpoint")) return verifyLogFolder(folder, options);
    return [failed("kind of folder", "neither bagit.txt nor SHA256SUMS nor checkpoint lies in it")];
  }
  const files = readFolder(folder);
  if ("detail" in files) return [files];
  return isBag ? verifyBag(folder, files, options) : verifyBundle(files, options);
}

/** Verifies a `.tlog-proof` (its entry stands in the line "extra") or a checkpoint. */
export function verifyFile(file: string, options: VerifyOptions): readonly Check[] {
  const text = readBounded(file);
  if (text === null) return [failed("size", `${file} is too large`)];
  const policy = readPolicy(options.policy);
  if (policy === null) return [failed("trust policy", "a file alone needs --trust POLICY")];
  if ("detail" in policy) return [policy];
  if (!text.toString("utf8").startsWith("c2sp.org/tlog-proof@"))
    return named("", verifyCheckpoint(text, policy));
  const proof = parseProof(text);
  if (!proof.ok) return [failed("form of the proof", faultText(proof.error))];
  if (proof.value.extra === null) return [failed("entry", "the proof does not carry its entry")];
  const entry = parseEntry(proof.value.extra);
  const form = { name: "form of the entry", ok: entry !== null, detail: entry?.kind ?? "no entry of Vigie" };
  return [form, ...named("", verifyProof(text, leafHash(proof.value.extra), policy))];
}

function verifyLogFolder(folder: string, options: VerifyOptions): readonly Check[] {
  const policy = readPolicy(options.policy);
  if (policy === null)
    return [failed("trust policy", "a log needs --trust POLICY: its own word is worth nothing")];
  return "detail" in policy ? [policy] : named("", verifyLog(folder, policy));
}

function readBounded(file: string): Buffer | null {
  return lstatSync(file).size > MAX_PROOF_BYTES ? null : readFileSync(file);
}
