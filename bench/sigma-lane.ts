/**
 * One measurement of `bench -- sigma`, in a process of its own: a file, so many rules, so many threads.
 *   node --cpu-prof bench/sigma-lane.ts '{"path":"FILE","rules":"PATH","count":"all","threads":1,"rounds":3,"hold":false}'
 * @module
 */
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { keepHeapSmall } from "../src/cli/memory.ts";
import { startDetector } from "../src/detect/detector.ts";
import { Kernel } from "../src/detect/kernel.ts";
import type { KernelSetup } from "../src/detect/setup.ts";
import type { ChunkTask, SourceFacts } from "../src/detect/task.ts";
import { EvtxReader } from "../src/formats/evtx/index.ts";
import { Framer } from "../src/intake/framer.ts";
import { forEachRecord } from "../src/intake/records.ts";
import type { Chunk } from "../src/model/chunk.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { compile, neededFields } from "../src/sigma/index.ts";
import { type Figures, peakMb, round } from "./report.ts";

export interface LaneOrder {
  readonly path: string;
  /** Public rules, beside our own pack. */
  readonly rules: string;
  /** So many of the plain rules, or `all`. */
  readonly count: string;
  readonly threads: number;
  readonly rounds: number;
  readonly hold: boolean;
}

/** Figures of parsing alone, and of detection. */
export interface LaneResult {
  readonly base: Figures;
  readonly found: Figures;
}

const order = JSON.parse(process.argv[2] ?? "{}") as LaneOrder;

/** What one read of a file gives. */
const PIECE = 1024 * 1024;

function* pieces(): Generator<Buffer> {
  const file = openSync(order.path, "r");
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(PIECE);
    const length = readSync(file, piece);
    if (length === 0) break;
    yield piece.subarray(0, length);
  }
  closeSync(file);
}

/** Lines of JSON from an event log, as a scan makes them. */
function* evtxLines(): Generator<Buffer> {
  const reader = new EvtxReader();
  const lines = (records: ReturnType<EvtxReader["push"]>): Buffer =>
    Buffer.from(
      [...records].map(({ offset, json }) => `${JSON.stringify({ EvtxOffset: offset, ...json })}\n`).join(""),
    );
  for (const piece of pieces()) yield lines(reader.push(piece));
  yield lines(reader.end());
}

function* readChunks(): Generator<Chunk> {
  const framer = new Framer();
  for (const piece of order.path.endsWith(".evtx") ? evtxLines() : pieces()) yield* framer.push(piece);
  yield* framer.end();
}

/** Every n-th rule, so that a few hundred are of every kind. */
function thinned(setup: KernelSetup, wanted: number): KernelSetup {
  const { rules } = setup.rules;
  const count = Math.min(wanted, rules.length);
  const kept = Array.from({ length: count }, (_, i) => rules[Math.floor((i * rules.length) / count)]);
  return { ...setup, rules: { ...setup.rules, rules: kept.filter((rule) => rule !== undefined) } };
}

interface Cost {
  readonly cpuS: number;
  readonly wallS: number;
  readonly result: number;
}

/** The best of some rounds: what disturbs a measurement only ever makes it slower. */
async function best(action: () => Promise<number> | number): Promise<Cost> {
  let least: Cost = { cpuS: Number.POSITIVE_INFINITY, wallS: 0, result: 0 };
  for (let i = 0; i < order.rounds; i++) {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    const result = await action();
    const { user, system } = process.cpuUsage(cpu);
    const cost = { cpuS: (user + system) / 1e6, wallS: (performance.now() - wall) / 1000, result };
    if (cost.cpuS < least.cpuS) least = cost;
  }
  return least;
}

/** Reading, cutting, decoding and, for objects, JSON.parse: what a reader that builds objects cannot be faster than. */
function parseAlone(chunks: Iterable<Chunk>): number {
  let events = 0;
  for (const chunk of chunks) {
    const buffer = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
    forEachRecord(chunk, (start, end) => {
      events++;
      const text = buffer.toString("utf8", start, end);
      if (text.charCodeAt(0) === 123) JSON.parse(text);
    });
  }
  return events;
}

const source: SourceFacts = {
  file: "bench",
  source: "bench",
  body: "bench",
  referenceMs: Date.UTC(2026, 3, 1),
  zoneMinutes: 0,
  format: null,
};
const taskOf = (chunk: Chunk): ChunkTask => ({ source, chunk, preamble: { first: "", directives: [] } });

/** Alerts and hits of all rounds' best. */
async function detect(setup: KernelSetup, chunks: Iterable<Chunk>): Promise<Cost> {
  const detector = startDetector(setup, order.threads);
  const run = async (): Promise<number> => {
    let found = 0;
    const under: Promise<void>[] = [];
    for (const chunk of chunks) {
      await detector.ready();
      const taken = detector.run(taskOf(chunk)).then((result) => {
        found += result.alerts.length + result.hits.length;
      });
      if (order.threads <= 1) await taken;
      else under.push(taken);
    }
    await Promise.all(under);
    return found;
  };
  await run(); // rules are compiled at the first event of their log source
  const cost = await best(run);
  await detector.close();
  return cost;
}

/** Rules evaluated for an event, after the index. */
function evaluationsOf(setup: KernelSetup, chunks: Iterable<Chunk>, events: number): number {
  const matcher = compile(setup.rules);
  const kernel = new Kernel(matcher, neededFields(setup.rules), setup.options);
  for (const chunk of chunks) kernel.run(taskOf(chunk));
  return round(matcher.evaluations() / events);
}

async function measure(): Promise<LaneResult> {
  if (order.threads <= 1) keepHeapSmall(); // as a scan does
  const { set } = await loadRules(existsSync(order.rules) ? [order.rules] : [], true);
  const options = { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false };
  const full: KernelSetup = { rules: set, options };
  const setup = order.count === "all" ? full : thinned(full, Number(order.count));
  const chunks = order.hold ? [...readChunks()] : { [Symbol.iterator]: readChunks };
  const base = await best(() => parseAlone(chunks));
  const events = base.result;
  const { size: bytes } = statSync(order.path);
  const figures = ({ cpuS, wallS }: Cost): Figures => ({
    events,
    bytes,
    cpu_s: round(cpuS),
    wall_s: round(wallS),
    events_per_cpu_s: Math.round(events / cpuS),
    mb_per_s: round(bytes / 1e6 / wallS),
    ratio_json_parse: round(base.cpuS / cpuS),
    peak_mb: peakMb(),
  });
  const alone = { rules: 0, threads: 1, ...figures(base) };
  const cost = await detect(setup, chunks);
  const found = {
    rules: setup.rules.rules.length,
    threads: order.threads,
    ...figures(cost),
    found: cost.result,
  };
  // last: it compiles the rules a second time
  return {
    base: alone,
    found: { ...found, evaluations_per_event: evaluationsOf(setup, chunks, events) },
  };
}

console.log(JSON.stringify(await measure()));
