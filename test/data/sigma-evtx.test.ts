/** Event logs of Windows in binary form, against the JSON that stands beside them; absent data is reported as skipped. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ReadEntry, t } from "tar";
import { readEvtx } from "../../src/formats/evtx/index.ts";
import type { ReadContext } from "../../src/formats/format.ts";
import { createRegistry } from "../../src/formats/index.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import { compile, loadRules } from "../../src/sigma/index.ts";

const DATA = join(import.meta.dirname, "../..", process.env["VIGIE_DATA"] ?? "../shared/data");
const RULES = join(DATA, "sigma/rules/sigma-rules.tar.gz");
const CASES = join(DATA, "sigma/regression/regression.tar.gz");
const absent = [RULES, CASES].filter((path) => !existsSync(path));
const skip = absent.length > 0 ? `${absent.length} of 2 data sets absent; set VIGIE_DATA` : false;

async function readTar(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const found: Promise<readonly [string, Buffer]>[] = [];
  await t({ file, onReadEntry: (entry: ReadEntry) => found.push(bytesOf(entry)) });
  return new Map(await Promise.all(found));
}

async function bytesOf(entry: ReadEntry): Promise<readonly [string, Buffer]> {
  const parts: Buffer[] = [];
  for await (const part of entry) parts.push(part);
  return [entry.path, Buffer.concat(parts)];
}

/** Objects that stand one after the other. */
function objectsOf(text: string): unknown[] {
  const objects: unknown[] = [];
  let depth = 0;
  let start = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (match[0] === "{" && depth++ === 0) start = match.index;
    if (match[0] === "}" && --depth === 0) objects.push(JSON.parse(text.slice(start, match.index + 1)));
  }
  return objects;
}

const files = skip === false ? await readTar(CASES) : new Map<string, Buffer>();
const logs = [...files].filter(([name]) => name.endsWith(".evtx"));

test("every event log gives the JSON that stands beside it", { skip }, (context) => {
  let records = 0;
  for (const [name, bytes] of logs) {
    const json = files.get(name.replace(/\.evtx$/, ".json"));
    if (json === undefined) continue;
    const read = readEvtx(bytes);
    assert.deepEqual(
      JSON.parse(JSON.stringify(read.records.map((r) => r.json))),
      objectsOf(json.toString()),
      name,
    );
    assert.deepEqual(read.loss.reasons, [], name);
    records += read.records.length;
  }
  context.diagnostic(`${logs.length} event logs, ${records} records`);
  assert.ok(logs.length >= 50 && records >= logs.length);
});

test("every regression case of SigmaHQ fires its rule from the event log", { skip }, async (context) => {
  const rules = [...(await readTar(RULES))].filter(([name]) => name.endsWith(".yml"));
  const placeholders = new Map([["known_cdcs", ["dc1.example.org"]]]);
  const texts = rules.map(([file, bytes]) => ({ file, text: bytes.toString() }));
  const matcher = compile(loadRules(texts, { placeholders }).set);
  const registry = createRegistry();
  const reading: ReadContext = {
    referenceMs: 0,
    zoneMinutes: 0,
    trustedProxies: [],
    preamble: new Preamble(),
  };
  const missed: string[] = [];
  for (const [name, bytes] of logs) {
    const info = files.get(name.replace(/[^/]+$/, "info.yml"))?.toString() ?? "";
    const wanted = new Set(info.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
    const fired = readEvtx(bytes).records.some(({ json }) => {
      const read = registry.read(JSON.stringify(json), reading);
      return read.kind === "event" && matcher.match(read.event).some(({ key }) => wanted.has(key));
    });
    if (!fired) missed.push(name);
  }
  context.diagnostic(`${logs.length - missed.length} of ${logs.length} event logs`);
  assert.deepEqual(missed, []);
});
