/** Audits of several contests in one sample, by card style, over strata, of batches with totals, of rankings, and with replacement. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type ContestInput, type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, readRounds, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { nextSizes, plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import type { Rule } from "../../../../src/ballots/audit/folder/rule.ts";
import { parseCsv } from "../../../../src/ballots/csv.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { seeded } from "../simulation.ts";
import { auditOnce, entry, flat, NOW, refused, SEED, workshop } from "./audits.ts";

const shop = workshop("parts");
const { folder, file } = shop;

const PLURALITY: Rule = { name: "plurality", seats: 1, share: "0.5" };
const contest = (name: string, cards: number | null = null, rule: Rule = PLURALITY): ContestInput => ({
  name,
  rule,
  votesAllowed: 1,
  cards,
});

/** 3,000 cards: all hold Mayor (ADA 55 %, BEN 40 %), every tenth holds School (CYR 70 %, DEE 25 %). Null: not on the card. */
const next = seeded(7);
const cards = new Map(
  Array.from({ length: 3000 }, (_, i): [string, readonly (string | null)[]] => {
    const [mayor, school] = [next(), next()];
    return [
      `${Math.floor(i / 100)}-${(i % 100) + 1}`,
      [
        mayor < 0.55 ? "ADA" : mayor < 0.95 ? "BEN" : "",
        i % 10 === 3 ? (school < 0.7 ? "CYR" : school < 0.95 ? "DEE" : "") : null,
      ],
    ];
  }),
);
const CHOICES = [
  ["ADA", "BEN"],
  ["CYR", "DEE"],
];
const NAMES = ["Mayor", "School: north"];
const manifest = (): string =>
  file("manifest.csv", `batch,cards\n${Array.from({ length: 30 }, (_, i) => `${i},100\n`).join("")}`);

/** Records of some cards, of the first `contests` contests. */
function table(
  ids: Iterable<string> = cards.keys(),
  contests = 2,
  held: ReadonlyMap<string, readonly (string | null)[]> = cards,
): CvrTable {
  const list = [...ids];
  return {
    format: "dominion-csv",
    ids: list,
    contests: NAMES.slice(0, contests).map((name, c) => {
      const patterns = [null, ...(CHOICES[c] ?? []).map((choice) => [choice]), []];
      const card = Uint16Array.from(list, (id) => {
        const vote = held.get(id)?.[c] ?? null;
        return vote === null ? 0 : vote === "" ? 3 : 1 + (CHOICES[c]?.indexOf(vote) ?? 0);
      });
      return { name, choices: CHOICES[c] ?? [], votesAllowed: 1, ranked: false, patterns, card };
    }),
  };
}

const row =
  (contests = 2, held = cards) =>
  (unit: string): string => {
    const marks = held.get(unit.split("/").at(-1) ?? "") ?? [];
    const cells = CHOICES.slice(0, contests).flatMap((choices, c) =>
      marks[c] === null ? ["absent", ""] : choices.map((choice) => (marks[c] === choice ? "1" : "0")),
    );
    return [unit, ...cells].join(",");
  };

function input(change: Partial<PlanInput>): PlanInput {
  return {
    contests: [contest("Mayor"), contest("School: north")],
    strata: [
      {
        name: "",
        kind: "comparison",
        results: null,
        manifest: manifest(),
        cvr: { file: "cvr.csv", table: table() },
      },
    ],
    riskLimit: "0.05",
    bounds: null,
    boundsSource: null,
    replace: false,
    now: NOW,
    ...change,
  };
}

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
  assert.match(page, /<h3>School: north<\/h3><p>School: north : risque 0\.0\d+, confirmé\./);
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

test("ONEAudit: batches with totals beside cards with records", () => {
  const pooled = (id: string): boolean => Number(id.split("-")[0]) >= 24;
  const totals = new Map<string, [number, number]>();
  for (const [id, [mayor]] of cards)
    if (pooled(id)) {
      const batch = id.split("-")[0] ?? "";
      const sum = totals.get(batch) ?? [0, 0];
      totals.set(batch, [sum[0] + (mayor === "ADA" ? 1 : 0), sum[1] + (mayor === "BEN" ? 1 : 0)]);
    }
  const text = `unit,ADA,BEN\n${Array.from(totals, ([batch, [a, b]]) => `${batch},${a},${b}\n`).join("")}`;
  const of = (results: string, ids: Iterable<string>): PlanInput =>
    flat({
      kind: "oneaudit",
      results: file("totals.csv", results),
      manifest: manifest(),
      cvr: { file: "cvr.csv", table: table(ids, 1) },
    });
  const recorded = [...cards.keys()].filter((id) => !pooled(id));
  const found = auditOnce(shop, of(text, recorded), null, row(1));
  assert.ok(found.confirmed, `risk ${found.risk}`);
  const audit = checkAudit(found.dir);
  const votes = (name: string): number => [...cards.values()].filter(([mayor]) => mayor === name).length;
  assert.deepEqual(audit.plan.contests[0]?.votes, [votes("ADA"), votes("BEN"), 0]);
  const polled = flat({
    kind: "polling",
    results: file("all.csv", `unit,ADA,BEN\nall,${votes("ADA")},${votes("BEN")}\n`),
    manifest: manifest(),
  });
  const size = (one: PlanInput): number => plannedSizes(planAudit(folder(), one))[0] ?? 0;
  assert.ok(size(of(text, recorded)) < size(polled) / 2, "records of most cards save most of the work");
  const turned = new Map(
    [...cards].map(([id, [mayor]]) => [id, [mayor === "ADA" && pooled(id) ? "BEN" : (mayor ?? "")]]),
  );
  assert.ok(auditOnce(shop, of(text, recorded), [300], row(1, turned)).risk > found.risk);
  refused(
    () => planAudit(folder(), of(text, cards.keys())),
    /totals\.csv:2: 24 has totals here, and card "24-1" of it has a record/,
  );
  refused(
    () => planAudit(folder(), of(text.replace(/^24,\d+/m, "24,101"), recorded)),
    /totals\.csv:2: 24 has \d+ votes on 100 cards/,
  );
  refused(
    () => planAudit(folder(), of(text.replace(/^24,/m, "99,"), recorded)),
    /totals\.csv:2: 99 is not in/,
  );
});

test("strata: cards with records beside cards without, each with its own sample", () => {
  const split = (from: number, to: number): string =>
    file(
      `m${from}.csv`,
      `batch,cards\n${Array.from({ length: to - from }, (_, i) => `${from + i},100\n`).join("")}`,
    );
  const inFirst = (id: string): boolean => Number(id.split("-")[0]) < 20;
  const count = (name: string): number =>
    [...cards].filter(([id, [mayor]]) => !inFirst(id) && mayor === name).length;
  const of = (): PlanInput =>
    input({
      contests: [contest("Mayor")],
      strata: [
        {
          name: "machines",
          kind: "comparison",
          results: null,
          manifest: split(0, 20),
          cvr: { file: "cvr.csv", table: table([...cards.keys()].filter(inFirst), 1) },
        },
        {
          name: "by post",
          kind: "polling",
          results: file("post.csv", `unit,ADA,BEN\nall,${count("ADA")},${count("BEN")}\n`),
          manifest: split(20, 30),
          cvr: null,
        },
      ],
    });
  const found = auditOnce(shop, of(), null, row(1));
  assert.ok(found.confirmed && !found.full, `risk ${found.risk} of ${found.drawn}`);
  const units = [...parseCsv(readFileSync(join(found.dir, "round-1-retrieval.csv"), "utf8"), "list")];
  assert.ok(units.some(({ cells }) => cells[0]?.startsWith("by post/2") && cells[4] === "by post"));
  assert.ok(units.some(({ cells }) => cells[0]?.startsWith("machines/") && cells[4] === "machines"));
  const turned = new Map([...cards].map(([id, [mayor]]) => [id, [mayor === "ADA" ? "BEN" : "ADA"]]));
  assert.equal(auditOnce(shop, of(), [200, 100], row(1, turned)).risk, 1);
  refused(
    () => planAudit(folder(), { ...of(), replace: true }),
    /strata and card styles are drawn without replacement/,
  );
  const slashed = { ...of(), strata: of().strata.map((one) => ({ ...one, name: `${one.name}/x` })) };
  refused(() => planAudit(folder(), slashed), /the name of a stratum has a slash/);
  const batches = { ...of(), strata: of().strata.map((one) => ({ ...one, kind: "oneaudit" as const })) };
  refused(() => planAudit(folder(), batches), /--results is missing|strata are of cards/);
});

// ---- rankings

/** 1,000 rankings of four choices: C leads at first, B wins when A and D are out. */
const RANKINGS: readonly (readonly [number, string])[] = [
  [330, "CYR"],
  [150, "BEN>ADA"],
  [140, "BEN"],
  [200, "ADA>BEN"],
  [90, "DEE>BEN>CYR"],
  [60, "DEE>ADA>BEN"],
  [30, ""],
];
const ranked = new Map(
  RANKINGS.flatMap(([count, text]) => Array.from({ length: count }, () => text))
    .map((text) => ({ text, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ text }, i): [string, readonly string[]] => [
      `${Math.floor(i / 100)}-${(i % 100) + 1}`,
      text.split(">").filter((one) => one !== ""),
    ]),
);
const PARTIES = ["ADA", "BEN", "CYR", "DEE"];

/** Dominion's CSV of a ranked contest: a column for each choice and rank. */
function rankedCsv(): string {
  const columns = [1, 2, 3].flatMap((rank) => PARTIES.map((name) => ({ name, rank })));
  const title = "Mayor (Number of positions=1, Number of ranks=3)";
  const rows = Array.from(
    ranked,
    ([id, order], i) =>
      `${i + 1},7,${id.replace("-", ",")},x,Mail,1,1,${columns.map(({ name, rank }) => (order[rank - 1] === name ? 1 : 0)).join(",")}\n`,
  );
  return `Test,5\n,,,,,,,,${columns.map(() => `"${title}"`).join(",")}\n,,,,,,,,${columns.map(({ name, rank }) => `${name}(${rank})`).join(",")}\nCvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,${columns.map(() => "").join(",")}\n${rows.join("")}`;
}

const IRV: Rule = { name: "instant-runoff", seats: 1, share: "0.5" };
const rankedInput = (rule: Rule = IRV): PlanInput => {
  const path = file("ranked.csv", rankedCsv());
  return flat({
    kind: "comparison",
    rule,
    manifest: file(
      "ranked-manifest.csv",
      `batch,cards\n${Array.from({ length: 10 }, (_, i) => `7-${i},100\n`).join("")}`,
    ),
    cvr: { file: path, table: readCvr(path) },
  });
};
const rankedRow =
  (turn: (order: readonly string[]) => readonly string[] = (order) => order) =>
  (unit: string): string => {
    const order = turn(ranked.get(unit.replace(/^7-/, "")) ?? []);
    return [unit, ...PARTIES.map((name) => order.indexOf(name) + 1)].join(",");
  };

test("an instant runoff: assertions that imply the winner, from the file of records to the risk", () => {
  const found = auditOnce(shop, rankedInput(), null, rankedRow());
  assert.ok(found.confirmed && found.risks.length >= 3, JSON.stringify(found.risks));
  const { plan, contests } = checkAudit(found.dir);
  assert.deepEqual(plan.contests[0]?.outcome, ["BEN"], "not CYR, who leads at first");
  assert.ok(contests[0]?.assorters.some(({ name }) => / among /.test(name)));
  const turned = auditOnce(
    shop,
    rankedInput(),
    [120],
    rankedRow((order) => (order[0] === "BEN" ? ["CYR"] : order)),
  );
  assert.ok(!turned.confirmed && turned.discrepancies > 20);
  writeReport(found.dir, messagesOf("en"));
  refused(
    () => planAudit(folder(), rankedInput(PLURALITY)),
    /Mayor is a ranked contest \(say: --rule instant-runoff\)/,
  );
  refused(
    () =>
      planAudit(
        folder(),
        flat({
          kind: "comparison",
          rule: IRV,
          manifest: manifest(),
          cvr: { file: "c", table: table(undefined, 1) },
        }),
      ),
    /Mayor is no ranked contest/,
  );
  refused(
    () =>
      planAudit(folder(), flat({ kind: "polling", rule: IRV, manifest: manifest(), results: manifest() })),
    /an instant runoff needs the record of every card/,
  );
});

test("preferences are 1, 2, 3 without gaps", () => {
  const dir = folder();
  planAudit(dir, rankedInput());
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [2]);
  const [head = "", first = ""] = readFileSync(join(dir, "round-1-sheet.csv"), "utf8").split("\n");
  for (const cells of ["1,3,0,0", "1,1,0,0", "2,0,0,0"])
    refused(
      () => addEntry(dir, file("bad.csv", `${head}\n${first.split(",")[0]},${cells}\n`), "Ana", false),
      /:2: the preferences for Mayor are/,
    );
});

// ---- with replacement

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
