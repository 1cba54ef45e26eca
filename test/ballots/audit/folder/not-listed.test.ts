/** A candidate whom the machines left out altogether can have won: a vote that no table lists counts against every winner. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { NOT_LISTED } from "../../../../src/ballots/audit/contest/not-listed.ts";
import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import type { Rule } from "../../../../src/ballots/audit/folder/rule.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { auditOnce, type FlatInput, flat, NOW, refused, SEED, workshop } from "./audits.ts";

const shop = workshop("others");
const { folder, file } = shop;

/** 600 cards: ADA 200, BEN 100, and 300 for ZOE, whom the machines read as blank. */
const cards = new Map(
  Array.from({ length: 600 }, (_, i): [string, string] => [
    `b-${i + 1}`,
    i % 6 < 2 ? "ADA" : i % 6 === 2 ? "BEN" : "ZOE",
  ]),
);
const manifest = file("manifest.csv", "batch,cards\nb,600\n");

function records(choices: readonly string[], ranked = false, votesAllowed = 1): CvrTable {
  const patterns = [null, [], ["ADA"], ["BEN"]];
  const card = Uint16Array.from(cards.values(), (vote) => (vote === "ADA" ? 2 : vote === "BEN" ? 3 : 1));
  return {
    format: "test",
    ids: [...cards.keys()],
    contests: [{ name: "Mayor", choices, votesAllowed, ranked, patterns, card }],
  };
}

const rule = (name: Rule["name"], seats = 1): Rule => ({ name, seats, share: "0.5" });
const compared = (one: Rule, change: Partial<FlatInput> = {}): PlanInput => {
  const table = records(["ADA", "BEN", "CYR"], one.name === "instant-runoff", change.votesAllowed);
  return flat({ kind: "comparison", rule: one, manifest, cvr: { file: "cvr.csv", table }, ...change });
};
const polled = (one: Rule): PlanInput =>
  flat({
    kind: "polling",
    rule: one,
    manifest,
    results: file("t.csv", "unit,ADA,BEN,CYR\nall,200,100,0\n"),
  });

/** As entered: ADA, BEN, CYR, others. */
const row = (unit: string): string => {
  const vote = cards.get(unit);
  return [unit, ...["ADA", "BEN", "CYR", "ZOE"].map((name) => (vote === name ? 1 : 0))].join(",");
};
const honest = (unit: string): string => row(unit).replace(/,1$/, ",0");

test("a winner whom the machines left out is never confirmed away, whatever the rule", () => {
  for (const [name, input] of [
    ["plurality", compared(rule("plurality"))],
    ["two seats", compared(rule("plurality", 2), { votesAllowed: 2 })],
    ["approval", compared(rule("approval"), { votesAllowed: 3 })],
    ["majority", compared(rule("majority"))],
    ["first round", compared(rule("runoff", 2))],
    ["D'Hondt", compared(rule("dhondt", 3))],
    ["Sainte-Laguë", compared(rule("sainte-lague", 3))],
    ["instant runoff", compared(rule("instant-runoff"))],
    ["polling", polled(rule("plurality"))],
  ] as const) {
    const wrong = auditOnce(shop, input, [590], row);
    assert.ok(!wrong.confirmed, `${name}: risk ${wrong.risk}`);
    assert.ok(auditOnce(shop, input, [590], honest).confirmed, `${name}: blank paper is blank`);
  }
});

test("minutes with votes for somebody whom the results leave out are not confirmed", () => {
  const stations = Array.from({ length: 60 }, (_, i) => ({ unit: `S${i}`, a: 200 + i, b: 100 }));
  const input = flat({
    results: file("r.csv", `unit,A,B\n${stations.map(({ unit, a, b }) => `${unit},${a},${b}\n`).join("")}`),
    bounds: file("roll.csv", `unit,bound\n${stations.map(({ unit }) => `${unit},900\n`).join("")}`),
    boundsSource: "roll",
  });
  const as = (others: number) => (unit: string) => {
    const one = stations.find((station) => station.unit === unit);
    return `${unit},${one?.a},${one?.b},${others}`;
  };
  assert.ok(auditOnce(shop, input, null, as(0)).confirmed);
  const found = auditOnce(shop, input, [55], as(300));
  assert.deepEqual([found.confirmed, found.discrepancies], [false, 55]);
});

test("a plan that drops a choice without votes still audits it: as one of the others", () => {
  const dir = folder();
  planAudit(dir, compared(rule("plurality")));
  const path = join(dir, "plan.json");
  const plan = JSON.parse(readFileSync(path, "utf8"));
  assert.deepEqual(plan.contests[0].choices, ["ADA", "BEN", "CYR", NOT_LISTED]);
  assert.deepEqual(plan.contests[0].votes, [200, 100, 0, 0]);
  const drop = (names: readonly string[]): void => {
    const one = structuredClone(plan);
    const kept = one.contests[0].choices.map((choice: string) => !names.includes(choice));
    for (const key of ["choices", "votes"])
      one.contests[0][key] = one.contests[0][key].filter((_: unknown, i: number) => kept[i]);
    writeFileSync(path, JSON.stringify(one));
  };
  drop(["CYR"]);
  assert.deepEqual(
    checkAudit(dir).contests[0]?.assorters.map(({ name }) => name),
    ["ADA > BEN", `ADA > ${NOT_LISTED}`],
  );
  drop([NOT_LISTED]);
  assert.throws(() => checkAudit(dir), /choices: the plan says 3, the tables give 4/);
  drop(["CYR", NOT_LISTED]);
  assert.throws(() => checkAudit(dir), /choices: the plan says 2, the tables give 3/);
});

test("no table may use the name of the others", () => {
  const dir = folder();
  const results = file("own.csv", `unit,ADA,${NOT_LISTED}\nall,200,100\n`);
  refused(
    () => planAudit(dir, flat({ kind: "polling", manifest, results })),
    /own\.csv: a choice is named "other/,
  );
  assert.ok(!existsSync(dir));
});

test("an entry may leave the others out, and says more than one of them on a card", () => {
  const dir = folder();
  planAudit(dir, compared(rule("plurality", 2), { votesAllowed: 2 }));
  recordSeed(dir, SEED, "dice", NOW);
  const { fresh } = drawRound(dir, [2]);
  const [first = "", second = ""] = fresh.map(({ unit }) => unit);
  const head = "unit,ADA,BEN,CYR";
  const bad = (text: string, pattern: RegExp): void =>
    refused(() => addEntry(dir, file("bad.csv", text), "Ana", false), pattern);
  bad(`${head},ZOE\n${first},1,0,0,1\n`, /no choice "ZOE" .*votes for others go to "other \(not listed\)"/);
  bad(`${head},${NOT_LISTED}\n${first},1,0\n`, /3 cells where the first line has 5/);
  bad(`${head},${NOT_LISTED}\n${first},1,0,0,-1\n`, /other \(not listed\) is "-1"/);
  addEntry(dir, file("e.csv", `${head}\n${first},1,0,0\n`), "Ana", false);
  addEntry(dir, file("e.csv", `${head},${NOT_LISTED}\n${second},0,0,0,2\n`), "Ana", false);
  addEntry(dir, file("e.csv", `${head},${NOT_LISTED}\n${first},1,0,0,\n${second},0,0,0,2\n`), "Bob", false);
  assert.match(
    readFileSync(join(dir, "entry-2.csv"), "utf8"),
    /^unit,ADA,BEN,CYR,other \(not listed\)\nb-\d+,0,0,0,2\n$/,
  );
  const page = readFileSync(writeReport(dir, messagesOf("fr")), "utf8");
  assert.match(
    page,
    /<text[^>]*>[^<]* &gt; autres, dans aucune table</,
    "in the picture of the margins, too",
  );
  assert.ok(!page.includes("other (not listed)"));
});
