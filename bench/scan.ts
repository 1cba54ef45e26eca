/**
 * What a scan costs, by kind of log: events per CPU-second with all rules, beside its yardstick of reading alone.
 *   npm run -s bench -- scan [--data DIR] [--rules PATH] [--json] [--threads N]
 */
import { parseArgs } from "node:util";
import { defaultConfig } from "../src/config/load.ts";
import { findInputs } from "../src/intake/file.ts";
import { Framer } from "../src/intake/framer.ts";
import { forEachRecord } from "../src/intake/records.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { scan } from "../src/pipeline/scan.ts";
import { openTemporaryStore } from "../src/store/sqlite/store.ts";
import { common, dataFile } from "./options.ts";
import { peakMb, report, round } from "./report.ts";

const { values } = parseArgs({
  options: {
    ...common,
    threads: { type: "string", default: "1" },
  },
});

const WEB = ["logs/access/apache_logs.gz", "logs/access/*.gz"];
/** Lanes: name, files under the data folder, and whether the public Windows rules take part. */
const lanes = [
  { lane: "windows-json", files: ["events/*windows*.jsonl.gz", "events/*.jsonl.gz"], publicRules: true },
  { lane: "web-access", files: WEB, publicRules: true },
  { lane: "web-access-own-rules", files: WEB, publicRules: false },
] as const;

interface Cost {
  readonly cpu_s: number;
  readonly wall_s: number;
}

async function measure(action: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await action();
  const used = process.cpuUsage(cpu);
  return { cpu_s: (used.user + used.system) / 1e6, wall_s: (performance.now() - wall) / 1000 };
}

/** Reading, cutting and JSON.parse or decoding alone: what no detector can be faster than. */
async function yardstick(path: string): Promise<{ events: number; bytes: number; cost: Cost }> {
  let events = 0;
  let bytes = 0;
  const cost = await measure(async () => {
    for await (const found of findInputs([path])) {
      if ("problem" in found) continue;
      const framer = new Framer();
      const take = (chunk: Parameters<typeof forEachRecord>[0]): void => {
        const buffer = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
        bytes += buffer.length;
        forEachRecord(chunk, (start, end) => {
          events++;
          const text = buffer.toString("utf8", start, end);
          if (text.startsWith("{")) JSON.parse(text);
        });
      };
      for await (const piece of found.input.open(() => {}))
        for (const chunk of framer.push(piece)) take(chunk);
      for (const chunk of framer.end()) take(chunk);
    }
  });
  return { events, bytes, cost };
}

async function lane(name: string, path: string, publicRules: boolean): Promise<void> {
  const rules = await loadRules(publicRules ? [values.rules] : [], true);
  const base = await yardstick(path);
  const facts = defaultConfig().config;
  const store = openTemporaryStore();
  let alerts = 0;
  const cost = await measure(async () => {
    const { summary } = await scan({
      paths: [path],
      rules,
      store,
      threads: Number(values.threads),
      gapMs: 1_800_000,
      minimumLevel: "informational",
      fromMs: null,
      toMs: null,
      trustedProxies: [],
      factsOf: ({ file, source, referenceMs }) => ({
        file,
        source,
        body: facts.body,
        referenceMs,
        zoneMinutes: 0,
        format: null,
      }),
    });
    alerts = summary.alerts;
  });
  store.close();
  tell(name, true, 0, base.events, base.bytes, base.cost, base.cost, 0);
  tell(name, false, rules.loaded, base.events, base.bytes, cost, base.cost, alerts);
}

function tell(
  laneName: string,
  isYardstick: boolean,
  rules: number,
  events: number,
  bytes: number,
  cost: Cost,
  base: Cost,
  alerts: number,
): void {
  const figures = {
    bench: "scan",
    lane: isYardstick ? `${laneName}-reading-alone` : laneName,
    yardstick: isYardstick,
    rules,
    events,
    bytes,
    alerts,
    cpu_s: round(cost.cpu_s),
    wall_s: round(cost.wall_s),
    events_per_cpu_s: Math.round(events / cost.cpu_s),
    mb_per_s: round(bytes / 1e6 / cost.wall_s),
    ratio_reading_alone: round(base.cpu_s / cost.cpu_s),
    peak_mb: peakMb(),
  };
  report(figures, values.json);
}

for (const { lane: name, files, publicRules } of lanes) {
  const file = dataFile(values.data, ...files);
  if (file !== null) await lane(name, file, publicRules);
  else console.error(`left out ${name}: there is no ${files[0]} under ${values.data}`);
}
