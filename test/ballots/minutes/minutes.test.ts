/** Two people type, a third one decides; whatever is wrong is refused whole. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { contestOf } from "../../../src/ballots/minutes/contest.ts";
import type { Entry } from "../../../src/ballots/minutes/entry.ts";
import { addEntries, readCollection, writeContest } from "../../../src/ballots/minutes/folder.ts";
import { printableSheet } from "../../../src/ballots/minutes/print.ts";
import { checkEntry } from "../../../src/ballots/minutes/rules.ts";
import { emptySheet, readSheet } from "../../../src/ballots/minutes/spreadsheet.ts";
import { type Resolution, statusOf } from "../../../src/ballots/minutes/status.ts";
import { readResults } from "../../../src/ballots/results/read.ts";
import { resultsFr } from "../../../src/base/messages/results.ts";
import { tempFolder } from "../../helpers/temp.ts";

const list = readResults(
  "stations.csv",
  Buffer.from('departement,commune,bureau,name,inscrits\n01,001,1,"<b>École; A",500\n01,001,2,Mairie,400\n'),
);
assert.ok(list.ok);
const CONTEST = contestOf("Élection", list.value, ["MARTIN", "LÔ"]);
const [FIRST] = CONTEST.stations;
assert.ok(FIRST);

/** An entry whose figures all agree. */
function entry(change: Partial<Entry> = {}): Entry {
  return {
    format: "vigie-entry-1",
    unit: "01/001/0001",
    by: "Alix",
    copy: "mairie",
    time: "2027-04-11T20:00:00.000Z",
    totals: { registered: 500, abstentions: 90, voters: 410, blank: 6, null: 4, valid: 400 },
    votes: [250, 150],
    extras: { signatures: 410, envelopes: 410, annexed_blank: 6, annexed_null: 4 },
    packets: [100, 100, 100, 100, 10],
    tallies: [{ table: "1", first: [250, 150], second: [250, 150] }],
    unsigned: [],
    drawnUp: "20:10",
    closed: "19:00",
    observations: "",
    asWritten: false,
    photos: [],
    ...change,
  };
}

const codes = (one: Entry): readonly string[] =>
  [...checkEntry(CONTEST, FIRST, one, { file: "s", line: 2 })].map(({ code }) => code);

test("minutes that hold every rule raise nothing; each rule fires where it must", () => {
  assert.deepEqual(codes(entry()), []);
  const { extras } = entry();
  const broken: readonly (readonly [string, Partial<Entry>])[] = [
    ["F.201", { extras: { ...extras, signatures: 501 } }],
    ["F.202", { extras: { ...extras, envelopes: 409 } }],
    ["F.203", { extras: { ...extras, annexed_blank: 5 } }],
    ["F.204", { extras: { ...extras, annexed_null: 5 } }],
    ["F.205", { packets: [100, 100, 100, 100, 11] }],
    ["F.206", { packets: [100, 99, 101, 100, 10] }],
    ["F.207", { tallies: [{ table: "1", first: [250, 150], second: [250, 149] }] }],
    ["F.208", { tallies: [{ table: "1", first: [250, 149], second: [250, 149] }] }],
    ["W.301", { extras: { ...extras, signatures: 409 } }],
    ["W.314", { unsigned: ["secretary"] }],
    ["W.315", { drawnUp: "18:10" }],
  ];
  for (const [code, change] of broken) assert.ok(codes(entry(change)).includes(code), code);
});

const state = (entries: readonly Entry[], resolutions: readonly Resolution[] = []): unknown => {
  const [first] = statusOf(CONTEST, entries, resolutions);
  return [first?.state, first?.entry?.votes ?? null, first?.differences.length];
};

test("a station counts once two people read the same, or a third one decided", () => {
  const other = entry({ by: "Bo", votes: [205, 150], time: "2027-04-11T20:05:00.000Z" });
  assert.deepEqual(state([]), ["missing", null, 0]);
  assert.deepEqual(state([entry()]), ["once", [250, 150], 0]);
  assert.deepEqual(state([entry(), entry({ time: "2027-04-11T20:01:00.000Z" })]), ["once", [250, 150], 0]);
  assert.deepEqual(state([entry(), entry({ by: "Bo" })]), ["agreed", [250, 150], 0]);
  assert.deepEqual(state([entry(), other]), ["differs", null, 1]);
  const third: Resolution = {
    format: "vigie-resolution-1",
    unit: "01/001/0001",
    copy: "mairie",
    take: "Bo",
    by: "Cam",
    why: "",
    time: "",
  };
  assert.deepEqual(state([entry(), other], [third]), ["resolved", [205, 150], 0]);
  assert.deepEqual(state([entry(), other], [{ ...third, take: "Nobody" }]), ["differs", null, 1]);
});

test("another spelling of a name makes no second person, and no third one", () => {
  for (const by of ["ALIX", " alix", "Álix", "A\u200blix"]) {
    assert.deepEqual(state([entry(), entry({ by })]), ["once", [250, 150], 0], JSON.stringify(by));
    const copies = [entry(), entry({ by, copy: "delegate of LÔ" })];
    assert.deepEqual(state(copies), ["once", [250, 150], 0], "one person at two copies");
    const other = entry({ by: "Bo", votes: [205, 150] });
    const decision = { unit: "01/001/0001", copy: "mairie", take: "Alix", by, why: "", time: "" };
    const decided = state([entry(), other], [{ format: "vigie-resolution-1", ...decision }]);
    assert.deepEqual(decided, ["differs", null, 1], "who typed does not decide");
  }
});

test("copies of the paper that disagree are a conflict, which no typing mends", () => {
  const party = { copy: "delegate of LÔ", votes: [150, 250] };
  const both = [entry(), entry({ by: "Bo" }), entry({ ...party, by: "Dan" }), entry({ ...party, by: "Eve" })];
  assert.deepEqual(state(both), ["conflict", null, 2]);
  // the same figures from two copies, each typed by somebody else, is as good as two people at one copy
  assert.deepEqual(state([entry(), entry({ by: "Dan", copy: "delegate of LÔ" })]), ["agreed", [250, 150], 0]);
});

test("a sheet is filled and read again; what is wrong is told with line and column", () => {
  const sheet = emptySheet(CONTEST);
  assert.match(sheet, /01\/001\/0001,<b>École; A,500/);
  const header = sheet.slice(1).split("\r\n")[0] ?? "";
  const columns = header.split(",");
  const filled = (values: Readonly<Record<string, string>>): Buffer =>
    Buffer.from(
      [columns.join(";"), columns.map((name) => values[name] ?? "").join(";")].join("\n"),
      "latin1",
    );
  const good = {
    unit: "01/001/0001",
    registered: "500",
    voters: "410",
    valid: "400",
    packets: "100|100|100|100|10",
    closed: "19h00",
    as_written: "oui",
    "votes: MARTIN": "250",
    "votes: LÔ": "150",
  };
  const read = readSheet("s.csv", filled(good), CONTEST);
  assert.ok(read.ok);
  assert.deepEqual(read.value[0]?.entry.votes, [250, 150]);
  assert.deepEqual(read.value[0]?.entry.packets, [100, 100, 100, 100, 10]);
  assert.equal(read.value[0]?.entry.closed, "19:00");
  assert.equal(read.value[0]?.entry.asWritten, true);
  const refused = (values: Readonly<Record<string, string>>): string => {
    const result = readSheet("s.csv", filled({ ...good, ...values }), CONTEST);
    assert.ok(!result.ok);
    const { line, column } = result.error.place ?? {};
    return `${line}:${column} ${result.error.text}`;
  };
  assert.match(refused({ voters: "4l0" }), /^2:5 01\/001\/0001: voters is "4l0"/);
  assert.match(refused({ unit: "9" }), /^2:1 "9" is no station/);
  assert.match(refused({ "votes: LÔ": "" }), /is empty/);
  assert.match(refused({ packets: "100|x" }), /packets are not whole numbers/);
  const empty = readSheet("s.csv", Buffer.from(sheet), CONTEST);
  assert.deepEqual(empty, { ok: true, value: [] }, "an untouched row is no entry");
  const foreign = readSheet("s.csv", Buffer.from("a,b\n"), CONTEST);
  assert.ok(!foreign.ok && /has no column "unit"/.test(foreign.error.text));
  for (const bytes of utf16(sheet)) {
    const found = readSheet("s.csv", bytes, CONTEST);
    assert.ok(!found.ok && found.error.text === "the text is UTF-16, not UTF-8");
    assert.match(found.error.remedy ?? "", /save it again as UTF-8/);
    const results = readResults("r.csv", bytes);
    assert.ok(!results.ok && results.error.text === found.error.text, "results say the same");
  }
});

/** What spreadsheets call Unicode text: both orders of bytes, with a mark and without. */
function utf16(text: string): readonly Buffer[] {
  const plain = text.replace(/^\ufeff/, "");
  const little = [plain, `\ufeff${plain}`].map((one) => Buffer.from(one, "utf16le"));
  return [...little, ...little.map((bytes) => Buffer.from(bytes).swap16())];
}

test("a collection is never written over, and damage is told with its file", (t) => {
  const folder = join(tempFolder(t), "minutes");
  assert.ok(writeContest(folder, CONTEST).ok);
  assert.ok(!writeContest(folder, CONTEST).ok, "a second contest in the same folder");
  addEntries(folder, [entry(), entry({ by: "Bo" })]);
  const read = readCollection(folder);
  assert.ok(read.ok);
  assert.equal(read.value.entries.length, 2);
  const [file = ""] = readdirSync(join(folder, "entries"));
  const path = join(folder, "entries", file);
  writeFileSync(path, readFileSync(path, "utf8").replace('"by"', '"buy"'));
  const damaged = readCollection(folder);
  assert.ok(!damaged.ok && damaged.error.place?.file === path && /^by: /.test(damaged.error.text));
});

test("the sheet for paper escapes what the list of stations says", () => {
  const html = printableSheet(CONTEST, resultsFr, "fr");
  assert.match(html, /&lt;b&gt;École; A/);
  assert.doesNotMatch(html, /<b>/);
  assert.equal(html.match(/<section>/g)?.length, 2);
});
