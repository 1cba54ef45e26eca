import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type OutcomeRule, outcomeOf } from "../../../src/ballots/outcome.ts";
import { readResults } from "../../../src/ballots/results/read.ts";
import type { ResultTable } from "../../../src/ballots/results/table.ts";
import { type Comparison, compareResults } from "../../../src/ballots/tabulation/compare.ts";
import { compareDisplayed } from "../../../src/ballots/tabulation/displayed.ts";
import { comparable, differences } from "../../../src/ballots/tabulation/replay.ts";

function table(text: string): ResultTable {
  const read = readResults("r.csv", Buffer.from(text));
  assert.ok(read.ok && read.value.faults.length === 0);
  return read.value;
}

const HEAD = "departement,circonscription,commune,bureau,inscrits,votants,blancs,exprimes,A,B,C\n";
const STATIONS = table(
  `${HEAD}01,1,001,1,100,80,1,78,40,30,8\n01,1,001,2,100,70,0,70,30,30,10\n01,2,002,1,50,40,0,40,30,5,5\n02,1,001,1,60,50,2,48,20,20,8\n`,
);

function compared(
  official: ResultTable,
  collected: ResultTable,
  rule: OutcomeRule,
  roll: ResultTable | null = null,
): Comparison {
  const found = compareResults(official, collected, rule, roll);
  assert.ok(found.ok);
  return found.value;
}

test("stations add up exactly at every level, and the first unit that differs is named", () => {
  const departements = table(
    "departement,inscrits,votants,blancs,exprimes,A,B,C\n01,250,190,1,188,100,65,23\n02,60,50,2,48,20,20,8\n",
  );
  assert.deepEqual([...differences(STATIONS, departements)], []);
  assert.equal(comparable(STATIONS, departements), 2);
  const communes = table(
    "departement,commune,exprimes,A,B,C\n01,001,148,70,61,17\n01,002,40,30,5,5\n02,009,48,20,20,8\n",
  );
  assert.deepEqual(
    [...differences(STATIONS, communes)],
    [
      { level: "commune", unit: "01/001", choice: "B", official: 61, replayed: 60 },
      { level: "commune", unit: "01/001", choice: "C", official: 17, replayed: 18 },
      { level: "commune", unit: "02/009", choice: "valid", official: 48, replayed: null },
      { level: "commune", unit: "02/001", choice: "valid", official: null, replayed: 48 },
    ],
  );
  const nation = table("inscrits,votants,nuls,exprimes,A,B,D\n310,240,1,236,120,85,31\n");
  assert.deepEqual(
    [...differences(STATIONS, nation)],
    [
      { level: "nation", unit: "nation", choice: "D", official: 31, replayed: null },
      { level: "nation", unit: "*", choice: "C", official: null, replayed: 31 },
    ],
  );
});

test("a comparison bounds what stations that nobody collected could do", () => {
  const rule = { kind: "plurality", seats: 1 } as const;
  const collected = (rows: string): ResultTable => table(`${HEAD}${rows}`);
  const all = compared(STATIONS, STATIONS, rule);
  assert.deepEqual([all.differing.length, all.missing.length, all.couldChange], [0, 0, false]);
  assert.deepEqual(all.margins[0], {
    says: { sentence: "before", values: { winner: "A", loser: "B" } },
    official: 35,
    corrected: 35,
    unknown: 0,
    holds: true,
  });
  const some = compared(
    STATIONS,
    collected(
      "01,1,001,1,100,80,1,78,38,32,8\n01,1,001,2,100,70,0,70,30,30,10\n01,2,002,1,50,40,0,40,30,5,5\n",
    ),
    rule,
  );
  assert.deepEqual(some.differing, [
    {
      unit: "01/001/0001",
      name: "",
      figures: [
        { choice: "A", official: 40, collected: 38 },
        { choice: "B", official: 30, collected: 32 },
      ],
    },
  ]);
  assert.equal(some.votes, 4);
  // 60 are registered where nobody looked: all of them may have voted for B
  assert.deepEqual(some.margins[0], {
    says: { sentence: "before", values: { winner: "A", loser: "B" } },
    official: 35,
    corrected: 31,
    unknown: 60,
    holds: false,
  });
  assert.ok(some.couldChange);
});

test("whatever the missing stations really hold, an outcome that could not change does not", () => {
  const count = fc.integer({ min: 0, max: 30 });
  const station = fc.tuple(count, count, count);
  fc.assert(
    fc.property(
      fc.array(station, { minLength: 2, maxLength: 8 }),
      fc.nat(6),
      fc.array(station, { maxLength: 8 }),
      (votes, keep, real) => {
        const row = (v: readonly number[], i: number): string => {
          const valid = v.reduce((a, b) => a + b, 0);
          return `01,1,001,${i + 1},100,${valid},0,${valid},${v.join(",")}\n`;
        };
        const official = table(HEAD + votes.map(row).join(""));
        const collected = table(HEAD + votes.slice(0, keep).map(row).join(""));
        const rule = { kind: "plurality", seats: 1 } as const;
        const { couldChange, outcome } = compared(official, collected, rule);
        if (couldChange) return;
        const truth = votes.map((v, i) => (i < keep ? v : (real[i] ?? v)));
        const sums = ["A", "B", "C"].map((_name, i) => truth.reduce((all, v) => all + (v[i] ?? 0), 0));
        assert.deepEqual(outcomeOf(["A", "B", "C"], sums, rule).winners, outcome.winners);
      },
    ),
    { numRuns: 500 },
  );
});

const page = (a: string, b: string): Buffer =>
  Buffer.from(
    `<!doctype html><html><script>A 1</script><table><tr><td>Émile Lô</td><td>66,10&nbsp;%</td><td>${a}</td></tr><tr><td>Le Pen</td><td>33.9 %</td><td>${b}</td></tr></table>`,
  );

test("a page that shows other figures than were committed is told, figure by figure", () => {
  const committed = table("inscrits,exprimes,LÔ,LE PEN\n30000000,20000,13220,6780\n");
  const shown = (a: string, b: string): unknown => compareDisplayed("page", page(a, b), committed, []);
  assert.deepEqual(shown("13&nbsp;220", "6 780"), {
    ok: true,
    value: { compared: 2, differing: [], early: [] },
  });
  assert.deepEqual(shown("13.220", "16780"), {
    ok: true,
    value: {
      compared: 2,
      differing: [{ level: "nation", unit: "nation", choice: "LE PEN", shown: 16780, committed: 6780 }],
      early: [],
    },
  });
  const early = compareDisplayed("page", page("10", "20"), null, ["Émile Lô", "Nobody"]);
  assert.ok(early.ok && early.value.early.length === 1 && early.value.compared === 0);
  assert.deepEqual(compareDisplayed("page", Buffer.from("<html>soon</html>"), committed, []), {
    ok: false,
    error: "no figure of a choice is found in it",
  });
});

test("a feed is compared unit by unit; what was not committed yet is early", () => {
  const feed = Buffer.from(
    "departement,inscrits,votants,blancs,exprimes,A,B,C\n01,250,190,1,188,100,65,23\n03,60,50,2,48,20,20,8\n",
  );
  const found = compareDisplayed("feed.csv", feed, STATIONS, []);
  assert.ok(found.ok);
  assert.deepEqual([found.value.compared, found.value.differing.length, found.value.early.length], [7, 0, 7]);
});

const PLURALITY = { kind: "plurality", seats: 1 } as const;

test("a station that the official file leaves out counts as collected, or as its whole roll", () => {
  const left = table(`${HEAD}01,1,001,1,100,80,1,78,40,30,8\n`);
  const copies = table(`${HEAD}01,1,001,1,100,80,1,78,40,30,8\n01,1,001,2,100,70,0,70,10,50,10\n`);
  const found = compared(left, copies, PLURALITY);
  assert.deepEqual([found.unknown, found.stations, found.votes], [["01/001/0002"], 2, 70]);
  assert.deepEqual([found.margins[0]?.corrected, found.couldChange], [-30, true]);
  const roll = table("departement,commune,bureau,inscrits\n01,001,1,100\n01,001,2,100\n");
  const rolled = compared(left, left, PLURALITY, roll);
  assert.deepEqual([rolled.missing.length, rolled.margins[0]?.unknown, rolled.couldChange], [1, 100, true]);
});

test("collected votes that nobody can have cast are refused: they could hide what other stations lost", () => {
  const collected = table(`${HEAD}01,1,001,1,100,80,1,78,101,30,8\n`);
  const found = compareResults(STATIONS, collected, PLURALITY);
  assert.ok(!found.ok);
  assert.deepEqual(found.error.place, { file: "r.csv", line: 2 });
  assert.match(found.error.text, /01\/001\/0001 has 101 votes for A, and 100 registered voters/);
  // one ballot may hold several votes: their sum may be above the roll
  const several = table(`${HEAD}01,1,001,1,100,80,1,78,100,100,8\n`);
  assert.ok(compareResults(STATIONS, several, PLURALITY).ok);
});

test("what cannot be compared, or bounded, is refused", () => {
  const refused = (official: ResultTable, collected: ResultTable, seats = 1, roll?: ResultTable): string => {
    const found = compareResults(official, collected, { kind: "plurality", seats }, roll ?? null);
    assert.ok(!found.ok);
    return found.error.text;
  };
  const one = table(`${HEAD}01,1,001,1,100,80,1,78,40,30,8\n`);
  const departement = table("departement,inscrits,exprimes,A,B,C\n01,200,148,70,60,18\n");
  assert.match(refused(STATIONS, departement), /level departement/);
  const fewer = table("departement,commune,bureau,inscrits,exprimes,A,B\n01,001,1,100,70,40,30\n");
  assert.match(refused(fewer, one), /no votes for "C"/);
  assert.match(refused(one, fewer), /no votes for "C"/);
  assert.match(refused(STATIONS, one, 3), /nobody loses/);
  const roll = table("departement,commune,bureau,inscrits\n01,001,1,100\n");
  assert.match(refused(STATIONS, one, 1, roll), /is not on the roll/);
  const silent = table(
    "departement,commune,bureau,exprimes,A,B,C\n01,001,1,78,40,30,8\n01,001,2,70,30,30,10\n",
  );
  assert.match(refused(silent, one), /no number of registered voters/);
});
