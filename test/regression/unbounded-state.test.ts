/**
 * Whoever sends log lines makes state. A flood of made-up clients and accounts holds memory below a bound, what is given
 * up is counted, and an attack that was under way before the flood still leads to its alert and its decision.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { EagerWatch } from "../helpers/hostile-watch.ts";
import { builtinRules } from "../helpers/scan.ts";

const CHILD = join(import.meta.dirname, "../helpers/flood-child.ts");
const HEAP_MB = 128;

interface Flooded {
  readonly peak: number;
  /** Alerts about the slow attacker when the flood was over, and in the end. */
  readonly before: number;
  readonly alerts: number;
  /** Groups given up by each of the two correlations. */
  readonly losses: readonly [number, number];
  readonly size: { readonly groups: number; readonly items: number };
}

test("10 million clients and a million accounts fit in a bounded heap, and hide nobody", (t) => {
  const [origins, limit] = [10_000_000, 20_000];
  // a heap that grows beyond this kills the process
  const args = [`--max-old-space-size=${HEAP_MB}`, CHILD, String(origins), String(limit)];
  const out = execFileSync(process.execPath, args, { encoding: "utf8" });
  const { peak, before, alerts, losses, size } = JSON.parse(out) as Flooded;
  t.diagnostic(`peak ${Math.round(peak / 1e6)} MB; given up: ${losses.join(" and ")}`);
  assert.ok(peak < 600e6, `${peak} bytes`);
  assert.equal(before, 0, "forty failures are none yet");
  assert.equal(alerts, 1, "the slow attack is told");
  assert.ok(losses[0] >= origins - limit && losses[1] >= origins / 10 - limit, "what is given up is counted");
  assert.ok(size.groups <= 2 * limit + 2);
});

const START = Date.UTC(2026, 3, 1, 10);
const SLOW = "203.0.113.9";

function failure(atMs: number, ip: string, user: string): string {
  const stamp = new Date(atMs).toISOString().replace("Z", "+00:00");
  return `${stamp} urn sshd[1]: Failed password for invalid user ${user} from ${ip} port 4711 ssh2\n`;
}

function flood(from: number, to: number): string {
  const lines: string[] = [];
  for (let i = from; i < to; i++) {
    const v6 = `2001:db8:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::1`;
    const v4 = `11.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
    lines.push(failure(START + 1_830_000 + i, i % 2 === 0 ? v4 : v6, `user${i}`));
  }
  return lines.join("");
}

test("a watch under a flood of 100,000 clients still decides upon the slow attacker, and says what it gave up", async (t) => {
  const watch = new EagerWatch(t, {
    rules: await builtinRules(),
    nowMs: START + 3_800_000,
    lateness: "2h",
    minimumLevel: "medium",
    limits: { groups: 2000, items: 50_000 },
  });
  const slow = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => failure(START + (from + i) * 61_000, SLOW, "root")).join("");
  // one attempt in 61 seconds stays below what counts as guessing within five minutes; sixty within an hour do not
  await watch.feed("auth.log", slow(0, 30));
  assert.deepEqual([watch.alerts, watch.decided], [[], []], "nothing is told yet");
  for (let i = 0; i < 100_000; i += 5000) await watch.feed("auth.log", flood(i, i + 5000));
  await watch.feed("auth.log", slow(30, 62));
  const state = watch.state;
  t.diagnostic(`${state.evicted} groups given up, ${state.size} remembered`);
  assert.ok(state.evicted > 100_000, `only ${state.evicted} are said to be given up`);
  const sustained = watch.alerts.filter(({ rule }) => rule.title === "Sustained password guessing");
  assert.deepEqual(
    sustained.map(({ origin }) => origin?.ip),
    [SLOW],
  );
  assert.deepEqual(watch.decided, [SLOW]);
  await watch.drain();
});
