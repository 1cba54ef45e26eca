/** Whoever publishes a folder controls every byte of it: whatever is changed, recomputing says what is wrong and never crashes. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { seeded } from "../simulation.ts";
import { auditOnce, flat, workshop } from "./audits.ts";

const shop = workshop("hostile");
const cards = new Map(Array.from({ length: 60 }, (_, i) => [`b-${i + 1}`, i % 6 < 4 ? "ADA" : "BEN"]));

test("a changed byte anywhere is found, or changes nothing that counts", () => {
  const manifest = shop.file("manifest.csv", "batch,cards\nb,60\n");
  const table = {
    format: "dominion-csv",
    ids: [...cards.keys()],
    contests: [
      {
        name: "Mayor",
        choices: ["ADA", "BEN"],
        votesAllowed: 1,
        ranked: false,
        patterns: [["ADA"], ["BEN"]],
        card: Uint16Array.from(cards.values(), (vote) => (vote === "ADA" ? 0 : 1)),
      },
    ],
  };
  const input = flat({ kind: "comparison", manifest, cvr: { file: "cvr.csv", table } });
  const { dir } = auditOnce(
    shop,
    input,
    [20],
    (unit) => `${unit},${cards.get(unit) === "ADA" ? "1,0" : "0,1"}`,
  );
  planAudit(dir, input); // the same again changes nothing
  const next = seeded(20);
  const found = new Map<string, number>();
  for (const name of readdirSync(dir).filter((one) => /\.(csv|json)$/.test(one))) {
    const path = join(dir, name);
    const kept = readFileSync(path);
    for (let run = 0; run < 40; run++) {
      const bytes = Buffer.from(kept);
      const at = Math.floor(next() * bytes.length);
      if (run % 4 === 0) writeFileSync(path, bytes.subarray(0, at));
      else {
        bytes[at] =
          run % 4 === 1 ? 0x39 : run % 4 === 2 ? (bytes[at] ?? 0) ^ (1 + Math.floor(next() * 255)) : 0x22;
        writeFileSync(path, bytes);
      }
      if (recompute(dir).some(({ ok }) => !ok)) found.set(name, (found.get(name) ?? 0) + 1);
    }
    writeFileSync(path, kept);
  }
  assert.ok(recompute(dir).every(({ ok }) => ok));
  // the sheet is for typing, and nothing rests on it
  for (const name of [
    "plan.json",
    "records.csv",
    "manifest.csv",
    "round-1.json",
    "entry-1.csv",
    "entries.json",
  ])
    assert.ok((found.get(name) ?? 0) >= 20, `${name}: ${found.get(name)}`);
});
