/**
 * Labelled samples of real services (GPL, tests only, never in the package) through a watch that decides upon everything
 * it can: nobody whom the labels do not blame is decided upon.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { dataFolder } from "../helpers/data.ts";
import { EagerWatch, everythingRules } from "../helpers/hostile-watch.ts";
import { builtinRules } from "../helpers/scan.ts";

const PATH = join(dataFolder("logs"), "blame/samples.jsonl");
const SKIP = existsSync(PATH) ? false : `0 samples: ${PATH} is absent`;
/** Samples are up to twenty years old, and some state no year. */
const NOW = Date.UTC(2026, 11, 31);
/** How often each line comes: once is enough for a rule that fires on everything. */
const ROUNDS = { "rules that fire on everything": 2, "Vigie's own rules": 40 } as const;

/** As FIELDS.txt beside the samples explains. */
interface Sample {
  readonly file: string;
  readonly line: string;
  readonly match: boolean;
  readonly host: string | null;
  readonly injection?: boolean;
  readonly others?: readonly string[];
  readonly context?: boolean;
}

const samples: readonly Sample[] = SKIP
  ? []
  : readFileSync(PATH, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Sample)
      .filter((sample) => sample.context !== true && !sample.line.includes("\n"));

const canonical = (text: string): string => parseAddress(text) ?? text;

for (const which of Object.keys(ROUNDS) as (keyof typeof ROUNDS)[]) {
  test(`samples of real services: ${which} decide upon nobody whom the label does not blame`, {
    skip: SKIP,
  }, async (t) => {
    const rules = which === "Vigie's own rules" ? await builtinRules() : everythingRules();
    const watch = new EagerWatch(t, { rules, nowMs: NOW, lateness: "2000w" });
    const blamed = new Set<string>();
    for (const { match, host } of samples) if (match && host !== null) blamed.add(canonical(host));
    // a harmless line says nothing against whom it names: another filter may blame it
    const labelled = samples.filter(({ match, injection }) => match || injection === true);
    const innocents = new Set(
      labelled.flatMap(({ others = [] }) => others.map(canonical)).filter((one) => !blamed.has(one)),
    );
    // a source for each: what a line says depends on no other
    await Promise.all(
      samples.map(({ line }, i) => watch.feed(`${i}.log`, `${line}\n`.repeat(ROUNDS[which]))),
    );
    await watch.drain();
    for (const value of watch.decided) assert.ok(!innocents.has(value), `${value} is innocent`);
    checkEach(watch);
    t.diagnostic(`${samples.length} samples, ${watch.alerts.length} alerts, ${watch.decided.length} decided`);
    assert.ok(innocents.size > 20 && samples.length > 400);
    assert.ok(watch.decided.length > (which === "Vigie's own rules" ? 50 : 150));
  });
}

/** Each alert on one sample names whom that sample's label blames, or nobody that stands in it. */
function checkEach(watch: EagerWatch): void {
  for (const { rule, source, origin } of watch.alerts) {
    const sample = samples[Number(/^file:(\d+)\.log$/.exec(source)?.[1])];
    if (sample === undefined || origin === null || rule.type === "correlation") continue;
    if (!sample.match && sample.injection !== true) continue;
    const host = sample.host === null ? null : canonical(sample.host);
    const others = (sample.others ?? []).map(canonical);
    assert.ok(
      origin.ip === host || !others.includes(origin.ip),
      `${sample.file}: ${origin.ip} by "${rule.title}" on ${sample.line}`,
    );
  }
}
