import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256 } from "../../src/base/digest.ts";
import { languages, messagesOf } from "../../src/base/messages/index.ts";
import type { ScanResult } from "../../src/pipeline/scan-options.ts";
import { reportHtml } from "../../src/statement/report.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import { makeAlert, makeAttack } from "../helpers/make.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const HOSTILE = `"><script>alert('x')</script><img src=http://evil.example/ onerror=alert(1)>\u202e\u001b[2J`;
const MADE = { nowMs: Date.UTC(2026, 3, 25), version: "1.2.3", language: "en" } as const;

/** A scan whose every text was written by an attacker: paths, hosts, titles, tags, reasons, records. */
function hostileScan(t: TestContext): {
  readonly result: ScanResult;
  readonly store: ReturnType<typeof openTemporaryStore>;
} {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const record = `192.0.2.7 "GET /${HOSTILE}"`;
  const file = put(tempFolder(t), "it's <b>.log", `${record}\n`);
  const alert = makeAlert(1, {
    rule: { id: HOSTILE, title: HOSTILE, level: "high", tags: [HOSTILE], type: "rule" },
    origin: null,
    entities: { user: [HOSTILE], host: [HOSTILE] },
    evidence: [
      { segment: "sha256:0", file, offset: 0, length: Buffer.byteLength(record), sha256: sha256(record) },
    ],
  });
  const attack = makeAttack(1, {
    origin: null,
    thread: `host:${HOSTILE}`,
    body: HOSTILE,
    techniques: [HOSTILE],
    verdict: {
      class: "elaborate",
      directed: false,
      objective: "access",
      score: 0.5,
      reasons: [{ code: "x", text: HOSTILE, alerts: [alert.id], weight: 0.5, value: 0.5, facts: [] }],
    },
  });
  store.addAlerts([alert]);
  store.addAttacks([{ attack, alertIds: [alert.id] }]);
  return { result: resultOf([attack], join("/", HOSTILE)), store };
}

function resultOf(attacks: ScanResult["attacks"], path = "a.log"): ScanResult {
  const summary = {
    kind: "summary",
    bytes: 5000,
    records: 70,
    events: 60,
    unparsed: 10,
    oversize: 0,
    alerts: attacks.length,
    attacks: attacks.length,
    campaigns: 0,
    rules: { loaded: 9, rejected: 0 },
    files: [
      {
        path,
        formats: { "web-access": 60 },
        records: 70,
        error: HOSTILE,
        remarks: [{ code: "nul", count: 3 }],
      },
    ],
    seconds: 1,
    headers: 0,
    fresh: 1,
    counting: {
      gapMs: 1_800_000,
      outcomes: { observed: 1, blocked_by_device: 0, decided: 0, pulled: 0, enforced: 0, succeeded: 0 },
      sensitivity: [{ gapMs: 600_000, unit: "address", attacks: 1 }],
    },
  } as const;
  return { summary: summary as unknown as ScanResult["summary"], attacks, campaigns: [], problems: [] };
}

/** Tags outside comments and text, with their attributes. */
function tagsOf(html: string): readonly { readonly name: string; readonly attributes: string }[] {
  return [...html.matchAll(/<([a-z0-9]+)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"]*")?)*)\s*\/?>/g)].map(
    (match) => ({
      name: match[1] ?? "",
      attributes: match[2] ?? "",
    }),
  );
}

const ALLOWED = new Set(
  "html head meta title style body header main footer section h1 h2 h3 p ul li span strong code pre details summary div dl dt dd table thead tbody tr th td svg rect text line br".split(
    " ",
  ),
);

for (const language of languages) {
  test(`a report in ${language} runs no script, loads nothing, and shows hostile text as text`, async (t) => {
    const { result, store } = hostileScan(t);
    const html = await reportHtml(result, store, { ...MADE, language });
    const tags = tagsOf(html);
    assert.equal(html.match(/</g)?.length, tags.length + (html.match(/<\/|<!doctype/g)?.length ?? 0));
    for (const { name, attributes } of tags) {
      assert.ok(ALLOWED.has(name), `<${name}>`);
      assert.ok(!/\b(?:src|href|on\w+|action|data|srcset|background)\s*=/i.test(attributes), attributes);
    }
    assert.ok(!/url\(|@import/.test(html));
    assert.ok(!/[\u202e\u001b]/.test(html));
    assert.ok(html.includes("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    assert.match(html, new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
    assert.match(
      html,
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">/,
    );
  });

  test(`a report in ${language} answers first, and says what it does not say`, async (t) => {
    const { result, store } = hostileScan(t);
    const m = messagesOf(language);
    const html = await reportHtml(result, store, { ...MADE, language });
    const answer = html.indexOf(m.scan.answerAttacks("1", "1", "0", "0"));
    assert.ok(answer > 0);
    assert.ok(answer < html.indexOf("<svg") && answer < html.indexOf("<table"));
    for (const limit of m.report.limitItems) assert.ok(html.includes(limit.replaceAll("'", "&#39;")), limit);
    assert.ok(html.includes("1.2.3"));
  });
}

test("a raw record is shown where its hash still holds, and only there", async (t) => {
  const { result, store } = hostileScan(t);
  const html = await reportHtml(result, store, MADE);
  assert.ok(html.includes("192.0.2.7 &quot;GET /&quot;&gt;&lt;script&gt;"));
  assert.ok(html.includes(messagesOf("en").show.verified));
  const [attack] = result.attacks;
  for (const alert of store.alertsOf(attack?.id ?? ""))
    put("/", alert.evidence[0]?.file ?? "", "rewritten".repeat(50));
  const later = await reportHtml(result, store, MADE);
  assert.ok(!later.includes("192.0.2.7 &quot;GET"));
  assert.ok(later.includes(messagesOf("en").show.changed));
});

test("a scan without an attack has a report that does not say there was none", async (t) => {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const html = await reportHtml(resultOf([]), store, MADE);
  assert.ok(html.includes(messagesOf("en").scan.answerNone));
  assert.ok(html.includes(messagesOf("en").scan.caveat));
  assert.ok(!html.includes("NaN") && !html.includes("undefined") && !html.includes("Infinity"));
});

test("one attack a year, or a thousand an hour, both have a timeline that can be read", async (t) => {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const spread = Array.from({ length: 40 }, (_, i) =>
    makeAttack(i + 1, { first: new Date(Date.UTC(2000 + i, 0, 1)).toISOString() }),
  );
  const dense = Array.from({ length: 1000 }, (_, i) =>
    makeAttack(i + 1, { first: new Date(Date.UTC(2026, 3, 13) + i * 3000).toISOString() }),
  );
  for (const attacks of [spread, dense, spread.slice(0, 1)]) {
    const html = await reportHtml(resultOf(attacks), store, MADE);
    const bars = [...html.matchAll(/<rect class="opportunistic"[^>]* width="([\d.]+)" height="([\d.]+)"/g)];
    assert.ok(bars.length > 0 && bars.length <= 100, `${bars.length} bars`);
    for (const [, width, height] of bars) assert.ok(Number(width) >= 1 && Number(height) >= 3);
    assert.ok(!html.includes("NaN"));
  }
});
