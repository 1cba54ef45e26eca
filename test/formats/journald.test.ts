import assert from "node:assert/strict";
import { test } from "node:test";
import { journald } from "../../src/formats/journald.ts";
import { readSystemLine } from "./reading.ts";

const base = {
  __REALTIME_TIMESTAMP: "1750524468250042",
  _HOSTNAME: "h",
  SYSLOG_IDENTIFIER: "sshd",
  _PID: "7",
};

test("reads text and time", () => {
  const message = journald.unwrapJson?.({ ...base, MESSAGE: "text" });
  assert.deepEqual(message, {
    carrier: "journald",
    time: 1_750_524_468_250,
    host: "h",
    program: "sshd",
    pid: 7,
    text: "text",
  });
});

test("a message that is not UTF-8 comes as bytes", () => {
  const message = journald.unwrapJson?.({ ...base, MESSAGE: [...Buffer.from("Größe\xff", "latin1")] });
  assert.equal(message?.text, Buffer.from("Größe\xff", "latin1").toString("utf8"));
  assert.equal(journald.unwrapJson?.({ ...base, MESSAGE: [256] }), null);
  assert.equal(journald.unwrapJson?.({ ...base, MESSAGE: null }), null);
});

test("what logger writes is logger's", () => {
  const line = JSON.stringify({
    ...base,
    _COMM: "logger",
    MESSAGE: "Invalid user x from 198.51.100.9 port 1",
  });
  assert.equal(readSystemLine(line)?.origin, null);
});

test("a name that another process gives itself is not believed", () => {
  const MESSAGE = "Invalid user x from 192.0.2.66 port 1";
  const originOf = (given: object): unknown =>
    readSystemLine(JSON.stringify({ ...base, MESSAGE, ...given }))?.origin;
  assert.equal(originOf({ _COMM: "python3", _UID: "1000" }), null);
  assert.equal(originOf({ _COMM: "shd", _UID: "1000" }), null);
  assert.equal(originOf({ _COMM: "python3" }), null);
  assert.equal(originOf({ _COMM: "sshd", _UID: "74" }), "192.0.2.66");
  assert.equal(originOf({ _COMM: "sshd-session", _UID: "74" }), "192.0.2.66");
  assert.equal(originOf({ _COMM: "x", _UID: "0" }), "192.0.2.66");
  assert.equal(originOf({}), "192.0.2.66");
});

test("a part of a program is that program", () => {
  const programOf = (SYSLOG_IDENTIFIER: string, _COMM: string): unknown =>
    journald.unwrapJson?.({ ...base, SYSLOG_IDENTIFIER, _COMM, _UID: "105", MESSAGE: "x" })?.program;
  assert.equal(programOf("postfix/smtpd", "smtpd"), "postfix/smtpd");
  assert.equal(programOf("exim", "exim4"), "exim");
  assert.equal(programOf("opensearch-dashboards", "opensearch-dash"), "opensearch-dashboards");
  assert.equal(programOf("sudo", "su"), "su");
});

test("other JSON is not the journal", () => {
  assert.equal(journald.unwrapJson?.({ MESSAGE: "text" }), null);
  assert.equal(journald.unwrapJson?.({ ...base }), null);
});
