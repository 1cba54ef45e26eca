/**
 * A watch that is killed at random moments, while its files grow and are rotated in every way, finds just what an
 * undisturbed watch finds: no line lost, none doubled, the same alerts, attacks and decisions.
 * VIGIE_KILLS and VIGIE_LINES make it longer.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Random } from "../../src/rehearsal/random.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { tempFolder } from "../helpers/temp.ts";

const KILLS = Number(process.env["VIGIE_KILLS"] ?? 200);
const LINES = Number(process.env["VIGIE_LINES"] ?? 500_000);
const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

const CONFIG = `
body: commission
block: { lateness: 30d, per_minute: 10000, level: medium }
`;

const stamp = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 19)}+00:00`;

/** Lines of sshd: many harmless ones, and clients that guess. */
function sshdLines(count: number, beginMs: number): string[] {
  const random = new Random(1);
  return Array.from({ length: count }, (_, i) => {
    const timeMs = beginMs + i * 40;
    const pid = 1000 + (i % 60_000);
    const guessing = random.below(50) === 0;
    const ip = guessing ? `203.0.113.${Math.floor((i * 30) / count)}` : `192.0.2.${random.below(250)}`;
    const what = guessing
      ? `Failed password for invalid user u${random.below(30)} from ${ip} port ${20_000 + random.below(9999)} ssh2`
      : `Accepted publickey for deploy from ${ip} port ${20_000 + random.below(9999)} ssh2: ED25519 SHA256:abc`;
    return `${stamp(timeMs)} urn sshd[${pid}]: ${what}\n`;
  });
}

/** Lines of a web server: pages, and now and then somebody who looks for what should not be there. */
function accessLines(count: number, beginMs: number): string[] {
  const random = new Random(2);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(beginMs + i * 40);
    const two = (n: number): string => String(n).padStart(2, "0");
    const day = `${two(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
    const at = `${day}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
    const scanning = random.below(400) === 0;
    const ip = scanning ? `198.51.100.${Math.floor((i * 20) / count)}` : `192.0.2.${random.below(250)}`;
    const path = scanning
      ? ["/.env", "/.git/config", "/wp-login.php", "/phpmyadmin/"][random.below(4)]
      : `/page/${random.below(5000)}`;
    return `${ip} - - [${at}] "GET ${path} HTTP/1.1" ${scanning ? 404 : 200} 512 "-" "Mozilla/5.0"\n`;
  });
}

/** A log that is rotated like logrotate does it. */
class GrowingLog {
  readonly path: string;
  readonly #lines: readonly string[];
  written = 0;
  #at = 0;
  #turn = 0;
  /** Bytes written before the current file began. */
  #begunAt = 0;

  constructor(path: string, lines: readonly string[]) {
    this.path = path;
    this.#lines = lines;
  }

  get begunAt(): number {
    return this.#begunAt;
  }

  get done(): boolean {
    return this.#at >= this.#lines.length;
  }

  grow(lines: number): void {
    const part = this.#lines.slice(this.#at, this.#at + lines);
    this.#at += part.length;
    const text = part.join("");
    this.written += Buffer.byteLength(text);
    appendFileSync(this.path, text);
  }

  /** By turns: renamed; renamed and compressed a while later; copied and truncated; moved with the new file at once. */
  rotate(committedBytes: number): void {
    // A file of which nothing was ever committed leaves no trace by which its rest could be found: see docs/watch.md
    if (!existsSync(this.path) || committedBytes <= this.#begunAt) return;
    this.#begunAt = this.written;
    this.#shift();
    const kind = this.#turn++ % 3;
    if (kind === 2) {
      copyFileSync(this.path, `${this.path}.1`);
      truncateSync(this.path, 0);
      return;
    }
    renameSync(this.path, `${this.path}.1`);
    if (kind === 1) writeFileSync(this.path, "");
  }

  /** Older files move on, and all but the newest are compressed, as with `delaycompress`: beside it, with its time. */
  #shift(): void {
    const first = `${this.path}.1`;
    if (existsSync(first)) {
      const { atime, mtime } = statSync(first);
      writeFileSync(`${first}.gz`, gzipSync(readFileSync(first)));
      utimesSync(`${first}.gz`, atime, mtime);
      rmSync(first);
    }
    for (let i = 20; i >= 1; i--) {
      const packed = `${this.path}.${i}.gz`;
      if (existsSync(packed)) renameSync(packed, `${this.path}.${i + 1}.gz`);
    }
  }
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves when it watches. */
  readonly ready: Promise<void>;
  /** Resolves when it tells of an alert: something was committed. */
  readonly progress: Promise<void>;
  readonly ended: Promise<number | null>;
}

function watch(folder: string, config: string, files: readonly string[]): Running {
  const args = [
    MAIN,
    "watch",
    ...files,
    "--block",
    "--store",
    folder,
    "--config",
    config,
    "--json",
    "--quiet",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => child.on("close", (code) => done(code)));
  let errors = "";
  child.stderr?.on("data", (piece) => {
    errors += piece;
  });
  const ready = new Promise<void>((done, failed) => {
    child.stdout?.on("data", (piece: Buffer) => {
      if (piece.includes('"kind":"watching"')) done();
    });
    void ended.then((code) => failed(new Error(`ended with ${code}: ${errors}`)));
  });
  ready.catch(() => {});
  const progress = new Promise<void>((done) => {
    child.stdout?.on("data", (piece: Buffer) => {
      if (piece.includes('"kind":"alert"')) done();
    });
  });
  return { child, ready, progress, ended };
}

/** How many bytes are committed, of all sources or of one. */
function committed(folder: string, path: string | null = null): number {
  const store = openSqliteStore(folder);
  const own = store.live.sources().filter(({ name }) => path === null || name === path);
  const sum = own.reduce((bytes, { offset }) => bytes + offset, 0);
  store.close();
  return sum;
}

/** Lets a watch read everything, and stops it. */
async function finish(
  folder: string,
  config: string,
  files: readonly string[],
  bytes: number,
): Promise<void> {
  const running = watch(folder, config, files);
  await running.ready;
  for (let i = 0; i < 600 && committed(folder) < bytes; i++) await pause(200);
  running.child.kill("SIGTERM");
  assert.equal(await running.ended, 0);
  assert.equal(committed(folder), bytes, "every byte is committed, and once");
}

/** What was found, without what names the file or the moment. */
function findings(folder: string): object {
  const store = openSqliteStore(folder);
  try {
    const attacks = [...store.attacks({})].map(({ id, body, origin, first, last, alerts, rules }) => ({
      id,
      body,
      origin,
      first,
      last,
      alerts,
      rules,
      members: [...store.alertsOf(id)].map((alert) => alert.id).sort(),
    }));
    const decisions = [...store.decisions.list({})].map(({ decision }) => ({
      id: decision.id,
      value: decision.value,
      alerts: decision.alerts,
      until: decision.until,
    }));
    const sources = store.live.sources().map(({ offset, records }) => ({ offset, records }));
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    return { attacks: attacks.sort(byId), decisions: decisions.sort(byId), sources };
  } finally {
    store.close();
  }
}

test(`${KILLS} kills and all kinds of rotation change nothing of what a watch finds`, async (t) => {
  const work = tempFolder(t);
  const config = join(work, "vigie.yaml");
  writeFileSync(config, CONFIG);
  const half = LINES / 2;
  const beginMs = Math.floor(Date.now() / 1000) * 1000 - half * 40;
  const ssh = sshdLines(half, beginMs);
  const web = accessLines(half, beginMs);
  const bytes = Buffer.byteLength(ssh.join("")) + Buffer.byteLength(web.join(""));

  const calm = join(work, "calm");
  const whole = [join(work, "whole-auth.log"), join(work, "whole-access.log")];
  writeFileSync(whole[0] ?? "", ssh.join(""));
  writeFileSync(whole[1] ?? "", web.join(""));
  await finish(calm, config, whole, bytes);

  const stormy = join(work, "stormy");
  const logs = [new GrowingLog(join(work, "auth.log"), ssh), new GrowingLog(join(work, "access.log"), web)];
  const paths = logs.map(({ path }) => path);
  for (const log of logs) log.grow(100);
  await finish(
    stormy,
    config,
    paths,
    logs.reduce((sum, { written }) => sum + written, 0),
  ); // both are known
  const step = Math.ceil(half / KILLS / 3);
  let kills = 0;
  let rotations = 0;
  const rotate = (n: number): void => {
    const log = logs[n];
    if (log === undefined) return;
    const before = log.begunAt;
    log.rotate(committed(stormy, log.path));
    if (log.begunAt !== before) rotations++;
  };
  while (kills < KILLS) {
    const running = watch(stormy, config, paths);
    await running.ready;
    for (const log of logs) log.grow(step);
    if (kills % 5 === 2) rotate((kills / 5) & 1);
    for (const log of logs) log.grow(step);
    // half of them are killed anywhere, half in the middle of their work
    if (kills % 2 === 0) await Promise.race([running.progress, pause(1500)]);
    for (const log of logs) log.grow(step);
    await pause(Math.random() * 120);
    running.child.kill("SIGKILL");
    await running.ended;
    kills++;
    if (kills % 7 === 3) rotate(kills & 1);
  }
  while (logs.some(({ done }) => !done)) for (const log of logs) log.grow(step);
  await finish(stormy, config, paths, bytes);

  const expected = findings(calm) as { attacks: object[]; decisions: object[] };
  assert.ok(expected.attacks.length > 10 && expected.decisions.length > 10, "there was something to lose");
  assert.deepEqual(findings(stormy), expected);
  assert.ok(rotations > KILLS / 20, `${rotations} rotations`);
  t.diagnostic(
    `${kills} kills, ${rotations} rotations, ${LINES} lines, ${expected.attacks.length} attacks, ${expected.decisions.length} decisions: 0 lost, 0 doubled`,
  );
});
