/**
 * Running drills and drawing the line below them: for the command, and for the demo.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { missedAtMost, type PatternDrills, type Sensitivity, sensitivity } from "../assess/coverage/bound.ts";
import { byPattern, type Drill, type DrillResult, runDrill } from "../assess/coverage/drill.ts";
import { isRecorded, unpackRecorded } from "../assess/coverage/recorded.ts";
import { readDrills } from "../assess/coverage/sets.ts";
import { type Problem, VigieError } from "../base/errors.ts";
import { fill } from "../base/messages/fill.ts";
import type { Result } from "../base/result.ts";
import { percentDown } from "../base/rounding.ts";
import { countText, terminalText } from "../base/text.ts";
import { detectorFor, type ScanOptions } from "../pipeline/scan-options.ts";
import type { Sealer } from "../pipeline/seal.ts";
import { rehearsedDrills } from "../rehearsal/drills.ts";
import type { DrillFacts } from "../statement/sentences/facts.ts";
import { openTemporaryStore } from "../store/sqlite/store.ts";
import type { Output } from "./output.ts";
import { CONFIDENCE } from "./watched.ts";

/** Runs drills one by one, each into a store that is thrown away. @param options of a scan, without its store and paths */
export async function* drillEach(
  drills: readonly Drill[],
  options: Omit<ScanOptions, "paths" | "store">,
  scores: readonly number[],
  top: number,
): AsyncIterable<DrillResult> {
  const detector = detectorFor(options); // rules are compiled once
  try {
    for (const drill of drills) yield await drillOne(drill, { ...options, detector }, scores, top);
  } finally {
    await detector.close();
  }
}

async function drillOne(
  drill: Drill,
  options: Omit<ScanOptions, "paths" | "store">,
  scores: readonly number[],
  top: number,
): Promise<DrillResult> {
  const store = openTemporaryStore();
  try {
    return await runDrill(drill, { ...options, paths: [], store }, scores, top);
  } finally {
    store.close();
  }
}

/** What all drills together say. */
export interface DrillSummary {
  readonly drills: number;
  readonly detected: number;
  readonly patterns: readonly PatternDrills[];
  readonly found: Sensitivity;
  readonly availability: number;
  /** Null when nothing is excluded. */
  readonly missed: number | null;
  readonly notObservable: readonly string[];
  readonly time: string;
}

export function summaryOf(
  results: readonly DrillResult[],
  availability: number,
  notObservable: readonly string[],
  time: string,
): DrillSummary {
  const patterns = byPattern(results);
  return {
    drills: results.length,
    detected: results.filter(({ depth }) => depth === "ranked").length,
    patterns,
    found: sensitivity(patterns, availability, CONFIDENCE),
    availability,
    missed: missedAtMost(patterns, availability, CONFIDENCE),
    notObservable,
    time,
  };
}

/** The log remembers when what was drilled with which rules: a bound without its date is worth nothing. */
export function sealDrills(summary: DrillSummary, rules: string, sealer: Sealer): void {
  const { patterns, notObservable, time, detected, drills, availability, missed } = summary;
  const facts: DrillFacts = {
    time,
    patterns: patterns.map((one) => ({ ...one })),
    notObservable: [...notObservable],
    rules: `sha256:${rules}`,
  };
  const claim = `${patterns.length} attack patterns were drilled; ${detected} of ${drills} drills were seen`;
  const result = { ...facts, availability, missed, confidence: CONFIDENCE };
  sealer.sealFinding(
    { kind: "drill", claim, grade: "attested", subjects: [], evidence: [], result, recompute: [] },
    `drill ${time}`,
  );
}

/** The rehearsed drills as files in a folder of their own, for as long as an action lasts. */
export async function withRehearsedDrills<T>(
  seed: number,
  action: (drills: readonly Drill[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-drills-"));
  try {
    const drills = rehearsedDrills(seed).map(({ pattern, techniques, files }): Drill => {
      const path = join(folder, pattern.replaceAll(" ", "-"));
      for (const [name, text] of files) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
      return { name: pattern, pattern, path, techniques };
    });
    return await action(drills);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the drills say, in sentences. */
export function drillLines(summary: DrillSummary, output: Output): readonly string[] {
  const { drills: m, language } = output.messages;
  const { drills, detected, patterns, found, availability, missed, notObservable } = summary;
  const percent = (value: number): string => countText(percentDown(value, 1), language);
  return [
    fill(m.found, { detected, drills, whole: found.whole, patterns: patterns.length }),
    fill(m.least, { low: percent(found.low), availability: percent(availability) }),
    output.color.bold(missed === null ? m.nothingExcluded : fill(m.missed, { missed })),
    ...notObservable.map((stratum) => fill(m.notObservable, { stratum: terminalText(stratum) })),
    m.knownOnly,
  ];
}

/** A set of drills for as long as an action lasts: recordings in an archive are unpacked, and gone afterwards. @throws VigieError */
export async function withDrills<T>(
  set: string,
  action: (drills: readonly Drill[]) => Promise<T>,
): Promise<T> {
  if (!isRecorded(set)) return action(must(readDrills(set)));
  const folder = mkdtempSync(join(tmpdir(), "vigie-drills-"));
  try {
    must(unpackRecorded(set, folder));
    return await action(must(readDrills(folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function must<T>(result: Result<T, Problem>): T {
  if (result.ok) return result.value;
  throw new VigieError(result.error);
}
