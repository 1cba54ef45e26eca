/** Cast vote records of each system, in the layouts that their exports have. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import { type CvrTable, tallyRecords } from "../../../../src/ballots/audit/cvr/table.ts";
import { VigieError } from "../../../../src/base/errors.ts";
import { put, tempFolder } from "../../../helpers/temp.ts";
import { zipOf } from "../../../helpers/zip.ts";

const tally = (table: CvrTable, contest: string): Record<string, number> => {
  const records = table.contests.find(({ name }) => name === contest);
  assert.ok(records !== undefined, `${contest} is not in ${table.contests.map(({ name }) => name)}`);
  return Object.fromEntries(tallyRecords(records));
};

/** How many cards do not hold a contest. */
const absent = (table: CvrTable, contest: string): number => {
  const records = table.contests.find(({ name }) => name === contest);
  return [...(records?.card ?? [])].filter((pattern) => records?.patterns[pattern] === null).length;
};

test("Dominion, CSV: quotes, contests that are not on the card, too many votes", (t) => {
  const path = put(
    tempFolder(t),
    "cvr.csv",
    [
      '"Test, a county",5.10,,,,,,,',
      ',,,,,,"Mayor, City (Vote For=1)","Mayor, City (Vote For=1)",Council (Vote For=2)',
      ",,,,,,ADA,BEN,CYR",
      "CvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,BallotType,DEM,REP,",
      '1,5,1,1,="5-1-1","Type, 1",1,0,',
      '2,5,1,2,="5-1-2",T,0,1,1',
      '3,5,1,3,="5-1-3",T,1,1,0\r',
    ].join("\n"),
  );
  const table = readCvr(path);
  assert.equal(table.format, "dominion-csv");
  assert.deepEqual(table.ids, ["5-1-1", "5-1-2", "5-1-3"]);
  assert.deepEqual(tally(table, "Mayor, City"), { ADA: 1, BEN: 1 });
  assert.deepEqual(tally(table, "Council"), { CYR: 1 });
  assert.equal(absent(table, "Council"), 1);
});

test("ClearBallot", (t) => {
  const path = put(
    tempFolder(t),
    "cvr.csv",
    `RowNumber,BoxID,BoxPosition,BallotID,PrecinctID,BallotStyleID,PrecinctStyleName,ScanComputerName,Status,Remade,Choice_1_1:Mayor:Vote For 1:ADA:Non-Partisan,Choice_1_2:Mayor:Vote For 1:BEN:Non-Partisan
1,B1,P1,B1-P1,1,1,S,c,,,1,0
2,B1,P2,B1-P2,1,1,S,c,,,0,1
3,B1,P3,B1-P3,1,1,S,c,,,,
`,
  );
  const table = readCvr(path);
  assert.deepEqual([table.format, ...table.ids], ["clearballot", "B1-P1", "B1-P2", "B1-P3"]);
  assert.deepEqual(tally(table, "Mayor"), { ADA: 1, BEN: 1 });
  assert.equal(absent(table, "Mayor"), 1);
});

test("ES&S: its words for too many and too few votes", (t) => {
  const path = put(
    tempFolder(t),
    "cvr.csv",
    "Cast Vote Record,Batch,Ballot Status,Precinct,Ballot Style,Mayor,Judge\n1,B,Not Reviewed,P,S,ADA,\n2,B,Not Reviewed,P,S,overvote,YES\n3,B,Not Reviewed,P,S,undervote,NO\n4,B,Not Reviewed,P,S,BEN,undervote\n",
  );
  const table = readCvr(path);
  assert.deepEqual([table.format, ...table.ids], ["ess", "B-1", "B-2", "B-3", "B-4"]);
  assert.deepEqual(tally(table, "Mayor"), { ADA: 1, BEN: 1 });
  assert.deepEqual(tally(table, "Judge"), { YES: 1, NO: 1 });
  assert.equal(absent(table, "Judge"), 1);
});

test("Hart: a folder of XML, one card each", (t) => {
  const dir = tempFolder(t);
  const card = (sequence: number, options: string): string =>
    `<?xml version="1.0" encoding="utf-8"?><Cvr xmlns="http://tempuri.org/CVRDesign.xsd"><Contests><Contest><Name>Mayor &amp; Co</Name><Id>1</Id><Options>${options}</Options></Contest></Contests><BatchSequence>${sequence}</BatchSequence><SheetNumber>1</SheetNumber><BatchNumber>7</BatchNumber></Cvr>`;
  put(dir, "a.xml", card(1, "<Option><Name>ADA</Name><Id>2</Id><Value>1</Value></Option>"));
  put(dir, "b.xml", card(2, ""));
  const table = readCvr(dir);
  assert.deepEqual([table.format, ...table.ids], ["hart", "7-1", "7-2"]);
  assert.deepEqual(tally(table, "Mayor & Co"), { ADA: 1 });
  put(dir, "c.xml", card(2, ""));
  assert.throws(() => readCvr(dir), /c\.xml: there is a second record of card 7-2/);
});

test("Dominion, JSON: 5.2 and 5.10, an adjudicated session, an ambiguous mark", (t) => {
  const dir = tempFolder(t);
  put(dir, "ContestManifest.json", JSON.stringify({ List: [{ Id: 1, Description: "Mayor", VoteFor: 1 }] }));
  put(
    dir,
    "CandidateManifest.json",
    JSON.stringify({
      List: [
        { Id: 10, Description: "ADA", ContestId: 1 },
        { Id: 11, Description: "BEN", ContestId: 1 },
      ],
    }),
  );
  const marks = (...ids: number[]) => [
    {
      Id: 1,
      Marks: ids.map((CandidateId) => ({ CandidateId, IsVote: true, IsAmbiguous: CandidateId === 12 })),
    },
  ];
  const session = (RecordId: number, Original: unknown, Modified: unknown = null) => ({
    TabulatorId: 3,
    BatchId: 4,
    RecordId,
    Original,
    Modified,
  });
  const Sessions = [
    session(1, { Contests: marks(10), IsCurrent: true }),
    session(2, { Cards: [{ Contests: marks(11) }] }),
    session(3, { Contests: marks(11), IsCurrent: false }, { Contests: marks(10), IsCurrent: true }),
    session(4, { Contests: marks(12) }),
  ];
  put(dir, "CvrExport_1.json", JSON.stringify({ Sessions }));
  const table = readCvr(dir);
  assert.deepEqual([table.format, ...table.ids], ["dominion-json", "3-4-1", "3-4-2", "3-4-3", "3-4-4"]);
  assert.deepEqual(tally(table, "Mayor"), { ADA: 2, BEN: 1 });
  put(dir, "CvrExport_2.json", JSON.stringify({ Sessions: [session(9, { Contests: marks(99) })] }));
  assert.throws(() => readCvr(dir), /CvrExport_2\.json: unknown candidate 99/);
  put(dir, "CvrExport_2.json", JSON.stringify({ Sessions: [{ TabulatorId: 1 }] }));
  assert.throws(() => readCvr(dir), /CvrExport_2\.json: Sessions\.0\.BatchId/);
});

test("anything else is refused", (t) => {
  const dir = tempFolder(t);
  assert.throws(() => readCvr(put(dir, "x.csv", "a,b\n1,2\n")), /no cast vote records that Vigie reads/);
  assert.throws(() => readCvr(`${dir}/none.csv`), /there is no such file/);
  assert.throws(() => readCvr(tempFolder(t)), /no cast vote records/);
});

const LISTS = {
  "ContestManifest.json": { List: [{ Id: 1, Description: "Mayor", VoteFor: 1, NumOfRanks: 3 }] },
  "CandidateManifest.json": {
    List: ["ADA", "BEN", "CYR"].map((Description, i) => ({ Id: 10 + i, Description, ContestId: 1 })),
  },
};

/** A session of one ranked card: candidate and rank. */
const ranking = (RecordId: number, ...marks: readonly (readonly [number, number])[]) => ({
  TabulatorId: 3,
  BatchId: 4,
  RecordId,
  Original: { Contests: [{ Id: 1, Marks: marks.map(([CandidateId, Rank]) => ({ CandidateId, Rank })) }] },
});

const exported = (sessions: unknown) =>
  Object.entries({ ...LISTS, "CvrExport_1.json": { Sessions: sessions } }).map(([name, value]) => ({
    name: `export/${name}`,
    bytes: JSON.stringify(value),
  }));

test("Dominion, JSON in a zip archive: rankings, two choices at one rank, a gap, a choice twice", (t) => {
  const sessions = [
    ranking(1, [11, 2], [10, 1]),
    ranking(2, [10, 1], [11, 2], [12, 2]),
    ranking(3, [12, 3], [10, 1]),
    ranking(4, [10, 1], [10, 2], [11, 3]),
  ];
  const table = readCvr(put(tempFolder(t), "cvr.zip", zipOf(exported(sessions))));
  const [contest] = table.contests;
  assert.ok(contest?.ranked);
  assert.deepEqual(
    [...contest.card].map((pattern) => contest.patterns[pattern]),
    [["ADA", "BEN"], ["ADA"], ["ADA", "CYR"], ["ADA", "BEN"]],
  );
});

test("Dominion, CSV of a ranked contest, alone in an archive", (t) => {
  const title = "Mayor (Number of positions=1, Number of ranks=2)";
  const text = `T,5\n,,,,,,,,${Array(4).fill(`"${title}"`).join(",")}\n,,,,,,,,ADA(1),BEN(1),ADA(2),BEN(2)\nCvrNumber,TabulatorNum,BatchId,RecordId,a,b,c,d,,,,\n1,1,1,1,,,,,0,1,1,0\n2,1,1,2,,,,,0,0,0,0\n`;
  const zip = put(tempFolder(t), "cvr.zip", zipOf([{ name: "CVR.csv", bytes: text }]));
  const [contest] = readCvr(zip).contests;
  assert.deepEqual(
    [contest?.name, contest?.ranked, contest?.patterns],
    ["Mayor", true, [null, ["BEN", "ADA"], []]],
  );
});

test("archives that are cut, damaged, encrypted, too large or ambiguous are refused", (t) => {
  const dir = tempFolder(t);
  const whole = zipOf(exported([ranking(1, [10, 1])]));
  const refuse = (bytes: Uint8Array, pattern: RegExp): void => {
    assert.throws(() => readCvr(put(dir, "bad.zip", bytes)), pattern);
  };
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(whole);
    copy.writeUInt32LE(value, at);
    return copy;
  };
  const central = whole.indexOf(Buffer.from("PK\u0001\u0002"));
  refuse(whole.subarray(0, whole.length - 30), /bad\.zip: it has no directory: it is cut off/);
  refuse(changed(central + 16, 1), /ContestManifest\.json is damaged: its size or CRC-32/);
  refuse(changed(central + 24, 0x7fffffff), /larger than 512 MiB/);
  refuse(changed(central + 24, 3), /cannot be inflated/);
  refuse(changed(central + 42, 0x7ffffff0), /it is cut off, or damaged/);
  refuse(changed(central + 42, 4), /is not where the directory says/);
  refuse(zipOf([{ name: "a.xml", bytes: "x", encrypted: true }]), /it is encrypted/);
  refuse(
    zipOf([
      { name: "a/b.xml", bytes: "x" },
      { name: "b/b.xml", bytes: "y" },
    ]),
    /two members are named b\.xml/,
  );
  refuse(zipOf([{ name: "a.txt", bytes: "x" }]), /no cast vote records that Vigie reads/);
  refuse(zipOf([]), /no cast vote records that Vigie reads/);
  const broken = exported([]).map((one) => (one.name.includes("Cvr") ? { ...one, bytes: "{" } : one));
  refuse(zipOf(broken), /bad\.zip!CvrExport_1\.json: /);
});

test("every cut and every changed byte of an archive is an error or the same records, never a crash", (t) => {
  const dir = tempFolder(t);
  const whole = zipOf(exported([ranking(1, [10, 1], [11, 2])]));
  for (let at = 0; at < whole.length; at++) {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ 0xff;
    for (const bytes of [copy, whole.subarray(0, at)])
      try {
        assert.equal(readCvr(put(dir, "fuzz.zip", bytes)).ids.length, 1);
      } catch (error) {
        assert.ok(error instanceof VigieError, `${at}: ${error}`);
      }
  }
});
