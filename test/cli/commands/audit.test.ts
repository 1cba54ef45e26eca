/** `vigie audit`, as a person runs it. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
  assert.match(assessed.stdout, /Le dépouillement dans les bureaux.* ne sont pas couverts/);
  assert.equal((await vigie(["audit", "report", audit])).code, 0);
  assert.match(readFileSync(join(audit, "report.html"), "utf8"), /Counting inside the stations/);
  assert.equal((await vigie(["audit", "assess", audit, "--recompute"])).code, 0);
  writeFileSync(join(audit, "results.csv"), `unit,A,B\n${stations.replace("300", "301")}`);
  const changed = await vigie(["audit", "assess", audit, "--recompute"]);
  assert.equal(changed.code, 4);
  assert.match(changed.stdout, /BROKEN .*changed after it was committed/);
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
