/** Audits of instant runoffs. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import type { Rule } from "../../../../src/ballots/audit/folder/rule.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { seeded } from "../simulation.ts";
import { auditOnce, flat, NOW, refused, SEED, workshop } from "./audits.ts";
import { PLURALITY, table, twoContests } from "./two-contests.ts";

const shop = workshop("runoff");
const { folder, file } = shop;
const { manifest } = twoContests(shop);
const next = seeded(8);

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
