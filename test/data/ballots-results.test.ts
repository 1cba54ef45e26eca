/** National results by station: rules, exact replay, proclaimed totals, and a manipulation that is found and bounded. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { inequalityText } from "../../src/ballots/outcome.ts";
import { checkNeighbours } from "../../src/ballots/results/neighbours.ts";
import { readResults } from "../../src/ballots/results/read.ts";
import { checkTable } from "../../src/ballots/results/rules.ts";
import type { ResultRow, ResultTable } from "../../src/ballots/results/table.ts";
import { type Comparison, compareResults } from "../../src/ballots/tabulation/compare.ts";
import { comparable, differences, sumsAt } from "../../src/ballots/tabulation/replay.ts";
import { Random } from "../../src/rehearsal/random.ts";
import { dataFolder } from "../helpers/data.ts";

const FOLDER = dataFolder("ballots/france");
const files = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
const none = files.length > 0 ? false : `4 checks left out: no files in ${FOLDER}`;

function read(name: string): ResultTable {
  const bytes = readFileSync(join(FOLDER, name));
  const table = readResults(name, name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  assert.ok(table.ok, JSON.stringify(table));
  return table.value;
}

function compared(official: ResultTable, collected: ResultTable): Comparison {
  const found = compareResults(official, collected, { kind: "plurality", seats: 1 });
  assert.ok(found.ok, JSON.stringify(found));
  return found.value;
}

const stationFiles = files.filter((name) => /_par_bureau_|ministry|bvot/i.test(name));
/** Votes published apart from the files: the proclamations of the Conseil constitutionnel differ; these are the files' own README. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "2017-presidentielle-1": {
    registered: 47_582_183,
    voters: 37_003_728,
    blank: 659_997,
    null: 289_337,
    valid: 36_054_394,
    MACRON: 8_656_346,
    "LE PEN": 7_678_491,
    FILLON: 7_212_995,
    CHEMINADE: 65_586,
  },
  "2017-presidentielle-2": {
    registered: 47_568_693,
    voters: 35_467_327,
    blank: 3_021_499,
    null: 1_064_225,
    valid: 31_381_603,
    MACRON: 20_743_128,
    "LE PEN": 10_638_475,
  },
};

test("no blocking rule fires on genuine results", { skip: none }, (t) => {
  let rows = 0;
  for (const name of stationFiles) {
    const table = read(name);
    rows += table.rows.length;
    const found = [...checkTable(table), ...checkNeighbours(table)];
    assert.deepEqual(
      found.filter(({ level }) => level === "F"),
      [],
      name,
    );
    const counts = Map.groupBy(found, ({ code }) => code);
    t.diagnostic(
      `${name}: ${[...counts]
        .map(([code, all]) => `${code} ${all.length}`)
        .sort()
        .join(", ")}`,
    );
  }
  assert.ok(rows > 0, "no station was read");
});

test("stations add up exactly at every level", { skip: none }, (t) => {
  let units = 0;
  for (const name of stationFiles.filter((one) => one.includes("_par_bureau_"))) {
    const stations = read(name);
    const prefix = name.slice(0, name.indexOf("_par_"));
    for (const other of files.filter((one) => one.startsWith(`${prefix}_par_`) && one !== name)) {
      const official = read(other);
      assert.deepEqual([...differences(stations, official)], [], other);
      units += comparable(stations, official);
    }
    const published = PUBLISHED[prefix];
    const nation = sumsAt(stations, "nation").get("nation");
    for (const [what, expected] of Object.entries(published ?? {})) {
      const at = stations.choices.indexOf(what);
      const sum = at < 0 ? nation?.totals[what as "valid"] : nation?.votes[at];
      assert.equal(sum, expected, `${prefix} ${what}`);
    }
  }
  t.diagnostic(`${units} units of higher levels agree, figure by figure`);
  assert.ok(units > 0, "nothing was compared");
});

/** Moves votes of the winner to the second in a share of the stations, so that every sum still holds. */
function manipulated(
  table: ResultTable,
  share: number,
  seed: number,
): { readonly table: ResultTable; readonly units: readonly string[] } {
  const random = new Random(seed);
  const units: string[] = [];
  const rows = table.rows.map((row): ResultRow => {
    const order = row.votes.map((_votes, i) => i).sort((a, b) => (row.votes[b] ?? 0) - (row.votes[a] ?? 0));
    const [first = 0, second = 0] = order;
    const moved = Math.floor((row.votes[first] ?? 0) / 3);
    if (!random.chance(share) || moved === 0) return row;
    units.push(row.unit);
    const votes = row.votes
      .with(first, (row.votes[first] ?? 0) - moved)
      .with(second, (row.votes[second] ?? 0) + moved);
    return { ...row, votes };
  });
  return { table: { ...table, rows }, units };
}

test("a manipulation of 0.7 % of the stations is found station by station, and bounded", {
  skip: none,
}, (t) => {
  for (const name of stationFiles.filter((one) => one.includes("_par_bureau_"))) {
    const honest = read(name);
    const forged = manipulated(honest, 0.007, 1);
    const found = compared(forged.table, honest);
    assert.deepEqual(
      found.differing.map(({ unit }) => unit),
      forged.units,
    );
    assert.equal(found.couldChange, false, "0.7 % of the stations could not change this outcome");
    // with a tenth of the stations not collected, everything unknown counts against the winner
    const random = new Random(2);
    const collected = { ...honest, rows: honest.rows.filter(() => !random.chance(0.1)) };
    const partly = compared(forged.table, collected);
    const [margin] = partly.margins;
    assert.ok(margin && margin.unknown > 0);
    t.diagnostic(
      `${name}: ${forged.units.length} forged stations, ${found.votes} votes; with ${partly.missing.length} missing, ${inequalityText(margin.says)}: ${margin.corrected} to spare, ${margin.unknown} unknown`,
    );
    assert.equal(partly.couldChange, margin.corrected - margin.unknown < 1);
  }
});

test("a manipulated station file no longer adds up to the communes", { skip: none }, () => {
  const name = stationFiles.find((one) => one.includes("_par_bureau_")) ?? "";
  const prefix = name.slice(0, name.indexOf("_par_"));
  const communes = files.find((one) => one.startsWith(`${prefix}_par_commune`));
  if (communes === undefined) return;
  const { table, units } = manipulated(read(name), 0.0001, 3);
  assert.ok(units.length > 0);
  const touched = new Set(units.map((unit) => unit.slice(0, unit.lastIndexOf("/"))));
  assert.deepEqual(new Set([...differences(table, read(communes))].map(({ unit }) => unit)), touched);
});
