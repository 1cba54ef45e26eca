/**
 * The size of a batch audit of the French presidential election of 2017, by polling station. Bounds are registered
 * voters: with the voters of the file under audit the figures are smaller, and bound no risk.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { pluralityAssertions } from "../../src/ballots/audit/contest/assertion.ts";
import { NOT_LISTED } from "../../src/ballots/audit/contest/not-listed.ts";
import { weightsOf } from "../../src/ballots/audit/folder/batches.ts";
import { marginOf } from "../../src/ballots/audit/folder/rule.ts";
import { batchRisks, batchSize } from "../../src/ballots/audit/risk/batch.ts";
import { errorBound, macroDraws, macroRisk, totalBound } from "../../src/ballots/audit/risk/macro.ts";
import { drawWeighted } from "../../src/ballots/audit/sample/weighted.ts";
import { addTallies } from "../../src/ballots/contest.ts";
import { parseCsv } from "../../src/ballots/csv.ts";
import { type Fraction, toNumber, ZERO } from "../../src/ballots/fraction.ts";

const ROOT = join(process.env["VIGIE_DATA"] ?? "../shared/data", "ballots", "france");
const fileOf = (round: number): string => join(ROOT, `2017-presidentielle-${round}_par_bureau_large.csv.gz`);
const skip = existsSync(fileOf(1)) && existsSync(fileOf(2)) ? false : `0 stations: ${fileOf(1)} is absent`;

const FIRST_CHOICE = 9;

function boundsOf(
  round: number,
  seats: number,
  column: "inscrits" | "votants",
  others = false,
): readonly Fraction[] {
  const rows = [...parseCsv(gunzipSync(readFileSync(fileOf(round))).toString(), fileOf(round))];
  const header = rows[0]?.cells ?? [];
  const choices = header.slice(FIRST_CHOICE);
  const batches = rows.slice(1).map(({ cells, line }) => ({
    name: String(line),
    votes: new Map(choices.map((choice, i) => [choice, Number(cells[FIRST_CHOICE + i])])),
    bound: Number(cells[header.indexOf(column)]),
  }));
  const listed = addTallies(batches.map(({ votes }) => votes));
  const total = others ? new Map([...listed, [NOT_LISTED, 0]]) : listed;
  const margins = pluralityAssertions({ votes: total, seats }).map((one) => marginOf(one, total));
  return batches.map((batch) => errorBound(batch, margins));
}

/** Minutes that an audit by `batchRisks` really draws, all of them right. */
function drawn(bounds: readonly Fraction[], limit: number, most: number): number {
  const sample = drawWeighted(weightsOf(bounds), "01382438112797316654", most);
  const risks = batchRisks(
    sample.map(({ index }) => ({ error: ZERO, bound: bounds[index] ?? ZERO })),
    totalBound(bounds),
  );
  return risks.findIndex((risk) => risk <= limit) + 1;
}

test("ballots: France 2017, minutes to draw at 5 %", { skip }, (t) => {
  const second = boundsOf(2, 1, "inscrits");
  const first = boundsOf(1, 2, "inscrits");
  assert.equal(second.length, 69_242);
  // Kaplan-Markov with replacement, one draw added for small errors
  assert.deepEqual([macroDraws(0.05, totalBound(second)), macroDraws(0.05, totalBound(first))], [17, 310]);
  const voters = [boundsOf(2, 1, "votants"), boundsOf(1, 2, "votants")] as const;
  const totals = voters.map((bounds) => toNumber(totalBound(bounds)));
  assert.deepEqual(
    totals.map((u) => u.toFixed(4)),
    ["4.5100", "80.8927"],
  );
  assert.deepEqual(
    voters.map((bounds) => macroDraws(0.05, totalBound(bounds))),
    [13, 242],
  );
  const risks = voters.map((bounds, i) =>
    macroRisk([{ taint: ZERO, times: [13, 242][i] ?? 0 }], totalBound(bounds)),
  );
  assert.deepEqual(
    risks.map((risk) => risk.toFixed(4)),
    ["0.0384", "0.0493"],
  );
  // ours bets nine tenths, so that missing minutes do not end the audit: a tenth more to draw; who won must beat whoever is not listed, too
  const ours = [boundsOf(2, 1, "inscrits", true), boundsOf(1, 2, "inscrits", true)] as const;
  const planned = ours.map((bounds) => batchSize(0.05, bounds));
  const really = [drawn(ours[0], 0.05, 60), drawn(ours[1], 0.05, 600)];
  t.diagnostic(
    `minutes to draw at 5 %: planned ${planned.join(" and ")}, drawn ${really.join(" and ")} (rounds 2 and 1)`,
  );
  for (const [i, size] of really.entries())
    assert.ok(size > 0 && Math.abs(size - (planned[i] ?? 0)) <= 0.1 * size + 1);
});
