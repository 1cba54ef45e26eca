import assert from "node:assert/strict";
import { test } from "node:test";
import { apacheError } from "../../src/formats/apache-error.ts";
import { createRegistry } from "../../src/formats/index.ts";
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
  [`[core:error] [pid 71] [client 198.51.100.9:51380] AH00128: printed by a program`, null],
  ["[error] [client 198.51.100.9] user root not found: /", null],
  [
    "[Sat Jun 21 16:47:48.250000 2025] [wsgi:error] [pid 12] [client 198.51.100.9:1234] printed by a program",
    null,
  ],
];

for (const [line, origin] of LINES) {
  test(`the client of ${line.slice(0, 120)}`, () => assert.equal(readLine(apacheError, line).origin, origin));
}

test("in syslog Apache gives no time of its own", () => {
  for (const program of ["httpd[1]", "apache2", "httpd/backend1[2]"]) {
    const line = `Jun 21 16:47:48 h ${program}: [core:error] [pid 71] [client ${V}:51380] AH00128: x`;
    const reading = createRegistry().read(line, context());
    assert.ok(reading.kind === "event");
    assert.deepEqual([reading.event.format, reading.event.origin], ["apache-error", V]);
  }
});

test("400 kB of a refusal's words are read in linear time", () => {
  for (const piece of [
    " not found: ",
    " not found: \u2028",
    "' in realm `",
    ': authentication failure for "',
    ": password mismatch: \u2028",
  ]) {
    for (const start of ["user ", "user `", "Digest: user '"]) {
      const line = `${OLD}[client ${V}] ${start}${piece.repeat(400_000 / piece.length)}`;
      const started = performance.now();
      assert.equal(readLine(apacheError, line).origin, V);
      assert.ok(performance.now() - started < 200, piece);
    }
  }
});

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
