/** Health and metrics of a watch, as Prometheus and a person read them. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { VigieError } from "../../src/base/errors.ts";
import { LiveStream } from "../../src/pipeline/live/stream.ts";
import { WatchTallies } from "../../src/pipeline/live/tallies.ts";
import { startHealth } from "../../src/server/health.ts";
import { MAX_SOURCES } from "../../src/server/metrics.ts";
import type { WatchState } from "../../src/server/state.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import { closed, listening, portOf } from "../helpers/notify.ts";

const NOW = Date.UTC(2027, 3, 11);

interface Stage {
  readonly state: WatchState;
  readonly tallies: WatchTallies;
  readonly silent: Map<string, number>;
  readonly store: ReturnType<typeof openTemporaryStore>;
  unflushed: number;
}

function stage(t: TestContext): Stage {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const source = {
    ...{ id: "file:auth.log", name: "auth.log", body: "commission", format: null, zoneMinutes: 0 },
    ...{ spoofable: false, silenceMs: null },
  };
  const tallies = new WatchTallies();
  const silent = new Map<string, number>();
  const streams = [new LiveStream(source, null, [])];
  const watch = { tallies, silent, streams, correlationState: { size: 12, evicted: 3, late: 4 } };
  const base = { tallies, silent, store, unflushed: 0 };
  const state = {
    ...{ version: "1.2.3", startedMs: NOW - 60_000, watch, store },
    unflushed: () => made.unflushed,
    trouble: () => "",
  };
  const made: Stage = Object.assign(base, { state });
  return made;
}

function tally(change: object = {}): Parameters<WatchTallies["sources"]["set"]>[1] {
  const none = { bytes: 0, records: 0, unparsed: 0, lost: 0, behind: false, behindSinceMs: null };
  return { body: "commission", ...none, ...change };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function ask(url: string, path: string, host?: string): Promise<Answer> {
  return new Promise((done, failed) => {
    const headers = host === undefined ? {} : { host };
    const asked = request(new URL(path, url), { headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", body }),
      );
    });
    asked.on("error", failed).end();
  });
}

async function served(t: TestContext, { state }: Stage): Promise<string> {
  const server = await startHealth({ address: { host: "127.0.0.1", port: 0 }, state, clock: () => NOW });
  t.after(() => server.stop());
  return server.url;
}

test("a watch that is well says so, and says why when it is not", async (t) => {
  const made = stage(t);
  const url = await served(t, made);
  const well = await ask(url, "/health");
  assert.equal(well.status, 200);
  assert.deepEqual(JSON.parse(well.body), {
    ...{ status: "ok", version: "1.2.3", started: "2027-04-10T23:59:00.000Z", sources: 1, reasons: [] },
  });
  made.silent.set("file:auth.log", NOW - 3_600_000);
  made.tallies.sources.set("file:a", tally({ behind: true, behindSinceMs: NOW - 61_000 }));
  made.tallies.sources.set("file:b", tally({ behind: true, behindSinceMs: NOW - 59_000 }));
  made.tallies.failed(new Error("database or disk is full"));
  made.unflushed = 5000;
  const { notices } = made.store;
  const group = { group: "g", kind: "alert", level: "high", body: "", about: "", text: "" } as const;
  notices.add("desk", [{ ...group, timeMs: NOW }], NOW, 1000);
  notices.next("desk", NOW, "m1");
  for (let i = 0; i < 3; i++) notices.failed("desk", "m1", "refused", NOW, NOW);
  notices.failed("desk", "m1", "refused", NOW, null);
  const ill = await ask(url, "/health");
  assert.equal(ill.status, 503);
  const { status, reasons } = JSON.parse(ill.body) as {
    status: string;
    reasons: { code: string; about: string }[];
  };
  assert.equal(status, "degraded");
  assert.deepEqual(
    reasons.map(({ code, about }) => `${code} ${about}`),
    [
      "source-silent file:auth.log",
      "source-behind file:a",
      "store-trouble ",
      "log-behind ",
      "notify-failing desk",
      "notify-given-up desk",
    ],
  );
});

test("metrics keep to the text format, whatever a source is called", async (t) => {
  const made = stage(t);
  made.tallies.sources.set(
    'file:/x"}\\\n# TYPE evil',
    tally({ records: 7, bytes: 900, unparsed: 1, lost: 2 }),
  );
  made.tallies.alertsByLevel.set("high", 3);
  made.tallies.decisionsByStatus.set("active", 2);
  made.tallies.refusals.set("allowlisted", 5);
  const { status, type, body } = await ask(await served(t, made), "/metrics");
  assert.equal(status, 200);
  assert.equal(type, "text/plain; version=0.0.4; charset=utf-8");
  const labels = '(\\{[a-z]+="([^"\\\\\\n]|\\\\[\\\\n"])*"(,[a-z]+="([^"\\\\\\n]|\\\\[\\\\n"])*")*\\})?';
  const sample = new RegExp(`^vigie_[a-z_]+${labels} [0-9.e+]+$`);
  const lines = body.split("\n");
  assert.equal(lines.pop(), "", "ends with a line feed");
  const typed = new Set<string>();
  for (const line of lines) {
    const name = /^# TYPE (vigie_[a-z_]+) (?:counter|gauge)$/.exec(line)?.[1];
    if (name !== undefined) {
      assert.ok(!typed.has(name), `${name} is typed twice`);
      typed.add(name);
    } else if (!/^# HELP vigie_[a-z_]+ \S/.test(line)) {
      assert.match(line, sample);
      assert.ok(typed.has(line.replace(/[{ ].*$/, "")), line);
    }
  }
  assert.ok(typed.size >= 20, `${typed.size} families`);
  for (const wanted of [
    'vigie_source_records_total{source="file:/x\\"}\\\\\\n# TYPE evil",body="commission"} 7',
    'vigie_alerts_total{level="high"} 3',
    'vigie_alerts_total{level="critical"} 0',
    'vigie_decisions_total{status="active"} 2',
    'vigie_refusals_total{code="allowlisted"} 5',
    "vigie_correlation_items 12",
    "vigie_correlation_evicted_total 3",
    "vigie_enforced_packets 0",
    "vigie_healthy 1",
  ])
    assert.ok(lines.includes(wanted), wanted);
});

test("the number of sources that are told apart is bounded, their sum is not", async (t) => {
  const made = stage(t);
  for (let i = 0; i < MAX_SOURCES + 250; i++)
    made.tallies.sources.set(`syslog-udp:${i}`, tally({ records: 2 }));
  const { body } = await ask(await served(t, made), "/metrics");
  const values = [...body.matchAll(/^vigie_source_records_total\{source="([^"]+)".*\} (\d+)$/gm)];
  assert.equal(values.length, MAX_SOURCES + 1);
  assert.deepEqual(values.at(-1)?.slice(1), ["other", "500"]);
});

test("who asks under another name, or for something else, learns nothing", async (t) => {
  const url = await served(t, stage(t));
  assert.equal((await ask(url, "/health", "attacker.example")).status, 421);
  assert.equal((await ask(url, "/metrics", "attacker.example:8742")).status, 421);
  assert.equal((await ask(url, "/health", "localhost:1")).status, 200);
  assert.equal((await ask(url, "/health", "[::1]:1")).status, 200);
  assert.equal((await ask(url, "/")).status, 404);
});

test("a port that is taken is told with its remedy", async (t) => {
  const taken = createServer();
  await listening(taken);
  t.after(() => closed(taken));
  const address = { host: "127.0.0.1", port: portOf(taken) };
  await assert.rejects(
    startHealth({ address, state: stage(t).state }),
    (error) => error instanceof VigieError && /choose another health\.address/.test(error.message),
  );
});
