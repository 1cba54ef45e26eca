/** A rotated log that was cut short, or is damaged later on, loses nothing that could still be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync, constants as zlib } from "node:zlib";
import { accessLine, rulesOf, scanAll, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const RULES = rulesOf(webRule("probe", "probe"));
const LINES = Array.from({ length: 8000 }, (_, i) =>
  accessLine("192.0.2.7", i * 1000, `/?q=probe&n=${(i * 7919) % 8191}`),
);
const PACKED = gzipSync(`${LINES.join("\n")}\n`);

/** Whole lines that any gzip reader can still get out of a truncated file. */
function readable(bytes: Uint8Array): number {
  const text = gunzipSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH }).toString();
  return text.split("\n").length - 1;
}

test("a truncated gzip loses no line that can be read", async (t) => {
  const folder = tempFolder(t);
  for (const share of [0.1, 0.5, 0.99]) {
    const cut = PACKED.subarray(0, Math.floor(PACKED.length * share));
    const file = put(folder, "a.log.gz", cut);
    const { alerts, problems, summary } = await scanAll([file], { rules: RULES });
    const whole = readable(cut);
    assert.ok(whole > 100);
    assert.ok(
      alerts.length >= whole && alerts.length <= whole + 1,
      `${alerts.length} of ${whole} at ${share}`,
    );
    assert.ok(summary.records >= whole);
    assert.deepEqual(
      problems.map((found) => found.code),
      ["corrupt"],
    );
    assert.match(summary.files[0]?.error ?? "", /what came before was read/);
  }
});

test("a damaged gzip gives the lines before the damage, and the alerts that stand in them", async (t) => {
  const damaged = Buffer.from(PACKED);
  const at = Math.floor(PACKED.length * 0.7);
  damaged.fill(0xff, at, at + 3000);
  const file = put(tempFolder(t), "a.log.gz", damaged);
  const { alerts, problems } = await scanAll([file], { rules: RULES });
  assert.ok(alerts.length > LINES.length * 0.5, `only ${alerts.length}`);
  assert.equal(problems.length, 1);
});

test("a problem in one file takes nothing from the others", async (t) => {
  const folder = tempFolder(t);
  put(folder, "a.log.gz", PACKED.subarray(0, 20));
  put(folder, "b.log", `${LINES[0]}\n`);
  const { alerts, problems } = await scanAll([folder], { rules: RULES });
  assert.deepEqual([alerts.length, problems.length], [1, 1]);
});
