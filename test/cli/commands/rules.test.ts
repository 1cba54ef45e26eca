/** `vigie rules test|coverage|explain`, from the outside. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { makeEvtx, text } from "../../helpers/evtx.ts";
import { accessLine, countRule, webRule } from "../../helpers/scan.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

function made(t: TestContext): { readonly rule: string; readonly log: string } {
  const folder = tempFolder(t);
  const rule = put(folder, "rule.yml", webRule("attack", "attack", "high"));
  const lines = ["/?q=attack", "/programme"].map((path, i) => accessLine("192.0.2.7", i, path));
  return { rule, log: put(folder, "access.log", `${lines.join("\n")}\n`) };
}

test("rules test says where a rule fires, and why not where it does not", async (t) => {
  const { rule, log } = made(t);
  const shown = await vigieHere(["rules", "test", rule, log]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /access\.log@0 {2}fires {2}/);
  assert.match(shown.stdout, /\n {2}\+ \S.*attack/);
  assert.match(shown.stdout, /does not fire/);
  assert.match(shown.stdout, /\n {2}- \S.*attack/);
  const told = objects((await vigieHere(["rules", "test", rule, log, "--json"])).stdout);
  assert.deepEqual(
    told.map(({ kind, fired }) => [kind, fired]),
    [
      ["test", true],
      ["test", false],
      ["summary", 1],
    ],
  );
});

test("rules test ends with 4 when a rule never fires, and with 3 when a file cannot be read", async (t) => {
  const { rule, log } = made(t);
  const quiet = put(tempFolder(t), "quiet.log", `${accessLine("192.0.2.7", 0, "/programme")}\n`);
  assert.equal((await vigieHere(["rules", "test", rule, quiet])).code, 4);
  assert.equal((await vigieHere(["rules", "test", rule, log, "/nowhere.log"])).code, 3);
  assert.equal((await vigieHere(["rules", "test", tempFolder(t), log])).code, 4);
});

test("rules test reads event logs of Windows", async (t) => {
  const folder = tempFolder(t);
  const rule = put(
    folder,
    "rule.yml",
    "title: T\nlogsource: {product: windows, service: security}\ndetection:\n  s: {EventID: 4720, D0|endswith: son}\n  condition: s\n",
  );
  const log = put(
    folder,
    "Security.evtx",
    makeEvtx([{ eventId: 4720, channel: "Security", data: [text("Thomson")] }]),
  );
  const { code, stdout } = await vigieHere(["rules", "test", rule, log]);
  assert.equal(code, 0);
  assert.match(stdout, /\+ D0 ends with "son" {2}\(Thomson\)/);
});

test("rules coverage is a layer of the ATT&CK Navigator, by the names of version 19", async (t) => {
  const rule = put(
    tempFolder(t),
    "rule.yml",
    "title: T\nlogsource: {category: test}\ntags: [attack.t1562.001, attack.t1685, attack.t1110.003]\ndetection: {s: {F: x}, condition: s}\n",
  );
  const [layer] = objects((await vigieHere(["rules", "coverage", rule, "--json"])).stdout);
  assert.deepEqual(layer?.["versions"], { attack: "19", navigator: "5.1.0", layer: "4.5" });
  assert.equal(layer?.["domain"], "enterprise-attack");
  const techniques = layer?.["techniques"] as readonly { techniqueID: string; score: number }[];
  assert.deepEqual(
    techniques.map(({ techniqueID, score }) => [techniqueID, score]),
    [
      ["T1110.003", 1],
      ["T1685", 1],
    ],
  );
  const { stdout } = await vigieHere(["rules", "coverage", rule]);
  assert.match(stdout, /^T1110\.003 +1\n/);
});

for (const command of ["check", "list", "coverage"]) {
  test(`rules ${command} ends with 4 when a rule is rejected, a path holds none, or is not there`, async (t) => {
    const folder = tempFolder(t);
    const bad = put(folder, "bad.yml", "title: T\nlogsource: {}\ndetection: {}\n");
    const empty = put(folder, "notes/notes.txt", "no rule");
    const ended = await vigieHere(["rules", command, bad]);
    assert.deepEqual([ended.code, ended.stderr.match(/bad\.yml:\d+:\d+: /g)?.length], [4, 3], ended.stderr);
    const none = await vigieHere(["rules", command, join(empty, "..")]);
    assert.equal(none.code, 4);
    assert.match(none.stderr, /notes: holds no rule \(name files that end in \.yml/);
    assert.equal((await vigieHere(["rules", command, join(folder, "nowhere")])).code, 4);
  });
}

test("rules check takes the values of placeholders from vigie.yaml, and says where they belong", async (t) => {
  const folder = tempFolder(t);
  const rule = put(
    folder,
    "rule.yml",
    'title: T\nlogsource: {category: test}\ndetection: {s: {F|expand: "%admins%"}, condition: s}\n',
  );
  const without = await vigieHere(["rules", "check", rule]);
  assert.equal(without.code, 4);
  assert.match(without.stderr, /%admins% \(give its values under "placeholders:" in vigie\.yaml/);
  const config = put(folder, "vigie.yaml", "placeholders: {admins: [root]}\n");
  assert.equal((await vigieHere(["rules", "check", rule, "--config", config])).code, 0);
});

test("rules test tries correlations on what their rules fire on", async (t) => {
  const folder = tempFolder(t);
  const rules = put(
    folder,
    "rules.yml",
    `${webRule("attack", "attack", "high")}---\n${countRule("many", "attack", 3)}`,
  );
  const lines = [0, 1, 2, 3_600_000].map((ms) => accessLine("192.0.2.7", ms, "/?q=attack"));
  const log = put(folder, "access.log", `${lines.join("\n")}\n`);
  const shown = await vigieHere(["rules", "test", rules, log]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, / {2}3 records from \S+access\.log@0 on: source\.ip=192\.0\.2\.7\n/);
  assert.match(shown.stdout, /^many: fires 1 time; its rules fire on 4 records$/m);
  const told = objects((await vigieHere(["rules", "test", rules, log, "--json"])).stdout);
  const [alert] = told.filter(({ kind }) => kind === "correlation");
  assert.deepEqual(alert?.["group"], { "source.ip": "192.0.2.7" });
  assert.equal(JSON.stringify(alert).match(/"offset"/g)?.length, 3);
  const few = put(folder, "few.log", `${lines.slice(2).join("\n")}\n`);
  const quiet = await vigieHere(["rules", "test", rules, few]);
  assert.equal(quiet.code, 4);
  assert.match(quiet.stdout, /^many: fires 0 times; its rules fire on 2 records$/m);
});

test("correlations on trial: one record counts once, and those without a time are told", async (t) => {
  const folder = tempFolder(t);
  const both = ["one", "two"].map((name) => webRule(name, "attack", "high")).join("---\n");
  const count = countRule("many", "one, two", 2);
  const rules = put(folder, "rules.yml", `${both}---\n${count}`);
  const log = put(folder, "access.log", `${accessLine("192.0.2.7", 0, "/?q=attack")}\n`);
  const shown = await vigieHere(["rules", "test", rules, log]);
  assert.match(shown.stdout, /^many: fires 1 time; its rules fire on 1 record$/m);
  const plain =
    "title: P\nname: p\nlogsource: {product: windows}\ndetection: {s: {EventID: 4625}, condition: s}\n";
  const undated = put(folder, "undated.yml", `${plain}---\n${countRule("many", "p", 2)}`);
  const event =
    '{"EventID":4625,"Channel":"Security","Provider_Name":"Microsoft-Windows-Security-Auditing"}\n';
  const events = put(folder, "events.jsonl", event.repeat(2));
  const told = await vigieHere(["rules", "test", undated, events]);
  assert.match(told.stderr, /2 hits on records without a time/, told.stdout);
});

test("rules test with many rules tells of those that fire, and counts the others", async (t) => {
  const folder = tempFolder(t);
  const texts = Array.from({ length: 30 }, (_, i) => webRule(`rule-${i}`, `word${i}x`, "high"));
  const rules = put(folder, "rules.yml", texts.join("---\n"));
  const log = put(folder, "access.log", `${accessLine("192.0.2.7", 0, "/?q=word7x")}\n`);
  const { code, stdout } = await vigieHere(["rules", "test", rules, log]);
  assert.equal(code, 4);
  assert.match(stdout, /access\.log@0 {2}fires {2}rule-7\n/);
  assert.doesNotMatch(stdout, /rule-8/);
  assert.match(
    stdout,
    /^29 rules do not fire, of which 0 saw no event of their log source; 0 correlations do not fire$/m,
  );
  put(folder, "rules.yml", `${texts.join("---\n")}---\n${countRule("many", "rule-7", 3)}`);
  const silent = await vigieHere(["rules", "test", rules, log]);
  assert.match(silent.stdout, /; 1 correlation does not fire$/m);
});

test("rules explain tells the dearest rules and what they wait for", async (t) => {
  const { rule, log } = made(t);
  const told = objects((await vigieHere(["rules", "explain", log, "--rules", rule, "--json"])).stdout);
  const summary = told.at(-1);
  assert.equal(summary?.["kind"], "summary");
  assert.equal(summary?.["events"], 2);
  const own = told.find(({ anchors }) => JSON.stringify(anchors)?.includes("attack"));
  assert.deepEqual([own?.["evaluated"], own?.["fired"]], [1, 1]);
  const { stdout } = await vigieHere(["rules", "explain", log, "--rules", rule]);
  assert.match(stdout, /ms {2}\S/);
});
