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

test("other JSON is not the journal", () => {
  assert.equal(journald.unwrapJson?.({ MESSAGE: "text" }), null);
  assert.equal(journald.unwrapJson?.({ ...base }), null);
});
