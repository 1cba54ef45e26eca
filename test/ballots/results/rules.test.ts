import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { digitSlip, neighboursExchanged } from "../../../src/ballots/results/hint.ts";
import { checkNeighbours } from "../../../src/ballots/results/neighbours.ts";
import { hundredths, parsePercent, percentText } from "../../../src/ballots/results/percent.ts";
import { readResults } from "../../../src/ballots/results/read.ts";
import { checkAgainst } from "../../../src/ballots/results/rounds.ts";
import { checkTable } from "../../../src/ballots/results/rules.ts";
import type { ResultTable } from "../../../src/ballots/results/table.ts";
import { type Violation, violationText } from "../../../src/ballots/results/violation.ts";
import { fill } from "../../../src/base/messages/fill.ts";
import { resultsEn, resultsFr } from "../../../src/base/messages/results.ts";

const HEAD = "departement,commune,bureau,inscrits,abstentions,votants,blancs,nuls,exprimes,A,B,C\n";

function table(rows: string, head = HEAD): ResultTable {
  const read = readResults("r.csv", Buffer.from(`${head}${rows}`));
  assert.ok(read.ok);
  return read.value;
}

const codes = (found: Iterable<Violation>): readonly string[] => [...found].map(({ code }) => code);

test("figures that hold every rule raise nothing", () => {
  assert.deepEqual(codes(checkTable(table("01,001,1,1000,200,800,8,7,785,400,300,85\n"))), []);
});

const BROKEN: readonly (readonly [code: string, row: string])[] = [
  ["F.102", "01,001,1,1000,200,800,8,7,785,400,300,84"],
  ["F.103", "01,001,1,1000,200,800,8,9,785,400,300,85"],
  ["F.104", "01,001,1,700,0,800,8,7,785,400,300,85"],
  ["F.105", "01,001,1,1000,200,800,8,7,785,800,0,0"],
  ["F.106", "01,001,1,1000,199,800,8,7,785,400,300,85"],
  ["W.302", "01,001,1,1000,200,800,24,7,769,400,284,85"],
  ["W.303", "01,001,1,1000,200,800,8,24,768,400,283,85"],
  ["W.304", "01,001,1,1000,200,800,8,7,765,400,300,65"],
  ["W.305", "01,001,1,1000,200,800,8,7,785,785,0,0"],
  ["W.306", "01,001,1,1000,1000,0,0,0,0,0,0,0"],
  ["W.307", "01,001,1,801,1,800,8,7,785,400,300,85"],
];
for (const [code, row] of BROKEN)
  test(`${code} fires where it must`, () => {
    assert.ok(
      codes(checkTable(table(`${row}\n`))).includes(code),
      codes(checkTable(table(`${row}\n`))).join(),
    );
  });

test("W.312: a station with only round numbers", () => {
  const head = "bureau,inscrits,votants,exprimes,A,B,C,D,E\n";
  assert.ok(codes(checkTable(table("1,300,200,200,100,50,30,10,10\n", head))).includes("W.312"));
  assert.ok(!codes(checkTable(table("1,300,200,200,100,50,30,11,9\n", head))).includes("W.312"));
});

test("F.102 names the one slip of digits that explains a wrong sum", () => {
  const [found] = checkTable(table("01,001,1,1000,200,800,8,7,785,490,300,85\n"));
  assert.ok(found);
  assert.match(violationText(found), /add up to 875, valid votes are 785$/);
  const [slip] = checkTable(table("01,001,1,1000,200,800,8,7,785,400,300,58\n"));
  assert.ok(slip);
  assert.match(violationText(slip), /C with 85 instead of 58 would mend it/);
  assert.match(violationText(slip, resultsFr), /C avec 85 au lieu de 58 le corrigerait/);
});

test("a slip is found again whatever the figures, and never invented", () => {
  const figures = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(figures, fc.nat(), fc.nat(), (right, where, which) => {
      const at = where % right.length;
      const slips = neighboursExchanged(right[at] ?? 0);
      fc.pre(slips.length > 0);
      const read = right.with(at, slips[which % slips.length] ?? 0);
      const sum = right.reduce((all, one) => all + one, 0);
      const found = digitSlip(read, sum);
      // another slip may explain the sum as well: then nothing is said
      if (found !== null)
        assert.equal(read.reduce((all, one) => all + one, 0) - found.read + found.meant, sum);
    }),
  );
  assert.deepEqual(digitSlip([312, 40], 172), { at: 0, read: 312, meant: 132 });
  assert.equal(digitSlip([100, 40], 140), null);
});

test("percentages are recomputed in whole numbers, half up", () => {
  assert.equal(hundredths(1, 3), 3333);
  assert.equal(hundredths(1, 8), 1250);
  assert.equal(hundredths(1, 2000), 5);
  assert.equal(hundredths(5, 100_000), 1, "0.005 % is rounded up");
  assert.equal(hundredths(1, 0), null);
  assert.deepEqual(["18,02", "18.2", "18", "0,00", "100", "1,234", "x"].map(parsePercent), [
    1802,
    1820,
    1800,
    0,
    10_000,
    null,
    null,
  ]);
  assert.equal(percentText(1802), "18.02 %");
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50_000_000 }),
      fc.integer({ min: 1, max: 50_000_000 }),
      (part, whole) => {
        const exact = (BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole));
        assert.equal(hundredths(part, whole), Number(exact));
      },
    ),
  );
});

test("F.107: a printed percentage that does not follow", () => {
  const head =
    "Code du département;Code du b.vote;Inscrits;Votants;% Vot/Ins;Exprimés;N°Panneau;Nom;Voix;% Voix/Ins;% Voix/Exp\n";
  assert.deepEqual(codes(checkTable(table("01;1;455;373;81,98;366;1;A;366;80,44;100\n", head))), ["W.305"]);
  assert.deepEqual(codes(checkTable(table("01;1;455;373;81,97;366;1;A;366;80,44;99,99\n", head))), [
    "F.107",
    "F.107",
    "W.305",
  ]);
});

/** Stations of one commune with nearly the same shares. */
function commune(change: (votes: number[], station: number) => void): ResultTable {
  const rows = Array.from({ length: 12 }, (_, i) => {
    const votes = [400 + 5 * ((i * 7) % 5), 150 + 3 * ((i * 5) % 7), 60 + ((i * 3) % 4)];
    change(votes, i);
    const valid = votes.reduce((all, one) => all + one, 0);
    return `01,001,${i + 1},1200,${1200 - valid - 10},${valid + 10},5,5,${valid},${votes.join(",")}`;
  });
  return table(`${rows.join("\n")}\n`);
}

test("W.310 and W.311: columns and digits that were exchanged stand out among the neighbours", () => {
  assert.deepEqual(codes(checkNeighbours(commune(() => {}))), []);
  const columns = commune((votes, i) => {
    if (i === 4) [votes[0], votes[1]] = [votes[1] ?? 0, votes[0] ?? 0];
  });
  assert.deepEqual(
    [...checkNeighbours(columns)].map((one) => `${one.code} ${one.unit} ${violationText(one)}`),
    ["W.310 01/001/0005 the votes for A and B look exchanged"],
  );
  const digits = commune((votes, i) => {
    if (i === 7) [votes[1], votes[2]] = [513, 60];
  });
  const found = [...checkNeighbours(digits)];
  assert.ok(
    found.some(
      ({ code, unit, values }) => code === "W.311" && unit === "01/001/0008" && values["meant"] === 153,
    ),
  );
});

test("W.313: the same figures in two stations", () => {
  const head = "bureau,inscrits,votants,exprimes,A,B,C,D\n";
  const twice = table(
    "1,500,400,390,200,100,60,30\n2,600,420,390,200,100,60,30\n3,600,420,391,200,101,60,30\n",
    head,
  );
  assert.deepEqual(
    [...checkNeighbours(twice)].map((one) => [one.code, one.line]),
    [["W.313", 3]],
  );
});

test("W.308 and W.309: rolls and turnout beside the other round", () => {
  const head = "bureau,inscrits,votants,exprimes,A\n";
  const first = table("1,1000,800,790,790\n2,1000,800,790,790\n3,1000,300,290,290\n", head);
  const second = table("1,1000,790,780,780\n2,1400,1000,990,990\n3,1000,900,890,890\n", head);
  assert.deepEqual(
    [...checkAgainst(second, first)].map(({ code, unit }) => [code, unit]),
    [
      ["W.308", "//0002"],
      ["W.309", "//0003"],
    ],
  );
});

test("every sentence has the same figures in both languages", () => {
  const holes = (text: string): readonly string[] =>
    [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
  for (const [key, text] of Object.entries(resultsEn.violations))
    assert.deepEqual(holes(resultsFr.violations[key as keyof typeof resultsFr.violations]), holes(text), key);
  assert.equal(fill("{a} {__proto__} {b}", { a: 1 }), "1 {__proto__} {b}");
});
