/** Audits that put each unit back. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { auditOnce, entry, flat, NOW, SEED, workshop } from "./audits.ts";
import { cards, row, table } from "./two-contests.ts";

const shop = workshop("replace");
const { folder, file } = shop;

test("with replacement a unit is listed once for each round, with how often it was drawn, and entered once", () => {
  const few = new Map([...cards].slice(0, 40));
  const of = flat({
    kind: "comparison",
    riskLimit: "0.1",
    manifest: file("few.csv", "batch,cards\n0,40\n"),
    cvr: { file: "cvr.csv", table: table(few.keys(), 1) },
    replace: true,
  });
  const dir = folder();
  planAudit(dir, of);
  recordSeed(dir, SEED, "dice", NOW);
  const enter = (round: number): void => {
    const text = entry(dir, round, row(1));
    addEntry(dir, file("r1.csv", text), "Ana", false);
    addEntry(dir, file("r2.csv", text), "Bob", false);
  };
  const { fresh } = drawRound(dir, [40]);
  assert.ok(fresh.some(({ times }) => times > 1) && fresh.reduce((sum, { times }) => sum + times, 0) === 40);
  enter(1);
  assess(dir);
  const second = drawRound(dir, [30]);
  assert.ok(second.fresh.some(({ known }) => known));
  assert.equal(
    second.fresh.reduce((sum, { times }) => sum + times, 0),
    30,
  );
  const sheet = readFileSync(join(dir, "round-2-sheet.csv"), "utf8");
  for (const { unit, known } of second.fresh) assert.equal(sheet.includes(`\n${unit},`), !known);
  enter(2);
  assess(dir);
  assert.ok(recompute(dir).every(({ ok }) => ok));
  const list = join(dir, "round-2-retrieval.csv");
  assert.match(readFileSync(list, "utf8"), /^unit,draw,ticket,times\n/);
});

test("with replacement: batches, drawn again and again by their bounds", () => {
  const results = file("b.csv", "unit,A,B\na,600,400\nb,500,300\nc,300,250\n");
  const of = flat({
    results,
    bounds: file("b-roll.csv", "unit,bound\na,1100\nb,900\nc,600\n"),
    boundsSource: "roll",
    replace: true,
  });
  const lines = new Map([
    ["a", "a,600,400"],
    ["b", "b,500,300"],
    ["c", "c,300,250"],
  ]);
  const found = auditOnce(shop, of, [24], (unit) => lines.get(unit) ?? "");
  assert.deepEqual([found.drawn, found.confirmed, found.full], [3, true, true]);
});
