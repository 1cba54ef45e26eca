import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { alertSchema } from "../../../src/model/alert.ts";
import { attackSchema } from "../../../src/model/attack.ts";
import { summarySchema } from "../../../src/model/summary.ts";
import { accessLine, countRule, webRule } from "../../helpers/scan.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { type Ended, lines, objects, vigie, vigieHere } from "../../helpers/vigie.ts";

const MINUTE = 60_000;
const UNREAD = "\u0001\u0002 what is this";

interface Place {
  readonly folder: string;
  readonly logs: string;
  readonly rules: string;
}

/** Two logs and three small rules. */
function prepare(t: TestContext): Place {
  const folder = tempFolder(t);
  const hits = Array.from({ length: 6 }, (_, i) => accessLine("192.0.2.7", i * MINUTE, `/?q=probe&n=${i}`));
  put(folder, "logs/a.log", `${hits.join("\n")}\n${UNREAD}\n`);
  put(folder, "logs/b.log.gz", gzipSync(`${accessLine("192.0.2.8", 90 * MINUTE, "/?q=attack")}\n`));
  put(folder, "rules/probe.yml", webRule("probe", "probe", "low"));
  put(folder, "rules/attack.yml", webRule("attack", "attack", "high"));
  put(folder, "rules/often.yml", countRule("often", "probe", 5));
  return { folder, logs: join(folder, "logs"), rules: join(folder, "rules") };
}

const scan = (place: Place, ...args: readonly string[]): Promise<Ended> =>
  vigieHere(["scan", place.logs, ...chosen(place), "--threads", "1", ...args]);
const chosen = (place: Place): readonly string[] => ["--no-builtin-rules", "--rules", place.rules];

test("--json prints alerts, correlations, attacks and one summary, each in its shape and order", async (t) => {
  const place = prepare(t);
  const { code, stdout, stderr } = await vigie(["scan", place.logs, ...chosen(place), "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const printed = objects(stdout);
  assert.deepEqual(printed.map(kindOf), [
    ...Array(7).fill("rule"),
    "correlation",
    "attack",
    "attack",
    "summary",
  ]);
  const schemas = { alert: alertSchema, attack: attackSchema, summary: summarySchema };
  for (const object of printed) {
    assert.equal(Object.keys(object)[0], "kind");
    assert.deepEqual(schemas[object["kind"] as keyof typeof schemas].parse(object), object);
  }
  const summary = summarySchema.parse(printed.at(-1));
  assert.deepEqual([summary.records, summary.events, summary.unparsed, summary.files.length], [8, 7, 1, 2]);
  assert.deepEqual(summary.rules, { loaded: 3, rejected: 0 });
});

function kindOf(object: Readonly<Record<string, unknown>>): unknown {
  return object["kind"] === "alert" ? (object["rule"] as { type: string }).type : object["kind"];
}

test("the same scan prints the same bytes, with one thread and with two", async (t) => {
  const place = prepare(t);
  const alerts = async (...args: readonly string[]): Promise<string> =>
    lines((await scan(place, "--json", ...args)).stdout)
      .filter((line) => !line.startsWith('{"kind":"summary"'))
      .join("\n");
  const first = await alerts();
  assert.ok(first.length > 1000);
  assert.equal(await alerts(), first);
  assert.equal(await alerts("--threads", "2"), first);
});

test("an answer for a person begins with the sentence, in the language asked for", async (t) => {
  const place = prepare(t);
  const en = await scan(place);
  assert.match(
    en.stdout,
    /^Attacked: yes\. 2 attacks counted; 0 elaborate; 0 succeeded at something; 0 blocked by a device\.\n/,
  );
  assert.ok(!en.stdout.includes("\u001b"), "no colours where there is no terminal");
  const fr = await scan(place, "--lang", "fr");
  assert.match(fr.stdout, /^Attaqu/);
  assert.notEqual(fr.stdout, en.stdout);
  const byLocale = await vigieHere(["scan", place.logs, "--to", "2026-04-12"], { LANG: "fr_FR.UTF-8" });
  assert.match(byLocale.stdout, /^Aucune attaque/);
});

test("a scan without a rule, or of a period that ends before it begins, does not answer that nothing was found", async (t) => {
  const place = prepare(t);
  const none = await vigieHere(["scan", place.logs, "--no-builtin-rules"]);
  assert.deepEqual([none.code, none.stdout], [2, ""]);
  assert.match(none.stderr, /no rule is loaded/);
  const backwards = await vigieHere(["scan", place.logs, "--from", "2026-05-01", "--to", "2026-04-01"]);
  assert.deepEqual([backwards.code, backwards.stdout], [2, ""]);
});

test("--fail-on turns what was found into exit code 1", async (t) => {
  const place = prepare(t);
  assert.equal((await scan(place, "--fail-on", "high")).code, 1);
  assert.equal((await scan(place, "--fail-on", "critical")).code, 0);
  const { stdout } = await scan(place, "--fail-on", "low", "--to", "2026-04-12", "--json");
  assert.equal(objects(stdout).length, 1, "nothing was found, so nothing but the summary is printed");
});

test("--level, --from, --to, --gap and --body change what is reported", async (t) => {
  const place = prepare(t);
  const found = async (...args: readonly string[]): Promise<readonly string[]> =>
    objects((await scan(place, "--json", ...args)).stdout)
      .filter((object) => object["kind"] === "alert")
      .map((object) => `${(object["rule"] as { title: string }).title} ${object["body"]}`);
  assert.deepEqual(
    [...new Set(await found("--level", "high", "--body", "party"))],
    ["attack party", "often party"],
  );
  assert.deepEqual(await found("--from", "2026-04-13T01:00:00Z"), ["attack default"]);
  assert.equal((await found("--to", "2026-04-13T00:01:00Z")).length, 2);
  const attacks = objects((await scan(place, "--json", "--gap", "30s")).stdout).filter(
    (object) => object["kind"] === "attack",
  );
  assert.equal(attacks.length, 7);
});

test("the configuration gives bodies, formats and rules; options win", async (t) => {
  const place = prepare(t);
  const text = `builtin_rules: false\nrules: [rules]\nlevel: high\nsources:\n  - { path: "logs/a.log", body: party }\n  - { path: "logs/*", body: ministry }\n`;
  const config = put(place.folder, "vigie.yaml", text);
  const bodies = async (...args: readonly string[]): Promise<unknown> =>
    objects((await vigieHere(["scan", place.logs, "--config", config, "--json", ...args])).stdout)
      .filter((object) => object["kind"] === "attack")
      .map((object) => object["body"])
      .toSorted();
  assert.deepEqual(await bodies(), ["ministry", "party"]);
  assert.deepEqual(await bodies("--body", "all"), ["all", "all"]);
});

test("standard input is read like a file, packed or not", async (t) => {
  const place = prepare(t);
  const input = gzipSync(`${accessLine("192.0.2.9", 0, "/?q=attack")}\n`);
  const args = ["scan", "-", "--no-builtin-rules", "--rules", place.rules, "--json"];
  const { code, stdout } = await vigie(args, { input });
  assert.equal(code, 0);
  const [alert] = objects(stdout);
  const parsed = alertSchema.parse(alert);
  assert.deepEqual([parsed.source, parsed.evidence[0]?.file, parsed.evidence[0]?.offset], ["stdin", "-", 0]);
});

test("--unparsed keeps the raw bytes of what no format reads, for the owner alone", async (t) => {
  const place = prepare(t);
  const file = join(place.folder, "unparsed.txt");
  assert.equal((await scan(place, "--unparsed", file)).code, 0);
  assert.equal(readFileSync(file, "utf8"), `${UNREAD}\n`);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("--report writes one page, and says so", async (t) => {
  const place = prepare(t);
  const file = join(place.folder, "report.html");
  const { code, stderr } = await scan(place, "--report", file);
  assert.equal(code, 0);
  assert.equal(stderr, `vigie: Report written to ${file}\n`);
  const html = readFileSync(file, "utf8");
  assert.ok(html.startsWith("<!doctype html>") && html.includes("192.0.2.7") && html.includes("/?q=attack"));
  assert.equal((await scan(place, "--report", file, "--quiet")).stderr, "");
});

test("a file that cannot be written is told in one line with the remedy", async (t) => {
  const place = prepare(t);
  const nowhere = join(place.folder, "none", "file");
  const report = await scan(place, "--report", nowhere);
  assert.equal(report.code, 2);
  assert.equal(
    report.stderr,
    `vigie: ${nowhere}: the report cannot be written: ENOENT (choose another --report)\n`,
  );
  const unparsed = await scan(place, "--unparsed", nowhere);
  assert.equal(unparsed.code, 2);
  assert.equal(
    unparsed.stderr,
    `vigie: ${nowhere}: the unparsed records cannot be written: ENOENT (choose another file for --unparsed)\n`,
  );
});

test("the hint for vigie show works as it is printed", async (t) => {
  const place = prepare(t);
  const store = join(place.folder, "store");
  const { stdout } = await scan(place, "--store", store);
  const hint = /vigie (show .*)$/m.exec(stdout)?.[1]?.split(" ") ?? [];
  const shown = await vigieHere(hint);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /^Attack [0-9a-f]{64}/);
  assert.ok(!(await scan(place)).stdout.includes("vigie show"), "a store in memory has nothing to show");
});
