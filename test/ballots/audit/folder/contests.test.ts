/** Audits of several contests in one sample, and by card style. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, readRounds, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { nextSizes, plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import { parseCsv } from "../../../../src/ballots/csv.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { auditOnce, entry, NOW, refused, SEED, workshop } from "./audits.ts";
import { cards, contest, row, twoContests } from "./two-contests.ts";

const shop = workshop("contests");
const { folder, file } = shop;
const { input } = twoContests(shop);

const styled = (school = 305): Partial<PlanInput> => ({
  contests: [contest("Mayor", 3000), contest("School: north", school)],
  boundsSource: "ballots issued by style",
});

test("two contests in one sample: each has its own risk, one entry serves both", () => {
  const found = auditOnce(shop, input({}), null, row());
  assert.deepEqual(
    found.contests.map(({ contest: name, confirmed }) => [name, confirmed]),
    [
      ["Mayor", true],
      ["School: north", true],
    ],
  );
  const page = readFileSync(writeReport(found.dir, messagesOf("fr")), "utf8");
  assert.match(page, /<h3>School: north<\/h3><p>School: north : risque 0,0\d+, confirmé\./);
  const sheet = readFileSync(join(found.dir, "round-1-sheet.csv"), "utf8");
  assert.match(
    sheet,
    /^unit,Mayor: ADA,Mayor: BEN,School: north: CYR,School: north: DEE,Mayor: other \(not listed\),School: north: other \(not listed\)\n/,
  );
});

test("by card style a contest is drawn from the cards that hold it, with far fewer cards", () => {
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
  const plain = plannedSizes(planAudit(folder(), input({})));
  const audit = planAudit(folder(), input(styled()));
  const sizes = plannedSizes(audit);
  assert.ok(sum(sizes) < sum(plain) / 1.5, `${sizes} instead of ${plain}`);
  const found = auditOnce(shop, input(styled()), null, row());
  assert.ok(found.confirmed && found.drawn <= sum(sizes));
  const list = [...parseCsv(readFileSync(join(found.dir, "round-1-retrieval.csv"), "utf8"), "list")];
  assert.deepEqual(list[0]?.cells, ["unit", "draw", "ticket", "times", "for"]);
  assert.ok(list.some(({ cells }) => cells[4] === "Mayor; School: north" || cells[4] === "School: north"));
});

test("by card style a card without the contest that its record holds is the worst it can be", () => {
  const lost = new Map([...cards].map(([id, [mayor]]) => [id, [mayor ?? null, null] as const]));
  const found = auditOnce(shop, input(styled()), [40, 40], row(2, lost));
  assert.deepEqual(
    found.contests.map(({ risk }) => risk === 1),
    [false, true],
  );
});

test("by card style the bound on the cards of a contest is needed, and must fit records and manifest", () => {
  refused(
    () => planAudit(folder(), input({ ...styled(), boundsSource: null })),
    /--bounds-source is missing/,
  );
  refused(() => planAudit(folder(), input(styled(250))), /300 records hold School: north, and at most 250/);
  refused(() => planAudit(folder(), input(styled(4000))), /4000 cards may hold .* lists 3000/);
  refused(
    () =>
      planAudit(
        folder(),
        input({ ...styled(), contests: [contest("Mayor", 3000), contest("School: north")] }),
      ),
    /how many cards may hold School: north is not said/,
  );
});

test("a contest that is confirmed is drawn no further; the others go on, and rounds grow", () => {
  const dir = folder();
  planAudit(dir, input(styled()));
  recordSeed(dir, SEED, "dice", NOW);
  const enter = (round: number): void => {
    const text = entry(dir, round, row());
    addEntry(dir, file("r1.csv", text), "Ana", false);
    addEntry(dir, file("r2.csv", text), "Bob", false);
  };
  drawRound(dir, [60, 4]);
  enter(1);
  assert.deepEqual(
    assess(dir).contests.map(({ confirmed }) => confirmed),
    [true, false],
  );
  assert.deepEqual(nextSizes(checkAudit(dir), null), [0, 2]);
  drawRound(dir, [0, 60]);
  enter(2);
  assert.ok(assess(dir).confirmed);
  assert.deepEqual(
    readRounds(dir).map(({ sizes }) => sizes),
    [
      [60, 4],
      [60, 64],
    ],
  );
  assert.ok(recompute(dir).every(({ ok }) => ok));
});

test("entries of several contests: absent is said, and not beside votes", () => {
  const dir = folder();
  planAudit(dir, input({}));
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [3]);
  const [head = "", first = ""] = readFileSync(join(dir, "round-1-sheet.csv"), "utf8").split("\n");
  const unit = first.split(",")[0];
  for (const [cells, pattern] of [
    ["1,0,absent,1", /:2: School: north has votes, and is said to be absent/],
    ["1,0,,", /:2: CYR is ""/],
    ["1,2,absent,", /:2: 2 votes for BEN on one card/],
  ] as const)
    refused(() => addEntry(dir, file("bad.csv", `${head}\n${unit},${cells}\n`), "Ana", false), pattern);
  const other = head.replace("School: north: DEE", "Judge: DEE");
  refused(
    () => addEntry(dir, file("bad.csv", `${other}\n${unit},1,0,1,0\n`), "Ana", false),
    /there is no choice "Judge: DEE"/,
  );
});

test("names of contests and choices that make one column are refused: nobody could enter them", () => {
  const columns = {
    format: "x",
    ids: ["0-1"],
    contests: [
      { name: "A", choices: ["B: C", "D"] },
      { name: "A: B", choices: ["C", "D"] },
    ].map((one) => ({
      ...one,
      votesAllowed: 1,
      ranked: false,
      patterns: [null, [one.choices[0] ?? ""]],
      card: Uint16Array.of(1),
    })),
  };
  const strata = input({}).strata.map((one) => ({ ...one, cvr: { file: "cvr.csv", table: columns } }));
  refused(
    () => planAudit(folder(), input({ contests: [contest("A"), contest("A: B")], strata })),
    /"A: B: C" names two choices/,
  );
});

test("minutes of several contests: the largest error over all margins", () => {
  const stations = Array.from({ length: 80 }, (_, i) => ({ unit: `S${i}`, bound: 600 + (i % 50) }));
  const results = `unit,Mayor: ADA,Mayor: BEN,School: north: CYR,School: north: DEE\n${stations
    .map(({ unit }, i) => `${unit},${300 + (i % 9)},${200 + (i % 5)},250,${150 + (i % 7)}\n`)
    .join("")}`;
  const roll = `unit,bound\n${stations.map(({ unit, bound }) => `${unit},${bound}\n`).join("")}`;
  const of = (text: string): PlanInput =>
    input({
      strata: [{ name: "", kind: "batches", results: file("two.csv", text), manifest: null, cvr: null }],
      bounds: file("roll.csv", roll),
      boundsSource: "roll",
    });
  const lines = new Map(results.split("\n").map((line) => [line.split(",")[0], line]));
  const found = auditOnce(shop, of(results), null, (unit) => lines.get(unit) ?? "");
  assert.ok(found.confirmed && found.contests.length === 2);
  const swapped = (unit: string): string => (lines.get(unit) ?? "").replace(/,(\d+),(\d+)$/, ",$2,$1");
  assert.equal(
    auditOnce(shop, of(results), [12], swapped).confirmed,
    false,
    "an error in one contest is one",
  );
  refused(
    () => planAudit(folder(), of(results.replace("Mayor: BEN", "Mayer: BEN"))),
    /the column "Mayer: BEN" names no contest/,
  );
});
