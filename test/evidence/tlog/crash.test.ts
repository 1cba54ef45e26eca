/** A writer killed 200 times at random moments: every log that is left verifies, nothing acknowledged is missing. @module */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { verifyLog } from "../../../src/evidence/tlog/audit.ts";
import { trustLog } from "../../../src/evidence/tlog/policy.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import { logKey, temporaryFolder, value } from "./make.ts";

const KILLS = Number(process.env["VIGIE_TEST_KILLS"] ?? 200);
const KILLS_PER_LOG = 20;
const CHILD = fileURLToPath(new URL("./crash-child.ts", import.meta.url));
const CACHE = temporaryFolder(); // compiled once, not 200 times
const trust = trustLog(logKey.verifier);

interface Acknowledged {
  readonly first: number;
  readonly count: number;
  readonly run: number;
}

/** Lets a child append and kills it; returns what it had acknowledged by then. */
async function killOnce(folder: string, run: number): Promise<readonly Acknowledged[]> {
  const child = spawn(process.execPath, [CHILD, folder, String(run), String(run * 7919 + 1)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
  });
  let output = "";
  let errors = "";
  child.stderr.on("data", (data) => (errors += data));
  let isAimed = false;
  child.stdout.on("data", (data) => {
    output += data;
    if (isAimed) return;
    isAimed = true; // from here on a random moment: within opening, a batch, a rename, a sync
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 60);
  });
  await once(child, "close");
  assert.equal(child.signalCode, "SIGKILL", `the child ended by itself: ${errors}`);
  const lines = output.slice(0, output.lastIndexOf("\n")).matchAll(/^ack (\d+) (\d+)$/gm);
  return [...lines].map(([, first, count]) => ({ first: Number(first), count: Number(count), run }));
}

function checkSurvivor(folder: string, acknowledged: readonly Acknowledged[]): number {
  const verdict = verifyLog(folder, trust);
  assert.ok(verdict.ok, JSON.stringify(verdict.checks));
  const size = verdict.checkpoint?.size ?? 0;
  const found = [...new LogFolder(folder).entries(size)].map((e) => Buffer.from(value(e)).toString());
  assert.equal(found.length, size);
  for (const { first, count, run } of acknowledged) {
    for (let i = first; i < first + count; i++) assert.equal(found[i], `${i}:${run}`);
  }
  for (const [i, text] of found.entries())
    assert.ok(text.startsWith(`${i}:`), "an entry twice or out of place");
  return size;
}

/** One log after another, each killed some times and continued. */
async function killSeries(kills: number, firstRun: number): Promise<{ logs: number; acknowledged: number }> {
  let folder = temporaryFolder();
  let acknowledged: Acknowledged[] = [];
  let [logs, total] = [1, 0];
  for (let kill = 0; kill < kills; kill++) {
    if (kill > 0 && kill % KILLS_PER_LOG === 0) {
      [folder, acknowledged] = [temporaryFolder(), []];
      logs++;
    }
    const more = await killOnce(folder, firstRun + kill);
    acknowledged.push(...more);
    total += more.length;
    checkSurvivor(folder, acknowledged);
  }
  return { logs, acknowledged: total };
}

test(`${KILLS} kills lose nothing that was acknowledged`, { timeout: 180_000 }, async (t) => {
  const half = Math.floor(KILLS / 2);
  const series = await Promise.all([killSeries(half, 0), killSeries(KILLS - half, 10_000)]);
  const [logs, batches] = [series[0].logs + series[1].logs, series[0].acknowledged + series[1].acknowledged];
  t.diagnostic(`${KILLS} kills over ${logs} logs, ${batches} batches acknowledged`);
  assert.ok(batches > KILLS / 2, "the children hardly wrote");
});
