import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type ReadRecord, readRecords } from "../../src/pipeline/parse.ts";
import { collect } from "../helpers/collect.ts";
import { accessLine, factsOf, rulesOf, scanAll } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

async function parse(...paths: readonly string[]): Promise<readonly string[]> {
  const read = await collect(readRecords(paths, { factsOf, trustedProxies: [] }));
  return read.map((item) => ("problem" in item ? `problem ${item.problem.code}` : say(item)));
}

function say({ offset, bytes, reading }: ReadRecord): string {
  const what = reading.kind === "event" ? reading.event.format : reading.kind;
  return `${offset}+${bytes.length} ${what}`;
}

test("every record is named with its place and what reads it", async (t) => {
  const line = accessLine("192.0.2.7", 0, "/");
  const file = put(tempFolder(t), "a.log", `${line}\r\n\n\u0001\u0002\u0003 what is this\n`);
  assert.deepEqual(await parse(file), [`0+${line.length} web-access`, `${line.length + 3}+16 unparsed`]);
});

test("what can be read of a truncated file is, after the problem is told", async (t) => {
  const lines = Array.from({ length: 5000 }, (_, i) =>
    accessLine("192.0.2.7", i * 1000, `/${i * 7919}`),
  ).join("\n");
  const packed = gzipSync(lines);
  const file = put(tempFolder(t), "a.gz", packed.subarray(0, packed.length - 1000));
  const read = await parse(file);
  assert.equal(read.filter((text) => text === "problem corrupt").length, 1);
  assert.ok(read.length > 4000);
});

test("a parse sees the records that a scan sees", async (t) => {
  const folder = tempFolder(t);
  const lines = Array.from({ length: 20_000 }, (_, i) => accessLine("192.0.2.7", i * 1000, `/${i}`));
  const header = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status";
  put(folder, "a.log", `${lines.join("\n")}\nunread \u0001\u0002\n`);
  put(folder, "b.log", `${header}\n2026-04-13 00:00:00 192.0.2.7 GET / - 200\n`);
  const { summary } = await scanAll([folder], { rules: rulesOf() });
  const read = await parse(folder);
  assert.equal(read.length, summary.records);
  assert.equal(read.filter((text) => text.endsWith(" unparsed")).length, summary.unparsed);
  assert.equal(read.filter((text) => text.endsWith(" header")).length, summary.headers);
});
