/**
 * `vigie scan`: reads what there is, detects, counts, ranks and answers.
 * The stations are wired here and nowhere else; each is a step below.
 * @module
 */

import { digestOf } from "../base/digest.ts";
import type { Problem } from "../base/errors.ts";
import type { Detector } from "../detect/detector.ts";
import type { SourceFacts } from "../detect/task.ts";
import { type Alert, type Level, levelRank } from "../model/alert.ts";
import type { Attack, Outcome } from "../model/attack.ts";
import type { Campaign } from "../model/campaign.ts";
import type { Summary } from "../model/summary.ts";
import type { Seal } from "../store/seal.ts";
import { Announcements } from "../triage/announced.ts";
import { describeAttack } from "../triage/describe.ts";
import { Judgements } from "../triage/judgements.ts";
import { Sensitivity } from "../triage/sensitivity.ts";
import { triage } from "../triage/triage.ts";
import { Correlations } from "./correlate.ts";
import { AttackCounter } from "./count.ts";
import { findInputs } from "./inputs.ts";
import { type ChunkDelivery, type Delivery, detectInputs } from "./read.ts";
import { ruleFacts } from "./rules.ts";
import {
  detectorFor,
  type ScanListener,
  type ScanOptions,
  type ScanResult,
  settingsOf,
} from "./scan-options.ts";
import type { Sealer } from "./seal.ts";
import { OpenSegment } from "./segment.ts";
import { Tallies } from "./tallies.ts";

/**
 * Scans. Alerts are told in stream order, then those of correlations by time, then the attacks by rank.
 * @param clock milliseconds, for the duration only
 * @example const { summary } = await scan(options, { onAlert: (alert) => console.log(alert.id) })
 */
export async function scan(
  options: ScanOptions,
  listener: ScanListener = {},
  clock: () => number = performance.now.bind(performance),
): Promise<ScanResult> {
  const started = clock();
  const run = new Run(options, listener);
  try {
    await run.detect();
    await run.correlate();
    await run.count();
    await run.seal();
  } finally {
    await run.close();
  }
  return run.finish((clock() - started) / 1000);
}

/** The state of one scan; its methods are the steps, in order. */
class Run {
  readonly #options: ScanOptions;
  readonly #listener: ScanListener;
  readonly #detector: Detector;
  readonly #correlations: Correlations;
  readonly #counter: AttackCounter;
  readonly #tallies = new Tallies();
  readonly #problems: Problem[] = [];
  readonly #segments: string[] = [];
  readonly #segment = new OpenSegment();
  readonly #sealer: Sealer | null;
  #readBytes = 0;
  #alerts = 0;
  #fresh = 0;
  #attacks: readonly Attack[] = [];
  #campaigns: readonly Campaign[] = [];
  readonly #sensitivity: Sensitivity;

  constructor(options: ScanOptions, listener: ScanListener) {
    this.#options = options;
    this.#sealer = options.sealer ?? null;
    this.#listener = listener;
    this.#detector = options.detector ?? detectorFor(options, listener.onUnparsed !== undefined);
    this.#correlations = new Correlations(options.rules.set, (level) => this.#wanted(level));
    this.#counter = new AttackCounter();
    this.#sensitivity = new Sensitivity(options.gapMs);
  }

  #wanted(level: Level): boolean {
    return levelRank(level) >= levelRank(this.#options.minimumLevel);
  }

  /** Reads every input and fires the rules. */
  async detect(): Promise<void> {
    const options = {
      factsOf: this.#options.factsOf,
      keepRaw: this.#listener.onUnparsed !== undefined || this.#sealer !== null,
      onRead: (bytes: number) => {
        this.#readBytes += bytes;
      },
    };
    const inputs = this.#options.inputs ?? findInputs(this.#options.paths);
    for await (const delivery of detectInputs(inputs, this.#detector, options)) {
      if (delivery.kind === "chunk") await this.#takeChunk(delivery);
      else if (delivery.kind === "end") await this.#takeEnd(delivery);
      else this.#takeProblem(delivery.problem);
    }
  }

  async #takeChunk(delivery: ChunkDelivery): Promise<void> {
    const { source, result, segment } = delivery;
    this.#tallies.add(source.file, delivery.bytes, result);
    this.#segment.add(delivery);
    this.#correlations.add(source.body, result.hits, segment.digest);
    await this.#tellUnparsed(delivery);
    if (delivery.endsSegment) await this.#closeSegment(source);
    this.#tell(source.file);
  }

  /** Remembers a whole segment at once: its bytes first, then what was found in them. */
  async #closeSegment(source: SourceFacts): Promise<void> {
    const { store } = this.#options;
    const sealer = this.#sealer;
    const segment = this.#segment.take(source);
    if (segment === null) return;
    const { alerts } = segment;
    this.#fresh += sealer === null ? store.addAlerts(alerts) : await sealer.sealSegment(segment, alerts);
    await this.#tellAlerts(alerts, source.referenceMs);
  }

  async #tellAlerts(alerts: readonly Alert[], referenceMs: number): Promise<void> {
    this.#alerts += alerts.length;
    for (const alert of alerts) {
      this.#counter.add(alert, referenceMs);
      await this.#listener.onAlert?.(alert);
    }
  }

  async #tellUnparsed({ segment, offset, result }: ChunkDelivery): Promise<void> {
    if (segment.bytes === null || this.#listener.onUnparsed === undefined) return;
    for (const { start, length } of result.unparsedSpans) {
      const at = offset - segment.offset + start;
      await this.#listener.onUnparsed(segment.bytes.subarray(at, at + length));
    }
  }

  async #takeEnd(delivery: Extract<Delivery, { kind: "end" }>): Promise<void> {
    const { source, segments, problem } = delivery;
    await this.#closeSegment(source);
    const bytes = this.#tallies.end(source.file, problem);
    if (problem !== null) this.#report(problem);
    this.#segments.push(source.body, source.source, ...segments);
    this.#segment.begin();
    const { file, body } = source;
    this.#options.store.addSource({ source: source.source, file, body, bytes, segments });
  }

  #takeProblem(found: Problem): void {
    this.#tallies.end(found.place?.file ?? "", found);
    this.#report(found);
  }

  #report(found: Problem): void {
    this.#problems.push(found);
    this.#listener.onProblem?.(found);
  }

  #tell(file: string): void {
    const { records } = this.#tallies.totals;
    this.#listener.onProgress?.({ readBytes: this.#readBytes, records, alerts: this.#alerts, file });
  }

  /** Fires the correlations over the base hits of all inputs. */
  async correlate(): Promise<void> {
    let batch: Alert[] = [];
    for (const alert of this.#correlations.alerts()) {
      batch.push(alert);
      if (batch.length >= CORRELATION_BATCH) {
        await this.#takeCorrelated(batch);
        batch = [];
      }
    }
    await this.#takeCorrelated(batch);
    for (const loss of this.#correlations.losses) this.#listener.onProblem?.(loss);
  }

  async #takeCorrelated(alerts: readonly Alert[]): Promise<void> {
    const { store } = this.#options;
    const sealer = this.#sealer;
    this.#fresh += sealer === null ? store.addAlerts(alerts) : sealer.sealAlerts(alerts);
    await this.#tellAlerts(alerts, 0);
  }

  /** Counts attacks over all alerts, judges, ties, ranks and remembers them. */
  async count(): Promise<void> {
    const { gapMs, rules } = this.#options;
    const facts = ruleFacts(rules.set);
    const announced = new Announcements(this.#options.announced);
    // one by one: what counting holds of an attack is several times what is told of it
    const described = Iterator.from(this.#counter.attacks(gapMs, this.#sensitivity))
      .map((one) => announced.mark(describeAttack(one, facts)))
      .toArray();
    const { attacks, campaigns, alone } = triage(
      described,
      new Judgements(this.#options.store.judgements.all()),
    );
    this.#attacks = attacks;
    this.#campaigns = campaigns;
    const byId = new Map(this.#attacks.map((attack) => [attack.id, attack]));
    const batch: Seal["attacks"][number][] = [];
    for (const { id, alertIds } of this.#counter.members(gapMs)) {
      const attack = byId.get(id);
      const verdict = alone.get(id);
      if (attack !== undefined && verdict !== undefined)
        batch.push({ attack: { ...attack, verdict, case: null, campaign: null }, alertIds });
      if (batch.length >= ATTACK_BATCH) this.#remember(batch.splice(0));
    }
    this.#remember(batch);
    for (const attack of this.#attacks) await this.#listener.onAttack?.(attack);
    for (const campaign of this.#campaigns) await this.#listener.onCampaign?.(campaign);
  }

  #remember(attacks: Seal["attacks"]): void {
    if (attacks.length === 0) return;
    if (this.#sealer === null) this.#options.store.addAttacks(attacks);
    else this.#sealer.sealAttacks(attacks);
  }

  /** Seals what was in force, and brings the log up to date. */
  async seal(): Promise<void> {
    const { rules } = this.#options;
    const sealer = this.#sealer;
    if (sealer === null) return;
    sealer.sealActivation(this.#id(), rules.loaded, rules.rejected);
    await sealer.flush();
  }

  async close(): Promise<void> {
    this.#counter.close();
    if (this.#options.detector === undefined) await this.#detector.close();
  }

  finish(seconds: number): ScanResult {
    const { rules, store } = this.#options;
    const summary: Summary = {
      kind: "summary",
      ...this.#tallies.totals,
      alerts: this.#alerts,
      attacks: this.#attacks.length,
      campaigns: this.#campaigns.length,
      rules: { loaded: rules.loaded, rejected: rules.rejected },
      files: this.#tallies.files(),
      seconds: Math.round(seconds * 1000) / 1000,
      headers: this.#tallies.headers,
      fresh: this.#fresh,
      counting: {
        gapMs: this.#options.gapMs,
        announced: this.#attacks.filter(({ announced }) => announced !== null).length,
        outcomes: outcomeCounts(this.#attacks),
        sensitivity: this.#sensitivity.counts().map((one) => ({ ...one })),
      },
    };
    store.addScan({ id: this.#id(), finishedMs: Date.now(), rules: rules.digest, summary });
    return { summary, attacks: this.#attacks, campaigns: this.#campaigns, problems: this.#problems };
  }

  /** The same for the same bytes, rules and settings: a scan that is repeated is the same scan. */
  #id(): string {
    return digestOf("scan", this.#options.rules.digest, ...settingsOf(this.#options), ...this.#segments);
  }
}

function outcomeCounts(attacks: readonly Attack[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = {
    observed: 0,
    blocked_by_device: 0,
    decided: 0,
    pulled: 0,
    enforced: 0,
    succeeded: 0,
  };
  for (const { outcome } of attacks) counts[outcome]++;
  return counts;
}

/** Correlation alerts may each cite a thousand records; few are held at a time. */
const CORRELATION_BATCH = 100;
const ATTACK_BATCH = 500;
