import assert from "node:assert/strict";
import { test } from "node:test";
import { nginxError } from "../../src/formats/nginx-error.ts";
import { context, readLine } from "./context-other.ts";

const V = "192.0.2.66";
const FORGED = "198.51.100.9";
const H = "2025/06/21 16:47:48 [error] 31#31: *7 ";

const LINES: readonly (readonly [string, string, string | null])[] = [
  [
    "a refused request",
    `${H}access forbidden by rule, client: ${V}, server: s, request: "GET /x HTTP/1.1", host: "h"`,
    V,
  ],
  [
    "no request yet",
    `${H}SSL_do_handshake() failed (SSL: x) while SSL handshaking, client: ${V}, server: 0.0.0.0:443`,
    V,
  ],
  [
    "an IPv6 client",
    `${H}limiting requests, excess: 5.4 by zone "z", client: 2001:db8::7, server: , request: "GET / HTTP/1.1", host: "h"`,
    "2001:db8::7",
  ],
  ["no client", "2025/06/21 16:47:48 [notice] 1#1: signal process started", null],
  [
    "a user name that quotes a tail",
    `${H}user "u": password mismatch, client: ${FORGED}, server: s, request: "GET / HTTP/1.1", host: "h"": was not found in "/etc/x", client: ${V}, server: , request: "GET / HTTP/1.1", host: "h"`,
    V,
  ],
  [
    "a request that quotes a tail",
    `${H}access forbidden by rule, client: ${V}, server: s, request: "GET /", client: ${FORGED}, server: s, request: "GET / HTTP/1.1", host: "h"`,
    null,
  ],
  [
    "a referrer that quotes a tail",
    `${H}access forbidden by rule, client: ${V}, server: s, request: "GET / HTTP/1.1", host: "h", referrer: "x", client: ${FORGED}, server: s, request: "GET / HTTP/1.1", host: "h"`,
    null,
  ],
  [
    "an invalid request that quotes a tail",
    `${H}client sent invalid request while reading client request line, client: ${V}, server: s, request: "x", client: ${FORGED}, server: s"`,
    null,
  ],
  [
    "a request without a version",
    `${H}open() "/html/x, client: ${FORGED}, referrer: "" failed (2: No such file or directory), client: ${V}, server: localhost, request: "GET /x,%20client:%20198.51.100.9"`,
    null,
  ],
  ["HTTP/0.9", `${H}open() "/x" failed (2: x), client: ${V}, server: localhost, request: "GET /x"`, V],
  [
    "a client behind a socket",
    `${H}open() "/html/x, client: ${FORGED}, y" failed (2: x), client: unix:, server: s, request: "GET /x HTTP/1.1"`,
    null,
  ],
  [
    "a mail proxy's login that quotes a tail",
    `${H}auth http server timed out while in http auth state, client: ${V} using starttls, server: 0.0.0.0:25, login: "x, client: ${FORGED}, referrer: ""`,
    null,
  ],
  [
    "a mail proxy's login that names a client",
    `${H}client login failed: "x" while in http auth state, client: ${V} using starttls, server: 0.0.0.0:25, login: "x, client: ${FORGED}, y"`,
    null,
  ],
  [
    "a mail proxy",
    `${H}client login failed: "x", client: ${V} using starttls, server: 0.0.0.0:25, login: "x"`,
    V,
  ],
  [
    "a line cut before the client",
    `${H}open() "/x, client: ${FORGED}, ${"A".repeat(2050)}`.slice(0, 2047),
    null,
  ],
];

for (const [name, line, origin] of LINES) {
  test(`the client of ${name}`, () => assert.equal(readLine(nginxError, line).origin, origin));
}

test("a line that nginx cut names nobody when it holds two clients", () => {
  const long = `${H}access forbidden by rule, client: ${V}, server: s, request: "GET /${"a".repeat(1990)}", client: ${FORGED}, server: s`;
  assert.equal(readLine(nginxError, long).origin, null);
});

test("failed basic authentication is a login", () => {
  const event = readLine(
    nginxError,
    `${H}user "j doe" was not found in "/etc/nginx/.htpasswd", client: ${V}, server: s, request: "GET / HTTP/1.1", host: "h"`,
  );
  assert.equal(event.fields.get("event.action"), "login");
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), "j doe");
  assert.deepEqual(event.logsource.category, ["authentication"]);
});

test("a ModSecurity message gives its rule and the device's verdict", () => {
  const event = readLine(
    nginxError,
    `${H}ModSecurity: Access denied with code 403 (phase 2). Matched "x" [file "/r.conf"] [line "1"] [id "942100"] [msg "SQL Injection"] [severity "2"] [uri "/"], client: ${V}, server: s, request: "GET /?a=1 HTTP/1.1", host: "h"`,
  );
  assert.equal(event.verdict, "denied");
  assert.equal(event.fields.get("rule.id"), "942100");
  assert.equal(event.fields.get("rule.name"), "SQL Injection");
  assert.deepEqual(event.logsource.category, ["waf"]);
});

test("400 kB of a user name is read in linear time", () => {
  for (const piece of ['" was not found in "', '": was not found in "', '"']) {
    const started = performance.now();
    nginxError.read(`${H}user "${piece.repeat(400_000 / piece.length)}\u2028`, context());
    nginxError.read(`${H}user "${piece.repeat(400_000 / piece.length)}`, context());
    assert.ok(performance.now() - started < 200, piece);
  }
});

test("the longest line with the most doubtful tail is read fast", () => {
  for (const piece of [
    '", upstream: "',
    '", subrequest: "',
    '", host: "',
    '", referrer: "',
    '"',
    " H",
    ", server: ",
  ]) {
    const text = piece.repeat(1800 / piece.length);
    const line = `${H}x, client: ${V}, server: s, request: "GET /${text}, client: ${FORGED}, y`;
    const started = performance.now();
    nginxError.read(line, context());
    assert.ok(performance.now() - started < 50, piece);
  }
});

test("a megabyte of clients is read in linear time", () => {
  const started = performance.now();
  for (const piece of [`, client: ${FORGED}`, ', request: "', ', host: "', '", referrer: "', "a "]) {
    nginxError.read(
      `${H}x, client: ${V}, server: s, request: "GET /${piece.repeat(1e6 / piece.length)} HTTP/1.1"`,
      context(),
    );
    nginxError.read(`${H}user "${piece.repeat(1e6 / piece.length)}`, context());
  }
  assert.ok(performance.now() - started < 4000);
});
