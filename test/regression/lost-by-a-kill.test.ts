/**
 * A kill at any moment of a scan that seals neither loses nor doubles anything: every surviving log verifies, what was
 * acknowledged is there, nothing is there twice, and the next scan finishes the work.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { LogFolder, readKeyFile, trustLog, verifyLog } from "../../src/evidence/tlog/index.ts";
import { must, spinePaths } from "../../src/pipeline/spine.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const KILLS = 200;
const FILES = 60;
const ALERTS_PER_FILE = 4;
const CHILD = join(import.meta.dirname, "../helpers/seal-child.ts");

function logOf(number: number): string {
  const ip = `192.0.2.${number + 1}`;
  const line = (second: number, path: string): string =>
    `${ip} - - [20/Apr/2026:09:${String(number).padStart(2, "0")}:${String(second).padStart(2, "0")} +0000] "GET ${path} HTTP/1.1" 404 12 "-" "x"\n`;
  const harmless = Array.from({ length: 400 }, (_, i) => line(i % 60, `/page/${i}`)).join("");
  return harmless + [1, 2, 3].map((second) => line(second, "/.env")).join("");
}

interface Run {
  readonly acknowledged: readonly string[];
  readonly finished: boolean;
}

/**
 * Kills by progress rather than by the clock, so that a loaded machine is killed in the middle as well.
 * @param killAt after so many acknowledgements, and a few random milliseconds more; null lets it finish
 */
function run(store: string, logs: string, killAt: number | null): Promise<Run> {
  const child = spawn(process.execPath, [CHILD, store, logs], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let seen = 0;
  let doomed = false;
  child.stdout.on("data", (piece: Buffer) => {
    out += piece.toString();
    seen += piece.toString().split("\n").length - 1;
    if (killAt === null || seen < killAt || doomed) return;
    doomed = true;
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 25);
  });
  return new Promise((done) => {
    child.on("close", () => {
      const whole = out
        .slice(0, out.lastIndexOf("\n") + 1)
        .split("\n")
        .filter((line) => line !== "");
      done({ acknowledged: whole.filter((line) => line !== "done"), finished: whole.includes("done") });
    });
  });
}

function check(folder: string, acknowledged: ReadonlySet<string>): number {
  const store = openSqliteStore(folder);
  try {
    for (const id of acknowledged) {
      assert.equal(store.find(id).length, 1, `alert ${id} was acknowledged and is not there`);
      assert.equal(store.findings(id).length, 1, `alert ${id} has ${store.findings(id).length} findings`);
    }
    const paths = spinePaths(folder);
    const [key] = must(readKeyFile(paths.key), paths.key);
    assert.ok(key);
    const verdict = verifyLog(paths.log, trustLog(key.verifier));
    assert.ok(verdict.ok, JSON.stringify(verdict.checks.filter((one) => !one.ok)));
    const size = verdict.checkpoint?.size ?? 0;
    const logged = [...new LogFolder(paths.log).entries(size)].map((entry) =>
      Buffer.from(must(entry, paths.log)).toString("hex"),
    );
    const given = [...store.outbox(0)].map(({ entry }) => Buffer.from(entry).toString("hex"));
    assert.deepEqual(
      logged,
      given.slice(0, logged.length),
      "the log holds something else than the store gave it",
    );
    assert.equal(new Set(logged).size, logged.length, "an entry is in the log twice");
    return size;
  } finally {
    store.close();
  }
}

test(`${KILLS} kills during scans that seal`, async (t) => {
  const folder = tempFolder(t);
  const logs = join(folder, "logs");
  for (let i = 0; i < FILES; i++) put(logs, `${String(i).padStart(2, "0")}.log`, logOf(i));
  const whole = await run(join(folder, "whole"), logs, null);
  assert.equal(whole.acknowledged.length, FILES * ALERTS_PER_FILE);
  let finished = 0;
  let survivors = 0;
  let store = join(folder, "store-0");
  let acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const one = await run(store, logs, Math.ceil(Math.random() * FILES * ALERTS_PER_FILE));
    for (const id of one.acknowledged) acknowledged.add(id);
    if (check(store, acknowledged) > 0) survivors++;
    if (!one.finished && kill % 10 !== 9) continue;
    if (one.finished) finished++;
    const last = await run(store, logs, null);
    assert.ok(last.finished, "the scan after the kills did not finish");
    assert.equal(last.acknowledged.length, FILES * ALERTS_PER_FILE);
    check(store, new Set(last.acknowledged));
    store = join(folder, `store-${kill + 1}`);
    acknowledged = new Set();
  }
  t.diagnostic(
    `${survivors} logs with entries verified after a kill, ${finished} scans were faster than their kill`,
  );
  assert.ok(survivors > KILLS / 10, "hardly any log had entries when it was killed");
});
