/** Records that lose votes without a word, or make the reader work for ever. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { contestName } from "../../../../src/ballots/audit/cvr/columns.ts";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import { type CvrTable, tallyRecords } from "../../../../src/ballots/audit/cvr/table.ts";
import { put, tempFolder } from "../../../helpers/temp.ts";

const tally = (table: CvrTable, contest: string): Record<string, number> => {
  const records = table.contests.find(({ name }) => name === contest);
  assert.ok(records !== undefined);
  return Object.fromEntries(tallyRecords(records));
};

const ESS = "Cast Vote Record,Batch,Precinct,Mayor,Judge\n";

test("ES&S: a row that was cut, or has no number, is not passed over", (t) => {
  const read = (rows: string): CvrTable => readCvr(put(tempFolder(t), "cvr.csv", ESS + rows));
  assert.throws(() => read("1,B,P,ADA,YES\n2,B,P,ADA\n"), /cvr\.csv:3: 4 cells where the header has 5/);
  assert.throws(() => read("1,B,P,ADA,YES\n,B,P,ADA,NO\n"), /cvr\.csv:3: the row has no number of a record/);
  const nameless = put(tempFolder(t), "cvr.csv", "Cast Vote Record,Mayor,\n1,ADA,BEN\n");
  assert.throws(() => readCvr(nameless), /cvr\.csv:2: a cell stands in a column without a name/);
  const table = read("1,B,P, ADA ,YES\n,,,,\n2,B,P,ADA,NO\n");
  assert.deepEqual([table.ids, tally(table, "Mayor")], [["B-1", "B-2"], { ADA: 2 }]);
});

test("records in another encoding are refused: two candidates would become one, with the votes of both", (t) => {
  const rows = `${ESS}1,B,P,P\u00e9REZ,YES\n2,B,P,P\u00e8REZ,YES\n`;
  const written = (bytes: Buffer, name = "cvr.csv"): string => {
    const path = join(tempFolder(t), name);
    writeFileSync(path, bytes);
    return path;
  };
  assert.deepEqual(readCvr(written(Buffer.from(rows))).contests[0]?.choices.length, 2);
  assert.throws(() => readCvr(written(Buffer.from(rows, "latin1"))), /cvr\.csv:2: the text is not UTF-8/);
  const cut = Buffer.concat([Buffer.from(`${ESS}1,B,P,ADA,YES`), Buffer.from([0xc3])]);
  assert.throws(() => readCvr(written(cut)), /cvr\.csv:2: the text is not UTF-8/);
  assert.throws(
    () => readCvr(written(Buffer.from(`\ufeff${rows}`, "utf16le"))),
    /cvr\.csv:1: the text is not UTF-8/,
  );
  const xml = card(contest(option("<Name>P\u00e9REZ</Name>")));
  const path = written(Buffer.from(xml, "latin1"), "1.xml");
  assert.throws(() => readCvr(dirname(path)), /1\.xml: the text is not UTF-8/);
});

test("ES&S: a file of ever new choices is read in time that grows with it", (t) => {
  const count = 60_000;
  const rows = Array.from({ length: count }, (_, i) => `${i + 1},B,P,C${i},YES\n`).join("");
  const table = readCvr(put(tempFolder(t), "cvr.csv", ESS + rows));
  assert.equal(table.contests[0]?.choices.length, count);
});

const card = (contests: string, sequence = 1): string =>
  `<?xml version="1.0"?><Cvr xmlns="x"><Contests>${contests}</Contests><BatchSequence>${sequence}</BatchSequence><BatchNumber>7</BatchNumber></Cvr>`;
const option = (inside: string): string => `<Option><Id>2</Id><Value>1</Value>${inside}</Option>`;
const contest = (options: string, name = "Mayor"): string =>
  `<Contest><Name>${name}</Name><Options>${options}</Options></Contest>`;

test("Hart: votes for names that voters wrote, empty elements, and how many votes are allowed", (t) => {
  const dir = tempFolder(t);
  put(dir, "a.xml", card(contest(option("<WriteInData><Text>Zoë</Text></WriteInData>"))));
  put(dir, "b.xml", card(contest(""), 2));
  put(
    dir,
    "c.xml",
    card(`<Contest><Name>Mayor</Name><Options/></Contest>${contest(option("<Name>Y</Name>"), "Judge")}`, 3),
  );
  put(dir, "d.xml", card(contest(`${option("<Name>&#x41;D&#65;</Name>")}${option("<Name>BEN</Name>")}`), 4));
  const table = readCvr(dir);
  assert.deepEqual(tally(table, "Mayor"), { "Write-In": 1, ADA: 1, BEN: 1 });
  assert.deepEqual(tally(table, "Judge"), { Y: 1 });
  assert.deepEqual(
    table.contests.map(({ votesAllowed }) => votesAllowed),
    [0, 0],
    "the files do not say",
  );
});

test("Hart: a card that was cut off, holds a contest twice, or is no plain export is refused", (t) => {
  const read = (xml: string): CvrTable => {
    const dir = tempFolder(t);
    put(dir, "a.xml", xml);
    return readCvr(dir);
  };
  const whole = card(contest(option("<Name>ADA</Name>")) + contest(option("<Name>Y</Name>"), "Judge"));
  assert.equal(read(whole).contests.length, 2);
  for (const end of [
    "</Contests>",
    "</Contest>",
    "</Options></Contest><Contest><Name>Judge",
    "</Option></Options></Contest></Contests>",
  ])
    assert.throws(() => read(whole.slice(0, whole.indexOf(end))), /is not closed|is missing|no name/, end);
  assert.throws(
    () => read(card(contest("") + contest(option("<Name>ADA</Name>")))),
    /record 1 holds Mayor twice/,
  );
  assert.throws(() => read(card(contest(option("")))), /an option has no name/);
  assert.throws(() => read(`<!-- x -->${whole}`), /a comment or a declaration/);
  assert.throws(() => read(whole.replace("ADA", "<![CDATA[ADA]]>")), /a comment or a declaration/);
});

test("hostile headers and cards are read in time that grows with them", (t) => {
  const blanks = " ".repeat(1_000_000);
  assert.deepEqual(contestName(`a${blanks}b`), [`a${blanks}b`, 0]);
  const dir = tempFolder(t);
  put(dir, "a.xml", card(contest("<Option ".repeat(400_000))));
  assert.throws(() => readCvr(dir), /a\.xml: <Option> is damaged/);
  const many = tempFolder(t);
  put(many, "a.xml", card(contest(option("<Name>A</Name>").repeat(60_000))));
  assert.equal(readCvr(many).contests[0]?.patterns[1]?.length, 60_000);
});

test("Dominion, JSON: one number for two candidates or contests, and a contest twice in one session", (t) => {
  const read = (candidates: unknown, contests: unknown, held: unknown): CvrTable => {
    const dir = tempFolder(t);
    put(dir, "ContestManifest.json", JSON.stringify({ List: contests }));
    put(dir, "CandidateManifest.json", JSON.stringify({ List: candidates }));
    const session = { TabulatorId: 1, BatchId: 2, RecordId: 3, Original: { Cards: held } };
    put(dir, "CvrExport_1.json", JSON.stringify({ Sessions: [session] }));
    return readCvr(dir);
  };
  const mayor = { Id: 1, Description: " Mayor ", VoteFor: 1 };
  const [ada, ben] = ["ADA ", "BEN"].map((Description, i) => ({ Id: 10 + i, Description, ContestId: 1 }));
  const held = [{ Contests: [{ Id: 1, Marks: [{ CandidateId: 10 }] }] }];
  assert.deepEqual(tally(read([ada, ben], [mayor], held), "Mayor"), { ADA: 1, BEN: 0 });
  assert.throws(() => read([ada, { ...ben, Id: 10 }], [mayor], held), /two candidates have the number 10/);
  assert.throws(
    () => read([ada, ben], [mayor, { ...mayor, Description: "Judge" }], held),
    /two contests have one/,
  );
  assert.throws(() => read([ada, ben], [mayor], [...held, ...held]), /record 1 holds Mayor twice/);
});
