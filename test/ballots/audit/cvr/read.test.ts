/** Cast vote records of each system, in the layouts that their exports have. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCvr } from "../../../../src/ballots/audit/cvr/read.ts";
import { type CvrTable, tallyRecords } from "../../../../src/ballots/audit/cvr/table.ts";
import { put, tempFolder } from "../../../helpers/temp.ts";

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
