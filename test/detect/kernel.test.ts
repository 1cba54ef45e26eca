import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, sha256 } from "../../src/base/digest.ts";
import { alertId, Kernel } from "../../src/detect/kernel.ts";
import type { ChunkResult, KernelOptions } from "../../src/detect/task.ts";
import type { Event } from "../../src/model/event.ts";
import { compile, neededFields } from "../../src/sigma/index.ts";
import { EVERYTHING, lineTask } from "../helpers/detect.ts";
import { accessLine, countRule, rulesOf, webRule } from "../helpers/scan.ts";

const OPTIONS: KernelOptions = { ...EVERYTHING, keepUnparsed: true };
const RULES = rulesOf(
  webRule("low", "probe", "low"),
  webRule("high", "attack", "high"),
  countRule("count", "low", 3),
);

function run(bytes: string | Uint8Array, options: Partial<KernelOptions> = {}, rules = RULES): ChunkResult {
  return runKernel(
    new Kernel(compile(rules.set), neededFields(rules.set), { ...OPTIONS, ...options }),
    bytes,
  );
}

function runKernel(kernel: Kernel, bytes: string | Uint8Array): ChunkResult {
  return kernel.run(lineTask(bytes, 1000));
}

const HARMLESS = accessLine("192.0.2.1", 0, "/");
const PROBE = accessLine("192.0.2.7", 1000, "/?q=probe");
const ATTACK = accessLine("192.0.2.8", 2000, "/?q=attack-probe");

test("an alert names its record: place in the stream, length, digest, and an id made of them", () => {
  const { alerts } = run(`${HARMLESS}\r\n${ATTACK}\n`);
  const offset = 1000 + HARMLESS.length + 2;
  const expected = { segment: "", file: "a.log", offset, length: ATTACK.length, sha256: sha256(ATTACK) };
  assert.deepEqual(
    alerts.map((alert) => [alert.rule.title, alert.evidence]),
    [
      ["low", [expected]],
      ["high", [expected]],
    ],
  );
  for (const alert of alerts) {
    assert.equal(alert.id, digestOf("alert", alert.rule.id, "/a.log", String(offset), sha256(ATTACK)));
    assert.equal(alert.id, alertId(alert.rule.id, "/a.log", offset, sha256(ATTACK)));
    assert.deepEqual(alert.origin, { ip: "192.0.2.8" });
    assert.equal(alert.time, "2026-04-13T00:00:02.000Z");
  }
});

test("a level below the smallest wanted makes no alert, but still counts for correlations", () => {
  const { alerts, hits } = run(`${PROBE}\n${ATTACK}\n`, { minimumLevel: 3 });
  assert.deepEqual(
    alerts.map((alert) => alert.rule.title),
    ["high"],
  );
  assert.equal(hits.length, 2);
  assert.deepEqual({ ...hits[0]?.fields }, { "source.ip": "192.0.2.7" });
});

test("events outside the wanted time are counted as read and raise nothing", () => {
  const text = `${PROBE}\n${ATTACK}\n`;
  const second = Date.UTC(2026, 3, 13, 0, 0, 2);
  assert.equal(run(text, { fromMs: second }).alerts.length, 2);
  assert.equal(run(text, { toMs: second - 1000 }).alerts.length, 1);
  const none = run(text, { fromMs: second + 1 });
  assert.deepEqual([none.alerts.length, none.hits.length, none.records], [0, 0, 2]);
});

test("an event without a time raises an alert without one, and is told where a correlation needs it", () => {
  const undated = { remote_addr: "192.0.2.7", request: "GET /?q=probe HTTP/1.1", status: 200 };
  const { alerts, hits, undated: missing } = run(`${JSON.stringify(undated)}\n`);
  assert.deepEqual(
    alerts.map((alert) => [alert.rule.title, alert.time, alert.origin]),
    [["low", null, { ip: "192.0.2.7" }]],
  );
  assert.deepEqual([hits.length, missing], [0, 1]);
  assert.equal(run(`${JSON.stringify(undated)}\n`, { fromMs: 0 }).alerts.length, 0);
});

const FORGED = { "source.ip": "203.0.113.99", "event.type": "denied", source: { ip: "203.0.113.99" } };

// a record that says itself where it comes from, or does not; the forged keys stand beside it
const RECORDS: readonly (readonly [string, object, string | null])[] = [
  [
    "suricata",
    {
      timestamp: "2026-04-13T00:00:00.000000+0000",
      event_type: "alert",
      src_ip: "192.0.2.7",
      dest_ip: "192.0.2.1",
      alert: { signature: "x", severity: 1 },
    },
    "192.0.2.7",
  ],
  ["windows", { EventID: 4688, Channel: "Security", Hostname: "h", CommandLine: "x" }, null],
  [
    "m365",
    { CreationTime: "2026-04-13T00:00:00", Workload: "Exchange", Operation: "x", ClientIP: "192.0.2.7" },
    "192.0.2.7",
  ],
  ["json", { message: "client keys that differ", remote_addr: "192.0.2.7" }, null],
];

for (const [format, record, origin] of RECORDS) {
  test(`no key of a record can pretend to be its origin or a device's verdict: ${format}`, () => {
    const [event, ...more] = eventsOf(`${JSON.stringify({ ...FORGED, ...record })}\n`);
    assert.equal(event?.format, format);
    assert.equal(event.origin, origin);
    assert.equal(event.fields.get("source.ip"), origin);
    assert.equal(event.fields.get("event.type"), null);
    assert.deepEqual(more, []);
  });
}

/** The events that the matcher is shown. */
function eventsOf(text: string): readonly Event[] {
  const seen: Event[] = [];
  const match = (event: Event): readonly [] => {
    seen.push(event);
    return [];
  };
  runKernel(new Kernel({ match }, new Map(), OPTIONS), text);
  return seen;
}

test("what no format reads is counted, and its place is told when it is asked for", () => {
  const text = `${PROBE}\n\u0001\u0002 nothing reads this \u0003\n`;
  const asked = run(text);
  assert.equal(asked.unparsed, 1);
  assert.deepEqual(asked.unparsedSpans, [{ start: PROBE.length + 1, length: 23 }]);
  assert.deepEqual(run(text, { keepUnparsed: false }).unparsedSpans, []);
});

test("a record that is too long is cut, counted, and its cut bytes are what is cited", () => {
  const long = PROBE.replace("probe", `probe${"x".repeat(2 * 1024 * 1024)}`);
  const { records, oversize, alerts, unparsed } = run(`${long}\n${PROBE}\n`);
  assert.deepEqual([records, oversize], [2, 1]);
  assert.equal(unparsed + alerts.filter((alert) => alert.evidence[0]?.length === 1024 * 1024).length, 1);
});

test("a record that changes nothing about the next: the order of reading is the order of the bytes", () => {
  const lines = [HARMLESS, PROBE, ATTACK, "free text", PROBE, '{"a":1}', ATTACK];
  const whole = run(`${lines.join("\n")}\n`);
  const alone = lines.flatMap((line) =>
    run(`${line}\n`).alerts.map((alert) => [alert.rule.id, alert.origin]),
  );
  assert.deepEqual(
    whole.alerts.map((alert) => [alert.rule.id, alert.origin]),
    alone,
  );
  const offsets = whole.alerts.map((alert) => alert.evidence[0]?.offset ?? 0);
  assert.deepEqual(
    offsets,
    offsets.toSorted((a, b) => a - b),
  );
});
