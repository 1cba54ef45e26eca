/** Bad input of an audit: refused in words, before anything is written. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { batchPopulation } from "../../../../src/ballots/audit/folder/batches.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import type { StratumTables } from "../../../../src/ballots/audit/folder/stratum.ts";
import { commonDenominator } from "../../../../src/ballots/fraction.ts";
import { auditOnce, edited, type FlatInput, NOW, refused, SEED, workshop } from "./audits.ts";
import { forty, records, stations, table } from "./forty.ts";

const shop = workshop("input");
const { folder, file, root } = shop;
const { batches, compared } = forty(shop);

/** Nothing is written when a plan is refused. */
function unplanned(input: PlanInput, pattern: RegExp): void {
  const dir = folder();
  refused(() => planAudit(dir, input), pattern);
  assert.ok(!existsSync(dir), String(pattern));
}

test("a share that is no share is not taken for a half, and ends nothing", () => {
  for (const share of ["x", "", "0", "1", "1.5", "-0.5", "1e-3"]) {
    const rule = { name: "majority", seats: 1, share } as const;
    unplanned(batches({ rule }), /a share of "/);
    const dir = folder();
    planAudit(dir, batches({ rule: { ...rule, share: "0.5" } }));
    edited(join(dir, "plan.json"), (plan) => {
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
    ...["\u200b", "\u00ad", "\u2060", "\u200f", "\ufeff"].map(
      (one) => [`S${one}1`, /cannot be seen/] as const,
    ),
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
  // two columns that look alike would share the votes of one candidate
  const twin = file("bad.csv", "unit,A,A\u200b,B\nS,3,2,1\n");
  unplanned(batches({ results: twin }), /bad\.csv:1: the column "A.*cannot be seen/);
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

test("tables of other spreadsheets are refused with what to do: compressed, semicolons, UTF-16 without a mark", () => {
  const dir = folder();
  planAudit(dir, batches());
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [2]);
  const path = join(root, "odd.csv");
  const entered = (bytes: string | Buffer, pattern: RegExp): void => {
    writeFileSync(path, bytes);
    refused(() => addEntry(dir, path, "Ana", false), pattern);
    unplanned(batches({ results: path }), pattern);
  };
  const rows = "unit,A,B\nS0,3,2\n";
  entered(gzipSync(rows), /odd\.csv: the file is compressed \(unpack it first\)/);
  entered(Buffer.from(rows, "utf16le"), /odd\.csv: the text is not UTF-8/);
  entered(rows.replaceAll(",", ";"), /odd\.csv:1: the cells are separated with semicolons \(save .* commas/);
  entered(rows.replaceAll(",", "\t"), /odd\.csv:1: the cells are separated with tabs/);
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
  unplanned(batches({ results: votes, bounds: huge(most) }), /votes\.csv:2:2: |2\^53/);
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

test("records of two contests or choices with one name are refused: nobody knows whose votes they are", () => {
  const two = records();
  const twins = { ...two, contests: [...two.contests, ...two.contests] };
  unplanned(compared(twins), /two contests are named "Mayor"/);
  unplanned(compared(records({ choices: ["ADA", "BEN", "ADA"] })), /two choices of Mayor are named "ADA"/);
  assert.ok(planAudit(folder(), compared(records({ choices: ["ADA", "BEN", "Write-in", "Write-in"] }))));
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

test("a manifest that does not add up is refused at the cell that says so", () => {
  const manifest = file("parts.csv", "batch,cards\na,3\n\nb,39\n");
  unplanned(
    compared(records(), { manifest }),
    /parts\.csv:4:2: the record of card "b-40" has no card in the manifest, which lists 39 of b .*40 records, and 42 cards.*\(complete the manifest/,
  );
  const other = file("other.csv", "batch,cards\na,40\n");
  unplanned(
    compared(records(), { manifest: other }),
    /cvr\.csv: the record of card "b-1" has no card in .*record 1;/,
  );
  const totals = file("sums.csv", "unit,ADA,BEN\nnorth,20,9\nsouth,8,5\neast,1,1\n");
  const polled: Partial<FlatInput> = { kind: "polling", results: totals, cvr: null };
  unplanned(
    compared(records(), polled),
    /sums\.csv:3:2: the manifest \S*manifest\.csv lists 40 cards, and 42 votes were reported up to this row \(correct the figures/,
  );
  const approved = file("approved.csv", "unit,ADA,BEN\nnorth,9,20\nsouth,8,21\n");
  unplanned(
    compared(records(), { ...polled, results: approved, votesAllowed: 2 }),
    /approved\.csv:3:3: the manifest .* lists 40 cards, and 41 votes for BEN were reported/,
  );
});
