/**
 * What the watch costs: lines of sshd and of a web server from a file to committed alerts, tail and sealing included;
 * and with lines arriving one after the other, the time from the write of a line to its decision being served.
 *   npm run -s bench -- watch [--lines N] [--rate N] [--seconds N] [--lane NAME] [--json]
 *   npm run -s bench -- watch --write DIR      writes the lines, for the programs named in bench/README.md
 * The watch runs in a process of its own (watch-station.ts), one for each lane: time and memory are its own.
 */
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeKernel } from "../src/detect/setup.ts";
import { Framer } from "../src/intake/framer.ts";
import { CHUNK_BYTES, type Chunk } from "../src/model/chunk.ts";
import { accessLines, sshdLines } from "./lines.ts";
import { common } from "./options.ts";
import { type Figures, report, round } from "./report.ts";

const { values } = parseArgs({
  options: {
    ...common,
    lines: { type: "string", default: "400000" },
    rate: { type: "string", default: "5000" },
    seconds: { type: "string", default: "20" },
    lane: { type: "string" },
    write: { type: "string" },
  },
});
const STATION = join(import.meta.dirname, "watch-station.ts");

function told({ lane = "", ...figures }: Figures, yardstick = false): void {
  report({ bench: "watch", lane, yardstick, ...figures }, values.json);
}

/** `sshd`: nine lines in ten are password guessing; `logins`: what sshd writes where nobody guesses. */
const LANES: ReadonlyMap<string, (count: number, beginMs: number) => readonly string[]> = new Map([
  ["sshd", (count, beginMs) => sshdLines(count, beginMs, { guessing: true })],
  ["logins", (count, beginMs) => sshdLines(count, beginMs, { guessing: false })],
  ["access", accessLines],
]);

/** Lines of all lanes, in a folder. */
function write(folder: string): void {
  const lines = Number(values.lines);
  const beginMs = Date.now() - lines * 40;
  for (const [lane, make] of LANES) writeFileSync(join(folder, `${lane}.log`), make(lines, beginMs).join(""));
}

/** From a file that is there to everything committed. */
function throughput(lane: string, file: string): void {
  const { stdout, status } = spawnSync(process.execPath, [STATION, file], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error("the watch failed");
  const found = JSON.parse(stdout) as Record<string, number>;
  const lines = Number(values.lines);
  const aloneS = parseAlone(file);
  const alone = { lines, cpu_s: round(aloneS), lines_per_cpu_s: Math.round(lines / aloneS) };
  told({ lane: `${lane}-parse-alone`, ...alone }, true);
  const cpuS = Number(found["cpu_s"]);
  const rate = { lines_per_cpu_s: Math.round(lines / cpuS), ratio_parse_alone: round(aloneS / cpuS) };
  told({ lane, lines, ...found, ...rate });
}

/** Cutting lines and reading their fields, by the same formats, with no rule and no store. @returns CPU seconds */
function parseAlone(file: string): number {
  const rules = { rules: [], correlations: [], byKey: new Map() };
  const options = { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false };
  const kernel = makeKernel({ rules, options });
  const source = { file, source: file, body: "bench", referenceMs: Date.now(), zoneMinutes: 0, format: null };
  const preamble = { first: "", directives: [] };
  const cpu = process.cpuUsage();
  const framer = new Framer();
  const read = (chunks: Iterable<Chunk>): void => {
    for (const chunk of chunks) kernel.run({ source, chunk, preamble });
  };
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    read(framer.push(bytes.subarray(at, at + CHUNK_BYTES)));
  read(framer.end());
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1e6;
}

/** A watch over a file, and what it tells: where decisions are served, and in the end what it took. */
async function started(file: string) {
  const child = spawn(process.execPath, [STATION, file, "--serve"], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await answers.next();
    if (done === true) throw new Error("the watch failed");
    return JSON.parse(String(value)) as T;
  };
  const { url, key } = await next<{ url: string; key: string }>();
  const stop = (): Promise<Figures> => {
    child.stdin.end();
    return next<Figures>();
  };
  return { url, key, stop };
}

/** Lines arrive at a rate; some clients guess, and a bouncer asks all the time which addresses it shall block. */
async function latency(folder: string): Promise<void> {
  const file = join(folder, "live.log");
  writeFileSync(file, "");
  const watch = await started(file);
  const url = `${watch.url}v1/decisions/stream`;
  const headers = { "X-Api-Key": watch.key };
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
    ...(await watch.stop()),
  });
}

function guess(ip: string, n: number): string {
  const stamp = new Date().toISOString().replace("Z", "+00:00");
  return `${stamp} urn sshd[${3000 + n}]: Failed password for invalid user u${n} from ${ip} port ${40_000 + n} ssh2\n`;
}

if (values.write !== undefined) {
  write(values.write);
  process.exit();
}
const work = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
if (values.lane === undefined || values.lane === "write-to-served") await latency(work);
const lanes = [...LANES.keys()].filter((lane) => values.lane === undefined || values.lane === lane);
if (lanes.length > 0) write(work);
for (const lane of lanes) throughput(lane, join(work, `${lane}.log`));
