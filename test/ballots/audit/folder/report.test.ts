/** The page of an audit: which drawn units differ, what the paper says after a full count, and how figures are written. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { type DrawnUnit, drawnUnits } from "../../../../src/ballots/audit/folder/drawn.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { type HandCount, handCount } from "../../../../src/ballots/audit/folder/hand-count.ts";
import { labelOf } from "../../../../src/ballots/audit/folder/pictures.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { vigieHere } from "../../../helpers/vigie.ts";
import { auditOnce, entry, type FlatInput, NOW, SEED, workshop } from "./audits.ts";
import { forty, records, row, table } from "./forty.ts";

const shop = workshop("report");
const { folder, file } = shop;
const { batches, compared } = forty(shop);

const page = (dir: string, language: "en" | "fr" = "en"): string =>
  readFileSync(writeReport(dir, messagesOf(language)), "utf8");
const rowsOf = (html: string, kind: string): number => html.split(`<tr class="${kind}">`).length - 1;
const statesOf = (units: readonly DrawnUnit[], state: string): readonly string[] =>
  units.filter((one) => one.state === state).map(({ unit }) => unit);

function drawn(input: PlanInput, count: number): string {
  const dir = folder();
  planAudit(dir, input);
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [count]);
  return dir;
}

const counted = (dir: string): HandCount => {
  const audit = checkAudit(dir);
  return handCount(audit, drawnUnits(audit).readings);
};

test("a report names each drawn station that differs, is disputed, or was not entered yet", () => {
  const dir = drawn(batches(), 6);
  assert.equal(rowsOf(page(dir), "open"), 6, "nothing was entered yet");
  const rows = entry(dir, 1, row).trim().split("\n");
  const units = rows.slice(1).map((line) => line.split(",")[0] ?? "");
  const change = (at: number, text: string): string =>
    `${rows.map((line, i) => (i === at ? `${units[at - 1]},${text}` : line)).join("\n")}\n`;
  const first = file("r1.csv", change(1, "7,100").replace(`${units[1]},`, `${units[1]},missing,,#`));
  const both = readFileSync(first, "utf8").replace(/,#.*/, "");
  addEntry(dir, file("r1.csv", both), "Ana", false);
  addEntry(dir, file("r2.csv", both.replace(`${rows[3]}\n`, `${units[2]},1,1\n`)), "Bob", false);
  const html = page(dir, "fr");
  assert.deepEqual([rowsOf(html, "differs"), rowsOf(html, "open"), rowsOf(html, "same")], [2, 1, 3]);
  const reported = rows[1]?.split(",")[1];
  assert.match(
    html,
    new RegExp(`<th scope="row">${units[0]}</th><td>1</td><td>A : annoncé ${reported}, sur papier 7</td>`),
  );
  assert.match(
    html,
    new RegExp(`<th scope="row">${units[1]}</th><td>1</td><td>le papier n&#39;a pu être montré`),
  );
  assert.match(html, new RegExp(`<th scope="row">${units[2]}</th><td>1</td><td>deux personnes`));
  assert.match(
    html,
    /<label><input type="radio" name="show" id="show-open"> pas encore saisies.* \(1\)<\/label>/,
  );
});

test("the table says as many differences as the assessment, and its texts are escaped", () => {
  const evil = batches({
    results: file(
      "evil.csv",
      table("unit,A<img>,B", (_unit, i) => `${300 + i},100`),
    ),
  });
  const found = auditOnce(shop, evil, [12], (unit) => row(unit).replace(/,(3\d[02468]),/, ",7,"));
  const { units } = drawnUnits(checkAudit(found.dir));
  assert.ok(found.discrepancies > 0);
  assert.equal(statesOf(units, "differs").length, found.discrepancies);
  const html = page(found.dir);
  assert.match(html, /A&lt;img&gt;: reported 3\d\d, on paper 7/);
  assert.ok(!html.includes("<img>") && !html.includes("<script"));
});

test("cards: what record and paper say; a card without a record counts as a difference", () => {
  const cut = { ...records(), ids: records().ids.slice(0, 38) };
  const lost = new Set(["b-39", "b-40"]);
  const wrong = (unit: string): string =>
    unit === "b-2" ? `${unit},0,1` : unit === "b-3" ? `${unit},0,0` : card(unit);
  const found = auditOnce(shop, compared(cut), [40], wrong);
  const { units } = drawnUnits(checkAudit(found.dir));
  assert.deepEqual(statesOf(units, "differs"), ["b-2", "b-3"]);
  assert.deepEqual(new Set(statesOf(units, "no-record")), lost);
  assert.equal(found.discrepancies, 4);
  const html = page(found.dir);
  assert.match(html, /<th scope="row">b-2<\/th><td>1<\/td><td>Mayor: reported ADA, on paper BEN<\/td>/);
  assert.match(html, /Mayor: reported ADA, on paper blank/);
  assert.match(html, /there is no record of this card/);
});

const card = (unit: string): string => {
  const vote = (Number(unit.slice(2)) - 1) % 4 === 0;
  return `${unit},${vote ? 0 : 1},${vote ? 1 : 0}`;
};

test("after a full count the paper decides: the counted outcome stands beside the reported one", () => {
  const same = auditOnce(shop, batches(), [40], row);
  assert.deepEqual([same.full, counted(same.dir).contests[0]?.same], [true, true]);
  assert.match(
    page(same.dir),
    /class="answer good">.*\n<p class="paper">The paper gives the outcome that was/,
  );
  const turned = auditOnce(shop, batches(), [40], (unit) => row(unit).replace(/,(\d+),100$/, ",100,$1"));
  const { contests } = counted(turned.dir);
  assert.deepEqual(contests[0]?.outcome, ["B"]);
  assert.equal(contests[0]?.votes.get("A"), 4000);
  const html = page(turned.dir);
  assert.match(html, /class="answer">Everything was drawn: the paper itself decides now\./);
  assert.match(html, /The paper gives another outcome than was reported: B\./);
  assert.match(html, /<p>Reported: A<\/p><p>On paper: B<\/p>/);
  assert.match(html, /<th scope="row">A<\/th><td class="n">12,780<\/td><td class="n">4,000<\/td>/);
  assert.match(page(turned.dir, "fr"), /Le papier donne un autre résultat que celui annoncé : B\./);
});

test("the terminal says after a full count what the report says", async () => {
  const turned = auditOnce(shop, batches(), [40], (unit) => row(unit).replace(/,(\d+),100$/, ",100,$1"));
  const { stdout, code } = await vigieHere(["audit", "assess", turned.dir]);
  assert.equal(code, 0);
  const [, , ...said] = stdout.trim().split("\n");
  assert.deepEqual(said.slice(0, 2), [
    "Everything was drawn: the paper itself decides now.",
    "The paper gives another outcome than was reported: B.",
  ]);
});

test("a full count that ends in a tie, without some paper, or for somebody who is in no table, says so", () => {
  const tied = auditOnce(shop, batches(), [40], (unit) => `${unit},100,100`);
  assert.equal(counted(tied.dir).contests[0]?.outcome, null);
  assert.match(page(tied.dir), /leaves the outcome open/);
  const lost = auditOnce(shop, batches(), [40], (unit) => (unit === "S7" ? `${unit},missing,` : row(unit)));
  assert.equal(counted(lost.dir).missing, 1);
  assert.match(page(lost.dir), /1 could not be shown, and are in no count/);
  const other = auditOnce(shop, batches(), [40], (unit) => `${unit},100,100,300`);
  assert.match(page(other.dir, "fr"), /un autre résultat que celui annoncé : autres, dans aucune table\./);
  const part = auditOnce(shop, batches(), [20], row);
  assert.ok(!part.full && !page(part.dir).includes("Counted on paper"), "nothing of a part");
});

test("minutes that no draw reaches are counted as they were reported", () => {
  const rule = { name: "majority", seats: 1, share: "0.5" } as const; // all of S5 voted against A already
  const full = table("unit,A,B", (_unit, i) => (i === 5 ? "0,700" : `${300 + i},100`));
  const found = auditOnce(shop, batches({ results: file("full.csv", full), rule }), [39], row);
  const { undrawn, contests } = counted(found.dir);
  assert.deepEqual([found.full, undrawn], [true, 1]);
  assert.equal(contests[0]?.votes.get("B"), 4600);
  assert.match(page(found.dir), /no draw reaches them, and they are counted as reported/);
});

test("a full count of cards leaves out those with too many votes; preferences are counted by rounds", () => {
  const over = auditOnce(shop, compared(records()), [40], (unit) => `${unit},1,${unit === "b-1" ? 0 : 1}`);
  const [plain] = counted(over.dir).contests;
  assert.deepEqual([plain?.votes.get("ADA"), plain?.votes.get("BEN"), plain?.outcome], [1, 0, ["ADA"]]);
  const change: Partial<FlatInput> = { rule: { name: "instant-runoff", seats: 1, share: "0.5" } };
  const three = { choices: ["ADA", "BEN", "CYR"], ranked: true, patterns: [null, ["ADA"], ["BEN", "CYR"]] };
  const ranks = (unit: string): string => {
    const n = Number(unit.slice(2));
    return `${unit},${n <= 18 ? "1,0,0" : n <= 34 ? "0,1,0" : "0,2,1"}`;
  };
  const found = auditOnce(shop, compared(records(three), change), [40], ranks);
  const [ranked] = counted(found.dir).contests;
  assert.deepEqual([ranked?.outcome, ranked?.same], [["BEN"], false], "ADA leads at first, 18 to 16 and 6");
  assert.match(page(found.dir), /Mayor: reported ADA, on paper CYR &gt; BEN/);
});

test("French writes risks with a comma, and the label of a risk keeps off the line of the limit", () => {
  const dir = drawn(batches(), 8);
  const text = entry(dir, 1, row);
  addEntry(dir, file("f1.csv", text), "Ana", false);
  addEntry(dir, file("f2.csv", text), "Bob", false);
  const { risk } = assess(dir);
  const html = page(dir, "fr");
  assert.match(String(risk), /^0\.\d+$/);
  assert.equal(
    html.split(`>${String(risk).replace(".", ",")}<`).length - 1,
    2,
    "in the picture and the table",
  );
  assert.ok(!html.includes(`>${risk}<`));
  assert.ok(page(dir).includes(`>${risk}<`));
  for (let dot = 20; dot <= 200; dot++)
    for (const limit of [60, 122, 160]) {
      const base = labelOf(dot, limit);
      assert.ok(
        limit <= base - 14 || limit >= base + 4,
        `a dot at ${dot}, its text on ${base}, the line at ${limit}`,
      );
    }
});
