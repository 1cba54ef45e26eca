/**
 * A second verifier, small and with nothing below it but WebCrypto: it runs inside the page of a statement, and as
 * `verify.mjs` beside it. It is put there as text (see inline.ts), so no function here may use an import.
 * It checks what `vigie verify` checks of findings: files against the digests that were sealed, the finding against its
 * batch, the batch against the log's entry, the entry against the signed checkpoint, and the witnesses.
 * Everything it reads may have been changed by whoever handed the folder over.
 *
 * Formats: C2SP tlog-proof, signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy; RFC 9162 section 2.1.3.2.
 * @module
 */

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

/** A key of the trust policy. */
interface PageKey {
  readonly name: string;
  readonly id: number;
  /** 1 Ed25519 note, 4 Ed25519 cosignature, 6 ML-DSA-44: not checked here, and never counted. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

interface PagePolicy {
  readonly logs: readonly PageKey[];
  readonly witnesses: readonly PageKey[];
  /** Whether these witnesses are enough. */
  readonly isQuorum: (cosigned: ReadonlySet<PageKey>) => boolean;
}

/** One spelling only: `atob` would pass over bits that stand for nothing, and a changed byte must not go unseen. */
export function bytesOfBase64(text: string): Uint8Array {
  const binary = atob(text);
  if (btoa(binary) !== text) throw new RangeError("no canonical base64");
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function textOfBytes(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256Of(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

async function keyOfText(text: string): Promise<PageKey | null> {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (match === null) return null;
  const [name, id] = [match[1] ?? "", Number.parseInt(match[2] ?? "", 16)];
  const typed = bytesOfBase64(match[3] ?? "");
  const digest = await sha256Of(new TextEncoder().encode(`${name}\n`), typed);
  const own = new DataView(digest.buffer).getUint32(0);
  return own === id ? { name, id, type: typed[0] ?? 0, bytes: typed.subarray(1) } : null;
}

/** Compiles a trust policy; anything odd in it is no policy. */
async function policyOfText(text: string): Promise<PagePolicy | null> {
  type Rule = (cosigned: ReadonlySet<PageKey>) => boolean;
  const [logs, witnesses] = [[] as PageKey[], [] as PageKey[]];
  const rules = new Map<string, Rule>([["none", () => true]]);
  let quorum: Rule | null = null;
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.split(/[ \t]+/).filter((one) => one !== "");
    if (word === undefined || word.startsWith("#")) continue;
    if (word === "log") {
      const key = await keyOfText(rest[0] ?? "");
      if (key === null || rest.length > 2) return null;
      logs.push(key);
    } else if (word === "witness") {
      const key = await keyOfText(rest[1] ?? "");
      if (key === null || rest.length > 3 || rules.has(rest[0] ?? "")) return null;
      witnesses.push(key);
      rules.set(rest[0] ?? "", (cosigned) => cosigned.has(key));
    } else if (word === "group") {
      const [name = "", count = "", ...names] = rest;
      const members = names.map((one) => rules.get(one));
      const needed = count === "any" ? 1 : count === "all" ? names.length : Number(count);
      if (rules.has(name) || members.includes(undefined) || !(needed >= 1 && needed <= names.length))
        return null;
      rules.set(name, (cosigned) => members.filter((member) => member?.(cosigned)).length >= needed);
    } else if (word === "quorum") {
      quorum = rules.get(rest[0] ?? "") ?? null;
      if (quorum === null || rest.length !== 1) return null;
    } else return null;
  }
  return quorum === null || logs.length === 0 ? null : { logs, witnesses, isQuorum: quorum };
}

async function isSigned(key: PageKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const imported = await crypto.subtle.importKey("raw", joined(key.bytes), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, joined(signature), joined(message));
}

/** Whose signatures of a note fit; a known key that does not fit makes the note worthless. */
async function signersOf(
  text: string,
  lines: string,
  policy: PagePolicy,
): Promise<ReadonlySet<PageKey> | null> {
  const signers = new Set<PageKey>();
  for (const line of lines.split("\n").filter((one) => one !== "")) {
    const match = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    if (match === null) return null;
    const bytes = bytesOfBase64(match[2] ?? "");
    if (bytes.length < 5) return null;
    const id = new DataView(bytes.buffer).getUint32(0);
    const key = [...policy.logs, ...policy.witnesses].find((one) => one.id === id && one.name === match[1]);
    if (key === undefined || key.type === 6) continue;
    if (!(await doesSign(key, text, bytes.subarray(4)))) return null;
    signers.add(key);
  }
  return signers;
}

async function doesSign(key: PageKey, text: string, bytes: Uint8Array): Promise<boolean> {
  const encoder = new TextEncoder();
  if (key.type === 1) return isSigned(key, encoder.encode(text), bytes);
  if (key.type !== 4 || bytes.length !== 72) return false;
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return isSigned(key, encoder.encode(`cosignature/v1\ntime ${time}\n${text}`), bytes.subarray(8));
}

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
async function checkProof(
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

/** Everything above, in the order in which it is put into a page. */
export const verifierParts: readonly ((...args: never[]) => unknown)[] = [
  bytesOfBase64,
  textOfBytes,
  joined,
  hexOf,
  sha256Of,
  keyOfText,
  policyOfText,
  isSigned,
  signersOf,
  doesSign,
  rootOf,
  checkProof,
  checkFindingFolder,
  subjectsOf,
  attempt,
  publishedDigests,
  checkFiles,
  checkOther,
];
