/**
 * Making a statement from a store: for the command, and for the demo.
 * @module
 */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { problem, VigieError } from "../../base/errors.ts";
import type { Language } from "../../base/messages/index.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { parsePolicy, trustLog, verifyLog } from "../../evidence/tlog/index.ts";
import { logAsInStore } from "../../pipeline/audit.ts";
import { policyText } from "../../pipeline/bundle.ts";
import { methodOf } from "../../pipeline/method.ts";
import { Publisher } from "../../pipeline/publish.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import { must, spinePaths } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import type { BagFiles } from "../../statement/bag/bagit.ts";
import { publishStatement, type StatementInput } from "../../statement/bag/publish.ts";
import { countWatch, type WatchCount } from "../../statement/bag/watch.ts";
import type { Marking } from "../../statement/stix/objects.ts";
import type { Store } from "../../store/store.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";
import { storedGrowth, watchedOf } from "../watched.ts";

/** What a statement is to be about, and in whose name. */
export interface StatementSettings {
  /** Folder of the store. */
  readonly folder: string;
  readonly publisher: string;
  readonly nowMs: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly count: StatementInput["count"];
  readonly claims: StatementInput["claims"];
  readonly author: string | null;
  readonly consent: readonly string[];
  /** Text of a trust policy whose witnesses have to cosign; null publishes on the log's own word. */
  readonly trust: string | null;
  readonly marking: Marking;
  readonly language: Language;
}

/** Seals and proves everything. @returns the files of the bag @throws VigieError before anything is sealed, where it must not be */
export function makeStatement(
  settings: StatementSettings,
  store: Store,
  loaded: LoadedConfig,
  output: Output,
): Promise<BagFiles> {
  const { folder, trust } = settings;
  refuseFork(folder, store);
  const policy = trust === null ? null : must(parsePolicy(trust), "--trust");
  const publisher = new Publisher(folder, store, methodOf(version(), "", []), policy);
  return publishStatement(inputOf(settings, policy?.witnesses.length ?? 0, store, loaded, output), publisher);
}

function inputOf(
  settings: StatementSettings,
  witnesses: number,
  store: Store,
  loaded: LoadedConfig,
  output: Output,
): StatementInput {
  const { folder, publisher, nowMs, fromMs, toMs, count, claims, author, trust, marking, language } =
    settings;
  const drills = [...store.allFindings("drill")];
  const time = (ms: number | null): string | null => (ms === null ? null : timeText(ms));
  return {
    statement: {
      publisher,
      asOf: timeText(nowMs),
      from: time(fromMs),
      to: time(toMs),
      author,
      witnesses,
      drillRuns: drills.length,
    },
    count,
    watch: watchOf(settings, store, loaded, output),
    drills: drills.at(-1) ?? null,
    claims,
    policy: trust ?? policyText(folder),
    marking,
    language,
  };
}

/** A log that does not hold what the store gave it, or was written anew, is no ground to publish from. */
function refuseFork(folder: string, store: Store): void {
  const { log } = spinePaths(folder);
  const own = must(parsePolicy(policyText(folder)), folder).logs[0];
  const checks =
    own === undefined ? [] : [...verifyLog(log, trustLog(own.key)).checks, logAsInStore(log, store)];
  const failed = checks.find(({ ok }) => !ok);
  if (failed === undefined && checks.length > 0) return;
  throw new VigieError(
    problem(
      "store",
      { file: log },
      `the log does not hold: ${failed?.name ?? "key"}: ${failed?.detail ?? "there is none"}`,
      "find out who changed it (vigie log verify) before anything is published",
    ),
  );
}

function watchOf(
  { folder, nowMs, fromMs, toMs, consent }: StatementSettings,
  store: Store,
  loaded: LoadedConfig,
  output: Output,
): WatchCount | null {
  const segments = new SegmentFolder(spinePaths(folder).segments);
  const sources = retainedSources(store);
  if (sources.length === 0) return null;
  const watched = watchedOf(sources, segments, loaded, output, nowMs);
  const triaged = triageStore(store);
  const growth = storedGrowth(store, watched, triaged.attacks, nowMs);
  const gapMs = parseDuration(loaded.config.gap) ?? 0;
  return countWatch(store, { fromMs, toMs, gapMs, triaged, watched, growth, consent });
}

/** All of it, or nothing: the folder gets its name when everything is in it. */
export function writeBag(files: BagFiles, out: string): void {
  const folder = dirname(resolve(out));
  mkdirSync(folder, { recursive: true });
  const part = mkdtempSync(join(folder, ".vigie-statement-")); // a name of its own: nothing of anybody's is replaced
  try {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), bytes);
    }
    chmodSync(part, 0o755); // it is made to be handed out
    renameSync(part, out);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}
