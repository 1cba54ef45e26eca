/** Audits of ballots: cards compared with their records, and cards alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { seeded } from "../simulation.ts";
import { auditOnce, type FlatInput, flat, refused, workshop } from "./audits.ts";

const shop = workshop("cards");
const { folder, file } = shop;

const manifest = `batch,cards\n${Array.from({ length: 20 }, (_, i) => `1-${i},50\n`).join("")}`;

/** 1,000 cards: 600 for ADA, 380 for BEN, 20 blank; in a random order. */
const next = seeded(3);
const cards = new Map(
  Array.from({ length: 1000 }, (_, i) => (i < 600 ? "ADA" : i < 980 ? "BEN" : ""))
    .map((vote) => ({ vote, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ vote }, i): [string, string] => [`1-${Math.floor(i / 50)}-${(i % 50) + 1}`, vote]),
);
const cardRow = (unit: string): string =>
  `${unit},${cards.get(unit) === "ADA" ? 1 : 0},${cards.get(unit) === "BEN" ? 1 : 0}`;

const dominion = (rows: Iterable<readonly [string, string]>): string =>
  `Test,5.2\n,,,,,,,,Mayor (Vote For=1),Mayor (Vote For=1)\n,,,,,,,,ADA,BEN\nCvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,X,Y\n${Array.from(
    rows,
    ([id, vote], i) =>
      `${i + 1},${id.replaceAll("-", ",")},="x","a, b",12,7,${vote === "ADA" ? 1 : 0},${vote === "BEN" ? 1 : 0}\n`,
  ).join("")}`;

function cardPlan(change: Partial<FlatInput>): PlanInput {
  return flat({
    manifest: file("manifest.csv", manifest),
    ...change,
  });
}

const auditCards = (input: PlanInput, count: number | null, row: (unit: string) => string) =>
  auditOnce(shop, input, count === null ? null : [count], row);

test("cards with records: compared, with a phantom and with errors", () => {
  const path = file("cvr.csv", dominion(cards));
  const input = cardPlan({ kind: "comparison", cvr: { file: path, table: readCvr(path) } });
  assert.equal(auditCards(input, null, cardRow).confirmed, true);
  const flipped = auditCards(input, 60, (unit) =>
    cards.get(unit) === "ADA" ? `${unit},0,1` : cardRow(unit),
  );
  assert.ok(!flipped.confirmed && flipped.discrepancies > 20);
  const fewer = file("cvr2.csv", dominion([...cards].slice(0, 990)));
  const phantoms = cardPlan({ kind: "comparison", cvr: { file: fewer, table: readCvr(fewer) } });
  const missing = (unit: string): string =>
    [...cards.keys()].indexOf(unit) >= 990 ? `${unit},missing,` : cardRow(unit);
  assert.equal(
    auditCards(phantoms, 120, missing).confirmed,
    true,
    "ten phantoms among a thousand cost cards, not the audit",
  );
});

test("cards alone: polled", () => {
  const votes = file("totals.csv", "unit,ADA,BEN\nall,600,380\n");
  const found = auditCards(cardPlan({ kind: "polling", results: votes }), 300, cardRow);
  assert.equal(found.confirmed, true);
  const lost = auditCards(cardPlan({ kind: "polling", results: votes }), 300, (unit) => `${unit},missing,`);
  assert.equal(lost.risk, 1);
});

test("records are checked against the manifest", () => {
  const twice = file("twice.csv", dominion([...cards, ...[...cards].slice(0, 1)]));
  refused(() => readCvr(twice), /twice\.csv:1005: there is a second record of card 1-0-1/);
  const strange = file(
    "strange.csv",
    dominion([["1-77-1", "ADA"], ...cards].slice(0, 900) as [string, string][]),
  );
  refused(
    () =>
      planAudit(folder(), cardPlan({ kind: "comparison", cvr: { file: strange, table: readCvr(strange) } })),
    /"1-77-1" has no card in/,
  );
  const path = file("cvr.csv", dominion(cards));
  const table = readCvr(path);
  const other = cardPlan({ kind: "comparison", contest: "Judge", cvr: { file: path, table } });
  refused(() => planAudit(folder(), other), /no contest "Judge" \(name one of: Mayor/);
  const short = cardPlan({
    kind: "comparison",
    manifest: file("short.csv", "batch,cards\n1-0,50\n"),
    cvr: { file: path, table },
  });
  refused(() => planAudit(folder(), short), /there are 1000 records, and 50 cards in all/);
  const two = cardPlan({ kind: "comparison", votesAllowed: 2, cvr: { file: path, table } });
  refused(() => planAudit(folder(), two), /Mayor allows 1 votes on a card, not 2 \(say: --votes-allowed 1\)/);
  const many = file("many.csv", "unit,ADA,BEN\nall,900,380\n");
  refused(
    () => planAudit(folder(), cardPlan({ kind: "polling", results: many })),
    /1000 cards, and 1280 votes/,
  );
});
