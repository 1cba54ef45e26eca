/** The number of threads, and the order in which they happen to finish, change nothing that is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  accessLine,
  builtinRules,
  countRule,
  rulesOf,
  type Scanned,
  scanAll,
  webRule,
} from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

/** Chunks that cost very different effort: the second thread overtakes the first all the time. */
function unevenLog(): string {
  const lines = Array.from({ length: 40_000 }, (_, i) => {
    const dense = Math.floor(i / 6000) % 2 === 0;
    const target =
      (dense && i % 8 === 0) || i % 997 === 0
        ? `/?q=probe&id=1%27%20UNION%20SELECT%20${i}`
        : `/p?${"x".repeat(120)}`;
    return accessLine(`192.0.2.${i % 7}`, i * 500, target);
  });
  return `${lines.join("\n")}\n`;
}

const told = ({ alerts, attacks, unparsed, summary }: Scanned): string =>
  JSON.stringify([alerts, attacks, unparsed, { ...summary, seconds: 0 }]);

test("one, two and three threads tell the same, byte for byte", async (t) => {
  const folder = tempFolder(t);
  const text = unevenLog();
  put(folder, "a.log", text);
  put(folder, "b.log.gz", gzipSync(text.slice(0, 300_000)));
  put(folder, "c.log", "\u0001 nothing reads this\n");
  const rules = rulesOf(webRule("probe", "probe"), countRule("often", "probe", 50));
  const one = await scanAll([folder], { rules, threads: 1 });
  assert.ok(one.alerts.length > 2000 && one.summary.bytes > 4_000_000);
  for (const threads of [2, 3])
    assert.ok(told(await scanAll([folder], { rules, threads })) === told(one), `${threads}`);
});

test("Vigie's own pack tells the same with one thread and with two", async (t) => {
  const file = put(tempFolder(t), "a.log", unevenLog().slice(0, 2_300_000));
  const rules = await builtinRules();
  const one = await scanAll([file], { rules, threads: 1 });
  assert.ok(one.alerts.length > 500);
  assert.ok(told(await scanAll([file], { rules, threads: 2 })) === told(one));
});
