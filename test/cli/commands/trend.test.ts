/** A trend from logs to a sentence: scanned, counted, counted again, and refused where it cannot be told. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 6);

/** Guessing by ever more addresses, and an honest login each day so that every day is seen to be watched. */
function authLog(weeks: number): string {
  const lines: string[] = [];
  const line = (timeMs: number, text: string): void => {
    lines.push(`${new Date(timeMs).toISOString().slice(0, 19)}+00:00 srv1 sshd[77]: ${text}`);
  };
  for (let week = 0; week < weeks; week++)
    for (let day = 0; day < 7; day++) {
      const at = START + (week * 7 + day) * DAY;
      line(at, "Accepted publickey for alix from 192.0.2.7 port 50000 ssh2");
      const attackers = Math.round(3 * 2 ** (week / 52));
      for (let a = 0; a < attackers; a++)
        for (let i = 0; i < 8; i++)
          line(
            at + 3_600_000 * (a + 1) + i * 5000,
            `Failed password for root from 203.0.113.${a + 1} port ${4000 + i} ssh2`,
          );
    }
  return `${lines.join("\n")}\n`;
}

test("two years of a log that doubles: a rate with its interval, the same when counted again", async (t) => {
  const folder = tempFolder(t);
  put(folder, "auth.log", authLog(80));
  const store = ["--store", join(folder, "store")];
  const report = join(folder, "report.html");
  const scanned = await vigieHere([
    "scan",
    join(folder, "auth.log"),
    ...store,
    "--quiet",
    "--report",
    report,
  ]);
  assert.equal(scanned.code, 0, scanned.stderr);
  assert.match(readFileSync(report, "utf8"), /Does it grow\?.*\n.*changes by a factor of/);
  const picture = join(folder, "trend.svg");
  const first = await vigieHere(["trend", ...store, "--json", "--picture", picture]);
  assert.equal(first.code, 0, first.stderr);
  const found = objects(first.stdout);
  const weeks = found.filter(({ kind }) => kind === "week");
  assert.equal(weeks.length, 80);
  assert.ok(weeks.every((week) => week["source_days"] === 7));
  const trend = found.at(-1);
  assert.equal(trend?.["told"], true);
  const { low, high } = (trend?.["interval"] ?? {}) as { low: number; high: number };
  assert.ok(low < 2 && high > 2 && high < 2.6, `${low} ${high}`);
  assert.match(String(trend?.["sentence"]), /agrees with doubling/);
  assert.match(readFileSync(picture, "utf8"), /<polyline/);
  const again = await vigieHere(["trend", ...store, "--rerun", "--json"]);
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(
    objects(again.stdout).filter(({ kind }) => kind === "week"),
    weeks,
    "the same rules over the same bytes count the same",
  );
  const french = await vigieHere(["trend", ...store, "--lang", "fr"]);
  assert.match(french.stdout, /multiplié par/);
});

test("half a year cannot tell, and says so", async (t) => {
  const folder = tempFolder(t);
  put(folder, "auth.log", authLog(20));
  const store = ["--store", join(folder, "store")];
  await vigieHere(["scan", join(folder, "auth.log"), ...store, "--quiet"]);
  const { stdout, code } = await vigieHere(["trend", ...store]);
  assert.equal(code, 0);
  assert.match(stdout, /cannot be told: less than a year was watched/);
  assert.equal((await vigieHere(["trend"])).code, 2, "nothing is remembered in memory");
});
