/** The kernel, which looks at bytes, against the matcher on events that were read whole; absent data is reported as skipped. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Kernel } from "../../src/detect/kernel.ts";
import { createRegistry } from "../../src/formats/index.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import type { Chunk } from "../../src/model/chunk.ts";
import { loadRules } from "../../src/pipeline/rules.ts";
import { compile } from "../../src/sigma/index.ts";

const DATA = join(import.meta.dirname, "../..", process.env["VIGIE_DATA"] ?? "../shared/data");
const RULES = join(DATA, "sigma/rules/sigma-rules.tar.gz");
const sets = [
  { file: "events/otrf-windows.jsonl.gz", least: 1000 },
  { file: "logs/access/apache_logs.gz", least: 10 },
];

const source = { file: "f", source: "s", body: "b", referenceMs: 0, zoneMinutes: 0, format: null };

for (const { file, least } of sets) {
  const path = join(DATA, file);
  const absent = [RULES, path].filter((one) => !existsSync(one));
  const skip = absent.length > 0 ? `${absent.length} of 2 data sets absent; set VIGIE_DATA` : false;

  test(`the rules that fire on the bytes of ${file} are those that fire on its events`, {
    skip,
  }, async (context) => {
    const { set } = await loadRules([RULES], true);
    const rules = { ...set, rules: set.rules.map((rule) => ({ ...rule, alerts: true })) };
    const bytes = gunzipSync(readFileSync(path));
    const options = { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false };
    const kernel = new Kernel(compile(rules), new Map(), options);
    const ends = { continuation: null, last: true, endsSegment: true };
    const chunk: Chunk = { bytes, offset: 0, framing: "lines", ...ends };
    const task = { source, chunk, preamble: { first: "", directives: [] } };
    const found = kernel.run(task).alerts.map(({ rule, evidence }) => `${evidence[0]?.offset} ${rule.id}`);
    const expected = onEvents(compile(rules), bytes);
    context.diagnostic(`${expected.length} hits`);
    assert.deepEqual(found, expected);
    assert.ok(found.length >= least);
  });
}

function onEvents(matcher: ReturnType<typeof compile>, bytes: Buffer): readonly string[] {
  const registry = createRegistry();
  const context = { referenceMs: 0, zoneMinutes: 0, trustedProxies: [], preamble: new Preamble() };
  const found: string[] = [];
  let offset = 0;
  for (let end = bytes.indexOf(10); end >= 0; offset = end + 1, end = bytes.indexOf(10, offset)) {
    const reading = registry.read(bytes.toString("utf8", offset, end), context);
    if (reading.kind !== "event") continue;
    for (const { key } of matcher.match(reading.event)) found.push(`${offset} ${key}`);
  }
  return found;
}
