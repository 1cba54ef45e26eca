/**
 * A bundle of `vigie evidence`: records, findings, rules, and the proofs that they were sealed.
 * @module
 */
import { digestHex } from "../../evidence/commitment.ts";
import { type Finding, membersDigest, RECORD } from "../../evidence/finding.ts";
import { type Grade, weakest } from "../../evidence/grade.ts";
import { rulePath } from "../../pipeline/bundle.ts";
import { type Check, failed, readPolicy, type VerifyOptions } from "./check.ts";
import { checkListed, digestOfFile, type Files, listedIn, textOf } from "./files.ts";
import { checkFinding } from "./finding.ts";
import { recompute } from "./recompute.ts";

const SUMS = "SHA256SUMS";

export async function verifyBundle(files: Files, options: VerifyOptions): Promise<readonly Check[]> {
  const others = new Map([...files].filter(([path]) => path !== SUMS));
  const checks = [checkListed("manifest", listedIn(textOf(files.get(SUMS)) ?? ""), others)];
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

function findingFolders(files: Files): readonly string[] {
  const folders = [...files.keys()].map((path) => /^(findings\/[^/]+)\/finding\.json$/.exec(path)?.[1]);
  return folders.filter((folder) => folder !== undefined).sort();
}

/** Checks that the records which a finding cites are in the bundle and hash to what it says. */
function* checkRecords(path: string, finding: Finding, files: Files): Iterable<Check> {
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
function* checkRules(path: string, finding: Finding, files: Files): Iterable<Check> {
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
