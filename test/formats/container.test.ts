import assert from "node:assert/strict";
import { test } from "node:test";
import { container } from "../../src/formats/container.ts";
import { readContext, readSystemLine } from "./reading.ts";

test("reads CRI lines", () => {
  const message = container.unwrapLine?.('2025-12-31T17:37:40.493+01:00 stdout F {"a":1}', readContext());
  assert.deepEqual([message?.time, message?.text], [Date.UTC(2025, 11, 31, 16, 37, 40, 493), '{"a":1}']);
  assert.equal(container.unwrapLine?.("2025-12-31T17:37:40Z stdin F x", readContext()), null);
});

test("reads Docker's JSON files", () => {
  const message = container.unwrapJson?.({
    log: "text\n",
    stream: "stderr",
    time: "2025-12-31T16:37:40.493Z",
  });
  assert.deepEqual([message?.time, message?.text], [Date.UTC(2025, 11, 31, 16, 37, 40, 493), "text"]);
  assert.equal(container.unwrapJson?.({ log: "x", stream: "file", time: "2025-12-31T16:37:40Z" }), null);
});

test("a container's line is its program's own", () => {
  const inner = "2025-06-21 16:47:48.008 +00:00 [WRN] Failed login attempt. 192.0.2.66";
  const event = readSystemLine(`2025-06-21T16:47:48Z stdout F ${inner}`);
  assert.deepEqual([event?.format, event?.origin], ["bitwarden", "192.0.2.66"]);
});

test("a container's line is nobody else's: no program, no sshd", () => {
  const event = readSystemLine(
    "2025-06-21T16:47:48Z stdout F Failed password for root from 198.51.100.9 port 22 ssh2",
  );
  assert.equal(event?.origin, null);
});
