/**
 * Reads recorded cases of audit mathematics: one JSON object a line, `{fn, case, in, out | error}`, with the encoding
 * that README.md beside them describes.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Contest } from "../../src/ballots/contest.ts";

const VECTORS: string = join(process.env["VIGIE_DATA"] ?? "../shared/data", "ballots", "vectors");

export interface Vector {
  readonly fn: string;
  readonly case: string;
  // biome-ignore lint/suspicious/noExplicitAny: recorded calls have the shape of whatever was called
  readonly in: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly out: any;
  readonly error: string | null;
}

/** Why there is nothing to check, or false. */
export const skipWithoutVectors = (files: string): string | false =>
  existsSync(VECTORS) && globSync(files, { cwd: VECTORS }).length > 0
    ? false
    : `0 vectors: ${join(VECTORS, files)} is absent`;

/** All cases of the files that match, decoded. */
export function readVectors(files: string): readonly Vector[] {
  return globSync(files, { cwd: VECTORS })
    .sort()
    .flatMap((name) => {
      const bytes = readFileSync(join(VECTORS, name));
      const text = name.endsWith(".gz") ? gunzipSync(bytes).toString() : bytes.toString();
      return text.split("\n").filter((line) => line !== "");
    })
    .map((line) => {
      const { fn, case: name, in: input, out, error } = JSON.parse(line);
      return { fn, case: name, in: decode(input), out: decode(out), error: error ?? null };
    });
}

const blobs = new Map<string, unknown>();

function blob(name: string): unknown {
  if (!blobs.has(name)) {
    const text = gunzipSync(readFileSync(join(VECTORS, "blobs", `${name}.json.gz`))).toString();
    blobs.set(name, decode(JSON.parse(text)));
  }
  return blobs.get(name);
}

const SPECIAL: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (typeof object["$dec"] === "string") return Number(object["$dec"]);
  if (typeof object["$f"] === "string") return SPECIAL[object["$f"]];
  if (typeof object["$blob"] === "string") return blob(object["$blob"]);
  if (Array.isArray(object["$set"])) return object["$set"].map(decode);
  if (Array.isArray(object["$map"]))
    return new Map(
      (object["$map"] as [unknown, unknown][]).map(([key, item]) => [keyText(key), decode(item)]),
    );
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, decode(item)]));
}

/** Keys of maps as text: pairs joined by a slash. */
function keyText(key: unknown): string {
  if (Array.isArray(key)) return key.join("/");
  return typeof key === "object" ? JSON.stringify(key) : String(key);
}

/** Entries of a map or of an object, keys as text. */
// biome-ignore lint/suspicious/noExplicitAny: recorded calls have the shape of whatever was called
export function entriesOf(value: any): readonly (readonly [string, any])[] {
  if (value === null || value === undefined) return [];
  return value instanceof Map ? [...value] : Object.entries(value);
}

/** A recorded contest; who won is as it was recorded. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function toContest(recorded: any): Contest & { readonly pending: number; readonly runoff: boolean } {
  return {
    name: recorded.name,
    cards: recorded.ballots,
    votes: new Map(entriesOf(recorded.candidates)),
    seats: recorded.num_winners,
    votesAllowed: recorded.votes_allowed,
    pending: recorded.pending_ballots,
    runoff: recorded.is_subject_to_runoff,
  };
}

/** Equal within 1e-9 of the expected value; 0 and infinity exactly. */
export function near(actual: number, expected: number, name: string, tolerance = 1e-9): void {
  if (actual === expected) return;
  const off = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(off <= tolerance, `${name}: ${actual} for ${expected}, off by ${off}`);
}

/** Calls that are recorded as refused, where a check says what is refused. */
const REFUSALS = /^(?:bravo\.get_(?:expected_)?sample_size|macro\.get_sample_sizes|suite\.get_sample_size)$/;

/**
 * Runs the check of each case. Functions that are helpers of the recorded program have none, nor have its own refusals:
 * they are counted and named.
 */
export function runChecks(
  all: readonly Vector[],
  checks: Readonly<Record<string, (v: Vector) => unknown>>,
  what: string,
  t: { diagnostic(text: string): void },
): void {
  const left = new Map<string, number>();
  let checked = 0;
  for (const v of all) {
    const check = v.error === null || REFUSALS.test(v.fn) ? checks[v.fn] : undefined;
    if (check === undefined) left.set(v.fn, (left.get(v.fn) ?? 0) + 1);
    else {
      check(v);
      checked++;
    }
  }
  assert.ok(checked > 0, `no case of ${what}`);
  t.diagnostic(`${checked} ${what}`);
  for (const [fn, count] of left)
    t.diagnostic(`${count} cases of ${fn} left out: a helper there, or its own refusal`);
}
