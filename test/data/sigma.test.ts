/** The Sigma engine against public rules and events; data that is absent is reported as skipped. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import { type ReadEntry, t } from "tar";
import { problemText } from "../../src/base/errors.ts";
import type { ReadContext } from "../../src/formats/format.ts";
import { createRegistry } from "../../src/formats/index.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import type { Event } from "../../src/model/event.ts";
import type { Logsource } from "../../src/model/logsource.ts";
import { compile, loadRules, type Matcher, type RuleSet, type SigmaFile } from "../../src/sigma/index.ts";
import { fires } from "../sigma/naive.ts";

const DATA = join(import.meta.dirname, "../..", process.env["VIGIE_DATA"] ?? "../shared/data");
const RULES = join(DATA, "sigma/rules/sigma-rules.tar.gz");
const REGRESSION = join(DATA, "sigma/regression");
const EVENTS = join(DATA, "events/otrf-windows.jsonl.gz");
const absent = [RULES, REGRESSION, EVENTS].filter((path) => !existsSync(path));
const skip = absent.length > 0 ? `${absent.length} of 3 data sets absent; set VIGIE_DATA` : false;

/** The two rules of SigmaHQ that name a placeholder. */
const placeholders = new Map([["known_cdcs", ["dc1.example.org"]]]);

const readContext: ReadContext = {
  referenceMs: 0,
  zoneMinutes: 0,
  trustedProxies: [],
  preamble: new Preamble(),
};

const registry = createRegistry();

function read(line: string): Event | null {
  const reading = registry.read(line, readContext);
  return reading.kind === "event" ? reading.event : null;
}

async function readTar(file: string, ending: string): Promise<readonly SigmaFile[]> {
  const texts: Promise<SigmaFile>[] = [];
  const onReadEntry = (entry: ReadEntry): void => {
    if (entry.path.endsWith(ending)) texts.push(textOf(entry));
    else entry.resume();
  };
  await t({ file, onReadEntry });
  return (await Promise.all(texts)).sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function textOf(entry: ReadEntry): Promise<SigmaFile> {
  const parts: Buffer[] = [];
  for await (const part of entry) parts.push(part);
  return { file: entry.path, text: Buffer.concat(parts).toString("utf8") };
}

const files = skip === false ? await readTar(RULES, ".yml") : [];

function loadAll(): { readonly set: RuleSet; readonly problems: readonly string[] } {
  const { set, problems } = loadRules(files, { placeholders });
  return { set, problems: problems.map(problemText) };
}

test("every rule of SigmaHQ loads", { skip }, () => {
  const { set, problems } = loadAll();
  assert.deepEqual(problems, []);
  assert.equal(set.rules.length, files.length);
  assert.equal(files.length, 3754);
  assert.equal(structuredClone(set).rules.length, files.length, "a rule set can be sent to a thread");
});

test("a placeholder without a value is the only thing that rejects rules of SigmaHQ", { skip }, () => {
  const { problems } = loadRules(files);
  assert.equal(problems.length, 2);
  for (const p of problems) assert.match(p.text, /no value for the placeholder %known_cdcs%/);
});

interface Case {
  readonly folder: string;
  readonly file: string | null;
  readonly title: string;
  readonly all_rule_ids: readonly string[];
  readonly match_count: number | null;
  readonly json_events: number | null;
}

test("every regression case of SigmaHQ fires its rule", { skip }, async (context) => {
  const { set } = loadAll();
  const matchers = [compile(set), compile(set, { index: false })] as const;
  const { cases } = JSON.parse(readFileSync(join(REGRESSION, "index.json"), "utf8")) as {
    cases: readonly Case[];
  };
  const texts = new Map(
    (await readTar(join(REGRESSION, "regression.tar.gz"), ".json")).map((f) => [f.file, f.text]),
  );
  const missed: string[] = [];
  let run = 0;
  for (const one of cases) {
    const text = texts.get(`${one.folder}/${String(one.file).replace(/\.evtx$/, ".json")}`);
    if (text === undefined) continue;
    run++;
    const count = countHits(one, text, matchers);
    if (count < (one.match_count ?? 1)) missed.push(`${one.title} (${count})`);
  }
  context.diagnostic(`${run - missed.length} of ${run} cases; ${cases.length - run} without JSON`);
  assert.deepEqual(missed, []);
  assert.ok(run >= 100);
});

function countHits(one: Case, text: string, matchers: readonly [Matcher, Matcher]): number {
  let count = 0;
  for (const object of objectsOf(text)) {
    const event = read(object);
    assert.ok(event !== null, one.title);
    const [hits, unindexed] = matchers.map((matcher) => matcher.match(event).map((rule) => rule.key));
    assert.deepEqual(hits, unindexed);
    if (hits?.some((key) => one.all_rule_ids.includes(key))) count++;
  }
  return count;
}

/** Objects that stand one after the other without a separator, each as one line. */
function* objectsOf(text: string): Iterable<string> {
  let depth = 0;
  let start = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (match[0] === "{" && depth++ === 0) start = match.index;
    if (match[0] === "}" && --depth === 0)
      yield JSON.stringify(JSON.parse(text.slice(start, match.index + 1)));
  }
}

test("the engine agrees with the specification on every regression event", { skip }, async (context) => {
  const { set } = loadAll();
  const raw = rawRules();
  const matcher = compile(set);
  let hits = 0;
  for (const { text } of await readTar(join(REGRESSION, "regression.tar.gz"), ".json")) {
    for (const line of objectsOf(text)) {
      const event = read(line);
      if (event === null) continue;
      const found = matcher.match(event).map((rule) => rule.place.file);
      assert.deepEqual(found, naive(event, set, raw), line);
      hits += found.length;
    }
  }
  context.diagnostic(`${hits} hits`);
  assert.ok(hits > 150);
});

function rawRules(): ReadonlyMap<string, Record<string, unknown>> {
  return new Map(files.map((f) => [f.file, load(f.text) as Record<string, unknown>]));
}

/** The naive evaluator takes its time: CI looks at every 97th event, VIGIE_EVERY=1 at all of them. */
const EVERY = Number(process.env["VIGIE_EVERY"] ?? 97);

test("the engine agrees with the specification on public rules and events", { skip }, (context) => {
  const { set } = loadAll();
  const raw = rawRules();
  const matcher = compile(set);
  const lines = gunzipSync(readFileSync(EVENTS)).toString("utf8").split("\n");
  let events = 0;
  let hits = 0;
  for (let i = 0; i < lines.length; i += EVERY) {
    const event = read(lines[i] ?? "");
    if (event === null) continue;
    const found = matcher.match(event).map((rule) => rule.place.file);
    assert.deepEqual(found, naive(event, set, raw), lines[i]);
    events++;
    hits += found.length;
  }
  context.diagnostic(`${events} events, ${hits} hits`);
  assert.ok(events > Math.min(500, lines.length / EVERY / 2));
});

const fitting = new Map<Logsource, readonly string[]>();

function naive(
  event: Event,
  set: RuleSet,
  raw: ReadonlyMap<string, Record<string, unknown>>,
): readonly string[] {
  const names = Object.fromEntries(placeholders);
  const candidates =
    fitting.get(event.logsource) ?? set.rules.map((r) => r.place.file).filter((f) => fits(raw.get(f), event));
  fitting.set(event.logsource, candidates);
  return candidates.filter((file) => fires(raw.get(file) ?? {}, event.fields, names));
}

function fits(rule: Record<string, unknown> | undefined, event: Event): boolean {
  const source = rule?.["logsource"] as Record<string, string>;
  const given = event.logsource as unknown as Record<string, readonly string[]>;
  return ["category", "product", "service"].every(
    (key) => source[key] === undefined || given[key]?.includes(source[key]),
  );
}
