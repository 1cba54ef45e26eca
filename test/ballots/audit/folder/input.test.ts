/** Bad and hostile input of an audit's folder: refused in words, before anything is written or claimed. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { batchPopulation } from "../../../../src/ballots/audit/folder/batches.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import type { StratumTables } from "../../../../src/ballots/audit/folder/stratum.ts";
import { commonDenominator } from "../../../../src/ballots/fraction.ts";
import { sha256 } from "../../../../src/base/digest.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { auditOnce, entry, type FlatInput, flat, NOW, refused, SEED, workshop } from "./audits.ts";

const shop = workshop("input");
const { folder, file, root } = shop;

const stations = Array.from({ length: 40 }, (_, i) => `S${i}`);
const table = (head: string, row: (unit: string, i: number) => string, units = stations): string =>
  `${head}\n${units.map((unit, i) => `${unit},${row(unit, i)}\n`).join("")}`;
const batches = (change: Partial<FlatInput> = {}): PlanInput =>
  flat({
    results: file(
      "results.csv",
      table("unit,A,B", (_unit, i) => `${300 + i},100`),
    ),
    bounds: file(
      "roll.csv",
      table("unit,bound", () => "700"),
    ),
    boundsSource: "roll",
    ...change,
  });
const row = (unit: string): string => `${unit},${300 + stations.indexOf(unit)},100`;

function records(change: Partial<CvrTable["contests"][number]> = {}): CvrTable {
  const ids = Array.from({ length: 40 }, (_, i) => `b-${i + 1}`);
  const card = Uint16Array.from(ids, (_id, i) => (i % 4 === 0 ? 2 : 1));
  const one = { name: "Mayor", choices: ["ADA", "BEN"], votesAllowed: 1, ranked: false, card };
  return { format: "x", ids, contests: [{ ...one, patterns: [null, ["ADA"], ["BEN"]], ...change }] };
}

const compared = (cvr: CvrTable, change: Partial<FlatInput> = {}): PlanInput =>
  flat({
    kind: "comparison",
    manifest: file("manifest.csv", "batch,cards\nb,40\n"),
    cvr: { file: "cvr.csv", table: cvr },
    ...change,
  });

/** Nothing is written when a plan is refused. */
function unplanned(input: PlanInput, pattern: RegExp): void {
  const dir = folder();
  refused(() => planAudit(dir, input), pattern);
  assert.ok(!existsSync(dir), String(pattern));
}

function edit(path: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  change(value);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

test("a share that is no share is not taken for a half, and ends nothing", () => {
  for (const share of ["x", "", "0", "1", "1.5", "-0.5", "1e-3"]) {
    const rule = { name: "majority", seats: 1, share } as const;
    unplanned(batches({ rule }), /a share of "/);
    const dir = folder();
    planAudit(dir, batches({ rule: { ...rule, share: "0.5" } }));
    edit(join(dir, "plan.json"), (plan) => {
      for (const one of plan["contests"] as { rule: { share: string } }[]) one.rule.share = share;
    });
    assert.match(recompute(dir)[0]?.text ?? "", /a share of "/);
  }
});

test("names that cannot be seen, printed or typed back are refused", () => {
  for (const [name, pattern] of [
    ["S\u0000", /:2: the unit "S.*characters that cannot be seen/],
    ["S\u001b[2J", /cannot be seen/],
    ["S\u202e1", /cannot be seen/],
    ['"S\n9"', /cannot be seen/],
    ["'=S", /begins with an apostrophe/],
    ["S".repeat(501), /longer than 500/],
  ] as const)
    unplanned(
      batches({
        results: file("bad.csv", `unit,A,B\n${name},3,2\n`),
        bounds: file("bad-roll.csv", `unit,bound\n${name},9\n`),
      }),
      pattern,
    );
  for (const head of ["unit,A,", "unit,A,\u0007B", `unit,A,${"B".repeat(501)}`])
    unplanned(
      batches({ results: file("bad.csv", `${head}\nS,3,2\n`) }),
      /bad\.csv:1: the column ".*(empty|cannot be seen|longer)/,
    );
  for (const choice of [" ADA", "A\nB", ""])
    unplanned(compared(records({ patterns: [null, [choice], ["BEN"]] })), /the choice "/);
  unplanned(batches({ contest: "Mayor\u0000" }), /the contest "/);
});

test("names of the language are names like others", () => {
  const names = ["__proto__", "constructor", "toString"];
  const results = file(
    "proto.csv",
    table("unit,__proto__,constructor", () => "30,10", names),
  );
  const bounds = file(
    "proto-roll.csv",
    table("unit,bound", () => "90", names),
  );
  const found = auditOnce(shop, batches({ results, bounds }), [3], (unit) => `${unit},30,10`);
  assert.deepEqual([found.confirmed, checkAudit(found.dir).plan.contests[0]?.outcome], [true, ["__proto__"]]);
});

test("a table in another encoding is refused: different names would become one", () => {
  const path = join(root, "latin1.csv");
  writeFileSync(path, Buffer.from("unit,M\u00c9LENCHON,M\u00c8LENCHON\nS0,3,2\n", "latin1"));
  unplanned(batches({ results: path }), /latin1\.csv: the text is not UTF-8/);
  const dir = folder();
  planAudit(dir, batches());
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [2]);
  writeFileSync(path, Buffer.from("unit,A,B,\u00c9\n", "latin1"));
  refused(() => addEntry(dir, path, "Ana", false), /latin1\.csv: the text is not UTF-8/);
  writeFileSync(path, "unit,A,B\rS0,1,2\r");
  refused(() => addEntry(dir, path, "Ana", false), /latin1\.csv:1: /);
});

test("figures that are too large to be exact are refused", () => {
  const most = "999999999999999";
  const huge = (figure: string): string =>
    file(
      "huge.csv",
      table("unit,bound", () => figure),
    );
  unplanned(batches({ bounds: huge(most) }), /huge\.csv: votes and bounds are too large to be exact/);
  unplanned(batches({ bounds: huge(`${most}9`) }), /not a whole number of 0 or more/);
  const votes = file(
    "votes.csv",
    table("unit,A,B", () => `${most},1`),
  );
  unplanned(batches({ results: votes, bounds: huge(most) }), /votes\.csv:2: |2\^53/);
});

test("more assertions than anyone can test are refused", () => {
  const names = Array.from({ length: 201 }, (_, i) => `C${i}`);
  const results = file("wide.csv", `unit,${names.join(",")}\nS0,${names.map((_n, i) => i).join(",")}\n`);
  const bounds = file("wide-roll.csv", "unit,bound\nS0,99999\n");
  const rule = (name: "plurality" | "dhondt", seats: number) => ({ name, seats, share: "0.5" });
  unplanned(batches({ results, bounds, rule: rule("plurality", 100) }), /more than 10,000 assertions/);
  unplanned(batches({ results, bounds, rule: rule("dhondt", 3) }), /more than 10,000 assertions/);
  assert.ok(planAudit(folder(), batches({ results, bounds, rule: rule("plurality", 40) })));
});

test("a round that claims to go further than there is to draw does not make anybody draw for ever", () => {
  for (const [replace, sizes] of [
    [true, [9e15]],
    [false, [41]],
    [false, [5, 5]],
    [false, []],
  ] as const) {
    const dir = folder();
    planAudit(dir, batches({ replace }));
    recordSeed(dir, SEED, "dice", NOW);
    drawRound(dir, [5]);
    edit(join(dir, "round-1.json"), (round) => {
      round["sizes"] = sizes;
    });
    const draw = recompute(dir).find(({ name }) => name === "draw");
    assert.ok(draw?.ok === false && /more than there is|no round after/.test(draw.text), draw?.text);
  }
});

test("a plan that does not say where its bounds come from is refused by everyone", () => {
  for (const source of [null, " "]) {
    const dir = folder();
    planAudit(dir, batches());
    edit(join(dir, "plan.json"), (plan) => {
      plan["boundsSource"] = source;
    });
    refused(() => checkAudit(dir), /where the bounds come from is not said/);
  }
});

test("records of two contests or choices with one name are refused: nobody knows whose votes they are", () => {
  const two = records();
  const twins = { ...two, contests: [...two.contests, ...two.contests] };
  unplanned(compared(twins), /two contests are named "Mayor"/);
  unplanned(compared(records({ choices: ["ADA", "BEN", "ADA"] })), /two choices of Mayor are named "ADA"/);
  assert.ok(planAudit(folder(), compared(records({ choices: ["ADA", "BEN", "Write-in", "Write-in"] }))));
});

test("committed records that name other contests than the plan are refused", () => {
  const dir = folder();
  planAudit(dir, compared(records()));
  const path = join(dir, "records.csv");
  const forged = readFileSync(path, "utf8").replace("card,", "ballot,");
  writeFileSync(path, forged);
  edit(join(dir, "plan.json"), (plan) => {
    (plan["files"] as Record<string, string>)["records.csv"] = sha256(forged);
  });
  refused(() => checkAudit(dir), /records\.csv:1: the first line does not name the contests/);
});

/** A round that two people have entered. */
function entered(change: Partial<FlatInput> = {}): string {
  const dir = folder();
  planAudit(dir, batches(change));
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [12]);
  const text = entry(dir, 1, row);
  addEntry(dir, file("e.csv", text), "Ana", false);
  addEntry(dir, file("e.csv", text), "Bob", false);
  return dir;
}

test("one person who entered everything twice is found, whoever wrote the list of entries", () => {
  const dir = entered();
  assess(dir);
  const path = join(dir, "entries.json");
  const list = readFileSync(path, "utf8");
  for (const name of ["Ana", "  ÁNA", "A\u200bna", "A\u00adna"]) {
    writeFileSync(path, list.replace('"Bob"', JSON.stringify(name)));
    refused(() => assess(dir), /entered S\d+ twice/);
    assert.ok(recompute(dir).some(({ ok, text }) => !ok && /entered S\d+ twice/.test(text)));
  }
  refused(() => addEntry(dir, file("e.csv", entry(dir, 1, row)), "\u200b", false), /--by is missing/);
});

test("the page does not repeat an assessment that does not follow from the entries", () => {
  const dir = entered();
  assess(dir);
  const text = messagesOf("en");
  assert.ok(writeReport(dir, text));
  edit(join(dir, "assessment-1.json"), (found) => {
    found["risk"] = 0.001;
    found["confirmed"] = true;
  });
  refused(() => writeReport(dir, text), /risk 0\.001 was written, 0\.\d+ is computed/);
});

test("a row that has figures and is said to be missing is refused", () => {
  const dir = entered();
  const [head = "", first = ""] = entry(dir, 1, row).split("\n");
  const unit = first.split(",")[0];
  refused(
    () => addEntry(dir, file("e.csv", `${head}\n${unit},missing,5\n`), "Cy", false),
    /has figures, and is said to be missing/,
  );
});

test("minutes of many contests can be drawn, though no common denominator of their margins is small", () => {
  const count = 40;
  const names = Array.from({ length: count }, (_, c) => `C${c}`);
  // each contest has a station of its own that could be off by most, and a margin of its own
  const votes = (i: number): string =>
    names.map((_name, c) => (i === c ? "690,0" : `300,${i === (c + 1) % count ? 100 + c : 100}`)).join(",");
  const head = `unit,${names.flatMap((name) => [`${name}: A`, `${name}: B`]).join(",")}`;
  const one = batches({
    results: file(
      "many.csv",
      table(head, (_unit, i) => votes(i)),
    ),
    bounds: file(
      "many-roll.csv",
      table("unit,bound", () => "700"),
    ),
  });
  const input = {
    ...one,
    contests: names.map((name) => ({
      name,
      rule: { name: "plurality", seats: 1, share: "0.5" } as const,
      votesAllowed: 1,
      cards: null,
    })),
  };
  const found = auditOnce(shop, input, null, (unit) => `${unit},${votes(stations.indexOf(unit))}`);
  assert.ok(found.confirmed && found.drawn < 30, `${found.risk} after ${found.drawn}`);
  const { bounds, total } = batchPopulation(
    checkAudit(found.dir).tables[0] as StratumTables,
    checkAudit(found.dir).plan.contests,
  );
  assert.ok(commonDenominator([...bounds, total]) <= 2n ** 64n, "rounded up to what a draw can tell apart");
});

test("a station that is named like a card that nobody can fetch is fetched", () => {
  const units = ["phantom #1", "phantom #2", "S3"];
  const change = {
    results: file(
      "named.csv",
      table("unit,A,B", () => "300,100", units),
    ),
    bounds: file(
      "named-roll.csv",
      table("unit,bound", () => "700", units),
    ),
  };
  const found = auditOnce(shop, batches(change), [3], (unit) => `${unit},300,100`);
  assert.deepEqual([found.drawn, found.missing], [3, 0]);
});
