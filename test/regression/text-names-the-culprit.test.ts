/**
 * No text names the culprit: hostile lines of every format that has an origin, each with what it tries. Whoever reads
 * them, and however often they come, nobody but the true client is named, and nobody else is decided upon.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createRegistry } from "../../src/formats/index.ts";
import { otherFallbacks, otherFormats } from "../../src/formats/list-other.ts";
import { systemFormats } from "../../src/formats/list-system.ts";
import { context } from "../formats/context-other.ts";
import { EagerWatch, everythingRules } from "../helpers/hostile-watch.ts";
import { builtinRules } from "../helpers/scan.ts";

/** One line of the corpus. Addresses are documentation's; times lie a few minutes before {@link NOW}. */
interface Case {
  /** The format that reads the line, or "unparsed". */
  readonly format: string;
  /** Where the client's text stands. */
  readonly kind: string;
  readonly trick: string;
  /** Header lines of the file. */
  readonly head?: readonly string[];
  readonly lines: readonly string[];
  /** The true client; null where the line is about nobody. It may always be left unnamed. */
  readonly client: string | null;
  /** Who must never be named. */
  readonly innocents: readonly string[];
}

const FILE = join(import.meta.dirname, "hostile-lines.jsonl");
const NOW = Date.UTC(2025, 5, 21, 17);
const PROXIES = ["10.20.30.40/31"];
/** What a client sends that is longer than a record may be, so that what the server wrote after it is cut off. */
const FILL = "x from 198.51.100.9 port 22 ssh2 ".repeat(34_000);

const corpus: readonly Case[] = readFileSync(FILE, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Case);

const textOf = (line: string): string => line.replace("@fill@", FILL);

/** Who a line names when it is read alone. */
function originOf({ head = [] }: Case, line: string): string | null {
  const headers = head.filter((one) => one.startsWith("#"));
  const given = context({ trusted: PROXIES, first: head[0] ?? "", headers });
  const reading = createRegistry().read(line, { ...given, referenceMs: NOW, cut: line.length > 1_048_576 });
  return reading.kind === "event" ? reading.event.origin : null;
}

test("a hostile line names the true client or nobody", (t) => {
  let named = 0;
  let possible = 0;
  for (const one of corpus) {
    for (const line of one.lines.map(textOf)) {
      const origin = originOf(one, line);
      const place = `${one.kind}, ${one.trick}: ${line.slice(0, 300)}`;
      if (origin !== null) assert.equal(origin, one.client, place);
      assert.ok(origin === null || !one.innocents.includes(origin), place);
      if (one.client !== null) possible++;
      if (origin !== null) named++;
    }
  }
  t.diagnostic(`${corpus.length} cases; ${named} of ${possible} lines with a client name it`);
  assert.ok(corpus.length >= 200);
  assert.ok(named / possible > 0.9, "a reader that names nobody would pass everything above");
});

test("the corpus tries every format that can name anybody", () => {
  const tried = new Set(corpus.map(({ format }) => format));
  const carriers = [...systemFormats, ...otherFormats].filter(({ kind }) => kind === "carrier");
  // readers whose events go under another's name, or that never name anybody
  const inSyslog = ["apache-error-message", "cef-message", "cisco-asa-message"];
  const others = ["haproxy-line", "sudo", "cron", "clamav", ...inSyslog, ...carriers.map(({ name }) => name)];
  const missing = [...systemFormats, ...otherFormats, ...otherFallbacks]
    .map(({ name }) => name)
    .filter((name) => !tried.has(name) && !others.includes(name));
  assert.deepEqual(missing, []);
});

/** Which case a record of the watch belongs to: by source and offset. */
type Places = Map<string, Case>;

/**
 * Feeds all cases `times` over: those with a header as files of their own, the others in one file, as syslog mixes them.
 * @returns where each record of a case stands
 */
async function feedAll(watch: EagerWatch, times: number): Promise<Places> {
  const places: Places = new Map();
  const sent: Promise<void>[] = [];
  const ends = new Map<string, number>();
  const feed = (name: string, lines: readonly (readonly [string, Case | null])[]): void => {
    let at = ends.get(name) ?? 0;
    for (const [line, one] of lines) {
      if (one !== null) places.set(`file:${name} ${at}`, one);
      at += Buffer.byteLength(line) + 1;
    }
    ends.set(name, at);
    sent.push(watch.feed(name, lines.map(([line]) => `${line}\n`).join("")));
  };
  const isLong = ({ lines }: Case): boolean => lines.some((line) => line.includes("@fill@"));
  const mixed = corpus.filter(({ head }) => head === undefined);
  const rows = (one: Case): [string, Case][] => one.lines.map((line) => [textOf(line), one]);
  for (let round = 0; round < times; round++) {
    const now = mixed.filter((one) => round === 0 || !isLong(one));
    feed("mixed.log", now.flatMap(rows));
  }
  for (const [i, one] of corpus.entries())
    if (one.head !== undefined)
      feed(`${i}.log`, [
        ...one.head.map((line) => [line, null] as const),
        ...Array.from({ length: times }, () => rows(one)).flat(),
      ]);
  await Promise.all(sent);
  await watch.drain();
  return places;
}

function check(watch: EagerWatch, places: Places): void {
  const clients = new Set(corpus.map(({ client }) => client).filter((client) => client !== null));
  // one case's proxy is another's client; no proxy is ever blocked
  const innocents = new Set(corpus.flatMap((one) => one.innocents));
  assert.deepEqual(
    watch.decided.filter((value) => innocents.has(value) || !clients.has(value)),
    [],
  );
  for (const { rule, source, evidence, origin } of watch.alerts) {
    if (rule.type === "correlation" || origin === null) continue;
    const one = places.get(`${source} ${evidence[0]?.offset}`);
    assert.ok(one !== undefined, `${source} ${evidence[0]?.offset} is no case`);
    assert.equal(origin.ip, one.client, `${rule.title} on ${one.kind}, ${one.trick}`);
  }
}

test("rules that fire on everything lead to no decision on an innocent", async (t) => {
  const watch = new EagerWatch(t, {
    rules: everythingRules(),
    nowMs: NOW,
    lateness: "1h",
    trustedProxies: PROXIES,
  });
  check(watch, await feedAll(watch, 2));
  t.diagnostic(`${watch.alerts.length} alerts; decided upon: ${watch.decided.join(" ")}`);
  const held = watch.refusals.filter(({ code }) => code === "already-decided").length;
  assert.ok(watch.decided.length >= 2, "clients of both families are decided upon");
  assert.ok(held > 1000, `only ${held} alerts would have led to a decision`);
});

test("Vigie's own rules, a hundred times over, lead to no decision on an innocent", async (t) => {
  const watch = new EagerWatch(t, {
    rules: await builtinRules(),
    nowMs: NOW,
    lateness: "1h",
    trustedProxies: PROXIES,
  });
  check(watch, await feedAll(watch, 100));
  t.diagnostic(`${watch.alerts.length} alerts; decided upon: ${watch.decided.join(" ")}`);
  assert.ok(watch.decided.length >= 2, "clients of both families are decided upon");
  const rules = new Set(watch.alerts.map(({ rule }) => rule.id));
  assert.ok(rules.size >= 20, `only ${rules.size} rules fired`);
});
