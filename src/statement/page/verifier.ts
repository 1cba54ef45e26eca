/**
 * A second verifier, small and with nothing below it but WebCrypto: it runs inside the page of a statement, and as
 * `verify.mjs` beside it. It is put there as text (see inline.ts), so no function here may call what does not travel with it.
 * It checks what `vigie verify` checks of findings: files against the digests that were sealed, the finding against its
 * batch, the batch against the log's entry, the entry against the signed checkpoint, and the witnesses.
 * Everything it reads may have been changed by whoever handed the folder over.
 *
 * Formats: C2SP tlog-proof, signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy; RFC 9162 section 2.1.3.2.
 * @module
 */
import { byteParts, hexOf, joined, sha256Of, textOfBytes } from "./bytes.ts";
import type { Parts } from "./parts.ts";
import { type PagePolicy, policyOfText, policyParts } from "./policy.ts";
import { checkProof, proofParts } from "./proof.ts";

/** Files by path. */
export type PageFiles = Map<string, Uint8Array>;

/** One check: a key of messages, what it is about, whether it held, and the files it vouches for. */
export interface PageCheck {
  readonly check: "digest" | "policy" | "commitment" | "inclusion" | "signature" | "witnesses";
  readonly name: string;
  readonly ok: boolean;
  /** What does not hold when this check does not: paths, with "/" at the end everything below, "*" all. */
  readonly files: readonly string[];
}

/** The chain of one finding, from its bytes to the signed log. @param folder its path, with a slash at the end */
async function checkFindingFolder(
  files: PageFiles,
  folder: string,
  policy: PagePolicy,
): Promise<readonly PageCheck[]> {
  const [finding, salt, batch, batchSalt, proof] = [
    "finding.json",
    "finding.salt",
    "batch.txt",
    "batch.salt",
    "batch.tlog-proof",
  ].map((name) => files.get(folder + name));
  const check = (name: PageCheck["check"], ok: boolean): PageCheck => ({
    check: name,
    name: folder.replace(/^findings\/|\/$/g, ""),
    ok,
    files: folder === "findings/statement/" ? ["*"] : [folder],
  });
  if (!finding || !salt || !batch || !batchSalt || !proof || salt.length !== 32 || batchSalt.length !== 32)
    return [check("commitment", false)];
  const commitment = hexOf(await sha256Of(salt, finding));
  const listed = textOfBytes(batch).split("\n").includes(commitment);
  const entry = joined(Uint8Array.of(0x56, 0x47, 0x45, 1, 2), await sha256Of(batchSalt, batch));
  const { included, signed, witnessed } = await checkProof(textOfBytes(proof), entry, policy);
  return [
    check("commitment", listed),
    check("inclusion", included),
    check("signature", signed),
    check("witnesses", witnessed),
  ];
}

/** What a finding names, with digests. */
function subjectsOf(finding: Uint8Array | undefined): ReadonlyMap<string, string> {
  const { subject } = JSON.parse(textOfBytes(finding)) as {
    subject: { name: string; digest: { sha256: string } }[];
  };
  return new Map(subject.map(({ name, digest }) => [String(name), digest.sha256]));
}

/** A step that must not throw: whatever cannot be read does not hold. */
async function attempt<T>(action: () => Promise<T> | T, otherwise: T): Promise<T> {
  try {
    return await action();
  } catch {
    return otherwise;
  }
}

/** The digests of all published files, as the statement's finding names them; empty when it cannot be read. */
export async function publishedDigests(files: PageFiles): Promise<ReadonlyMap<string, string>> {
  return attempt(() => subjectsOf(files.get("findings/statement/finding.json")), new Map<string, string>());
}

/** Checks every copy. @param files copies of files of the payload, and `policy.txt` */
export async function checkFiles(files: PageFiles): Promise<readonly PageCheck[]> {
  const checks: PageCheck[] = [];
  const subjects = await publishedDigests(files);
  const everything = ["*"];
  checks.push({
    check: "digest",
    name: "findings/statement/finding.json",
    ok: subjects.size > 0,
    files: everything,
  });
  for (const [path, bytes] of files) {
    if (path.startsWith("findings/statement/")) continue; // it cannot hold its own digest: its proof vouches for it
    const ok = hexOf(await sha256Of(bytes)) === subjects.get(path);
    checks.push({ check: "digest", name: path, ok, files: path === "statement.json" ? everything : [path] });
  }
  // findings go with every copy of the page: one that is taken out must not take its checks with it
  for (const path of subjects.keys())
    if (path.startsWith("findings/") && !files.has(path))
      checks.push({ check: "digest", name: path, ok: false, files: [path] });
  const policy = await attempt(() => policyOfText(textOfBytes(files.get("policy.txt"))), null);
  checks.push({ check: "policy", name: "policy.txt", ok: policy !== null, files: everything });
  if (policy === null) return checks;
  const folders = new Set([...files.keys()].map((path) => /^findings\/[^/]+\//.exec(path)?.[0]));
  folders.add("findings/statement/");
  for (const folder of folders) {
    if (folder === undefined) continue;
    const lost: PageCheck = { check: "signature", name: folder, ok: false, files: ["*"] };
    checks.push(...(await attempt(() => checkFindingFolder(files, folder, policy), [lost])));
  }
  return checks;
}

/** Whether a file is one that was published, by its digest: null when the statement names no such file. */
export async function checkOther(
  path: string,
  bytes: Uint8Array,
  subjects: ReadonlyMap<string, string>,
): Promise<boolean | null> {
  const published = subjects.get(path);
  return published === undefined ? null : hexOf(await sha256Of(bytes)) === published;
}

/** Everything that checks files, with all that it calls. */
export const verifierParts: Parts = [
  ...byteParts,
  ...policyParts,
  ...proofParts,
  checkFindingFolder,
  subjectsOf,
  attempt,
  publishedDigests,
  checkFiles,
  checkOther,
];
