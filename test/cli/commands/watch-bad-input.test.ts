/** What goes wrong around a watch is told plainly, with place and remedy, and nothing that was taken is lost. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "../../helpers/netns.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { lines, objects, ROOT, vigie } from "../../helpers/vigie.ts";

const NO_HEALTH = "health: false\n";

/** A watch that cannot start ends by itself. */
async function refused(folder: string, config: string): Promise<{ code: number | null; stderr: string }> {
  put(folder, "a.log", "");
  const file = put(folder, "vigie.yaml", config);
  return vigie(["watch", "--config", file, "--store", join(folder, "store")]);
}

test("faults of vigie.yaml are told with file, line, column and remedy, all at once", async (t) => {
  const folder = tempFolder(t);
  const config = `sources: [{ path: "a.log" }]
block:
  durationn: 4h
  mode: on
limits: { groups: 5 }
`;
  const { code, stderr } = await refused(folder, config);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /vigie\.yaml:3:3: block\.durationn: Unrecognized key.*\(remove it, or check its spelling/,
  );
  assert.match(stderr, /vigie\.yaml:4:3: block\.mode: /);
  assert.match(stderr, /vigie\.yaml:5:\d+: limits\.groups: /);
  assert.equal(lines(stderr).length, 3);
});

test("a port that is taken, and certificates that are not there: the watch says so and ends", async (t) => {
  const folder = tempFolder(t);
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const sources = `${NO_HEALTH}sources: [{ path: "a.log" }]\n`;
  const taken = await refused(folder, `${sources}api: { address: "127.0.0.1:${port}" }\n`);
  assert.match(
    taken.stderr,
    new RegExp(`127\\.0\\.0\\.1:${port}: another program listens on this address already \\(.*api\\.address`),
  );
  const api = await refused(folder, `${sources}api: { address: "0", cert: no.pem, key: no.key }\n`);
  assert.match(api.stderr, /no\.pem: there is no such file \(correct api\.cert in vigie\.yaml\)/);
  const syslog = `listen: { syslog: [{ protocol: tls, address: "127.0.0.1:0", cert: no.pem, key: no.key }] }\n`;
  const listener = await refused(folder, `${sources}${syslog}`);
  assert.match(listener.stderr, /no\.pem: the certificate is not there \(.*\)/);
  for (const { code, stderr } of [taken, api, listener]) {
    assert.ok(code === 2 || code === 3, `${code}: ${stderr}`);
    assert.equal(lines(stderr).length, 1, stderr);
  }
});

/** A running watch with what it said. */
class Watching {
  readonly #child: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(t: TestContext, args: readonly string[], uid?: number) {
    const who = uid === undefined ? {} : { uid, gid: uid };
    this.#child = spawn(process.execPath, [join(ROOT, "bin/vigie"), "watch", ...args], {
      env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", LANG: "C.UTF-8" },
      ...who,
    });
    this.#child.stdout?.on("data", (piece: Buffer) => {
      this.stdout += piece.toString();
    });
    this.#child.stderr?.on("data", (piece: Buffer) => {
      this.stderr += piece.toString();
    });
    t.after(() => this.#child.kill("SIGKILL"));
  }

  says(pattern: RegExp, seconds = 30): Promise<void> {
    return until(`the watch says ${pattern}`, () => pattern.test(this.stderr), seconds);
  }

  /** Ends it with SIGTERM. @returns its exit code */
  async stop(): Promise<number | null> {
    const { exitCode } = this.#child;
    if (exitCode !== null) return exitCode;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    return (await ended)[0] as number | null;
  }
}

const isRoot = process.getuid?.() === 0;

test("a file that may not be read is told, tried again, and read once it may be", {
  skip: isRoot ? false : "needs root, to run as somebody else",
}, async (t) => {
  const folder = tempFolder(t);
  chmodSync(folder, 0o755);
  const log = put(folder, "auth.log", logins(10, 0));
  chmodSync(log, 0o600);
  const config = put(folder, "vigie.yaml", NO_HEALTH);
  chmodSync(config, 0o644);
  const store = join(folder, "theirs");
  mkdirSync(store);
  execFileSync("chown", ["65534:65534", store]);
  const watch = new Watching(t, [log, "--config", config, "--store", join(store, "s"), "--json"], 65_534);
  await watch.says(/auth\.log: may not be read by this user \(run Vigie as a user who may read it/);
  chmodSync(log, 0o644);
  await watch.says(/auth\.log: is read again/);
  await until("its alert is told", () => watch.stdout.includes("Password guessing"));
  assert.equal(await watch.stop(), 0);
});

/** Failed logins, one in two seconds: those of an address follow each other. */
function logins(count: number, from: number): string {
  const one = (i: number): string => {
    const stamp = new Date(Date.UTC(2026, 3, 1) + i * 2000).toISOString().replace("Z", "+00:00");
    const ip = `203.0.${Math.floor(i / 2500)}.${1 + (Math.floor(i / 10) % 250)}`;
    return `${stamp} urn sshd[1]: Failed password for invalid user user${i} from ${ip} port 4711 ssh2\n`;
  };
  return Array.from({ length: count }, (_, i) => one(from + i)).join("");
}

/** A file system of its own, so small that it is full soon. */
function smallDisk(t: TestContext): { readonly folder: string; grow(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), "vigie-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=5m", "none", folder], { stdio: "ignore" });
  } catch {
    rmdirSync(folder);
    return null;
  }
  t.after(() => {
    execFileSync("umount", ["-l", folder]);
    rmdirSync(folder);
  });
  return { folder, grow: () => void execFileSync("mount", ["-o", "remount,size=200m", folder]) };
}

test("a full disk is told, nothing that was taken is lost, and every line is there once it is freed", {
  skip: isRoot ? false : "needs root, to mount a small file system",
}, async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip("a tmpfs cannot be mounted here");
  const folder = tempFolder(t);
  const log = put(folder, "auth.log", logins(300, 0));
  const config = put(folder, "vigie.yaml", NO_HEALTH);
  const store = join(disk.folder, "store");
  const args = [log, "--config", config, "--json", "--store", store];
  const first = new Watching(t, args);
  await until("the first lines are taken", () => first.stdout.includes('"alert"'));
  appendFileSync(log, logins(19_700, 300));
  await first.says(/disk is full \(free space on it/);
  // stopped while it is full: it ends, and says what is wrong
  const code = await first.stop();
  assert.notEqual(code, null, "it ends by itself");

  disk.grow();
  const second = new Watching(t, args);
  await until("the rest is taken", () => second.stdout.includes('"alert"'), 60);
  appendFileSync(log, logins(1000, 20_000));
  await until("all lines were read", () => tookAll(store, 21_000), 60);
  assert.equal(await second.stop(), 0);

  // the same file in a scan: the same alerts, no more and no less
  const scanned = join(folder, "scanned");
  await vigie(["scan", log, "--config", config, "--json", "--store", scanned, "--threads", "1"]);
  assert.deepEqual(await alertsOf(store), await alertsOf(scanned));
  const checked = await vigie(["log", "verify", "--store", store]);
  assert.equal(checked.code, 0, checked.stderr);
});

test("a watch goes on by itself once there is space again, its log too", {
  skip: isRoot ? false : "needs root, to mount a small file system",
}, async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip("a tmpfs cannot be mounted here");
  const folder = tempFolder(t);
  const log = put(folder, "auth.log", logins(20_000, 0));
  const config = put(folder, "vigie.yaml", NO_HEALTH);
  const store = join(disk.folder, "store");
  const watch = new Watching(t, [log, "--config", config, "--json", "--store", store]);
  await watch.says(/disk is full/);
  disk.grow();
  await until("all lines were read", () => tookAll(store, 20_000), 60);
  assert.equal(await watch.stop(), 0, watch.stderr);
  const checked = await vigie(["log", "verify", "--store", store]);
  assert.equal(checked.code, 0, checked.stderr);
});

/** Whether the store has taken so many lines. */
function tookAll(store: string, records: number): boolean {
  const script = `
    const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(process.argv[1], { readOnly: true });
    console.log(db.prepare("select coalesce(sum(records), 0) n from live_source").get().n);`;
  const out = execFileSync(process.execPath, ["--no-warnings", "-e", script, join(store, "vigie.db")]);
  const count = Number(out.toString());
  assert.ok(count <= records, `${count} lines of ${records}: some were taken twice`);
  return count === records;
}

/** Ids of alerts, and how many records each rests on. */
async function alertsOf(store: string): Promise<readonly string[]> {
  const found: string[] = [];
  const attacks = objects((await vigie(["attacks", "--json", "--store", store])).stdout);
  for (const attack of attacks) found.push(`${String(attack["id"])} ${String(attack["alerts"])}`);
  return found.sort();
}
