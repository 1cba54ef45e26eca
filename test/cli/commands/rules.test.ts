/** `vigie rules test|coverage|explain`, from the outside. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { makeEvtx, text } from "../../helpers/evtx.ts";
import { accessLine, webRule } from "../../helpers/scan.ts";
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
