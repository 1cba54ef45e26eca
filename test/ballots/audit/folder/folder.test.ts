/** An audit as a folder, from the plan to the recomputation; and everything that it must refuse. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { readPlan } from "../../../../src/ballots/audit/folder/plan.ts";
import { plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { entry, type FlatInput, flat, NOW, refused, SEED, workshop } from "./audits.ts";

const shop = workshop("audit");
const { root, folder, file } = shop;

/** 120 stations in which A is ahead; B has a comma and a formula in its name. */
const B = '=B, "the second"';
const stations = Array.from({ length: 120 }, (_, i) => ({
  unit: `S${i}`,
  a: 300 + (i % 40),
  b: 200 + (i % 30),
  bound: 700 + (i % 90),
}));
const HEAD = `unit,A,"${B.replaceAll('"', '""')}"\n`;
const results = HEAD + stations.map(({ unit, a, b }) => `${unit},${a},${b}\n`).join("");
const roll = `unit,bound\n${stations.map(({ unit, bound }) => `${unit},${bound}\n`).join("")}`;

function batches(change: Partial<FlatInput> = {}): FlatInput {
  return {
    kind: "batches",
    contest: "Mayor <script>",
    rule: { name: "plurality", seats: 1, share: "0.5" },
    votesAllowed: 1,
    contestCards: null,
    riskLimit: "0.05",
    results: file("results.csv", results),
    bounds: file("roll.csv", roll),
    boundsSource: "roll of 2 April",
    manifest: null,
    cvr: null,
    replace: false,
    now: NOW,
    ...change,
  };
}

const reported = (unit: string): string => {
  const one = stations.find((station) => station.unit === unit);
  return `${unit},${one?.a},${one?.b}`;
};

function drawn(change: Partial<FlatInput> = {}, count?: number): string {
  const dir = folder();
  const audit = planAudit(dir, flat(batches(change)));
  recordSeed(dir, SEED, "town hall, 20 dice", NOW);
  drawRound(dir, count === undefined ? plannedSizes(audit) : [count]);
  return dir;
}

test("minutes: two entries, a confirmation, a page, and the same figures for anyone", () => {
  const dir = drawn();
  const text = entry(dir, 1, reported);
  addEntry(dir, file("e1.csv", text), "Ana", false);
  refused(() => assess(dir), /two people must enter it/);
  refused(() => addEntry(dir, file("e1.csv", text), "Ana", false), /Ana entered S\d+ already/);
  addEntry(dir, file("e2.csv", text), "Bob", false);
  const found = assess(dir);
  assert.deepEqual([found.confirmed, found.discrepancies, found.missing], [true, 0, 0]);
  assert.ok(found.risk > 0.01 && found.risk <= 0.05, String(found.risk));
  assert.ok(recompute(dir).every(({ ok }) => ok));
  assert.deepEqual(assess(dir), found, "asked again, it says the same");
  refused(() => addEntry(dir, file("e3.csv", text), " aNA ", false), /entered S\d+ already/);
  refused(() => addEntry(dir, file("e3.csv", text), "Cy", true), /nothing to decide about S\d+/);
  const page = readFileSync(writeReport(dir, messagesOf("fr")), "utf8");
  assert.ok(page.includes("procès-verbaux originaux") && !page.includes("<script>"));
  assert.match(page, /role="img" aria-label=/);
});

test("minutes: people differ, a third decides; missing minutes are the worst they can be", () => {
  const dir = drawn();
  const rows = entry(dir, 1, reported);
  const first = rows.split("\n")[1]?.split(",")[0] ?? "";
  addEntry(dir, file("e1.csv", rows), "Ana", false);
  addEntry(
    dir,
    file(
      "e2.csv",
      entry(dir, 1, (unit) => (unit === first ? `${unit},1,2` : reported(unit))),
    ),
    "Bob",
    false,
  );
  refused(() => assess(dir), /two entries differ/);
  addEntry(dir, file("e3.csv", `${rows.split("\n")[0]}\n${first},missing,\n`), "Cy", true);
  const found = assess(dir);
  assert.deepEqual([found.confirmed, found.missing], [false, 1], "one missing station costs a round");
  drawRound(dir, [60]);
  const second = entry(dir, 2, reported);
  addEntry(dir, file("e4.csv", second), "Ana", false);
  addEntry(dir, file("e5.csv", second), "Bob", false);
  assert.equal(assess(dir).confirmed, true, "and does not end the audit");
  assert.ok(recompute(dir).every(({ ok }) => ok));
});

test("minutes that contradict the file are not confirmed", () => {
  const dir = drawn();
  const text = entry(dir, 1, (unit) => reported(unit).replace(/,(\d+),(\d+)$/, ",$2,$1"));
  addEntry(dir, file("e1.csv", text), "Ana", false);
  addEntry(dir, file("e2.csv", text), "Bob", false);
  const found = assess(dir);
  assert.ok(!found.confirmed && found.discrepancies === found.drawn && found.risk === 1);
});

test("the planner refuses bounds that come from the results under audit", () => {
  const own = `unit,bound\n${stations.map(({ unit, a, b }) => `${unit},${a + b}\n`).join("")}`;
  for (const [change, pattern] of [
    [{ bounds: null }, /--bounds is missing \(.*deletes votes/],
    [{ boundsSource: null }, /--bounds-source is missing/],
    [{ bounds: file("own.csv", own) }, /come from the results under audit/],
    [{ bounds: batches().results }, /the bounds are the results under audit/],
  ] as const) {
    const dir = folder();
    refused(() => planAudit(dir, flat(batches(change))), pattern);
    assert.ok(!existsSync(dir), "nothing is written");
  }
});

test("bad tables are refused with file, line and remedy, and nothing is written", () => {
  const bad: readonly (readonly [Partial<FlatInput>, RegExp])[] = [
    [{ results: file("x1.csv", results.replace("S3,303,203", "S3,-303,203")) }, /x1\.csv:5: S3, A is "-303"/],
    [{ results: file("x2.csv", results.replace("S3,303,203", "S3,3.5,203")) }, /x2\.csv:5: .*whole number/],
    [{ results: file("x3.csv", results.replace("S3,", "S2,")) }, /x3\.csv:5: S2 stands here a second time/],
    [
      { results: file("x4.csv", results.replace("S3,303,203", "S3,303")) },
      /x4\.csv:5: 2 cells where the first line has 3/,
    ],
    [
      { results: file("x5.csv", results.replace("S3,303,203", "S3,903,203")) },
      /x5\.csv:5:2: S3 has 1106 votes, more than its 703 registered voters allow \(\S*roll\.csv:5:2\)/,
    ],
    [
      { results: file("x6.csv", results.replace("S3,303,203\n", "")) },
      /roll\.csv:5:1: S3 is not in \S*x6\.csv \(report every unit/,
    ],
    [{ results: file("x7.csv", `${results}S999,1,1\n`) }, /x7\.csv:122:1: S999 is not in/],
    [
      { results: file("x8.csv", results.replace("S3,303", 'S3,"303')) },
      /x8\.csv:5: a quote is opened and never closed/,
    ],
    [{ results: file("x9.csv", "") }, /the table is empty/],
    [{ results: join(root, "nowhere.csv") }, /nowhere\.csv: there is no such file/],
    [{ riskLimit: "0" }, /a risk limit of 0/],
    [{ riskLimit: "0.9" }, /a risk limit of 0\.9/],
    [{ rule: { name: "plurality", seats: 2, share: "" } }, /nobody lost/],
    [
      { results: file("x10.csv", HEAD + stations.map(({ unit }) => `${unit},100,100\n`).join("")) },
      /margin of .* is 0 or less/,
    ],
  ];
  for (const [change, pattern] of bad) {
    const dir = folder();
    refused(() => planAudit(dir, flat(batches(change))), pattern);
    assert.ok(!existsSync(dir), `nothing is written: ${pattern}`);
  }
});

test("what was committed cannot change any more", () => {
  const dir = drawn();
  const text = entry(dir, 1, reported);
  addEntry(dir, file("e1.csv", text), "Ana", false);
  addEntry(dir, file("e2.csv", text), "Bob", false);
  assess(dir);
  for (const [name, from, to] of [
    ["results.csv", "S3,303", "S3,304"],
    ["bounds.csv", "S3,703", "S3,704"],
    ["plan.json", '"riskLimit": "0.05"', '"riskLimit": "0.06"'],
    ["seed.json", SEED, SEED.replace("0", "1")],
    ["assessment-1.json", '"drawn": ', '"drawn": 1'],
    ["entry-1.csv", ",missing", ""],
    ["round-1-retrieval.csv", "unit,draw", "unit,drew"],
  ] as const) {
    const path = join(dir, name);
    const kept = readFileSync(path, "utf8");
    const changed = kept.replace(from, to);
    if (changed === kept) writeFileSync(path, kept.replace(/\n[^\n]+\n$/, "\n"));
    else writeFileSync(path, changed);
    const isHead = name === "round-1-retrieval.csv"; // the first line names columns only
    assert.equal(
      recompute(dir).every(({ ok }) => ok),
      isHead,
      name,
    );
    writeFileSync(path, kept);
  }
  assert.ok(recompute(dir).every(({ ok }) => ok));
});

test("the seed comes after the plan, once, and long enough to be random", () => {
  const dir = folder();
  planAudit(dir, flat(batches()));
  refused(() => drawRound(dir, [5]), /seed\.json: there is no such file/);
  refused(() => recordSeed(dir, "1234", "dice", NOW), /fewer than 20 digits/);
  refused(() => recordSeed(dir, SEED, " ", NOW), /--ceremony is missing/);
  recordSeed(dir, SEED, "dice", NOW);
  refused(() => recordSeed(dir, `9${SEED}`, "dice again", NOW), /done already/);
  refused(() => planAudit(dir, flat(batches({ now: "2026-05-04T10:00:00.000Z" }))), /done already/);
});

test("entries are refused with file, line and remedy, and change nothing", () => {
  const dir = drawn();
  const good = entry(dir, 1, reported);
  const [head = "", first = ""] = good.split("\n");
  const unit = first.split(",")[0] ?? "";
  const notDrawn = stations.find((station) => !good.includes(`${station.unit},`))?.unit ?? "";
  const before = readdirSync(dir).sort();
  for (const [text, pattern] of [
    [`${head}\n${notDrawn},1,1\n`, /:2: S\d+ was not drawn/],
    [`${head}\n${unit},1,1\n${unit},1,1\n`, /:3: .*a second time/],
    [`${head}\n${unit},-1,1\n`, /:2: A is "-1"/],
    [`${head},Z\n${unit},1,1,1\n`, /there is no choice "Z"/],
    ["unit,A\n", /the column ".*second.*" is missing/],
    [`${head}\n${unit},1\n`, /:2: 2 cells/],
    [`${head}\n`, /the entry is empty/],
  ] as const) {
    refused(() => addEntry(dir, file("bad.csv", text), "Ana", false), pattern);
    assert.deepEqual(readdirSync(dir).sort(), before);
  }
});

test("a folder that is no audit", () => {
  const dir = folder();
  mkdirSync(dir);
  refused(() => readPlan(dir), /plan\.json: there is no such file/);
  writeFileSync(join(dir, "plan.json"), "{}");
  refused(() => readPlan(dir), /no plan of an audit/);
  writeFileSync(join(dir, "plan.json"), "{");
  refused(() => readPlan(dir), /plan\.json: /);
});
