import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine } from "./reading.ts";

const LINE =
  "May  1 10:00:00 web1 sshd[812]: Failed password for invalid user admin from 203.0.113.9 port 51122 ssh2";
const TIME = "2024-05-01T10:00:01.123Z";

/** The objects that shippers make of a line of a file. */
const SHIPPED: Readonly<Record<string, (line: string) => object>> = {
  Filebeat: (message) => ({
    "@timestamp": TIME,
    message,
    log: { offset: 0, file: { path: "/var/log/auth.log" } },
    input: { type: "filestream" },
    host: { name: "web1" },
    agent: { type: "filebeat", version: "8.13.0" },
  }),
  Vector: (message) => ({
    message,
    file: "/var/log/auth.log",
    source_type: "file",
    host: "web1",
    timestamp: TIME,
  }),
  "Fluent Bit": (log) => ({ date: Date.parse(TIME) / 1000, log }),
  "event.original": (original) => ({ "@timestamp": TIME, event: { original }, message: "Failed password" }),
  OpenTelemetry: (body) => ({
    timestamp: TIME,
    body,
    attributes: { "log.file.name": "auth.log" },
    resource: { "host.name": "web1" },
  }),
};

for (const [shipper, wrap] of Object.entries(SHIPPED)) {
  test(`a line shipped by ${shipper} is read as if it stood in its file`, () => {
    const event = readSystemLine(JSON.stringify(wrap(LINE)));
    assert.deepEqual(
      [event?.format, event?.origin, event?.time],
      ["sshd", "203.0.113.9", Date.UTC(2024, 4, 1, 10)],
      event?.why,
    );
    assert.match(event?.why ?? "", new RegExp(`shipped by ${shipper}$`));
  });

  test(`what ${shipper} ships and no format reads stays its object; two lines in one are not opened`, () => {
    for (const text of ["nothing that is known", `${LINE}\n${LINE}`]) {
      const event = readSystemLine(JSON.stringify(wrap(text)));
      assert.deepEqual([event?.format ?? "json", event?.origin ?? null], ["json", null]);
    }
  });
}

test("an application's own object is not opened: its message may be a client's words", () => {
  const objects = [
    { message: LINE },
    { "@timestamp": TIME, message: LINE, level: "info" },
    { log: LINE, level: "info", date: TIME },
    { log: LINE },
    { body: LINE, timestamp: TIME },
    { body: LINE, attributes: { "user.text": "x" }, resource: {}, timestamp: TIME },
    { event: { original: { text: LINE } } },
    { source_type: "http_server", file: "x", message: LINE },
    { agent: { type: "mobile" }, input: {}, message: LINE },
  ];
  for (const object of objects) {
    const event = readSystemLine(JSON.stringify(object));
    assert.equal(event?.origin ?? null, null, JSON.stringify(object));
  }
});

test("a shipped line's wrappings are opened to a depth, and a key that comes twice names nobody", () => {
  const wrap = (line: string, times: number): string => {
    let text = line;
    for (let i = 0; i < times; i++) text = JSON.stringify({ date: TIME, log: text });
    return text;
  };
  assert.equal(readSystemLine(wrap(LINE, 2))?.origin, "203.0.113.9");
  assert.equal(readSystemLine(wrap(LINE, 3))?.origin ?? null, null);
  const other = JSON.stringify(LINE.replace("203.0.113.9", "198.51.100.1"));
  const twice = `{"date":"${TIME}","log":${other},"log":${JSON.stringify(LINE)}}`;
  assert.equal(readSystemLine(twice)?.origin, null);
});

test("a journal's entry in an OTLP body is read as the journal's", () => {
  const body = {
    MESSAGE: "Failed password for root from 203.0.113.9 port 1 ssh2",
    SYSLOG_IDENTIFIER: "sshd",
    _COMM: "sshd",
    _UID: "0",
    __CURSOR: "s=1",
  };
  const event = readSystemLine(JSON.stringify({ body, attributes: {}, resource: {} }));
  assert.deepEqual([event?.format, event?.origin], ["sshd", "203.0.113.9"]);
});
