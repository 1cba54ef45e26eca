/** Intervals are checked by what they promise: in how many draws they hold the truth. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawStations } from "../../../src/ballots/estimate/draw.ts";
import { quickCount } from "../../../src/ballots/estimate/estimate.ts";
import type { ResultRow } from "../../../src/ballots/results/table.ts";
import { Random } from "../../../src/rehearsal/random.ts";

const SEED = 20_170_507;

/** A nation of stations of different sizes and leanings. */
function nation(stations: number): readonly ResultRow[] {
  const random = new Random(SEED);
  return Array.from({ length: stations }, (_, i) => {
    const departement = String(Math.floor((i * 20) / stations) + 1).padStart(2, "0");
    const registered = random.whole(200, 1500);
    const voters = Math.round(registered * (0.6 + 0.3 * random.next()));
    const share = Math.min(0.95, 0.3 + Number(departement) / 60 + 0.2 * random.next());
    const a = Math.round(voters * share);
    const unit = `${departement}/001/${i}`;
    return {
      unit,
      place: { departement, constituency: null, commune: "001", station: String(i) },
      name: "",
      totals: { registered, abstentions: null, voters, blank: null, null: null, valid: voters },
      votes: [a, voters - a],
      shares: [],
      line: i + 2,
    };
  });
}

const stratumOf = ({ place }: ResultRow): string => place.departement ?? "";

test("95 % intervals hold the truth in about 95 % of 1,000 draws", (t) => {
  const frame = nation(4000);
  const [a, all] = [0, 1].map((i) =>
    frame.reduce(
      (sum, { votes }) => sum + (i === 0 ? (votes[0] ?? 0) : (votes[0] ?? 0) + (votes[1] ?? 0)),
      0,
    ),
  );
  const truth = (a ?? 0) / (all ?? 1);
  let held = 0;
  for (let draw = 0; draw < 1000; draw++) {
    const sample = drawStations(frame, stratumOf, 120, `${SEED}:${draw}`);
    const result = quickCount(["A", "B"], sample, frame, stratumOf, 0.95);
    const found = result?.choices.find(({ what }) => what === "A");
    assert.ok(found);
    if (found.low <= truth && truth <= found.high) held++;
  }
  t.diagnostic(`seed ${SEED}: ${held} of 1,000 intervals hold the truth`);
  assert.ok(held >= 925 && held <= 980, String(held));
});

test("the draw depends on the seed alone, and takes every stratum", () => {
  const frame = nation(400);
  const units = (rows: readonly ResultRow[], seed: string): readonly string[] =>
    drawStations(rows, stratumOf, 60, seed).map(({ unit }) => unit);
  assert.deepEqual(units(frame.toReversed(), "seed"), units(frame, "seed"));
  assert.notDeepEqual(units(frame, "other"), units(frame, "seed"));
  assert.equal(new Set(drawStations(frame, stratumOf, 60, "seed").map(stratumOf)).size, 20);
});

test("the whole nation has no error; a handful has no estimate; thin strata are taken together", () => {
  const frame = nation(400);
  const whole = quickCount(["A", "B"], frame, frame, stratumOf, 0.95);
  assert.ok(whole?.lead && whole.lead.high - whole.lead.low < 1e-12);
  assert.equal(quickCount(["A", "B"], frame.slice(0, 1), frame, stratumOf, 0.95), null);
  const thin = quickCount(
    ["A", "B"],
    drawStations(frame, stratumOf, 60, "x").slice(0, 9),
    frame,
    stratumOf,
    0.95,
  );
  assert.ok(thin && thin.thin >= 15 && thin.strata >= 2, JSON.stringify(thin));
});
