/**
 * `vigie evidence`: everything that is needed to check one alert or attack elsewhere, as a folder of plain files.
 * Nothing in it needs Vigie: the checks are `sha256sum`, and any verifier of C2SP tlog-proof.
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, problem } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import { digestHex, entryOf } from "../evidence/commitment.ts";
import { formatVerifierKey, LogFolder, readKeyFile } from "../evidence/tlog/index.ts";
import type { Alert } from "../model/alert.ts";
import type { RuleSet } from "../sigma/index.ts";
import type { SealedFinding } from "../store/seal.ts";
import { idOf, type Store, type Thing } from "../store/store.ts";
import { lastFinding } from "./judgement.ts";
import { must, spinePaths } from "./spine.ts";

/** Files of a bundle, by path. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Collects a bundle.
 * Errors: `not-found` when the thing was not sealed (a store made with an older Vigie, or erased).
 * @param folder the store's folder
 * @param rules to put the rule's text in; null leaves it out
 */
export function collectBundle(
  thing: Thing,
  store: Store,
  folder: string,
  rules: RuleSet | null,
): Result<BundleFiles, Problem> {
  const files = new Map<string, Uint8Array>();
  const alerts = alertsBehind(thing, store);
  const ids = [...new Set([idOf(thing), ...alerts.map((alert) => alert.id)])];
  const log = new LogFolder(spinePaths(folder).log);
  let number = 0;
  for (const id of ids) {
    const whole = "decision" in thing && id === thing.decision.id;
    const last = lastFinding(store, id);
    const findings = whole ? store.findings(id) : last === null ? [] : [last];
    if (findings.length === 0) {
      const text = "was not sealed, or was erased";
      return err(problem("not-found", { file: id }, text, "scan again with a store to seal what is found"));
    }
    for (const finding of findings) {
      const path = `findings/${String(++number).padStart(4, "0")}-${finding.kind}`;
      for (const [name, bytes] of findingFiles(finding, store, log)) files.set(`${path}/${name}`, bytes);
    }
  }
  for (const alert of alerts) addRecords(files, alert, store);
  if (rules !== null) for (const alert of alerts) addRules(files, alert.rule.id, rules);
  addText(files, "policy.txt", policyText(folder));
  addText(files, "README.txt", README);
  addText(files, "SHA256SUMS", sums(files));
  return ok(files);
}

function alertsBehind(thing: Thing, store: Store): readonly Alert[] {
  if ("alert" in thing) return [thing.alert];
  if ("attack" in thing) return [...store.alertsOf(thing.attack.id)];
  return thing.decision.alerts.flatMap((id) =>
    store.find(id).flatMap((found) => ("alert" in found ? [found.alert] : [])),
  );
}

/** Writes a bundle into a new folder. @throws when the folder exists already (EEXIST) */
export function writeBundle(files: BundleFiles, folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(file, bytes, { mode: 0o600 });
  }
}

/** The text of a `.tlog-proof` of the log entry that commits to a finding. @param under a checkpoint; null takes the newest */
export function proofOf(
  finding: SealedFinding,
  store: Store,
  log: LogFolder,
  under: string | null = null,
): string {
  const entry = entryOfFinding(finding);
  const index = store.entryIndex(entry);
  if (index === null) throw new Error(`finding ${finding.commitment} has no entry in the outbox`);
  return must(log.proof(index, entry, under), log.path);
}

function entryOfFinding(finding: SealedFinding): Buffer {
  return entryOf("batch", Buffer.from(finding.batch, "hex"));
}

/** The five files that prove a finding, by name. @param under a checkpoint; null takes the newest */
export function findingFiles(
  finding: SealedFinding,
  store: Store,
  log: LogFolder,
  under: string | null = null,
): ReadonlyMap<string, Uint8Array> {
  const batch = store.batch(finding.batch);
  if (batch === null) throw new Error(`finding ${finding.commitment} has no batch`);
  return new Map([
    ["finding.json", finding.bytes],
    ["finding.salt", finding.salt],
    ["batch.txt", batch.bytes],
    ["batch.salt", batch.salt],
    ["batch.tlog-proof", Buffer.from(proofOf(finding, store, log, under))],
  ]);
}

function addRecords(files: Map<string, Uint8Array>, alert: Alert, store: Store): void {
  for (const ref of alert.evidence) {
    const bytes = store.record(ref);
    if (bytes !== null) files.set(`records/${ref.sha256}`, bytes);
  }
}

/** Where the text of a rule lies in a bundle. */
export function rulePath(key: string): string {
  return `rules/${key.replaceAll(/[^\w.-]/g, "_")}.yml`;
}

/** The rule and, for a correlation, the rules it stands on, as they are in their files today. */
function addRules(files: Map<string, Uint8Array>, key: string, rules: RuleSet): void {
  const rule = rules.byKey.get(key);
  if (rule === undefined) return;
  const path = rulePath(key);
  if (files.has(path)) return;
  const bytes = readRule(rule.place.file);
  if (bytes !== null) files.set(path, bytes);
  if (rule.kind === "correlation") for (const base of rule.rules) addRules(files, base, rules);
}

/** A rule inside an archive is left out: the archive is named in the finding's digest of all rules. */
function readRule(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** A trust policy that believes the store's own log, and nobody else. */
export function policyText(folder: string): string {
  const keys = must(readKeyFile(spinePaths(folder).key), spinePaths(folder).key);
  const logs = keys.map(({ verifier }) => `log ${formatVerifierKey(verifier)}\n`);
  return `${logs.join("")}quorum none\n`;
}

function sums(files: BundleFiles): string {
  const paths = [...files.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return paths.map((path) => `${digestHex(files.get(path) ?? new Uint8Array(0))}  ${path}\n`).join("");
}

function addText(files: Map<string, Uint8Array>, path: string, text: string): void {
  files.set(path, Buffer.from(text));
}

const README = `Evidence, to be checked by anybody

  sha256sum -c SHA256SUMS                                      nothing was changed since the folder was made

In each folder of findings/:
  cat finding.salt finding.json | sha256sum                    the commitment; it is one of the lines of batch.txt
  cat batch.salt batch.txt | sha256sum                         the last 32 bytes of the log's entry
  batch.tlog-proof                                             c2sp.org/tlog-proof@v1: the entry (line "extra") is in the log

finding.json (in-toto Statement v1) names the records by their SHA-256; they lie in records/ under that name.
policy.txt (c2sp.org/tlog-policy) holds the log's key as this store knows it. Whoever wants more trust than that uses a
policy of his own, with witnesses: vigie verify DIR --trust policy.txt
`;
