/**
 * Sealing: what was read and found is committed to, in an order that a kill at any moment cannot break:
 * segment on disk -> one transaction of the store (alerts, findings, outbox) -> entry of the log, from the outbox.
 * The outbox is numbered like the log, so that the log's size says what it already has: nothing is lost or doubled.
 * @module
 */
import { compareText } from "../base/text.ts";
import { commitmentOf, digestHex, entryOf, newSalt } from "../evidence/commitment.ts";
import { type Finding, findingBytes, type Method } from "../evidence/finding.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import type { Alert } from "../model/alert.ts";
import type { CitedRecord, DecisionChange, Seal, SealedBatch, SealedFinding } from "../store/seal.ts";
import type { Store } from "../store/store.ts";
import {
  activationFinding,
  alertFinding,
  attackFinding,
  type ClosedSegment,
  retentionFinding,
  segmentFinding,
} from "./findings.ts";
import { SliceReader } from "./slice.ts";

/** What sealing needs of the log: its size, and appending. */
export interface EntryLog {
  readonly size: number;
  /** Appends entries and signs a checkpoint; when it returns, all of it is on the disk. */
  append(entries: readonly Uint8Array[]): void | Promise<void>;
}

/** Entries go into the log in runs of this many: each run costs a checkpoint. */
const FLUSH_ENTRIES = 256;
/** During a long scan the log follows at this many segments: what is seen is committed to when it is seen. */
const FLUSH_SEGMENTS = 16;

export class Sealer {
  readonly #store: Store;
  readonly #segments: SegmentFolder;
  readonly #slices: SliceReader;
  readonly #log: EntryLog;
  readonly #method: Method;
  readonly #now: () => number;
  readonly #ruleDigests: (rule: string) => Readonly<Record<string, string>>;
  readonly #digests = new Map<string, Readonly<Record<string, string>>>();
  #sinceFlush = 0;

  constructor(
    store: Store,
    segments: SegmentFolder,
    log: EntryLog,
    method: Method,
    ruleDigests: (rule: string) => Readonly<Record<string, string>> = () => ({}),
    now: () => number = Date.now,
  ) {
    this.#store = store;
    this.#segments = segments;
    this.#slices = new SliceReader(segments);
    this.#log = log;
    this.#method = method;
    this.#ruleDigests = ruleDigests;
    this.#now = now;
  }

  /** Seals a segment and the alerts on its records. @returns how many alerts were not known before */
  async sealSegment(segment: ClosedSegment, alerts: readonly Alert[]): Promise<number> {
    this.#segments.write(segment.digest, segment.bytes);
    this.#slices.learn(segment);
    const fresh = this.#freshOf(alerts);
    const isNew = !this.#store.isSealed(segment.digest);
    const findings = fresh.map((alert) => this.#alertFinding(alert));
    const own = isNew ? [this.#segmentFinding(segment)] : [];
    this.#commit(
      { alerts: fresh, attacks: [], source: segment.source },
      [...own, ...findings],
      cited(segment, fresh),
    );
    if (++this.#sinceFlush >= FLUSH_SEGMENTS) await this.flush();
    return fresh.length;
  }

  /** Seals alerts of correlations: their records lie in segments that are sealed already. */
  sealAlerts(alerts: readonly Alert[]): number {
    const fresh = this.#freshOf(alerts);
    const findings = fresh.map((alert) => this.#alertFinding(alert));
    this.#commit({ alerts: fresh, attacks: [], source: null }, findings, this.#citedAnywhere(fresh));
    return fresh.length;
  }

  /**
   * Seals alerts of a live stream, in one transaction with whatever else the action changes.
   * @param grown alerts that are known already and have more records now
   * @param records the bytes of every record that they cite
   */
  sealLive(
    alerts: readonly Alert[],
    grown: readonly Alert[],
    records: readonly CitedRecord[],
    action: () => void,
  ): void {
    this.#store.together(() => {
      const findings = [...alerts, ...grown].map((alert) => this.#alertFinding(alert));
      this.#commit({ alerts, grown, attacks: [], source: null }, findings, records);
      action();
    });
  }

  /** Seals a segment of a live stream: its file first, then one transaction with whatever else the action changes. */
  sealClosed(segment: ClosedSegment, action: () => void): void {
    this.#segments.write(segment.digest, segment.bytes);
    this.#store.together(() => {
      const findings = this.#store.isSealed(segment.digest) ? [] : [this.#segmentFinding(segment)];
      this.#commit({ alerts: [], attacks: [], source: segment.source }, findings, []);
      action();
    });
  }

  /** Seals attacks; one that grew since it was sealed is sealed again. */
  sealAttacks(attacks: Seal["attacks"]): void {
    const findings = attacks.map((one) => this.#attackFinding(one)).filter((one) => one !== null);
    this.#commit({ alerts: [], attacks, source: null }, findings, []);
  }

  /** Seals a finding of its own: an activation of rules, an erasure, a gap. */
  sealFinding(finding: Omit<Finding, "method">, about: string): void {
    const sealed = this.#seal({ ...finding, method: this.#method }, about, this.#now());
    this.#commit({ alerts: [], attacks: [], source: null }, [sealed], []);
  }

  /** Seals findings about decisions together with what they say was changed: all of it, or nothing. */
  sealDecisions(
    findings: readonly { readonly finding: Omit<Finding, "method">; readonly about: string }[],
    decisions: readonly DecisionChange[],
  ): void {
    const sealed = findings.map(({ finding, about }) =>
      this.#seal({ ...finding, method: this.#method }, about, this.#now()),
    );
    this.#commit({ alerts: [], attacks: [], source: null, decisions }, sealed, []);
  }

  /** Seals which rules and settings were in force; once for the same scan. */
  sealActivation(scan: string, loaded: number, rejected: number): void {
    if (!this.#store.isSealed(scan)) this.sealFinding(activationFinding(scan, loaded, rejected), scan);
  }

  /** Seals how long raw bytes are kept; once for each value. */
  sealRetention(retention: string): void {
    const about = `retention ${retention}`;
    if (!this.#store.isSealed(about)) this.sealFinding(retentionFinding(retention), about);
  }

  /** Brings the log up to the outbox. */
  async flush(): Promise<void> {
    this.#sinceFlush = 0;
    await flushOutbox(this.#store, this.#log);
  }

  #freshOf(alerts: readonly Alert[]): readonly Alert[] {
    const unknown = this.#store.unknownAlerts(alerts.map((alert) => alert.id));
    return alerts.filter((alert) => unknown.has(alert.id));
  }

  #commit(
    what: Pick<Seal, "alerts" | "attacks" | "source"> & Partial<Pick<Seal, "grown" | "decisions">>,
    drafts: readonly Draft[],
    records: readonly CitedRecord[],
  ): void {
    const batch = drafts.length === 0 ? null : batchOf(drafts);
    const findings = drafts.map((draft): SealedFinding => ({ ...draft, batch: batch?.commitment ?? "" }));
    this.#store.seal({ grown: [], ...what, findings, batch, records });
  }

  /** The bytes of records in segments that are on the disk; those that are erased stay erased. */
  #citedAnywhere(alerts: readonly Alert[]): readonly CitedRecord[] {
    const records = new Map<string, Uint8Array>();
    const refs = alerts.flatMap(({ evidence }) => evidence);
    // segment by segment: records of one alert may lie in as many segments, and each has to be unpacked
    for (const ref of refs.toSorted((a, b) => compareText(a.segment, b.segment))) {
      if (records.has(ref.sha256) || this.#store.record(ref) !== null) continue;
      const bytes = this.#slices.read(ref);
      if (bytes !== null) records.set(ref.sha256, bytes);
    }
    return [...records].map(([sha256, bytes]) => ({ sha256, bytes }));
  }

  #seal(finding: Finding, about: string, timeMs: number): Draft {
    const bytes = findingBytes(finding);
    const salt = newSalt();
    const commitment = commitmentOf(salt, bytes).toString("hex");
    return { commitment, kind: finding.kind, about, timeMs, bytes, salt };
  }

  #segmentFinding(segment: ClosedSegment): Draft {
    return this.#seal({ ...segmentFinding(segment), method: this.#method }, segment.digest, this.#now());
  }

  #alertFinding(alert: Alert): Draft {
    const method = { ...this.#method, rule: alert.rule.id, rules: this.#digestsOf(alert.rule.id) };
    const timeMs = alert.time === null ? this.#now() : Date.parse(alert.time);
    return this.#seal({ ...alertFinding(alert), method }, alert.id, timeMs);
  }

  #digestsOf(rule: string): Readonly<Record<string, string>> {
    const known = this.#digests.get(rule) ?? this.#ruleDigests(rule);
    this.#digests.set(rule, known);
    return known;
  }

  #attackFinding(one: Seal["attacks"][number]): Draft | null {
    const { attack } = one;
    const finding: Finding = { ...attackFinding(one), method: this.#method };
    const bytes = findingBytes(finding);
    const known = this.#store.findings(attack.id).some((sealed) => Buffer.compare(sealed.bytes, bytes) === 0);
    return known ? null : this.#seal(finding, attack.id, Date.parse(attack.last));
  }
}

/** Gives the log what the outbox holds beyond its size: entry number n of the outbox is the log's index n. */
export async function flushOutbox(store: Store, log: EntryLog): Promise<void> {
  let run: Uint8Array[] = [];
  for (const { entry } of [...store.outbox(log.size)]) {
    run.push(entry);
    if (run.length < FLUSH_ENTRIES) continue;
    await log.append(run);
    run = [];
  }
  if (run.length > 0) await log.append(run);
}

type Draft = Omit<SealedFinding, "batch">;

/** The bytes of a batch are the commitments it holds, one a line, and nothing else. */
function batchOf(findings: readonly Draft[]): SealedBatch {
  const bytes = Buffer.from(findings.map(({ commitment }) => `${commitment}\n`).join(""));
  const salt = newSalt();
  const commitment = commitmentOf(salt, bytes);
  return { commitment: commitment.toString("hex"), bytes, salt, entry: entryOf("batch", commitment) };
}

/** The bytes of the records that alerts of one segment cite. */
function cited(segment: ClosedSegment, alerts: readonly Alert[]): readonly CitedRecord[] {
  const records = new Map<string, Uint8Array>();
  for (const { evidence } of alerts) {
    for (const { offset, length, sha256 } of evidence) {
      const start = offset - segment.offset;
      records.set(sha256, segment.bytes.subarray(start, start + length));
    }
  }
  for (const [sha256, bytes] of records) {
    if (digestHex(bytes) !== sha256)
      throw new Error(`a record of segment ${segment.digest} is not where its alert says`);
  }
  return [...records].map(([sha256, bytes]) => ({ sha256, bytes }));
}
