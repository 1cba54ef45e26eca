/**
 * The end of the demo: drills, a claim without evidence, and the statement that joins both halves of the answer.
 * @module
 */
import { join } from "node:path";
import { judgeClaim, readClaims } from "../../assess/claims/claims.ts";
import { availabilityOf, type DrillResult } from "../../assess/coverage/drill.ts";
import { fill } from "../../base/messages/fill.ts";
import { timeText } from "../../base/time.ts";
import { defaultConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { methodOf } from "../../pipeline/method.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import type { ScanOptions } from "../../pipeline/scan-options.ts";
import { openSealing, spinePaths } from "../../pipeline/spine.ts";
import type { StatementDocument } from "../../statement/sentences/document.ts";
import type { Store } from "../../store/store.ts";
import { type DrillSummary, drillEach, sealDrills, summaryOf, withRehearsedDrills } from "../drilling.ts";
import type { Output } from "../output.ts";
import { claimFactsOf, gatherCount, isSealedOnce } from "../statement/gather.ts";
import { makeStatement, writeBag } from "../statement/make.ts";
import { version } from "../version.ts";
import { watchedOf } from "../watched.ts";

/** Where the parts of a demo lie. */
export interface DemoFolders {
  readonly store: string;
  readonly results: string;
  readonly statement: string;
}

/** A rank up to this one is looked at by a person. */
const TOP = 50;

/** Drills the rules that the demo ran with, and seals what was seen. */
export async function drillDemo(
  seed: number,
  options: Omit<ScanOptions, "paths" | "store">,
  scores: readonly number[],
  folder: string,
  store: Store,
  nowMs: number,
  output: Output,
): Promise<DrillSummary> {
  const results: DrillResult[] = [];
  await withRehearsedDrills(seed, async (drills) => {
    for await (const result of drillEach(drills, options, scores, TOP)) results.push(result);
  });
  const segments = new SegmentFolder(spinePaths(folder).segments);
  const watched = watchedOf(retainedSources(store), segments, defaultConfig(), output, nowMs);
  const { strata } = output.messages.demo;
  const summary = summaryOf(results, availabilityOf(watched), strata, timeText(nowMs));
  const sealing = openSealing(folder, store, methodOf(version(), options.rules.digest, []));
  sealDrills(summary, options.rules.digest, sealing.sealer);
  await sealing.close();
  return summary;
}

/** Publishes the statement of the rehearsal. @returns what it says */
export async function publishDemo(
  folders: DemoFolders,
  store: Store,
  nowMs: number,
  output: Output,
): Promise<StatementDocument> {
  const count = await gatherCount({
    official: join(folders.results, "communes.csv"),
    collected: join(folders.results, "stations.csv"),
    audit: [],
    rule: "plurality",
    seats: 1,
  });
  const claims = readClaims("claims", output.messages.demo.claims);
  if (!claims.ok) throw new Error(claims.error.text); // written by ourselves
  const judged = claims.value.map((claim) =>
    claimFactsOf(judgeClaim(claim, (id) => isSealedOnce(store, id))),
  );
  const settings = {
    folder: folders.store,
    publisher: output.messages.demo.publisher,
    nowMs,
    fromMs: null,
    toMs: null,
    count,
    claims: judged,
    author: null,
    consent: [],
    trust: null,
    marking: "white",
    language: output.messages.language,
  } as const;
  const files = await makeStatement(settings, store, defaultConfig(), output);
  writeBag(files, folders.statement);
  return JSON.parse(
    Buffer.from(files.get("data/statement.json") ?? "").toString("utf8"),
  ) as StatementDocument;
}

/** The joint answer, sentence by sentence, each with its grade. */
export async function printStatement(
  document: StatementDocument,
  folder: string,
  output: Output,
): Promise<void> {
  const { statementPage: m, language, demo } = output.messages;
  const said = document.sentences.filter(({ section }) => section === "answer");
  await output.line();
  for (const [i, { text, grade }] of said.entries()) {
    const sentence = text[language];
    if (i === 0) await output.line(output.color.bold(sentence));
    else await output.line(`  ${sentence}${grade === null ? "" : output.color.dim(` [${m.grades[grade]}]`)}`);
  }
  await output.line();
  const page = join(folder, "data", "index.html");
  await output.line(fill(demo.statementWritten, { page, folder }));
}
