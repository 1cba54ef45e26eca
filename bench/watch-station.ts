/**
 * The watch that `bench -- watch` measures, in a process of its own: neither the lines that are written meanwhile nor
 * the bouncer that asks count as its time or memory. `bench -- watch` starts it; for a profile it can be run alone:
 *   node --cpu-prof bench/watch-station.ts FILE            from a file that is there to everything committed
 *   node bench/watch-station.ts FILE --serve               until standard input ends; tells address and key first
 * @module
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { keepHeapSmall } from "../src/cli/memory.ts";
import { configSchema } from "../src/config/schema.ts";
import { follow } from "../src/intake/tail.ts";
import { deciderOf } from "../src/pipeline/live/decide.ts";
import { Station } from "../src/pipeline/live/station.ts";
import { Watch } from "../src/pipeline/live/watch.ts";
import { methodOf } from "../src/pipeline/method.ts";
import { loadRules } from "../src/pipeline/rules.ts";
import { openSpine } from "../src/pipeline/spine.ts";
import { SafetyKeeper } from "../src/response/keeper.ts";
import { keyHash, newKey } from "../src/response/lapi/keys.ts";
import { startDecisionApi } from "../src/response/lapi/server.ts";
import { policyOf } from "../src/response/policy.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { peakMb, round } from "./report.ts";

const { values, positionals } = parseArgs({
  options: { serve: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [file = ""] = positionals;
const folder = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
keepHeapSmall(); // as `vigie watch` does
const rules = await loadRules([], true);
const key = newKey();

/** A station over one file, as `vigie watch FILE --block` makes it. */
async function open() {
  const store = openSqliteStore(folder);
  const spine = openSpine(folder, store);
  const config = configSchema.parse({ block: { lateness: "365d", per_minute: 10_000, level: "medium" } });
  const keeper = new SafetyKeeper({ config, store: store.decisions, bouncers: () => [] });
  const watch = new Watch({
    rules,
    store,
    sealer: spine.sealer(methodOf("bench", rules.digest, [])),
    segments: spine.segments,
    threads: 1,
    gapMs: 1_800_000,
    minimumLevel: "informational",
    trustedProxies: [],
    decide: deciderOf(policyOf(config.block, true), keeper, store, rules.set),
  });
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

/** What was found, and what it took: figures that only this process can know. */
type Found = Readonly<Record<string, number>>;

/** From a file that is there to everything committed. */
async function catchUp(): Promise<Found> {
  const { size } = statSync(file);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { watch, close } = await open();
  while ([...watch.streams].reduce((sum, { record }) => sum + record.offset, 0) < size) await pause(20);
  const { alerts, decisions } = watch.tallies;
  await close();
  const used = process.cpuUsage(cpu);
  return {
    bytes: size,
    alerts,
    decisions,
    cpu_s: round((used.user + used.system) / 1e6),
    wall_s: round((performance.now() - began) / 1000),
    peak_mb: peakMb(),
  };
}

/** Watches until standard input ends. */
async function serve(): Promise<Found> {
  const cpu = process.cpuUsage();
  const { station, store, close } = await open();
  console.log(JSON.stringify({ url: station.urls[0], key, rules: rules.loaded }));
  for await (const _ of process.stdin);
  const decisions = [...store.decisions.list({})].length;
  await close();
  const used = process.cpuUsage(cpu);
  return { decisions, cpu_s: round((used.user + used.system) / 1e6), peak_mb: peakMb() };
}

console.log(JSON.stringify({ rules: rules.loaded, ...(await (values.serve ? serve() : catchUp())) }));
