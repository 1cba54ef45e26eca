/**
 * What the tests of an audit's folder share: inputs of one contest in flat form, files in a temporary folder, entries of
 * two people, and what must be refused.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type Assessment, assess } from "../../../../src/ballots/audit/folder/assess.ts";
import { type PlanInput, planAudit, type StratumInput } from "../../../../src/ballots/audit/folder/commit.ts";
import { drawRound, recordSeed } from "../../../../src/ballots/audit/folder/draw.ts";
import { addEntry } from "../../../../src/ballots/audit/folder/entries.ts";
import { plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { recompute } from "../../../../src/ballots/audit/folder/recompute.ts";
import type { Rule } from "../../../../src/ballots/audit/folder/rule.ts";
import { parseCsv } from "../../../../src/ballots/csv.ts";
import { VigieError } from "../../../../src/base/errors.ts";

export const SEED = "01382438112797316654";
export const NOW = "2026-05-03T10:00:00.000Z";

/** An audit of one contest as one part. */
export interface FlatInput extends Omit<StratumInput, "name"> {
  readonly contest: string;
  readonly rule: Rule;
  readonly votesAllowed: number;
  readonly contestCards: number | null;
  readonly riskLimit: string;
  readonly bounds: string | null;
  readonly boundsSource: string | null;
  readonly replace: boolean;
  readonly now: string;
}

const DEFAULTS: FlatInput = {
  kind: "batches",
  contest: "Mayor",
  rule: { name: "plurality", seats: 1, share: "0.5" },
  votesAllowed: 1,
  contestCards: null,
  riskLimit: "0.05",
  results: null,
  bounds: null,
  boundsSource: null,
  manifest: null,
  cvr: null,
  replace: false,
  now: NOW,
};

/** The input of an audit of one contest. */
export function flat(change: Partial<FlatInput>): PlanInput {
  const one = { ...DEFAULTS, ...change };
  const { kind, results, manifest, cvr, riskLimit, bounds, boundsSource, replace, now } = one;
  return {
    contests: [
      { name: one.contest, rule: one.rule, votesAllowed: one.votesAllowed, cards: one.contestCards },
    ],
    strata: [{ name: "", kind, results, manifest, cvr }],
    riskLimit,
    bounds,
    boundsSource,
    replace,
    now,
  };
}

/** Files and folders that are gone after the tests. */
export interface Workshop {
  readonly root: string;
  /** The path of a folder that is not there yet. */
  folder(): string;
  /** Writes a file. @returns its path */
  file(path: string, text: string): string;
}

export function workshop(name: string): Workshop {
  const root = mkdtempSync(join(tmpdir(), `vigie-${name}-`));
  after(() => rmSync(root, { recursive: true, force: true }));
  let folders = 0;
  return {
    root,
    folder: (): string => join(root, `audit-${++folders}`),
    file: (path: string, text: string): string => {
      const whole = join(root, path);
      writeFileSync(whole, text);
      return whole;
    },
  };
}

/** What a person enters for the drawn units of a round: the sheet with its rows filled. */
export function entry(dir: string, round: number, row: (unit: string) => string): string {
  const text = readFileSync(join(dir, `round-${round}-sheet.csv`), "utf8");
  const rows = [...parseCsv(text, "sheet")].slice(1);
  return `${text.split("\n")[0]}\n${rows.map(({ cells }) => `${row(cells[0] ?? "")}\n`).join("")}`;
}

/** Plans, draws a first round, and lets two people enter it alike. */
export function auditOnce(
  { folder, file }: Workshop,
  input: PlanInput,
  count: readonly number[] | null,
  row: (unit: string) => string,
): Assessment & { readonly dir: string } {
  const dir = folder();
  const audit = planAudit(dir, input);
  recordSeed(dir, SEED, "dice", NOW);
  drawRound(dir, count ?? plannedSizes(audit));
  const text = entry(dir, 1, row);
  addEntry(dir, file("c1.csv", text), "Ana", false);
  addEntry(dir, file("c2.csv", text), "Bob", false);
  const found = assess(dir);
  for (const { ok, text: why } of recompute(dir)) assert.ok(ok, why);
  return { ...found, dir };
}

export function refused(work: () => unknown, pattern: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof VigieError, String(error));
    assert.match(error.message, pattern);
    return true;
  });
}

/** Changes a JSON file as whoever publishes it could. */
export function edited(path: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  change(value);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
