/**
 * What sealing costs: the same log scanned with and without, by turns, in one run.
 *   npm run -s bench -- seal [--data DIR] [--repeat N] [--rounds N] [--json] [PATH...]
 * Without paths: the public access log, over and over. With them: those logs as they are.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Summary } from "../src/model/summary.ts";
import { methodOf } from "../src/pipeline/method.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { scan } from "../src/pipeline/scan.ts";
import { openSpine } from "../src/pipeline/spine.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { common, dataFile } from "./options.ts";
import { peakMb, report, round } from "./report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...common,
    repeat: { type: "string", default: "60" },
    rounds: { type: "string", default: "5" },
  },
});

const work = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const paths = positionals.length > 0 ? positionals : [repeatedLog()];
const rules = await loadRules([], true);

/** The public access log, over and over. */
function repeatedLog(): string {
  const source = dataFile(values.data, "logs/access/apache_logs.gz", "logs/access/*.gz");
  if (source === null) {
    console.error(`there is no logs/access/*.gz under ${values.data}; name the data with --data`);
    process.exit(2);
  }
  const log = join(work, "access.log");
  const once = gunzipSync(readFileSync(source));
  for (let i = 0; i < Number(values.repeat); i++) appendFileSync(log, once);
  return log;
}

/** One scan into a new store. @returns CPU seconds of the whole process, threads included */
async function run(
  name: string,
  sealed: boolean,
): Promise<{ readonly cpu: number; readonly summary: Summary }> {
  const folder = join(work, name);
  const store = openSqliteStore(folder);
  const spine = openSpine(folder, store);
  const before = process.cpuUsage();
  const { summary } = await scan({
    paths,
    rules,
    store,
    sealer: sealed ? spine.sealer(methodOf("bench", rules.digest, [])) : null,
    threads: 1,
    gapMs: 1_800_000,
    minimumLevel: "informational",
    fromMs: null,
    toMs: null,
    trustedProxies: [],
    factsOf: (input) => ({
      file: input.file,
      source: input.source,
      body: "b",
      referenceMs: input.referenceMs,
      zoneMinutes: 0,
      format: null,
    }),
  });
  const used = process.cpuUsage(before);
  spine.close();
  store.close();
  return { cpu: (used.user + used.system) / 1e6, summary };
}

await run("warm-plain", false);
await run("warm-sealed", true);
const plain: number[] = [];
const sealed: number[] = [];
let summary: Summary | null = null;
for (let round = 0; round < Number(values.rounds); round++) {
  const without = await run(`plain-${round}`, false);
  summary = without.summary;
  plain.push(without.cpu);
  sealed.push((await run(`sealed-${round}`, true)).cpu);
}
const best = { plain: Math.min(...plain), sealed: Math.min(...sealed) };
tell("scan-without-sealing", true, best.plain);
tell("scan-with-sealing", false, best.sealed);

function tell(lane: string, yardstick: boolean, cpu: number): void {
  const events = summary?.events ?? 0;
  const figures = {
    bench: "seal",
    lane,
    yardstick,
    rules: rules.loaded,
    events,
    alerts: summary?.alerts ?? 0,
    cpu_s: round(cpu),
    events_per_cpu_s: Math.round(events / cpu),
    cost_of_sealing: round(best.sealed / best.plain - 1),
    peak_mb: peakMb(),
  };
  report(figures, values.json);
}
