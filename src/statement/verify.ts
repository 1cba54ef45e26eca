/**
 * `vigie verify`: checks a bundle, a proof or a log that somebody handed over, offline, as a list of named checks.
 * Everything in it was written by that somebody: sizes are bounded, paths are only those that the bundle itself lists, and
 * nothing is believed that does not lead to a signature of the trust policy.
 * @module
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commitmentOf, digestHex, entryOf, parseEntry, SALT_BYTES } from "../evidence/commitment.ts";
import { type Finding, MAX_FINDING_BYTES, membersDigest, parseFinding, RECORD } from "../evidence/finding.ts";
import { type Grade, weakest } from "../evidence/grade.ts";
import {
  faultText,
  leafHash,
  type Policy,
  parsePolicy,
  parseProof,
  type Verdict,
  verifyCheckpoint,
  verifyLog,
  verifyProof,
} from "../evidence/tlog/index.ts";
import { rulePath } from "../pipeline/bundle.ts";
import { recompute } from "./recompute.ts";

/** One check and how it went. */
export interface Check {
  /** What was checked, and where: "commitment of findings/0001-alert". */
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface VerifyOptions {
  /** Text of the trust policy; null takes the bundle's own, which proves only that nothing was changed since. */
  readonly policy: string | null;
  /** Fires the rules again on the records. */
  readonly recompute: boolean;
}

const MAX_FILES = 100_000;
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Verifies a folder: a bundle of `vigie evidence`, or a log. */
export async function verifyFolder(folder: string, options: VerifyOptions): Promise<readonly Check[]> {
  const names = readdirSync(folder);
  if (names.includes("SHA256SUMS")) return verifyBundle(folder, options);
  if (names.includes("checkpoint")) return verifyLogFolder(folder, options);
  return [failed("kind of folder", "neither SHA256SUMS nor checkpoint lies in it")];
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

async function verifyBundle(folder: string, options: VerifyOptions): Promise<readonly Check[]> {
  const files = readBundle(folder);
  if ("detail" in files) return [files];
  const checks = [...checkSums(files)];
  const policy = readPolicy(options.policy ?? textOf(files.get("policy.txt")));
  if (policy === null) return [...checks, failed("trust policy", "the bundle has none, and none was given")];
  if ("detail" in policy) return [...checks, policy];
  const findings: Finding[] = [];
  for (const path of findingFolders(files)) {
    const seen = checkFinding(path, files, policy);
    checks.push(...seen.checks);
    if (seen.finding === null) continue;
    findings.push(seen.finding);
    checks.push(...checkRecords(path, seen.finding, files), ...checkRules(path, seen.finding, files));
  }
  checks.push(...checkMembers(findings));
  if (findings.length === 0) checks.push(failed("findings", "there is none"));
  const again = options.recompute ? await recompute(findings, files) : [];
  return [...checks, ...again, gradeOf([...checks, ...again], findings, again)];
}

/** What the bundle amounts to: the weakest of its findings decides, and nothing counts that did not hold. */
function gradeOf(checks: readonly Check[], findings: readonly Finding[], again: readonly Check[]): Check {
  const held = checks.every((check) => check.ok);
  const made = again.length > 0 && again.every((check) => check.ok);
  const grades = findings.map(({ grade, evidence, subjects }): Grade => {
    if (!held) return "asserted";
    if (evidence.length === 0 && !subjects.some(({ name }) => name === RECORD))
      return grade === "recomputable" && made ? "recomputable" : "attested";
    return made ? grade : weakest([grade, "evidenced"]);
  });
  return { name: "grade", ok: held, detail: weakest(grades) };
}

/** Every regular file of a folder, by path with "/"; links and anything odd are refused. */
function readBundle(folder: string): ReadonlyMap<string, Buffer> | Check {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) continue;
    if (!stat.isFile()) return failed("kind of file", `${name} is no regular file`);
    if (stat.size > MAX_FILE_BYTES || files.size >= MAX_FILES) return failed("size", `${name} is too much`);
    files.set(name.replaceAll("\\", "/"), readFileSync(file));
  }
  return files;
}

/** Checks that every file is listed with its digest, and every listed file is there. */
function* checkSums(files: ReadonlyMap<string, Buffer>): Iterable<Check> {
  const listed = new Map<string, string>();
  for (const line of (textOf(files.get("SHA256SUMS")) ?? "").split("\n")) {
    const match = /^([0-9a-f]{64}) {2}(.{1,1000})$/.exec(line);
    if (match !== null) listed.set(match[2] ?? "", match[1] ?? "");
  }
  const wrong = [...listed]
    .filter(([path, digest]) => digestOfFile(files.get(path)) !== digest)
    .map(([path]) => path);
  const extra = [...files.keys()].filter((path) => path !== "SHA256SUMS" && !listed.has(path));
  const detail =
    wrong.length + extra.length === 0
      ? `${listed.size} files`
      : `wrong: ${[...wrong, ...extra].slice(0, 5).join(", ")}`;
  yield { name: "manifest", ok: wrong.length + extra.length === 0 && listed.size > 0, detail };
}

function digestOfFile(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : digestHex(bytes);
}

function findingFolders(files: ReadonlyMap<string, Buffer>): readonly string[] {
  const folders = [...files.keys()].map((path) => /^(findings\/[^/]+)\/finding\.json$/.exec(path)?.[1]);
  return folders.filter((folder) => folder !== undefined).sort();
}

/** Checks that a finding is what its batch commits to, and the batch what the log's entry commits to. */
function checkFinding(
  path: string,
  files: ReadonlyMap<string, Buffer>,
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
    ...named(`${path}: `, verifyProof(proof, leafHash(entry), policy)),
  ];
  return { checks, finding };
}

/** Checks that the records which a finding cites are in the bundle and hash to what it says. */
function* checkRecords(path: string, finding: Finding, files: ReadonlyMap<string, Buffer>): Iterable<Check> {
  const whole = finding.subjects.filter(({ name }) => name === RECORD);
  if (finding.evidence.length + whole.length === 0) return;
  const absent = whole.filter(({ sha256 }) => digestOfFile(files.get(`records/${sha256}`)) !== sha256);
  const wrong = finding.evidence.filter(({ subject, bytes: [start, end], sha256 }) => {
    const record = files.get(`records/${finding.subjects[subject]?.sha256 ?? ""}`);
    return record === undefined || digestHex(record.subarray(start, end)) !== sha256;
  });
  const [bad, all] = [wrong.length + absent.length, finding.evidence.length + whole.length];
  const detail = bad === 0 ? `${all} records` : `${bad} of ${all} are missing or differ`;
  yield { name: `records of ${path}`, ok: bad === 0, detail };
}

/** Checks that the rules in the bundle are those by which the finding was made. */
function* checkRules(path: string, finding: Finding, files: ReadonlyMap<string, Buffer>): Iterable<Check> {
  const made = Object.entries(finding.method?.rules ?? {});
  if (made.length === 0) return;
  const other = made.filter(([key, digest]) => {
    const bytes = files.get(rulePath(key));
    return bytes !== undefined && digestHex(bytes) !== digest;
  });
  const detail =
    other.length === 0 ? `${made.length} rules` : `another text: ${other.map(([key]) => key).join(", ")}`;
  yield { name: `rules of ${path}`, ok: other.length === 0, detail };
}

/** Checks that every alert of an attack is there. */
function* checkMembers(findings: readonly Finding[]): Iterable<Check> {
  const attack = findings.find(({ kind }) => kind === "attack");
  if (attack === undefined) return;
  const ids = findings.filter(({ kind }) => kind === "alert").map(({ result }) => String(result["id"]));
  const ok = membersDigest(ids) === attack.result["members"];
  yield {
    name: "alerts of the attack",
    ok,
    detail: ok ? `all ${ids.length}` : "one is missing, or one too many",
  };
}

function readPolicy(text: string | null): Policy | Check | null {
  if (text === null) return null;
  const policy = parsePolicy(text);
  return policy.ok ? policy.value : failed("trust policy", faultText(policy.error));
}

function named(prefix: string, verdict: Verdict): readonly Check[] {
  return verdict.checks.map(({ name, ok, detail }) => ({ name: `${prefix}${name}`, ok, detail }));
}

function failed(name: string, detail: string): Check {
  return { name, ok: false, detail };
}

function textOf(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : bytes.toString("utf8");
}

function readBounded(file: string): Buffer | null {
  return lstatSync(file).size > MAX_FILE_BYTES ? null : readFileSync(file);
}
