/**
 * Each file that rotation put aside counted as a source of its own, which was silent on all other days: sources of three
 * days were "up 33.3 % of the time", and four times as many campaigns could have gone unseen.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { put, tempFolder } from "../helpers/temp.ts";
import { vigieHere } from "../helpers/vigie.ts";

/** A day of requests, one every few hours. */
function day(number: number): string {
  const hours = ["01", "09", "17"];
  const line = (hour: string): string =>
    `192.0.2.1 - - [${number}/Apr/2026:${hour}:00:00 +0000] "GET /${hour} HTTP/1.1" 200 12 "-" "x"\n`;
  return hours.map(line).join("");
}

test("a log and its rotated files are one source, up on all the days that they cover", async (t) => {
  const home = tempFolder(t);
  put(home, "logs/access.log", day(20));
  put(home, "logs/access.log.1", day(19));
  put(home, "logs/access.log.2.gz", gzipSync(day(18)));
  const store = ["--store", `${home}/store`];
  assert.equal((await vigieHere(["scan", `${home}/logs`, ...store])).code, 0);
  const { stdout } = await vigieHere(["drill", "--rehearsed", ...store]);
  assert.match(stdout, /sources were up 100 % of the time/);
  const { stdout: weeks } = await vigieHere(["trend", "--json", ...store]);
  assert.match(weeks, /"source_days":3/);
});
