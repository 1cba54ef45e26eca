/** Every record is an event, a header or unparsed: nothing is dropped silently. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rehearse } from "../../src/rehearsal/rehearsal.ts";
import { accessLine, rulesOf, scanAll } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const RULES = rulesOf();

const line = fc.oneof(
  fc.constantFrom(
    accessLine("192.0.2.7", 0, "/"),
    "Apr 13 00:00:00 srv sshd[7]: Failed password for root from 192.0.2.7 port 4711 ssh2",
    "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
    "2026-04-13 00:00:00 192.0.2.7 GET / 200",
    '{"message":"x"}',
    "{ broken json",
    '"a","quoted","csv","line"',
    "\u0000\u0001\u0002",
    "",
    "   ",
    "caf\u00e9",
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
);

test("records are events, headers and unparsed, by file and in all, for any mix of lines", async (t) => {
  const folder = tempFolder(t);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.constantFrom("\n", "\r\n"), async (lines, end) => {
      const text = lines.join(end);
      const file = put(folder, "a.log", text);
      const { summary, unparsed, problems } = await scanAll([file], { rules: RULES });
      if (problems.length > 0) return; // what looks binary is refused as a whole, and said so
      assert.equal(summary.records, summary.events + summary.headers + summary.unparsed);
      assert.equal(unparsed.length, summary.unparsed);
      const [read] = summary.files;
      const events = Object.values(read?.formats ?? {}).reduce((sum, count) => sum + count, 0);
      assert.deepEqual([read?.records ?? 0, events], [summary.records, summary.events]);
      if (text.startsWith("{") || text.startsWith("[")) return; // values may lie over several lines
      const visible = text.split("\n").filter((part) => /[^\u0000-\u0020]/.test(part));
      assert.equal(summary.records, visible.length);
    }),
    { numRuns: 80 },
  );
});

test("every line of a rehearsed election is an event", async (t) => {
  const folder = tempFolder(t);
  let lines = 0;
  for (const [name, text] of rehearse(7).files) {
    if (!name.startsWith("party-south")) continue;
    put(folder, name, text);
    lines += text.split("\n").length - 1;
  }
  const { summary } = await scanAll([folder], { rules: RULES });
  assert.ok(lines > 5000);
  assert.deepEqual([summary.records, summary.events, summary.unparsed], [lines, lines, 0]);
});
