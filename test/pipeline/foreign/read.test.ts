import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { parseMapping } from "../../../src/pipeline/foreign/mapping.ts";
import { type ForeignRow, readForeign } from "../../../src/pipeline/foreign/read.ts";
import { collect } from "../../helpers/collect.ts";
import { put, tempFolder } from "../../helpers/temp.ts";

const MAP = parseMapping("time=time,rule=rule,host=host,origin=src");

function read(
  t: TestContext,
  text: string | Buffer,
  mapping: typeof MAP | null = MAP,
): Promise<readonly ForeignRow[]> {
  return collect(readForeign([put(tempFolder(t), "alerts", text)], mapping));
}

const short = (rows: readonly ForeignRow[]): unknown =>
  rows.map((row) => {
    if ("problem" in row) return row.problem.text;
    return "passed" in row
      ? `${row.row} passed`
      : [row.row, row.alert.rule, row.alert.host, row.alert.origin];
  });

test("a table: quoted commas, quotes and line feeds, other separators, a byte-order mark, gzip", async (t) => {
  const rows = 'time,name,rule,host,src\n1642213952,"a, ""b""\nc",R1,h1,192.0.2.7\n1642213953,x,R2,h2,\n';
  const expected = [
    [0, "R1", "h1", "192.0.2.7"],
    [1, "R2", "h2", null],
  ];
  assert.deepEqual(short(await read(t, rows)), expected);
  assert.deepEqual(short(await read(t, `\ufeff${rows.replaceAll("\n", "\r\n")}`)), expected);
  assert.deepEqual(short(await read(t, gzipSync(rows))), expected);
  assert.deepEqual(short(await read(t, "time;rule;host;src\n2022-01-15T00:00:00Z;R;h;\n")), [
    [0, "R", "h", null],
  ]);
});

test("a text with commas that nobody quoted does not push the other columns aside", async (t) => {
  const rows = "time,name,rule,host,src\n1642213952,one, two, three,R1,h1,\n";
  assert.deepEqual(short(await read(t, rows)), [[0, "R1", "h1", null]]);
});

test("a row that cannot be read is told with its line, and keeps its number", async (t) => {
  const rows = "time,rule,host,src\nnever,R,h,\n1642213952,R,h,\n1642213952\n1642213952,,h,\n";
  assert.deepEqual(short(await read(t, rows)), [
    'no time under "time"',
    [1, "R", "h", null],
    "its cells do not fit the header",
    'no rule under "rule"',
  ]);
  const [first] = await read(t, rows);
  assert.equal(first !== undefined && "problem" in first && first.problem.place?.line, 2);
});

test("a quote that nobody closes swallows no file", async (t) => {
  const many = Array.from({ length: 400 }, () => "1642213952,R,h,").join("\n");
  const found = await read(t, `time,rule,host,src\n1642213952,"R,h,\n${many}\n`);
  assert.ok(found.some((row) => "problem" in row));
  assert.ok(found.filter((row) => "alert" in row).length >= 200);
});

test("a column that is not there is a mistake of the command line", async (t) => {
  await assert.rejects(read(t, "time,rule,src\n1,2,3\n"), /there is no column "host".*time, rule, src/);
  await assert.rejects(read(t, "time,rule\n1,2\n", null), /--map does not say/);
  for (const wrong of ["time=a", "rule=b", "time=a,rule=b,when=c", "time=a,time=b,rule=c", "time,rule"])
    assert.throws(() => parseMapping(wrong), /--map/);
});

test("JSON lines by dotted paths; a path names own properties only", async (t) => {
  const mapping = parseMapping("time=at,rule=rule.name,host=__proto__.x,origin=net.src");
  const line = JSON.stringify({ at: 1642213952, rule: { name: "R" }, net: { src: "192.0.2.7" } });
  assert.deepEqual(short(await read(t, `${line}\nnot json\n`, mapping)), [
    [0, "R", null, "192.0.2.7"],
    "no JSON object",
  ]);
});

test("alerts of Suricata and of Wazuh are recognised; flows among them are passed over", async (t) => {
  const eve = {
    timestamp: "2022-01-15T00:00:01.000000+0000",
    flow_id: 1,
    event_type: "alert",
    src_ip: "192.0.2.7",
    dest_ip: "198.51.100.1",
    proto: "TCP",
    alert: {
      signature_id: 2,
      signature: "S",
      action: "blocked",
      metadata: { mitre_technique_id: ["T1190"] },
    },
    flow: { src_ip: "192.0.2.7", dest_ip: "198.51.100.1" },
  };
  const wazuh = {
    timestamp: "2022-01-15T00:00:02.000+0000",
    rule: { id: "5710", description: "sshd: attempt", mitre: { id: ["T1110"] } },
    agent: { name: "srv" },
    data: { srcip: "192.0.2.8" },
  };
  const flow = { ...eve, event_type: "flow" };
  const found = await read(
    t,
    [eve, wazuh, flow, { a: 1 }].map((one) => JSON.stringify(one)).join("\n"),
    null,
  );
  assert.deepEqual(short(found), [
    [0, "S", null, "192.0.2.7"],
    [1, "5710 sshd: attempt", "srv", "192.0.2.8"],
    "2 passed",
    "no alert known",
  ]);
  const [first, second] = found;
  assert.deepEqual(first !== undefined && "alert" in first && [first.alert.denied, first.alert.techniques], [
    true,
    ["T1190"],
  ]);
  assert.deepEqual(second !== undefined && "alert" in second && second.alert.techniques, ["T1110"]);
});

test("a line that is too long is told, and the rows behind it are read with their own numbers", async (t) => {
  const long = `2022-01-01T10:01:00Z,${"x".repeat(3_000_000)},h\n`;
  const rows = "time,rule,host\n2022-01-01T10:00:00Z,a,h\n";
  const file = put(tempFolder(t), "long.csv", `${rows}${long}2022-01-01T10:02:00Z,b,h\n`);
  const mapping = parseMapping("time=time,rule=rule,host=host");
  const found: string[] = [];
  for await (const row of readForeign([file], mapping))
    found.push("problem" in row ? `${row.problem.place?.line}: ${row.problem.text}` : `row ${row.row}`);
  assert.deepEqual(found, ["row 0", "3: the line is longer than 1 MiB", "row 2"]);
});
