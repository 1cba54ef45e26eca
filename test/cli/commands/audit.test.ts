/** `vigie audit`, as a person runs it. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { put, tempFolder } from "../../helpers/temp.ts";
import { vigie } from "../../helpers/vigie.ts";

const stations = Array.from({ length: 60 }, (_, i) => `S${i},${300 + i},100\n`).join("");
const roll = Array.from({ length: 60 }, (_, i) => `S${i},600\n`).join("");

test("from the plan to the report, and a changed file is found with exit code 4", async (t) => {
  const dir = tempFolder(t);
  const audit = join(dir, "audit");
  const results = put(dir, "votes.csv", `unit,A,B\n${stations}`);
  const bounds = put(dir, "roll.csv", `unit,bound\n${roll}`);
  const plan = ["audit", "plan", audit, "--kind", "batches", "--contest", "Mayor", "--results", results];
  const refused = await vigie(plan);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--bounds is missing/);
  const planned = await vigie([...plan, "--bounds", bounds, "--bounds-source", "roll", "--json"]);
  assert.equal(planned.code, 0, planned.stderr);
  const { kind, commitment, outcome } = JSON.parse(planned.stdout);
  assert.deepEqual([kind, outcome], ["audit-plan", ["A"]]);
  assert.match(commitment, /^[0-9a-f]{64}$/);
  const drawn = await vigie([
    "audit",
    "draw",
    audit,
    "--seed",
    "01382438112797316654",
    "--ceremony",
    "dice",
    "--json",
  ]);
  const lines = drawn.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(lines.at(-1).fresh, lines.length - 1);
  const printed = readFileSync(join(audit, "round-1-retrieval.html"), "utf8");
  assert.equal(printed.split('<div class="label">').length, lines.length, "a label for each drawn station");
  const votes = new Map(stations.split("\n").map((line) => [line.split(",")[0], line]));
  const sheet = put(
    dir,
    "sheet.csv",
    `unit,A,B\n${lines
      .slice(0, -1)
      .map(({ unit }) => `${votes.get(unit)}\n`)
      .join("")}`,
  );
  for (const by of ["Ana", "Bob"])
    assert.equal((await vigie(["audit", "enter", audit, sheet, "--by", by])).code, 0);
  const assessed = await vigie(["audit", "assess", audit, "--lang", "fr"]);
  assert.equal(assessed.code, 0, assessed.stderr);
  assert.match(assessed.stdout, /Le résultat annoncé est confirmé/);
  assert.match(assessed.stdout, /risque 0,0\d+, limite 0,05\./);
  assert.match(assessed.stdout, /Le dépouillement dans les bureaux.* ne sont pas couverts/);
  assert.equal((await vigie(["audit", "report", audit])).code, 0);
  assert.match(readFileSync(join(audit, "report.html"), "utf8"), /Counting inside the stations/);
  assert.equal((await vigie(["audit", "assess", audit, "--recompute"])).code, 0);
  writeFileSync(join(audit, "results.csv"), `unit,A,B\n${stations.replace("300", "301")}`);
  const changed = await vigie(["audit", "assess", audit, "--recompute"]);
  assert.equal(changed.code, 4);
  assert.match(changed.stdout, /BROKEN .*changed after it was committed/);
});

test("a draw that is refused records no seed, and one that was cut off can be repeated", async (t) => {
  const dir = tempFolder(t);
  const audit = join(dir, "audit");
  const results = put(dir, "votes.csv", `unit,A,B\n${stations}`);
  const bounds = put(dir, "roll.csv", `unit,bound\n${roll}`);
  const tables = ["--results", results, "--bounds", bounds, "--bounds-source", "roll"];
  const planned = await vigie(["audit", "plan", audit, "--kind", "batches", "--contest", "Mayor", ...tables]);
  assert.equal(planned.code, 0, planned.stderr);
  const draw = ["audit", "draw", audit, "--seed", "01382438112797316654", "--ceremony", "dice"];
  writeFileSync(join(audit, "results.csv"), `unit,A,B\n${stations.replace("300", "301")}`);
  const changed = await vigie(draw);
  assert.equal(changed.code, 2);
  assert.match(changed.stderr, /results\.csv: the file was changed after it was committed/);
  assert.ok(!existsSync(join(audit, "seed.json")), "nothing is half written");
  writeFileSync(join(audit, "results.csv"), `unit,A,B\n${stations}`);
  assert.equal((await vigie(draw)).code, 0);
  const seed = readFileSync(join(audit, "seed.json"), "utf8");
  rmSync(join(audit, "round-1.json")); // the last file of a draw
  assert.match(
    (await vigie(draw.with(4, "11382438112797316654"))).stderr,
    /seed\.json: this step was done already/,
  );
  assert.equal((await vigie(draw)).code, 0);
  assert.equal(readFileSync(join(audit, "seed.json"), "utf8"), seed);
  assert.match((await vigie(draw)).stderr, /seed\.json: this step was done already/, "one round only");
});

test("records that were cut at a line end: the plan says how many cards have none", async (t) => {
  const dir = tempFolder(t);
  const head = `Test,5.2\n,,,,,,Mayor (Vote For=1),Mayor (Vote For=1)\n,,,,,,ADA,BEN\nCvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,BallotType,X,Y\n`;
  const rows = Array.from({ length: 2000 }, (_, i) => `${i + 1},1,2,${i + 1},x,7,${i % 4 ? "1,0" : "0,1"}\n`);
  const cvr = (name: string, count: number): string => put(dir, name, head + rows.slice(0, count).join(""));
  const manifest = put(dir, "manifest.csv", "batch,cards\n1-2,2000\n");
  const plan = (to: string, records: string, ...more: string[]): ReturnType<typeof vigie> =>
    vigie([
      ...["audit", "plan", join(dir, to), "--kind", "comparison", "--contest", "Mayor"],
      ...["--manifest", manifest, "--cvr", records, ...more],
    ]);
  const whole = await plan("whole", cvr("whole.csv", 2000), "--json");
  assert.equal(whole.code, 0, whole.stderr);
  assert.ok(!whole.stderr.includes("phantom"));
  assert.deepEqual(
    [JSON.parse(whole.stdout).remarks, JSON.parse(whole.stdout).samples[0].without_record],
    [[], 0],
  );
  const cut = await plan("cut", cvr("cut.csv", 1999), "--json");
  const said = "1 of 2,000 cards of the manifest have no record: each counts against the winner (phantom)";
  assert.deepEqual(JSON.parse(cut.stdout).remarks, [said], "also when it is a single one");
  assert.equal(JSON.parse(cut.stdout).samples[0].without_record, 1);
  const french = await plan("short", cvr("short.csv", 1900), "--lang", "fr");
  assert.equal(french.code, 0, french.stderr);
  assert.match(french.stderr, /100 des 2\s000 bulletins du manifeste n'ont pas d'enregistrement/);
  const styled = await plan(
    "styled",
    cvr("s.csv", 1900),
    "--contest-cards",
    "1910",
    "--bounds-source",
    "ballots",
    "--json",
  );
  assert.match(
    JSON.parse(styled.stdout).remarks[0],
    /^Mayor: 10 of 1,910 cards that may be drawn for it have no record/,
  );
});

test("sizes side by side", async () => {
  const { code, stdout } = await vigie([
    "audit",
    "size",
    "--cards",
    "100000",
    "--votes",
    "60000,40000",
    "--risk-limit",
    "0.1",
    "--json",
  ]);
  assert.equal(code, 0);
  const sizes = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map(({ method, cards }) => [method, cards]),
  );
  assert.deepEqual(sizes, {
    "comparison, no discrepancies": 24,
    "comparison, usual discrepancies": 27,
    "BRAVO, on average": 119,
    "BRAVO, 9 audits in 10": 351,
    "Minerva, one round, 9 in 10": 179,
    "Providence, one round, 9 in 10": 173,
  });
  assert.equal((await vigie(["audit", "size", "--cards", "100", "--votes", "60,80"])).code, 2);
});

test("where there is a log, each step is sealed into it, once; without one nothing is made", async (t) => {
  const dir = tempFolder(t);
  const [audit, store] = [join(dir, "audit"), join(dir, "store")];
  const plan = [
    ...["audit", "plan", audit, "--kind", "batches", "--contest", "Mayor", "--json", "--store", store],
    ...["--results", put(dir, "votes.csv", `unit,A,B\n${stations}`)],
    ...["--bounds", put(dir, "roll.csv", `unit,bound\n${roll}`), "--bounds-source", "roll"],
  ];
  const unsealed = await vigie(plan.map((word) => (word === audit ? join(dir, "other") : word)));
  assert.equal(JSON.parse(unsealed.stdout).sealed, false, unsealed.stderr);
  assert.ok(!existsSync(store));
  assert.equal((await vigie(["log", "init", "--store", store])).code, 0);
  const sealed = await vigie(plan);
  assert.equal(JSON.parse(sealed.stdout).sealed, true, sealed.stderr);
  const size = async (): Promise<string> =>
    (await vigie(["log", "checkpoint", "--store", store])).stdout.split("\n")[1] ?? "";
  const before = Number(await size());
  assert.ok(before > 0);
  const seed = ["--seed", "01382438112797316654", "--ceremony", "dice"];
  const drawn = await vigie(["audit", "draw", audit, ...seed, "--count", "60", "--store", store]);
  assert.match(drawn.stderr, /Sealed into the log/);
  const sheet = put(dir, "sheet.csv", `unit,A,B\n${stations}`);
  for (const by of ["Ana", "Bob"])
    assert.equal((await vigie(["audit", "enter", audit, sheet, "--by", by])).code, 0);
  for (const _again of [1, 2])
    assert.equal((await vigie(["audit", "assess", audit, "--store", store])).code, 0);
  assert.equal(Number(await size()), before + 2, "the draw, and one assessment");
  const broken = join(dir, "broken");
  mkdirSync(join(broken, "log"), { recursive: true });
  put(join(broken, "log"), "checkpoint", "none");
  put(broken, "vigie.db", "no database");
  const told = await vigie(
    plan.map((word) => (word === audit ? join(dir, "third") : word === store ? broken : word)),
  );
  assert.deepEqual(
    [told.code, JSON.parse(told.stdout).sealed],
    [0, false],
    "a broken store does not hide the plan",
  );
  assert.match(told.stderr, /vigie\.db/);
  const verified = await vigie(["log", "verify", "--store", store]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});

const HEAD =
  "Test,5.2\n,,,,,,,,Mayor (Vote For=1),Mayor (Vote For=1),School (Vote For=1),School (Vote For=1)\n,,,,,,,,ADA,BEN,CYR,DEE\nCvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,A,B,C,D\n";

/** 400 cards in two batches; every fourth holds School. */
const cards = Array.from({ length: 400 }, (_, i) => {
  const mayor = i % 10 < 7 ? "1,0" : "0,1";
  const school = i % 4 !== 0 ? "," : i % 16 < 12 ? "1,0" : "0,1";
  return {
    id: `1-${Math.floor(i / 200)}-${(i % 200) + 1}`,
    record: `${i + 1},1,${Math.floor(i / 200)},${(i % 200) + 1},x,M,1,1,${mayor},${school}\n`,
    entered: `${mayor},${school === "," ? "absent," : school}`,
  };
});

test("several contests by card style, from a table; checks are told in French", async (t) => {
  const dir = tempFolder(t);
  const audit = join(dir, "audit");
  const cvr = put(dir, "cvr.csv", HEAD + cards.map(({ record }) => record).join(""));
  const manifest = put(dir, "manifest.csv", "batch,cards\n1-0,200\n1-1,200\n");
  const plan = (contests: string, ...more: string[]) =>
    vigie([
      ...["audit", "plan", audit, "--kind", "comparison", "--contests", contests],
      ...["--manifest", manifest, "--cvr", cvr, "--bounds-source", "ballots issued", ...more],
    ]);
  const bad = async (text: string, pattern: RegExp): Promise<void> => {
    const { code, stderr } = await plan(put(dir, "bad.csv", text));
    assert.deepEqual([code, existsSync(audit)], [2, false], stderr);
    assert.match(stderr, pattern);
  };
  await bad("contest,cards\nMayor,400\nSchool,abc\n", /bad\.csv:3: cards is "abc"/);
  await bad(
    "contest,rule\nMayor,lottery\n",
    /bad\.csv:2: there is no rule "lottery" \(say one of: plurality/,
  );
  await bad("contest,colour\nMayor,red\n", /bad\.csv:1: there is no column "colour"/);
  await bad("contest\nMayor\nMayor\n", /two contests have the same name/);
  await bad("contest\nJudge\n", /there is no contest "Judge" \(name one of: Mayor; School\)/);
  const contests = put(dir, "contests.csv", "contest,cards\nMayor,400\nSchool,100\n");
  const { stdout, code } = await plan(contests);
  assert.equal(code, 0);
  assert.match(stdout, /^Mayor: ADA\nSchool: CYR\nMayor: 400 can be drawn, about \d+ in a first round\.\n/);
  await vigie(["audit", "draw", audit, "--seed", "01382438112797316654", "--ceremony", "dice"]);
  const entered = new Map(cards.map(({ id, entered: cells }) => [id, cells]));
  const [head = "", ...rows] = readFileSync(join(audit, "round-1-sheet.csv"), "utf8").trim().split("\n");
  const filled = rows.map((line) => line.split(",")[0] ?? "").map((id) => `${id},${entered.get(id)}\n`);
  const sheet = put(dir, "sheet.csv", `${head}\n${filled.join("")}`);
  for (const by of ["Ana", "Bob"])
    assert.equal((await vigie(["audit", "enter", audit, sheet, "--by", by])).code, 0);
  const assessed = await vigie(["audit", "assess", audit]);
  assert.match(assessed.stdout, /Mayor: risk 0\.\d+, confirmed\.\nSchool: risk 0\.\d+, confirmed\.\n/);
  const again = await vigie(["audit", "assess", audit, "--recompute", "--lang", "fr"]);
  assert.equal(again.code, 0, again.stdout);
  assert.match(
    again.stdout,
    /tenu {4}graine : 0138.*\ntenu {4}tirage : \d+ unités différentes\ntenu {4}évaluation 1 : risque 0,\d+\n/,
  );
});

test("strata from a table, with paths from where it lies", async (t) => {
  const dir = tempFolder(t);
  put(
    dir,
    "cvr.csv",
    HEAD +
      cards
        .slice(0, 200)
        .map(({ record }) => record)
        .join(""),
  );
  put(dir, "m1.csv", "batch,cards\n1-0,200\n");
  put(dir, "m2.csv", "batch,cards\n1-1,200\n");
  put(dir, "post.csv", "unit,ADA,BEN\nall,140,60\n");
  const plan = (table: string, ...more: string[]) =>
    vigie([
      "audit",
      "plan",
      join(dir, "audit"),
      "--contest",
      "Mayor",
      "--strata",
      put(dir, "strata.csv", table),
      ...more,
    ]);
  const head = "stratum,kind,manifest,results,cvr\n";
  const whole = `${head}machines,comparison,m1.csv,,cvr.csv\nby post,polling,m2.csv,post.csv,\n`;
  for (const [table, pattern] of [
    [`${head}a,polling,m2.csv,post.csv,\n`, /one stratum alone/],
    [`${head}a,guess,m2.csv,post.csv,\n`, /strata\.csv:2: there is no kind "guess"/],
    [whole.replace("by post", "machines"), /two strata have the same name/],
    [whole.replace("m2.csv", ""), /--manifest is missing/],
  ] as const) {
    const { code, stderr } = await plan(table);
    assert.deepEqual([code, existsSync(join(dir, "audit"))], [2, false]);
    assert.match(stderr, pattern);
  }
  assert.match((await plan(whole, "--kind", "polling")).stderr, /--strata and the tables of one audit/);
  const { code, stdout } = await plan(whole, "--json");
  assert.equal(code, 0);
  const { samples, units } = JSON.parse(stdout);
  assert.deepEqual(
    samples.map(({ name, units: size }: { name: string; units: number }) => [name, size]),
    [
      ["machines", 200],
      ["by post", 200],
    ],
  );
  assert.equal(units, 400);
});
