import assert from "node:assert/strict";
import { test } from "node:test";
import { apacheError } from "../../src/formats/apache-error.ts";
import { context, readLine } from "./context-other.ts";

const V = "192.0.2.66";
const OLD = "[Sat Jun 21 16:47:48 2025] [error] ";
const NEW = "[Sat Jun 21 16:47:48.250000 2025] [core:error] [pid 71:tid 1403] ";

const LINES: readonly (readonly [string, string | null])[] = [
  [`${OLD}[client ${V}] File does not exist: /srv/[client 198.51.100.9] user root not found`, V],
  [`${OLD}[client 2001:db8::7] user test not found: /`, "2001:db8::7"],
  [`${NEW}[client ${V}:51380] AH00128: File does not exist: /srv/x, referer: https://198.51.100.9/`, V],
  [`${NEW}[client [2001:db8::7]:51548] AH01637: x`, "2001:db8::7"],
  [`${NEW}[client 2001:db8::7:5154] AH01637: x`, "2001:db8::7"],
  [`${NEW}(36)File name too long: [client ${V}:1] AH00036: access to /x failed`, V],
  [`${NEW}AH00489: Apache configured [client 198.51.100.9] x`, null],
  [`[core:error] [pid 71] [client ${V}:51380] AH00128: in syslog`, V],
];

for (const [line, origin] of LINES) {
  test(`the client of ${line.slice(0, 120)}`, () => assert.equal(readLine(apacheError, line).origin, origin));
}

test("time, login and verdict", () => {
  const login = readLine(apacheError, `${NEW}[client ${V}:51395] AH01618: user j doe not found: /basic/file`);
  assert.equal(login.time, Date.UTC(2025, 5, 21, 16, 47, 48, 250));
  assert.equal(login.fields.get("user.name"), "j doe");
  assert.equal(login.fields.get("event.outcome"), "failure");
  assert.equal(login.fields.get("source.port"), 51395);
  const denied = readLine(
    apacheError,
    `${NEW}[client ${V}:1] AH01797: client denied by server configuration: /x`,
  );
  assert.equal(denied.verdict, "denied");
});

test("ModSecurity", () => {
  const event = readLine(
    apacheError,
    `${OLD}[client ${V}] ModSecurity: Access denied with code 403 (phase 2). Match of "x" [file "/r"] [id "340069"] [msg "Scanner"] [severity "CRITICAL"] [data "\\x22] [id \\"1\\"]"]`,
  );
  assert.equal(event.verdict, "denied");
  assert.equal(event.fields.get("rule.id"), "340069");
  assert.deepEqual(event.logsource.product, ["modsecurity"]);
});

for (const line of [
  "[error] x",
  "[x] [client 192.0.2.66] y",
  "[Sat Jun 99 16:47:48 2025] [error] x",
  "{}",
  "",
]) {
  test(`not an Apache error line: ${line}`, () => assert.equal(apacheError.read(line, context()), null));
}
