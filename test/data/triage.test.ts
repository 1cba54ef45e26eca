/** Networks whose alerts are labelled: how early the steps of the intrusion are looked at. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { byRank, entityRisk, type Measured, measure, readNetwork } from "../../bench/ait.ts";
import { parseMapping } from "../../src/pipeline/foreign/mapping.ts";
import { triageForeign } from "../../src/pipeline/foreign/triage.ts";
import { dataFolder } from "../helpers/data.ts";

const DATA = dataFolder("triage");
const files = globSync(join(DATA, "ait/*.csv.gz")).sort();
const skip = files.length > 0 ? false : `1 check left out: no ait/*.csv.gz in ${DATA}`;

test("the steps of an intrusion stand among the first twenty, on networks that nothing was learnt from", {
  skip,
}, async (t) => {
  const found: Measured[] = [];
  for (const file of files) {
    const { attacks, problems } = await triageForeign([file], {
      mapping: parseMapping("time=time,rule=short,host=host"),
      gapMs: 600_000,
      body: "test",
      onProblem: (problem) => t.diagnostic(problem.text),
    });
    assert.equal(problems, 0);
    const network = readNetwork(file);
    assert.equal(
      attacks.reduce((sum, attack) => sum + attack.members.length, 0),
      network.alerts,
    );
    const measured = measure(network, byRank(attacks));
    t.diagnostic(`${basename(file)}: ${JSON.stringify(measured)}`);
    found.push(measured);
  }
  const mean = (key: "ap" | "steps_in_top_20"): number =>
    found.reduce((sum, one) => sum + one[key], 0) / found.length;
  t.diagnostic(`mean average precision ${mean("ap").toFixed(3)} over ${found.length} networks`);
  assert.ok(mean("ap") >= 0.65, `mean average precision ${mean("ap")}`);
  assert.ok(mean("steps_in_top_20") >= 0.9, `steps in the first twenty ${mean("steps_in_top_20")}`);
});

test("the peer's formula that ours is compared with gives its published values", () => {
  const score = (...risks: readonly (readonly [number, number])[]): string => entityRisk(risks).toFixed(2);
  assert.equal(score([21, 10_000]), "21.00");
  assert.equal(score([99, 1]), "38.19");
  assert.equal(score([73, 2], [47, 2]), "43.87");
  assert.equal(score([99, 1], [21, 9_999]), "51.09");
  assert.equal(score([73, 1]), "28.16");
  assert.equal(score([47, 1]), "18.13");
});
