/** A plan that was committed in good order may still lie about its tables: nobody may take its figures on trust. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { sha256 } from "../../../../src/base/digest.ts";
import { edited, type FlatInput, flat, refused, workshop } from "./audits.ts";

const { folder, file } = workshop("derived");
const input = (change: Partial<FlatInput>): ReturnType<typeof flat> => flat(change);

/** Records of cards, all of one batch. */
function records(ids: readonly string[], patterns: readonly (readonly string[])[]): CvrTable {
  const card = Uint16Array.from(ids, (_id, i) => (i % patterns.length) + 1);
  const contest = {
    name: "Mayor",
    choices: ["ADA", "BEN"],
    votesAllowed: 1,
    ranked: false,
    patterns: [null, ...patterns],
    card,
  };
  return { format: "dominion-csv", ids, contests: [contest] };
}

const BATCHES = input({
  results: file("results.csv", "unit,A,B\na,60,40\nb,0,50\nc,70,20\n"),
  bounds: file("bounds.csv", "unit,bound\na,200\nb,50\nc,150\n"),
  boundsSource: "roll",
});

const contestOf = (plan: Record<string, unknown>): Record<string, unknown> =>
  (plan.contests as Record<string, unknown>[])[0] ?? {};

test("a margin that the tables do not have is found, though it was committed to", () => {
  for (const [edit, pattern] of [
    [(plan) => (contestOf(plan).votes = [900, 10, 0]), /votes for A: the plan says 900, the tables give 130/],
    [
      (plan) =>
        ((plan.strata as { units: number }[])[0] = { ...(plan.strata as { units: number }[])[0], units: 1 }),
      /units: the plan says 1, the tables give 3/,
    ],
    [(plan) => (contestOf(plan).outcome = ["B"]), /outcome: the plan says B, the tables give A/],
    [(plan) => (plan.riskLimit = "0.9"), /a risk limit of 0\.9/],
  ] as const satisfies readonly (readonly [(plan: Record<string, unknown>) => void, RegExp])[]) {
    const dir = folder();
    planAudit(dir, BATCHES);
    assert.equal(checkAudit(dir).plan.contests[0]?.outcome[0], "A");
    edited(join(dir, "plan.json"), edit);
    assert.throws(() => checkAudit(dir), pattern);
    const [plan] = recompute(dir);
    assert.ok(plan?.name === "plan" && !plan.ok);
  }
});

test("records that no draw would name are refused: their votes would count and never be compared", () => {
  const manifest = file("manifest.csv", "batch,cards\n1,4\n");
  const plan = (ids: readonly string[]) =>
    input({ kind: "comparison", manifest, cvr: { file: "cvr.csv", table: records(ids, [["ADA"]]) } });
  for (const alias of ["1-01", "1-1e0", "1- 1", "1-+1", "1-0x1", "1-5", "1-0", "1-", "11"])
    assert.throws(() => planAudit(folder(), plan(["1-1", alias])), /has no card in/, alias);
  const dir = folder();
  planAudit(dir, plan(["1-1", "1-4"]));
  assert.equal(checkAudit(dir).plan.strata[0]?.units, 4);
  // the same trick in the committed file, with its own digest
  const forged = 'card,marks\n"1-1","[""ADA""]"\n"1-01","[""ADA""]"\n';
  writeFileSync(join(dir, "records.csv"), forged);
  edited(join(dir, "plan.json"), (one) => {
    (one.files as Record<string, string>)["records.csv"] = sha256(Buffer.from(forged));
  });
  assert.throws(() => checkAudit(dir), /"1-01" has no card in/);
});

test("a choice that is marked twice on a card, and shares of cards with several votes, are refused", () => {
  const manifest = file("manifest.csv", "batch,cards\n1,4\n");
  const twice = { file: "cvr.csv", table: records(["1-1"], [["ADA", "ADA"]]) };
  assert.throws(
    () => planAudit(folder(), input({ kind: "comparison", manifest, cvr: twice })),
    /marks one choice twice/,
  );
  const rule = { name: "majority", seats: 1, share: "0.5" } as const;
  const results = file("totals.csv", "unit,ADA,BEN\nall,3,1\n");
  assert.throws(
    () => planAudit(folder(), input({ kind: "polling", manifest, results, rule, votesAllowed: 2 })),
    /--votes-allowed 2 does not go with --rule majority/,
  );
});

test("a manifest of endless cards is refused", () => {
  const results = file("totals.csv", "unit,ADA,BEN\nall,3,1\n");
  const manifest = file("large.csv", "batch,cards\n1,999999999999\n");
  assert.throws(() => planAudit(folder(), input({ kind: "polling", manifest, results })), /200 million/);
});

test("cards without a record are planned for", () => {
  const manifest = file("manifest.csv", "batch,cards\n1,1000\n");
  const ids = Array.from({ length: 1000 }, (_, i) => `1-${i + 1}`);
  const planned = (count: number): number => {
    const dir = folder();
    const table = records(ids.slice(0, count), [["ADA"], ["ADA"], ["BEN"]]);
    const audit = planAudit(dir, input({ kind: "comparison", manifest, cvr: { file: "cvr.csv", table } }));
    return plannedSizes(audit)[0] ?? 0;
  };
  assert.ok(planned(1000) < planned(960), "forty phantoms cost cards");
});

test("a choice with more votes than cards is refused when it is planned, not met when it is assessed", () => {
  const manifest = file("two.csv", "batch,cards\n1,10\n2,10\n");
  const ids = Array.from({ length: 10 }, (_, i) => `1-${i + 1}`);
  const table = records(ids, [["ADA"], ["ADA"], ["BEN"]]);
  const two = { ...table, contests: table.contests.map((one) => ({ ...one, votesAllowed: 2 })) };
  const results = file("too-many.csv", "unit,ADA,BEN\n2,12,0\n");
  const cvr = { file: "cvr.csv", table: two };
  refused(
    () => planAudit(folder(), input({ kind: "oneaudit", manifest, results, cvr, votesAllowed: 2 })),
    /too-many\.csv:2:2: 2 has 12 votes for ADA on 10 cards/,
  );
  const all = file("all.csv", "unit,ADA,BEN\nall,21,3\n");
  refused(
    () => planAudit(folder(), input({ kind: "polling", manifest, results: all, votesAllowed: 2 })),
    /lists 20 cards, and 21 votes for ADA were reported/,
  );
});
