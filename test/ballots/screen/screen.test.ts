import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRow, ResultTable } from "../../../src/ballots/results/table.ts";
import { lastDigits } from "../../../src/ballots/screen/digits.ts";
import { outliers } from "../../../src/ballots/screen/outliers.ts";
import { percentageSpikes } from "../../../src/ballots/screen/percentages.ts";
import { turnoutPicture } from "../../../src/ballots/screen/picture.ts";
import { Random } from "../../../src/rehearsal/random.ts";

const SEED = 7;

/** Communes of twenty stations, each with votes drawn around the shares of its commune. */
function honest(communes: number): ResultRow[] {
  const random = new Random(SEED);
  const rows: ResultRow[] = [];
  for (let c = 0; c < communes; c++) {
    const share = 0.3 + 0.4 * random.next();
    for (let s = 0; s < 20; s++) {
      const registered = random.whole(500, 1400);
      let [a, b, voters] = [0, 0, 0];
      for (let i = 0; i < registered; i++) {
        if (!random.chance(0.75)) continue;
        voters++;
        if (random.chance(share)) a++;
        else b++;
      }
      rows.push(row(c, s, registered, voters, [a, b]));
    }
  }
  return rows;
}

function row(c: number, s: number, registered: number, voters: number, votes: readonly number[]): ResultRow {
  return {
    unit: `01/${c}/${s}`,
    place: { departement: "01", constituency: "1", commune: String(c), station: String(s) },
    name: "",
    totals: { registered, abstentions: null, voters, blank: null, null: null, valid: voters },
    votes,
    shares: [],
    line: c * 20 + s + 2,
  };
}

const table = (rows: readonly ResultRow[]): ResultTable => ({
  file: "f",
  layout: "wide",
  level: "station",
  choices: ["A", "B"],
  rows,
  faults: [],
});

test("an honest nation has next to no outliers, and a stuffed station is the first of a dishonest one", (t) => {
  const rows = honest(40);
  const clean = outliers(table(rows), 0.01).length;
  t.diagnostic(`seed ${SEED}: ${clean} of ${rows.length} honest stations flagged`);
  assert.ok(clean <= 5, String(clean));
  const at = 333;
  const stuffed = rows[at];
  assert.ok(stuffed);
  const [a = 0, b = 0] = stuffed.votes;
  rows[at] = { ...stuffed, votes: [a + Math.round(b * 0.6), b - Math.round(b * 0.6)] };
  const [first] = [...outliers(table(rows), 0.01)].sort((x, y) => x.p - y.p);
  assert.equal(first?.unit, stuffed.unit);
});

test("whole percentages: chance is not flagged, invented turnouts are", () => {
  const rows = honest(40);
  const seeded = (): (() => number) => {
    const random = new Random(SEED);
    return () => random.next();
  };
  assert.ok(percentageSpikes(table(rows), "turnout", seeded()).p > 0.02);
  const invented = rows.map((one, i) => {
    const { registered } = one.totals;
    const voters = Math.round((registered ?? 0) * 0.75);
    return i % 4 === 0 ? { ...one, totals: { ...one.totals, voters } } : one;
  });
  assert.ok(percentageSpikes(table(invented), "turnout", seeded()).p < 0.01);
});

test("last digits: uniform ones pass, a favourite digit does not, small counts are not tested at all", () => {
  const random = new Random(SEED);
  const values = Array.from({ length: 5000 }, () => random.whole(300, 1500));
  assert.ok((lastDigits(values)?.p ?? 0) > 0.01);
  assert.ok(
    (lastDigits(values.map((value, i) => (i % 5 === 0 ? value - (value % 10) : value)))?.p ?? 1) < 1e-6,
  );
  assert.equal(lastDigits(values.map((value) => value % 300)), null);
  assert.equal(lastDigits(values.slice(0, 100)), null);
});

test("the picture names itself, and escapes names", () => {
  const words = { title: "Turnout & <A>", turnout: "turnout", share: "share" };
  const svg = turnoutPicture(table(honest(1)), 0, words);
  assert.match(svg, /<title>Turnout &amp; &lt;A&gt;<\/title>/);
  assert.match(svg, /role="img"/);
});
