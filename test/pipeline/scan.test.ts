import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { sha256 } from "../../src/base/digest.ts";
import { type Alert, alertSchema } from "../../src/model/alert.ts";
import { attackSchema } from "../../src/model/attack.ts";
import { summarySchema } from "../../src/model/summary.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { accessLine, countRule, factsOf, rulesOf, scanAll, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { zipOf } from "../helpers/zip.ts";

const MINUTE = 60_000;
const RULES = rulesOf(
  webRule("probe", "probe"),
  webRule("late", "late", "high"),
  countRule("often", "probe", 5, "1h"),
);

/** Logs of several files, large enough for several chunks, whose alerts lie in all of them. */
function writeLogs(t: TestContext): string {
  const folder = tempFolder(t);
  const big = Array.from({ length: 25_000 }, (_, i) => {
    const target = i % 500 === 7 ? `/?q=probe&n=${i}` : `/page/${i}?${"x".repeat(60)}`;
    return accessLine(i % 500 === 7 ? "192.0.2.7" : "198.51.100.1", i * 1000, target);
  });
  put(folder, "b.log", `${big.join("\n")}\n`);
  put(folder, "a.log.gz", gzipSync(`${accessLine("192.0.2.8", 5 * MINUTE, "/?q=probe")}\n`));
  const member = `${accessLine("192.0.2.9", 0, "/?q=late")}\r\nnothing reads this line\r\n`;
  put(folder, "c.zip", zipOf([{ name: "in/c.log", bytes: member }]));
  return folder;
}

const brief = (alert: Alert): string => `${alert.rule.title} ${alert.evidence[0]?.file.slice(-5)}`;

test("alerts come in stream order, then correlations by time", async (t) => {
  const { alerts } = await scanAll([writeLogs(t)], { rules: RULES });
  const plain = alerts.filter((alert) => alert.rule.type === "rule");
  const correlated = alerts.filter((alert) => alert.rule.type === "correlation");
  assert.deepEqual(alerts, [...plain, ...correlated]);
  assert.equal(plain.length, 52);
  assert.deepEqual([brief(plain[0] as Alert), brief(plain[51] as Alert)], ["probe og.gz", "late c.log"]);
  const offsets = plain.slice(1, 51).map((alert) => alert.evidence[0]?.offset ?? 0);
  assert.deepEqual(
    offsets,
    offsets.toSorted((a, b) => a - b),
  );
  assert.deepEqual([...new Set(plain.slice(1, 51).map(brief))], ["probe b.log"]);
});

test("a scan answers in the shapes it promises", async (t) => {
  const { alerts, attacks, summary } = await scanAll([writeLogs(t)], { rules: RULES });
  for (const alert of alerts) alertSchema.parse(alert);
  for (const attack of attacks) attackSchema.parse(attack);
  summarySchema.parse(summary);
  assert.equal(summary.alerts, alerts.length);
  assert.equal(summary.attacks, attacks.length);
  assert.equal(summary.fresh, alerts.length);
  assert.equal(
    attacks.reduce((sum, attack) => sum + attack.alerts, 0),
    alerts.length,
  );
});

/** The decoded bytes of a cited file, read without anything of Vigie's. */
function decodedOf(file: string): Buffer {
  const [path = "", member] = file.split("!");
  if (member !== undefined) {
    return Buffer.from(`${accessLine("192.0.2.9", 0, "/?q=late")}\r\nnothing reads this line\r\n`);
  }
  return path.endsWith(".gz") ? gunzipSync(readFileSync(path)) : readFileSync(path);
}

test("every alert's bytes can be cut out of the decoded input and hash to what is printed", async (t) => {
  const { alerts } = await scanAll([writeLogs(t)], { rules: RULES });
  const references = alerts.flatMap((alert) => alert.evidence);
  assert.ok(references.length > 52);
  for (const { file, offset, length, sha256: digest } of references) {
    const bytes = decodedOf(file).subarray(offset, offset + length);
    assert.equal(sha256(bytes), digest);
    assert.ok(!bytes.includes(10));
  }
});

test("every segment is the digest of whole runs of the decoded input", async (t) => {
  const folder = tempFolder(t);
  const line = (i: number): string =>
    `${accessLine("192.0.2.7", i, `/?q=${i % 999 === 0 ? "probe" : "x"}`)}\n`;
  const text = Array.from({ length: 120_000 }, (_, i) => line(i)).join("");
  const file = put(folder, "a.log", text);
  const { alerts } = await scanAll([file], { rules: RULES });
  const cut = text.indexOf("\n", 8 * 1024 * 1024 - 1) + 1;
  assert.ok(cut > 0 && text.length < 2 * cut);
  const digest = (part: string): string => `sha256:${createHash("sha256").update(part).digest("hex")}`;
  const [first, second] = [digest(text.slice(0, cut)), digest(text.slice(cut))];
  const seen = new Set<string>();
  for (const { offset, segment } of alerts.flatMap((alert) => alert.evidence)) {
    assert.equal(segment, offset < cut ? first : second);
    seen.add(segment);
  }
  assert.equal(seen.size, 2);
});

/** Rows of every table. */
function rowsOf(folder: string): Readonly<Record<string, number>> {
  const db = new DatabaseSync(join(folder, "vigie.db"), { readOnly: true });
  const tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  const rows = tables.map(({ name }) => [
    String(name),
    Number(db.prepare(`select count(*) as n from "${name}"`).get()?.["n"]),
  ]);
  db.close();
  return Object.fromEntries(rows);
}

test("a store holds what was told, and scanning again adds nothing", async (t) => {
  const logs = writeLogs(t);
  const folder = tempFolder(t);
  const run = async (): ReturnType<typeof scanAll> => {
    const store = openSqliteStore(folder);
    try {
      return await scanAll([logs], { rules: RULES, store });
    } finally {
      store.close();
    }
  };
  const first = await run();
  const rows = rowsOf(folder);
  assert.equal(rows["alert"], first.alerts.length);
  assert.equal(rows["attack"], first.attacks.length);
  assert.equal(rows["attack_alert"], first.alerts.length);
  const places = first.alerts.flatMap(({ evidence }) =>
    evidence.map(({ file, offset }) => `${file} ${offset}`),
  );
  assert.equal(rows["record"], new Set(places).size);
  assert.equal(rows["source"], 3);
  const second = await run();
  assert.equal(second.summary.fresh, 0);
  assert.deepEqual(second.alerts, first.alerts);
  assert.deepEqual(second.attacks, first.attacks);
  assert.deepEqual(rowsOf(folder), rows);
});

test("only the wanted period and levels are reported", async (t) => {
  const logs = writeLogs(t);
  const fromMs = Date.UTC(2026, 3, 13, 1);
  const toMs = Date.UTC(2026, 3, 13, 2);
  const { alerts, summary } = await scanAll([logs], { rules: RULES, fromMs, toMs });
  assert.ok(alerts.length > 5);
  for (const alert of alerts)
    assert.ok(Date.parse(alert.time ?? "") >= fromMs && Date.parse(alert.time ?? "") <= toMs);
  const high = await scanAll([logs], { rules: RULES, minimumLevel: "high" });
  assert.deepEqual([...new Set(high.alerts.map((alert) => alert.rule.title))].sort(), ["late", "often"]);
  assert.equal(high.summary.records, summary.records);
});

test("a correlation sees the hits of all files in the order of their times", async (t) => {
  const folder = tempFolder(t);
  const hit = (minute: number): string =>
    `${accessLine("192.0.2.7", minute * MINUTE, `/?q=probe&m=${minute}`)}\n`;
  put(folder, "a.log", [8, 2, 4].map(hit).join(""));
  put(folder, "b.log", [6, 0, 100].map(hit).join(""));
  const { alerts } = await scanAll([folder], { rules: RULES });
  const correlated = alerts.filter((alert) => alert.rule.type === "correlation");
  assert.equal(correlated.length, 1);
  const [alert] = correlated;
  assert.equal(alert?.time, "2026-04-13T00:08:00.000Z");
  assert.deepEqual({ ...alert?.group }, { "source.ip": "192.0.2.7" });
  assert.deepEqual(alert?.origin, { ip: "192.0.2.7" });
  const minutes = alert?.evidence.map(({ file, offset, length }) =>
    Number(/m=(\d+)/.exec(readFileSync(file).toString("latin1", offset, offset + length))?.[1]),
  );
  assert.deepEqual(minutes, [0, 2, 4, 6, 8]);
});

test("correlations of several threads come by time, whatever the order of the files", async (t) => {
  const folder = tempFolder(t);
  for (const [name, ip, start] of [
    ["a.log", "192.0.2.7", 60],
    ["b.log", "192.0.2.8", 30],
    ["c.log", "192.0.2.9", 0],
  ] as const) {
    const hits = Array.from({ length: 5 }, (_, i) => accessLine(ip, (start + i) * MINUTE, "/?q=probe"));
    put(folder, name, `${hits.join("\n")}\n`);
  }
  const { alerts } = await scanAll([folder], { rules: RULES });
  const correlated = alerts.filter((alert) => alert.rule.type === "correlation");
  assert.deepEqual(
    correlated.map((alert) => alert.origin?.ip),
    ["192.0.2.9", "192.0.2.8", "192.0.2.7"],
  );
});

test("what one body's logs hold never counts against another body", async (t) => {
  const folder = tempFolder(t);
  for (const body of ["a", "b"]) {
    const hits = Array.from({ length: 3 }, (_, i) => accessLine("192.0.2.7", i * MINUTE, "/?q=probe"));
    put(folder, `${body}.log`, `${hits.join("\n")}\n`);
  }
  const options = { rules: RULES, factsOf: byFile };
  const { alerts, attacks } = await scanAll([folder], options);
  assert.deepEqual(
    alerts.filter((alert) => alert.rule.type === "correlation"),
    [],
  );
  assert.deepEqual(attacks.map(({ body, alerts: count }) => [body, count]).toSorted(), [
    ["a", 3],
    ["b", 3],
  ]);
});

function byFile(input: Parameters<typeof factsOf>[0]): ReturnType<typeof factsOf> {
  return { ...factsOf(input), body: input.file.endsWith("a.log") ? "a" : "b" };
}

test("a header of one chunk is known to the chunks after it", async (t) => {
  const rows = Array.from(
    { length: 30_000 },
    (_, i) => `2026-04-13 00:00:00 192.0.2.7 GET /page ${i === 29_999 ? "probe" : "x"} 200`,
  );
  const fields =
    "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status\n";
  const file = put(tempFolder(t), "iis.log", `${fields}${rows.join("\n")}\n`);
  const { alerts, summary } = await scanAll([file], { rules: RULES });
  assert.deepEqual([summary.records, summary.headers, summary.unparsed], [30_002, 2, 0]);
  assert.ok(summary.bytes > 1024 * 1024);
  assert.deepEqual(
    alerts.map((alert) => alert.origin?.ip),
    ["192.0.2.7"],
  );
});
