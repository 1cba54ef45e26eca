import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readStructuredData, syslog5424 } from "../../src/formats/syslog5424.ts";
import { readContext, readSystemLine } from "./reading.ts";

test("reads the example of RFC 5424 section 6.5", () => {
  const line =
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8";
  const message = syslog5424.unwrapLine?.(line, readContext());
  assert.deepEqual(message, {
    carrier: "syslog-5424",
    time: Date.UTC(2003, 9, 11, 22, 14, 15, 3),
    host: "mymachine.example.com",
    program: "su",
    pid: null,
    text: "'su root' failed for lonvick on /dev/pts/8",
  });
});

test("un-escapes structured data and keeps other backslashes", () => {
  const line = String.raw`<34>1 - - - - - [a@1 k="x\]y\"z\\w\n"][b c="d"] text`;
  const message = syslog5424.unwrapLine?.(line, readContext());
  assert.deepEqual({ ...message?.data }, { "syslog.sd.a@1.k": String.raw`x]y"z\w\n`, "syslog.sd.b.c": "d" });
  assert.deepEqual(
    [message?.host, message?.program, message?.time, message?.text],
    [null, null, null, "text"],
  );
});

test("any value survives escaping", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const escaped = value.replaceAll(/["\\\]]/g, (c) => `\\${c}`);
      const read = readStructuredData(`[a k="${escaped}"]`, 0);
      assert.equal(read?.values["syslog.sd.a.k"], value);
    }),
  );
});

test("malformed structured data is not read", () => {
  for (const data of ['[a k="x]"', "[a k=x]", '[a k="x"', "[", '[a k="x"]y', '["]']) {
    assert.equal(readStructuredData(data, 0), null, data);
  }
});

test("structured data cannot name the origin", () => {
  const line =
    '<38>1 2025-06-21T16:47:48Z h sshd 7 - [source ip="198.51.100.9"] Invalid user x from 192.0.2.66 port 1';
  const event = readSystemLine(line);
  assert.equal(event?.origin, "192.0.2.66");
  assert.equal(event?.fields.get("source.ip"), "192.0.2.66");
  assert.equal(event?.fields.get("syslog.sd.source.ip"), "198.51.100.9");
});
