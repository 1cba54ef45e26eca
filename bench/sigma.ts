/**
 * What detection costs: events per CPU-second of the kernel alone, from bytes in memory to alerts, by format and number
 * of rules, beside JSON.parse (or decoding, for lines of text) on the same bytes in the same run.
 *   npm run -s bench -- sigma [--lane NAME] [--rules LIST] [--rounds N] [--threads LIST] [--stream] [--data DIR] [--json]
 * With --stream the file is read again in each round, as a scan does, and only the chunk in hand is held: for what memory
 * detection takes. Nothing is inflated, stored or sealed here: `bench -- scan` and `bench -- watch` measure those.
 */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keepHeapSmall } from "../src/cli/memory.ts";
import { startDetector } from "../src/detect/detector.ts";
import { Kernel } from "../src/detect/kernel.ts";
import type { KernelSetup } from "../src/detect/setup.ts";
import type { ChunkTask, SourceFacts } from "../src/detect/task.ts";
import { Framer } from "../src/intake/framer.ts";
import { forEachRecord } from "../src/intake/records.ts";
import type { Chunk } from "../src/model/chunk.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { compile, neededFields } from "../src/sigma/index.ts";
import { eveLines, sshdLines } from "./lines.ts";

const { values } = parseArgs({
  options: {
    lane: { type: "string" },
    rules: { type: "string", default: "0,100,1000,all" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "1" },
    pack: { type: "string", default: "../shared/data/sigma/rules/sigma-rules.tar.gz" },
    data: { type: "string", default: process.env["VIGIE_DATA"] ?? "../shared/data" },
    stream: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

interface Lane {
  readonly name: string;
  /** Writes the records to a file; false when the data they are made of is absent. */
  readonly write: (path: string) => boolean;
}

const BEGIN = Date.UTC(2026, 3, 1);
const lanes: readonly Lane[] = [
  { name: "windows-json", write: unpacked("events/otrf-windows.jsonl.gz", 1) },
  { name: "eve", write: written(() => eveLines(200_000, BEGIN)) },
  { name: "access", write: unpacked("logs/access/apache_logs.gz", 30) },
  { name: "syslog", write: written(() => sshdLines(200_000, BEGIN, { guessing: true })) },
];

/** A file of the data folder, so many times over; by a program of its own, whose memory is not that of the measurement. */
function unpacked(path: string, times: number): Lane["write"] {
  return (to) => {
    const from = join(values.data, path);
    if (!existsSync(from)) return false;
    const program = `const fs = require("fs"), bytes = require("zlib").gunzipSync(fs.readFileSync(process.argv[1]));
      for (let i = 0; i < ${times}; i++) fs.appendFileSync(process.argv[2], bytes);`;
    execFileSync(process.execPath, ["-e", program, from, to]);
    return true;
  };
}

function written(lines: () => readonly string[]): Lane["write"] {
  return (to) => {
    writeFileSync(to, lines().join(""));
    return true;
  };
}

/** What one read of a file gives. */
const PIECE = 64 * 1024;

/** The chunks of a file: all of them, or anew whenever they are asked for. */
function chunksOf(path: string): Iterable<Chunk> {
  return values.stream ? { [Symbol.iterator]: () => readChunks(path) } : [...readChunks(path)];
}

function* readChunks(path: string): Generator<Chunk> {
  const framer = new Framer();
  const file = openSync(path, "r");
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(PIECE);
    const length = readSync(file, piece);
    if (length === 0) break;
    yield* framer.push(piece.subarray(0, length));
  }
  closeSync(file);
  yield* framer.end();
}

/** Every n-th rule, so that a few hundred are of every kind. */
function thinned(setup: KernelSetup, count: number): KernelSetup {
  const { rules } = setup.rules;
  const step = rules.length / Math.min(count, rules.length);
  const kept = Array.from({ length: Math.min(count, rules.length) }, (_, i) => rules[Math.floor(i * step)]);
  return { ...setup, rules: { ...setup.rules, rules: kept.filter((rule) => rule !== undefined) } };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The best of some rounds: what disturbs a measurement only ever makes it slower. */
async function best(action: () => Promise<number> | number): Promise<Cost & { readonly result: number }> {
  let least: (Cost & { readonly result: number }) | null = null;
  for (let round = 0; round < Number(values.rounds); round++) {
    const cpu = cpuSeconds();
    const wall = performance.now();
    const result = await action();
    const cost = { cpu_s: cpuSeconds() - cpu, wall_s: (performance.now() - wall) / 1000, result };
    if (least === null || cost.cpu_s < least.cpu_s) least = cost;
  }
  return least ?? { cpu_s: 0, wall_s: 0, result: 0 };
}

interface Cost {
  readonly cpu_s: number;
  readonly wall_s: number;
}

/** Cutting, decoding and, for objects, JSON.parse: what a reader that builds objects cannot be faster than. */
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
  referenceMs: BEGIN,
  zoneMinutes: 0,
  format: null,
};

/** @returns alerts and hits */
async function detect(setup: KernelSetup, chunks: Iterable<Chunk>, threads: number) {
  const detector = startDetector(setup, threads);
  const run = async (): Promise<number> => {
    let found = 0;
    const under: Promise<void>[] = [];
    for (const chunk of chunks) {
      await detector.ready();
      const task: ChunkTask = { source, chunk, preamble: { first: "", directives: [] } };
      const taken = detector.run(task).then((result) => {
        found += result.alerts.length + result.hits.length;
      });
      if (threads <= 1) await taken;
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
  for (const chunk of chunks) kernel.run({ source, chunk, preamble: { first: "", directives: [] } });
  return round(matcher.evaluations() / events);
}

if (values.stream) keepHeapSmall(); // as commands do that are to take little memory
const loaded = await loadRules(existsSync(values.pack) ? [values.pack] : [], true);
const full: KernelSetup = {
  rules: loaded.set,
  options: { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false },
};

function tell(figures: Readonly<Record<string, unknown>>): void {
  const all = { bench: "sigma", ...figures, peak_mb: Math.round(process.resourceUsage().maxRSS / 1024) };
  const text = Object.entries(all).map(([key, value]) => `${key}=${value}`);
  console.log(values.json ? JSON.stringify(all) : text.join(" "));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const folder = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

for (const { name, write } of lanes) {
  if (values.lane !== undefined && values.lane !== name) continue;
  const path = join(folder, name);
  if (!write(path)) {
    console.error(`left out ${name}: there is no such file under ${values.data}`);
    continue;
  }
  const bytes = statSync(path).size;
  const chunks = chunksOf(path);
  const base = await best(() => parseAlone(chunks));
  const events = base.result;
  const figures = (cost: Cost) => ({
    events,
    bytes,
    cpu_s: round(cost.cpu_s),
    wall_s: round(cost.wall_s),
    events_per_cpu_s: Math.round(events / cost.cpu_s),
    mb_per_s: round(bytes / 1e6 / cost.wall_s),
    ratio_parse_alone: round(base.cpu_s / cost.cpu_s),
  });
  tell({ lane: `${name}-parse-alone`, yardstick: true, rules: 0, threads: 1, ...figures(base) });
  for (const threads of values.threads.split(",").map(Number)) {
    for (const wanted of values.rules.split(",")) {
      const setup = wanted === "all" ? full : thinned(full, Number(wanted));
      const cost = await detect(setup, chunks, threads);
      const rules = setup.rules.rules.length;
      const evaluations = evaluationsOf(setup, chunks, events);
      const what = { lane: name, yardstick: false, rules, threads, found: cost.result, evaluations };
      tell({ ...what, ...figures(cost) });
    }
  }
}
