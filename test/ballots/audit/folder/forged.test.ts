/** A published folder whose files claim what does not follow from each other: found, and repeated nowhere. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assess, computeAssessment } from "../../../../src/ballots/audit/folder/assess.ts";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import { writeReport } from "../../../../src/ballots/audit/folder/report.ts";
import { sha256 } from "../../../../src/base/digest.ts";
import { messagesOf } from "../../../../src/base/messages/index.ts";
import { edited, entry, type FlatInput, NOW, refused, SEED, workshop } from "./audits.ts";
import { forty, records, row } from "./forty.ts";

const shop = workshop("forged");
const { folder, file } = shop;
const { batches, compared } = forty(shop);

/** A round that two people have entered. */
function entered(change: Partial<FlatInput> = {}): string {
  const dir = folder();
  planAudit(dir, batches(change));
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [12]);
  const text = entry(dir, 1, row);
  addEntry(dir, file("e.csv", text), "Ana", false);
  addEntry(dir, file("e.csv", text), "Bob", false);
  return dir;
}

test("a round that claims to go further than there is to draw does not make anybody draw for ever", () => {
  for (const [replace, sizes] of [
    [true, [9e15]],
    [false, [41]],
    [false, [5, 5]],
    [false, []],
  ] as const) {
    const dir = folder();
    planAudit(dir, batches({ replace }));
    recordSeed(dir, SEED, "dice", NOW);
    drawRound(dir, [5]);
    edited(join(dir, "round-1.json"), (round) => {
      round["sizes"] = sizes;
    });
    const draw = recompute(dir).find(({ name }) => name === "draw");
    assert.ok(draw?.ok === false && /more than there is|no round after/.test(draw.text), draw?.text);
  }
});

test("a plan that does not say where its bounds come from is refused by everyone", () => {
  for (const source of [null, " "]) {
    const dir = folder();
    planAudit(dir, batches());
    edited(join(dir, "plan.json"), (plan) => {
      plan["boundsSource"] = source;
    });
    refused(() => checkAudit(dir), /where the bounds come from is not said/);
  }
});

test("committed records that name other contests than the plan are refused", () => {
  const dir = folder();
  planAudit(dir, compared(records()));
  const path = join(dir, "records.csv");
  const forged = readFileSync(path, "utf8").replace("card,", "ballot,");
  writeFileSync(path, forged);
  edited(join(dir, "plan.json"), (plan) => {
    (plan["files"] as Record<string, string>)["records.csv"] = sha256(forged);
  });
  refused(() => checkAudit(dir), /records\.csv:1: the first line does not name the contests/);
});

test("one person who entered everything twice is found, whoever wrote the list of entries", () => {
  const dir = entered();
  assess(dir);
  const path = join(dir, "entries.json");
  const list = readFileSync(path, "utf8");
  for (const name of ["Ana", "  ÁNA", "A\u200bna", "A\u00adna"]) {
    writeFileSync(path, list.replace('"Bob"', JSON.stringify(name)));
    refused(() => assess(dir), /entered S\d+ twice/);
    assert.ok(recompute(dir).some(({ ok, text }) => !ok && /entered S\d+ twice/.test(text)));
  }
  refused(() => addEntry(dir, file("e.csv", entry(dir, 1, row)), "\u200b", false), /--by is missing/);
});

test("the page does not repeat an assessment that does not follow from the entries", () => {
  const dir = entered();
  assess(dir);
  const text = messagesOf("en");
  assert.ok(writeReport(dir, text));
  edited(join(dir, "assessment-1.json"), (found) => {
    found["risk"] = 0.001;
    found["confirmed"] = true;
  });
  refused(() => writeReport(dir, text), /risk 0\.001 was written, 0\.\d+ is computed/);
});

test("a row that has figures and is said to be missing is refused", () => {
  const dir = entered();
  const [head = "", first = ""] = entry(dir, 1, row).split("\n");
  const unit = first.split(",")[0];
  refused(
    () => addEntry(dir, file("e.csv", `${head}\n${unit},missing,5\n`), "Cy", false),
    /has figures, and is said to be missing/,
  );
});

test("a plan or a manifest of endless cards does not make anybody draw for ever", () => {
  const styled = { contestCards: 40, boundsSource: "ballots issued" };
  const claim: readonly (readonly [PlanInput, (plan: Record<string, unknown>, dir: string) => void])[] = [
    [
      compared(records(), styled),
      (plan) => {
        for (const one of plan["contests"] as { cards: number }[]) one.cards = 1e15;
      },
    ],
    [
      compared(records()),
      (plan, dir) => {
        const forged = "batch,cards\nb,999999999999999\n";
        writeFileSync(join(dir, "manifest.csv"), forged);
        (plan["files"] as Record<string, string>)["manifest.csv"] = sha256(forged);
      },
    ],
  ];
  for (const [input, forge] of claim) {
    const dir = folder();
    planAudit(dir, input);
    recordSeed(dir, SEED, "dice", NOW);
    drawRound(dir, [5]);
    edited(join(dir, "plan.json"), (plan) => forge(plan, dir));
    edited(join(dir, "seed.json"), (seed) => {
      seed["commitment"] = sha256(readFileSync(join(dir, "plan.json")));
    });
    const draw = recompute(dir).find(({ name }) => name === "draw");
    assert.ok(draw?.ok === false && /200 million|are drawn from/.test(draw.text), draw?.text);
  }
});

test("minutes with more votes than voters are registered do not confirm: their bound is none", () => {
  const dir = folder();
  planAudit(dir, batches());
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, [20]);
  const text = entry(dir, 1, row);
  const many = (votes: string): string =>
    file(
      "many.csv",
      text.replace(/^(S\d+),\d+,\d+$/m, (_row, unit) => `${unit},${votes}`),
    );
  const fault = /many\.csv:2: S\d+ has 701 votes, more than its 700 registered voters allow/;
  for (const votes of ["300,401,0", "0,0,701", "701,0,0"])
    refused(() => addEntry(dir, many(votes), "Ana", false), fault);
  assert.ok(!existsSync(join(dir, "entries.json")));
  assert.equal(addEntry(dir, many("300,400,0"), "Ana", false).units, 20);
  addEntry(dir, many("300,400,0"), "Bob", false);
  // whoever publishes the folder can write such entries himself
  const list = JSON.parse(readFileSync(join(dir, "entries.json"), "utf8")) as {
    file: string;
    sha256: string;
  }[];
  for (const one of list) {
    const forged = readFileSync(join(dir, one.file), "utf8").replace(",300,400,0", ",300,99999,0");
    writeFileSync(join(dir, one.file), forged);
    one.sha256 = sha256(forged);
  }
  writeFileSync(join(dir, "entries.json"), JSON.stringify(list));
  refused(() => assess(dir), /entry-1\.csv:\d+: S\d+ has 100299 votes/);
});

test("a plan whose votes leave no margin ends in words also where only the draw is computed", () => {
  for (const votes of [
    [5, 5, 5],
    [0, 0, 0],
  ]) {
    const dir = entered();
    assess(dir);
    edited(join(dir, "plan.json"), ({ contests }) => {
      (contests as { votes: readonly number[] }[])[0] = { ...(contests as object[])[0], votes };
    });
    const commitment = sha256(readFileSync(join(dir, "plan.json")));
    edited(join(dir, "seed.json"), (seed) => {
      seed["commitment"] = commitment;
    });
    const broken = recompute(dir).filter(({ ok }) => !ok);
    assert.deepEqual(
      broken.map(({ name }) => name),
      ["plan", "draw", "assessment"],
    );
    assert.match(broken[1]?.text ?? "", /plan\.json: the margin of ".*" is 0: there are no error bounds/);
    refused(() => addEntry(dir, file("e.csv", entry(dir, 1, row)), "Cat", false), /no error bounds/);
  }
});

test("nobody decides where two agree, whoever wrote the list of entries", () => {
  const dir = entered();
  const { discrepancies } = assess(dir);
  const wrong = readFileSync(join(dir, "entry-1.csv"), "utf8").replace(/^(S\d+),\d+,/m, "$1,1,");
  writeFileSync(join(dir, "entry-3.csv"), wrong);
  edited(join(dir, "entries.json"), (list) => {
    (list as unknown as object[]).push({
      by: "Cat",
      file: "entry-3.csv",
      sha256: sha256(wrong),
      resolves: true,
    });
  });
  assert.equal(computeAssessment(checkAudit(dir), 1).discrepancies, discrepancies);
});
