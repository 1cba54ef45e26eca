/** Reading the same bytes again, sealed store and all, counts nothing twice. */
import assert from "node:assert/strict";
import { appendFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessLine, countRule, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, vigieHere } from "../helpers/vigie.ts";

const hit = (minute: number): string =>
  `${accessLine("192.0.2.7", minute * 60_000, `/?q=probe&n=${minute}`)}\n`;

/** Rows of every table, but for the diary of what was sealed when. */
function rowsOf(store: string): ReadonlyMap<string, number> {
  const db = new DatabaseSync(join(store, "vigie.db"), { readOnly: true });
  const tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  const rows = tables.map(
    ({ name }) =>
      [String(name), Number(db.prepare(`select count(*) as n from "${name}"`).get()?.["n"])] as const,
  );
  db.close();
  return new Map(rows);
}

test("a scan that is repeated adds no row to any table, whatever the number of threads", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const log = put(folder, "a.log", [0, 1, 2, 3, 4, 5].map(hit).join(""));
  const rules = put(
    folder,
    "rules.yml",
    `${webRule("probe", "probe")}---\n${countRule("often", "probe", 5)}`,
  );
  const scan = async (threads: number): Promise<Readonly<Record<string, unknown>>> => {
    const args = ["scan", log, "--no-builtin-rules", "--rules", rules, "--store", store, "--json"];
    const { code, stdout, stderr } = await vigieHere([...args, "--threads", String(threads)]);
    assert.equal(code, 0, stderr);
    return objects(stdout).at(-1) ?? {};
  };
  const first = await scan(1);
  assert.equal(first["fresh"], first["alerts"]);
  assert.ok(Number(first["fresh"]) >= 7);
  const rows = rowsOf(store);
  for (const threads of [1, 2]) {
    assert.equal((await scan(threads))["fresh"], 0);
    assert.deepEqual(rowsOf(store), rows);
  }
  // what is appended is all that is new
  appendFileSync(log, hit(6));
  const later = await scan(1);
  assert.equal(later["fresh"], 1);
  assert.equal(rowsOf(store).get("attack"), rows.get("attack"));
});

test("a log that was rotated, compressed or copied is the same source: none of its alerts and attacks is counted again", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const text = [0, 1, 2, 3, 4, 5].map(hit).join("");
  const rules = put(
    folder,
    "rules.yml",
    `${webRule("probe", "probe")}---\n${countRule("often", "probe", 5)}`,
  );
  const scan = async (path: string): Promise<unknown> => {
    const args = ["scan", path, "--no-builtin-rules", "--rules", rules, "--store", store, "--json"];
    return objects((await vigieHere(args)).stdout).at(-1)?.["fresh"];
  };
  const log = put(folder, "logs/a.log", text);
  assert.equal(await scan(log), 7);
  renameSync(log, `${log}.1`);
  assert.equal(await scan(`${log}.1`), 0);
  assert.equal(await scan(put(folder, "logs/a.log.2.gz", gzipSync(text))), 0);
  assert.equal(objects((await vigieHere(["attacks", "--store", store, "--json"])).stdout).length, 1);
});
