/** Another tool's alerts: what must not change a rank, and what must. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../../src/rehearsal/random.ts";
import { type RankedStretch, rankStretches } from "../../../src/triage/unusual/rank.ts";
import { Sightings } from "../../../src/triage/unusual/sightings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const GAP = 10 * MINUTE;

type Row = readonly [timeMs: number, type: string, thread: string];

/** Five days of routine on ten hosts, and one afternoon on which three of them show what they never do. */
function network(seed: number): readonly Row[] {
  const random = new Random(seed);
  const rows: Row[] = [];
  for (let host = 0; host < 10; host++) {
    for (let hour = 0; hour < 120; hour++) {
      if (random.chance(0.7)) rows.push([hour * HOUR + random.whole(0, 3_599_999), "update", `h${host}`]);
      if (random.chance(0.3))
        rows.push([hour * HOUR + random.whole(0, 3_599_999), `login-${host % 3}`, `h${host}`]);
    }
  }
  for (let i = 0; i < 20; i++) rows.push([random.whole(0, 5 * DAY), "odd query", `h${random.whole(0, 9)}`]);
  return [...rows, ...INTRUSION];
}

const AT = 3 * DAY + 14 * HOUR;
const INTRUSION: readonly Row[] = [
  ["scan", "h1"],
  ["web shell", "h1"],
  ["new user", "h2"],
  ["cpu", "h3"],
].map(([type, host], i) => [AT + i * 9 * MINUTE, type ?? "", host ?? ""]);

function rank(rows: readonly Row[], gap = GAP): { ranked: readonly RankedStretch[]; sightings: Sightings } {
  const sightings = new Sightings();
  for (const row of rows) sightings.add(...row);
  return { ranked: rankStretches(sightings, gap), sightings };
}

/** What is ranked, told by what it holds. */
function told(rows: readonly Row[], name: (text: string) => string = (text) => text): readonly string[] {
  const { ranked, sightings } = rank(rows);
  return ranked.map(({ stretch, score }) => {
    const types = stretch.shares.map(({ type }) => name(sightings.types.text(type))).sort();
    return `${score.toFixed(6)} ${name(sightings.threads.text(stretch.thread))} ${stretch.firstMs} ${types}`;
  });
}

function placeOf(rows: readonly Row[], type: string): number {
  const { ranked, sightings } = rank(rows);
  return ranked.findIndex(({ stretch }) =>
    stretch.shares.some((share) => sightings.types.text(share.type) === type),
  );
}

test("the few that stand together stand first, a single alert on a quiet host among them", () => {
  for (const seed of [1, 2, 3]) {
    const rows = network(seed);
    for (const [, type] of INTRUSION) assert.ok(placeOf(rows, type) < 5, `${type} at ${placeOf(rows, type)}`);
  }
});

test("the order of the rows changes nothing", () => {
  const rows = network(4);
  const random = new Random(9);
  const shuffled = rows
    .map((row) => ({ row, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
  assert.deepEqual(told(shuffled), told(rows));
});

test("names carry no meaning", () => {
  const rows = network(5);
  const there = (text: string): string => `zz${[...text].reverse().join("")}`;
  const back = (text: string): string => [...text.slice(2)].reverse().join("");
  const renamed = rows.map(([time, type, thread]): Row => [time, there(type), there(thread)]);
  assert.deepEqual(told(renamed, back).toSorted(), told(rows).toSorted());
});

test("a shift by whole weeks changes nothing", () => {
  const rows = network(6);
  const shifted = rows.map(([time, type, thread]): Row => [time + 5 * 7 * DAY, type, thread]);
  const scores = (all: readonly Row[]): readonly string[] =>
    rank(all).ranked.map((one) => one.score.toFixed(6));
  assert.deepEqual(scores(shifted), scores(rows));
});

test("a flood earns nothing: ten thousand of the same at once count as one", () => {
  const rows = network(7);
  const flood = Array.from({ length: 10_000 }, (_, i): Row => [AT + i * 10, "scan", "h1"]);
  const before = rank(rows);
  const after = rank([...rows, ...flood]);
  const score = ({ ranked, sightings }: ReturnType<typeof rank>): number =>
    ranked.find(({ stretch }) => stretch.shares.some((share) => sightings.types.text(share.type) === "scan"))
      ?.score ?? 0;
  assert.ok(Math.abs(score(after) - score(before)) < 0.02);
});

test("ten times the routine moves none of the steps out of the first ten", () => {
  const rows = network(8);
  const random = new Random(80);
  const routine = rows.filter(([, type]) => type === "update" || type.startsWith("login"));
  const more = routine.flatMap((row) =>
    Array.from({ length: 9 }, (): Row => [row[0] + random.whole(0, 30 * MINUTE), row[1], row[2]]),
  );
  for (const [, type] of INTRUSION) {
    const place = placeOf([...rows, ...more], type);
    assert.ok(place < 10, `${type} at ${place}`);
  }
});

test("a rare type that everybody shows at once is a sweep, and stands behind one that a single host shows", () => {
  const rows = network(10);
  const at = 2 * DAY + 3 * HOUR;
  const sweep = Array.from({ length: 10 }, (_, i): Row => [at + i * 1000, "swept", `h${i}`]);
  const alone: Row = [at + 24 * HOUR, "alone", "h5"];
  const all = [...rows, ...sweep, alone];
  assert.ok(placeOf(all, "alone") < placeOf(all, "swept"));
});

test("a stream that runs for two days and is nobody's habit is told as sustained", () => {
  const leak = Array.from({ length: 2880 }, (_, i): Row => [12 * HOUR + i * MINUTE, "dns", "h9"]);
  const { ranked, sightings } = rank([...network(11), ...leak]);
  const found = ranked.findIndex(({ terms }) =>
    terms.some(({ code, types }) => code === "sustained" && sightings.types.text(types[0] ?? 0) === "dns"),
  );
  assert.ok(found >= 0 && found < 10, `at ${found}`);
});

test("every alert is in one stretch, scores are sums of their terms, and ids of alerts exist", () => {
  const row = fc.record({
    timeMs: fc.integer({ min: 0, max: 20 * DAY }),
    type: fc.constantFrom("a", "b", "c", "d"),
    thread: fc.constantFrom("x", "y", "z"),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const { ranked } = rank(rows.map(({ timeMs, type, thread }): Row => [timeMs, type, thread]));
      const members = ranked.flatMap(({ stretch }) => [...stretch.members]).sort((a, b) => a - b);
      assert.deepEqual(
        members,
        rows.map((_, i) => i),
      );
      for (const [i, { score, terms }] of ranked.entries()) {
        const sum = terms.reduce((total, { weight }) => total + weight, 0);
        assert.ok(Math.abs(sum - score) < 1e-9 && score >= 0 && score < 1);
        assert.ok(score <= (ranked[i - 1]?.score ?? 1));
        for (const { weight, alerts } of terms) {
          assert.ok(weight > 0);
          assert.ok(alerts.every((number) => number >= 0 && number < rows.length));
        }
      }
    }),
  );
});
