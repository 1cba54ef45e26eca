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
    if ("empty" in row) return "empty";
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
    '"never" under "time" is no time: RFC 3339, or seconds, milliseconds or more since 1970',
    [1, "R", "h", null],
    "its cells do not fit the header",
    'no rule under "rule"',
  ]);
  const [first] = await read(t, rows);
  assert.equal(first !== undefined && "problem" in first && first.problem.place?.line, 2);
});

test("a stray quote costs its own row: those behind it are read, with their own numbers and lines", async (t) => {
  const row = (i: number): string => `164221395${i % 10},R${i},h,`;
  const lines = Array.from({ length: 500 }, (_, i) => row(i));
  for (const broken of ['1642213952,"R,h,', '1642213952,R "x,h,', '1642213952,"R"x,"h,']) {
    for (const at of [0, 250, 499]) {
      const found = await read(t, `time,rule,host,src\n${lines.with(at, broken).join("\n")}\n`);
      assert.equal(found.length, 500, `${broken} ${at}`);
      const problems = found.filter((one) => "problem" in one);
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.problem.place?.line, at + 2);
      for (const one of found) if ("alert" in one) assert.equal(one.alert.rule, `R${one.row}`);
    }
  }
});

test("many stray quotes cost their own rows", async (t) => {
  const lines = Array.from({ length: 1000 }, (_, i) =>
    i % 7 === 3 ? '1642213952,a"b,h,' : "1642213952,R,h,",
  );
  const found = await read(t, `time,rule,host,src\n${lines.join("\n")}\n`);
  assert.equal(
    found.filter((one) => "alert" in one).length,
    lines.filter((line) => !line.includes('"')).length,
  );
});

test("a file without a row is told", async (t) => {
  for (const text of ["", "\n\n", "time,rule,host,src\n"])
    assert.deepEqual(short(await read(t, text)), ["empty"]);
  assert.deepEqual(short(await read(t, "time,rule,host,src\n1642213952,R,h,\n")), [[0, "R", "h", null]]);
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
    found.push(
      "problem" in row
        ? `${row.problem.place?.line}: ${row.problem.text}`
        : "row" in row
          ? `row ${row.row}`
          : "empty",
    );
  assert.deepEqual(found, ["row 0", "3: the line is longer than 1 MiB", "row 2"]);
});
