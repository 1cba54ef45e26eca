/**
 * What detection costs: events per CPU-second of the kernel alone, from bytes in memory to alerts, by format and number
 * of rules, beside JSON.parse (or decoding, for lines of text) on the same bytes in the same run.
 *   npm run -s bench -- sigma [--lane NAME] [--rules LIST] [--rounds N] [--threads LIST] [--data DIR] [--json]
 * Nothing is inflated, stored or sealed here: `bench -- scan` and `bench -- watch` measure those.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
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
    json: { type: "boolean", default: false },
  },
});

interface Lane {
  readonly name: string;
  readonly bytes: () => Buffer | null;
}

const BEGIN = Date.UTC(2026, 3, 1);
const lanes: readonly Lane[] = [
  { name: "windows-json", bytes: () => unpacked("events/otrf-windows.jsonl.gz", 1) },
  { name: "eve", bytes: () => Buffer.from(eveLines(200_000, BEGIN).join("")) },
  { name: "access", bytes: () => unpacked("logs/access/apache_logs.gz", 30) },
  { name: "syslog", bytes: () => Buffer.from(sshdLines(200_000, BEGIN, { guessing: true }).join("")) },
];

/** A file of the data folder, so many times over. */
function unpacked(path: string, times: number): Buffer | null {
  const full = join(values.data, path);
  if (!existsSync(full)) return null;
  const once = gunzipSync(readFileSync(full));
  return times === 1 ? once : Buffer.concat(Array.from({ length: times }, () => once));
}

/** What one read of a file gives. */
const PIECE = 64 * 1024;

function chunksOf(bytes: Buffer): Chunk[] {
  const framer = new Framer();
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    chunks.push(...framer.push(bytes.subarray(at, at + PIECE)));
  return [...chunks, ...framer.end()];
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
function parseAlone(chunks: readonly Chunk[]): number {
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
async function detect(setup: KernelSetup, chunks: readonly Chunk[], threads: number) {
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
function evaluationsOf(setup: KernelSetup, chunks: readonly Chunk[], events: number): number {
  const matcher = compile(setup.rules);
  const kernel = new Kernel(matcher, neededFields(setup.rules), setup.options);
  for (const chunk of chunks) kernel.run({ source, chunk, preamble: { first: "", directives: [] } });
  return round(matcher.evaluations() / events);
}

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

for (const { name, bytes } of lanes) {
  if (values.lane !== undefined && values.lane !== name) continue;
  const data = bytes();
  if (data === null) {
    console.error(`left out ${name}: there is no such file under ${values.data}`);
    continue;
  }
  const chunks = chunksOf(data);
  const base = await best(() => parseAlone(chunks));
  const events = base.result;
  const figures = (cost: Cost) => ({
    events,
    bytes: data.length,
    cpu_s: round(cost.cpu_s),
    wall_s: round(cost.wall_s),
    events_per_cpu_s: Math.round(events / cost.cpu_s),
    mb_per_s: round(data.length / 1e6 / cost.wall_s),
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
