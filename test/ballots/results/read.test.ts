import assert from "node:assert/strict";
import { test } from "node:test";
import { readResults } from "../../../src/ballots/results/read.ts";
import type { ResultTable } from "../../../src/ballots/results/table.ts";
import { violationText } from "../../../src/ballots/results/violation.ts";

function read(text: string | Uint8Array): ResultTable {
  const table = readResults("r", typeof text === "string" ? Buffer.from(text) : text);
  assert.ok(table.ok, JSON.stringify(table));
  return table.value;
}

function refused(text: string): string {
  const table = readResults("r", Buffer.from(text));
  assert.ok(!table.ok);
  return `${table.error.place?.line}: ${table.error.text}`;
}

const faults = (table: ResultTable): readonly string[] =>
  table.faults.map((one) => `${one.code} ${one.unit} line ${one.line}: ${violationText(one)}`);

const MINISTRY = `Code du département;Libellé du département;Code de la circonscription;Libellé de la circonscription;Code de la commune;Libellé de la commune;Code du b.vote;Inscrits;Abstentions;% Abs/Ins;Votants;% Vot/Ins;Blancs;% Blancs/Ins;% Blancs/Vot;Nuls;% Nuls/Ins;% Nuls/Vot;Exprimés;% Exp/Ins;% Exp/Vot;N°Panneau;Sexe;Nom;Prénom;Voix;% Voix/Ins;% Voix/Exp\r
1;Ain;04;4ème circonscription;1;L'Abergement;1;598;92;15,38;506;84,62;2;0,33;0,40;9;1,51;1,78;495;82,78;97,83;1;M;MARTIN;Éric;300;50,17;60,61;2;F;LÔ;Zoé;195;32,61;39,39\r
`;

test("the ministry's layout: candidates without header, lost zeros, three encodings", () => {
  const cp850 = Buffer.from(
    [...MINISTRY].map(
      (char) => ({ é: 0x82, É: 0x90, è: 0x8a, Ô: 0xe2, "°": 0xf8 })[char] ?? char.charCodeAt(0),
    ),
  );
  for (const bytes of [Buffer.from(MINISTRY), Buffer.from(MINISTRY, "latin1"), cp850]) {
    const table = read(bytes);
    assert.deepEqual([table.layout, table.level, faults(table)], ["ministry", "station", []]);
    assert.deepEqual(table.choices, ["MARTIN Éric", "LÔ Zoé"]);
    const [row] = table.rows;
    assert.equal(row?.unit, "01/001/0001");
    assert.equal(row?.place.constituency, "4");
    assert.deepEqual(row?.votes, [300, 195]);
    assert.deepEqual(row?.totals, {
      registered: 598,
      abstentions: 92,
      voters: 506,
      blank: 2,
      null: 9,
      valid: 495,
    });
    assert.equal(row?.shares.length, 8 + 4);
  }
});

test("a row with another candidate is told, and not taken", () => {
  const other = MINISTRY.replace(
    /^1;.*$/m,
    (row) => `${row}\n${row.replace(";1;598", ";2;598").replace("LÔ", "LA")}`,
  );
  const table = read(other);
  assert.equal(table.rows.length, 1);
  assert.match(faults(table).join(), /F\.109 .*line 3: choice 2 is “LA Zoé”, in the first row “LÔ Zoé”/);
});

const WIDE = "departement,commune,bureau,inscrits,votants,blancs,exprimes,A,B\n";

test("wide: every column behind the totals is a choice", () => {
  const table = read(`${WIDE}01,001,0001,10,8,1,7,4,3\n2A,004,12,20,,,9,5,4\n`);
  assert.deepEqual([table.layout, table.level, table.choices], ["wide", "station", ["A", "B"]]);
  assert.deepEqual(
    table.rows.map(({ unit, votes, line }) => [unit, votes, line]),
    [
      ["01/001/0001", [4, 3], 2],
      ["2A/004/0012", [5, 4], 3],
    ],
  );
  assert.equal(table.rows[1]?.totals.voters, null, "an empty total is not given");
});

test("long and JSON say the same as wide", () => {
  const wide = read(`${WIDE}01,001,0001,10,8,1,7,4,3\n01,001,0002,10,8,1,7,2,5\n`);
  const long = read(
    `departement,commune,bureau,inscrits,votants,blancs,exprimes,candidat,voix
01,001,0001,10,8,1,7,A,4
01,001,0001,10,8,1,7,B,3
01,001,0002,10,8,1,7,A,2
01,001,0002,10,8,1,7,B,5
`,
  );
  const rows = [
    {
      departement: "01",
      commune: "001",
      bureau: "0001",
      inscrits: 10,
      votants: 8,
      blancs: 1,
      exprimes: 7,
      votes: { A: 4, B: 3 },
    },
    {
      departement: "01",
      commune: "001",
      bureau: "0002",
      inscrits: 10,
      votants: 8,
      blancs: 1,
      exprimes: 7,
      votes: { A: 2, B: 5 },
    },
  ];
  const figures = ({ rows: all, choices }: ResultTable): unknown => [
    choices,
    all.map(({ unit, votes, totals }) => [unit, votes, totals]),
  ];
  assert.deepEqual(figures(long), figures(wide));
  for (const text of [
    JSON.stringify(rows),
    rows.map((row) => JSON.stringify(row)).join("\n"),
    JSON.stringify({ rows }),
  ])
    assert.deepEqual(figures(read(text)), figures(wide));
  assert.equal(
    read(JSON.stringify(rows, null, 1)).rows[1]?.line,
    15,
    "an object has the line where it begins",
  );
});

test("a row with a negative count, a word, a missing choice or a known station is told with its line", () => {
  const table = read(
    `${WIDE}01,001,0001,10,8,1,7,4,-3\n01,001,0002,ten,8,1,7,4,3\n01,001,0003,10,8,1,7,4\n01,001,0004,10,8,1,7,4,3\n1,1,4,10,8,1,7,4,3\n01,001,0005,10,8,1,7,4,1e9\n`,
  );
  assert.deepEqual(faults(table), [
    "F.101 01/001/0001 line 2: B is “-3”, not a whole number of people",
    "F.101 01/001/0002 line 3: registered is “ten”, not a whole number of people",
    "F.109 01/001/0003 line 4: has figures for 1 choices, the file is about 2",
    "F.108 01/001/0004 line 6: stands in line 5 already",
    "F.101 01/001/0005 line 7: B is “1e9”, not a whole number of people",
  ]);
  assert.equal(table.rows.length, 1);
});

test("a file that is no result is refused with its line", () => {
  assert.match(refused("a,b\n1,2\n"), /1: the header names no total/);
  assert.match(refused(`${WIDE.trim()},A\n`), /1: the header names the choice "A" twice/);
  assert.match(refused(""), /1: there is nothing in it/);
  assert.match(refused(`${WIDE}"01,x\n`), /2: a quote is opened/);
  assert.match(refused('[{"inscrits": 1,\n'), /1: an object is opened and never closed/);
  assert.match(refused('[\n{"inscrits": 1, A: 2}]'), /2: is no valid JSON/);
  assert.match(refused('[\n{"inscrits": [1]}]'), /2: is not an object of figures/);
});

test("a long file whose totals change within a station, or that names a choice twice, is told", () => {
  const table = read(
    "bureau,inscrits,exprimes,choix,voix\n1,10,7,A,4\n1,11,7,B,3\n2,10,7,A,4\n2,10,7,A,3\n3,10,7,A,4\n",
  );
  assert.deepEqual(
    table.faults.map(({ code, line }) => [code, line]),
    [
      ["F.108", 3],
      ["F.108", 5],
      ["F.101", 2],
      ["F.101", 4],
      ["F.101", 6],
    ].slice(0, table.faults.length),
  );
});

test("a file that would cost the square of its size is refused, with the line", () => {
  const many = Array.from({ length: 9000 }, (_, i) =>
    JSON.stringify({ bureau: String(i), inscrits: 5, [`k${i}`]: 4 }),
  );
  const long = Array.from({ length: 1200 }, (_, i) => `${i},5,5,5,c${i},5`);
  const wide = Array.from({ length: 2000 }, (_, i) => `c${i}`);
  for (const [text, pattern] of [
    [many.join("\n"), /^\d+: its objects have too many different keys/],
    [`bureau,inscrits,votants,exprimes,choix,voix\n${long.join("\n")}\n`, /^1002: .*more than 1000 choices/],
    [`bureau,inscrits,${wide.join(",")}\n`, /^1: .*2002 columns/],
  ] as const) {
    assert.match(refused(text), pattern);
  }
});

test("a column that is named like a property of every object is a column", () => {
  const head = "Code du département;Inscrits;Votants;Exprimés;constructor;N°Panneau;Sexe;Nom;Prénom;Voix";
  const found = readResults("r", Buffer.from(`${head}\n01;5;5;5;5;1;M;A;B;5\n`));
  assert.ok(found.ok);
  assert.deepEqual(found.value.rows[0]?.votes, [5]);
});
