/**
 * What the watch costs: lines of sshd and of a web server from a file to committed alerts, tail and sealing included;
 * and with lines arriving one after the other, the time from the write of a line to its decision being served.
 *   npm run -s bench -- watch [--lines N] [--rate N] [--seconds N] [--lane NAME] [--json]
 *   npm run -s bench -- watch --write DIR      writes the lines, for the programs named in bench/README.md
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { configSchema } from "../src/config/schema.ts";
import { follow } from "../src/intake/tail.ts";
import { deciderOf } from "../src/pipeline/live/decide.ts";
import { Station } from "../src/pipeline/live/station.ts";
import { Watch, type WatchListener } from "../src/pipeline/live/watch.ts";
import { methodOf } from "../src/pipeline/method.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { openSpine } from "../src/pipeline/spine.ts";
import { SafetyKeeper } from "../src/response/keeper.ts";
import { keyHash, newKey } from "../src/response/lapi/keys.ts";
import { startDecisionApi } from "../src/response/lapi/server.ts";
import { policyOf } from "../src/response/policy.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { accessLines, sshdLines } from "./lines.ts";
import { type Figures, peakMb, report, round } from "./report.ts";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "400000" },
    rate: { type: "string", default: "5000" },
    seconds: { type: "string", default: "20" },
    lane: { type: "string" },
    write: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const work = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const rules = await loadRules([], true);
const key = newKey();

/** A station over one file, as `vigie watch FILE --block` makes it. */
async function open(name: string, file: string, listener: WatchListener = {}) {
  const folder = join(work, name);
  const store = openSqliteStore(folder);
  const spine = openSpine(folder, store);
  const config = configSchema.parse({ block: { lateness: "365d", per_minute: 10_000, level: "medium" } });
  const keeper = new SafetyKeeper({ config, store: store.decisions, bouncers: () => [] });
  const watch = new Watch(
    {
      rules,
      store,
      sealer: spine.sealer(methodOf("bench", rules.digest, [])),
      segments: spine.segments,
      threads: 1,
      gapMs: 1_800_000,
      minimumLevel: "informational",
      trustedProxies: [],
      decide: deciderOf(policyOf(config.block, true), keeper, store, rules.set),
    },
    listener,
  );
  store.bouncers.add("bench", "other", keyHash(key) ?? new Uint8Array(), Date.now());
  const traits = { body: "bench", format: null, zoneMinutes: 0, spoofable: false, silenceMs: null };
  const station = new Station({
    watch,
    store,
    intakes: [follow({ pattern: file, traitsOf: () => traits })],
    servers: [() => startDecisionApi({ address: { host: "127.0.0.1", port: 0 }, store, clock: Date.now })],
    enforcer: null,
    safety: (nowMs) => keeper.current(nowMs),
    tell: ({ text }) => console.error(text),
  });
  await station.start();
  const close = async (): Promise<void> => {
    await station.stop();
    spine.close();
    store.close();
  };
  return { station, watch, store, close };
}

function told(figures: Figures): void {
  report({ bench: "watch", yardstick: false, rules: rules.loaded, ...figures }, values.json);
}

/** Lines are made by another process: what they take is not the watch's memory. @returns the folder with the files */
function written(): string {
  const made = spawnSync(process.execPath, [import.meta.filename, "--write", work, "--lines", values.lines], {
    stdio: "inherit",
  });
  if (made.status !== 0) throw new Error("the lines could not be written");
  return work;
}

/** From a file that is there to everything committed. */
async function throughput(lane: string, file: string): Promise<void> {
  const bytes = statSync(file).size;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { watch, close } = await open(lane, file);
  while ([...watch.streams].reduce((sum, { record }) => sum + record.offset, 0) < bytes) await pause(20);
  const { alerts, decisions } = watch.tallies;
  await close();
  const used = process.cpuUsage(cpu);
  const cpuS = (used.user + used.system) / 1e6;
  told({
    lane,
    lines: Number(values.lines),
    bytes,
    alerts,
    decisions,
    cpu_s: round(cpuS),
    wall_s: round((performance.now() - began) / 1000),
    lines_per_cpu_s: Math.round(Number(values.lines) / cpuS),
    peak_mb: peakMb(),
  });
}

/** Lines arrive at a rate; some clients guess, and a bouncer asks ten times a second which addresses it shall block. */
async function latency(): Promise<void> {
  const file = join(work, "live.log");
  writeFileSync(file, "");
  const { station, store, close } = await open("live", file);
  const url = `${station.urls[0]}v1/decisions/stream`;
  const headers = { "X-Api-Key": key };
  const rate = Number(values.rate);
  const written = new Map<string, number>();
  const served = new Map<string, number>();
  let running = true;
  const bouncer = (async () => {
    for (let startup = true; running; startup = false) {
      const answer = await fetch(`${url}${startup ? "?startup=true" : ""}`, { headers });
      const { new: fresh } = (await answer.json()) as { new: { value: string }[] | null };
      for (const { value } of fresh ?? []) if (!served.has(value)) served.set(value, performance.now());
      await pause(10);
    }
  })();
  const steps = Number(values.seconds) * 20;
  for (let i = 0; i < steps; i++) {
    const due = performance.now() + 50;
    const lines = sshdLines(Math.round(rate / 20), Date.now(), { guessing: false });
    if (i % 4 === 0) {
      const ip = `203.0.113.${(i / 4) % 250}`;
      lines.push(...Array.from({ length: 12 }, (_, n) => guess(ip, n)));
      appendFileSync(file, lines.join(""));
      written.set(ip, performance.now());
    } else appendFileSync(file, lines.join(""));
    await pause(Math.max(0, due - performance.now()));
  }
  await pause(3000);
  running = false;
  await bouncer;
  const delays = [...written].map(([ip, at]) => (served.get(ip) ?? Number.POSITIVE_INFINITY) - at);
  delays.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    round(delays[Math.min(delays.length - 1, Math.floor(q * delays.length))] ?? 0);
  told({
    lane: "write-to-served",
    rate,
    clients: written.size,
    served: delays.filter(Number.isFinite).length,
    ms_p50: quantile(0.5),
    ms_p99: quantile(0.99),
    ms_max: quantile(1),
    peak_mb: peakMb(),
    decisions: [...store.decisions.list({})].length,
  });
  await close();
}

function guess(ip: string, n: number): string {
  const stamp = new Date().toISOString().replace("Z", "+00:00");
  return `${stamp} urn sshd[${3000 + n}]: Failed password for invalid user u${n} from ${ip} port ${40_000 + n} ssh2\n`;
}

const beginMs = Date.now() - Number(values.lines) * 40;
if (values.write !== undefined) {
  writeFileSync(
    join(values.write, "sshd.log"),
    sshdLines(Number(values.lines), beginMs, { guessing: true }).join(""),
  );
  writeFileSync(join(values.write, "access.log"), accessLines(Number(values.lines), beginMs).join(""));
  process.exit();
}
if (values.lane === undefined || values.lane === "write-to-served") await latency();
for (const lane of ["sshd", "access"])
  if (values.lane === undefined || values.lane === lane)
    await throughput(lane, join(written(), `${lane}.log`));
