import assert from "node:assert/strict";
import { test } from "node:test";
import { m365 } from "../../src/formats/m365.ts";
import { table } from "../../src/formats/table.ts";
import { context, readLine, readObject } from "./context-other.ts";

const record = {
  CreationTime: "2025-06-21T16:47:48",
  Id: "1",
  Operation: "UserLoginFailed",
  RecordType: 15,
  Workload: "AzureActiveDirectory",
  UserId: "jane@example.org",
};

for (const [text, origin] of [
  ["192.0.2.66", "192.0.2.66"],
  ["192.0.2.66:1234", "192.0.2.66"],
  ["[2001:db8::7]:1234", "2001:db8::7"],
  ["2001:db8::7", "2001:db8::7"],
  ["[::ffff:192.0.2.66]:5", "192.0.2.66"],
  ["::ffff:192.0.2.66", "192.0.2.66"],
  ["", null],
  ["-", null],
  ["192.0.2.66, 198.51.100.9", null],
] as const) {
  test(`the client ${JSON.stringify(text)}`, () => {
    assert.equal(readObject(m365, { ...record, ClientIP: text }).origin, origin);
  });
}

test("keys that differ name nobody", () => {
  assert.equal(
    readObject(m365, { ...record, ClientIP: "192.0.2.66", ActorIpAddress: "198.51.100.9" }).origin,
    null,
  );
});

test("a failed login, in UTC though it says no zone", () => {
  const event = readObject(m365, record);
  assert.equal(event.time, Date.UTC(2025, 5, 21, 16, 47, 48));
  assert.equal(event.fields.get("event.action"), "login");
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), "jane@example.org");
  assert.deepEqual(event.logsource, { category: ["authentication"], product: ["m365"], service: ["audit"] });
});

test("an export as CSV", () => {
  const inner = JSON.stringify({ ...record, ClientIP: "192.0.2.66" }).replaceAll('"', '""');
  const first = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits";
  const event = readLine(
    table,
    `1,2025-06-21T16:47:48.0Z,15,UserLoginFailed,jane,"${inner}",`,
    context({ first }),
  );
  assert.equal(event.format, "m365");
  assert.equal(event.origin, "192.0.2.66");
});

test("mailbox rules keep their parameters", () => {
  const event = readObject(m365, {
    ...record,
    Operation: "New-InboxRule",
    Workload: "Exchange",
    ResultStatus: "True",
    Parameters: [{ Name: "ForwardTo", Value: "x@example.net" }],
  });
  assert.equal(event.fields.get("Parameters.ForwardTo"), "x@example.net");
  assert.equal(event.fields.get("event.outcome"), "success");
  assert.deepEqual(event.logsource.service, ["audit", "exchange"]);
});
