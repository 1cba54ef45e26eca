/** What holds for every format, because the registry sees to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistry } from "../../src/formats/index.ts";
import type { Reading } from "../../src/formats/registry.ts";
import { context } from "./context-other.ts";
import { otherSamples } from "./samples-other.ts";

const V = "198.51.100.9";
const T = "192.0.2.66";
const H = "Jun 21 16:47:48 h ";

const read = (line: string, first = ""): Reading => createRegistry().read(line, context({ first }));

function originOf(line: string): string | null {
  const reading = read(line);
  return reading.kind === "event" ? reading.event.origin : null;
}

test("a record that lost its end names nobody", () => {
  for (const { line, origin } of otherSamples) {
    const reading = createRegistry().read(line, { ...context(), cut: true });
    if (reading.kind !== "event") continue;
    assert.equal(reading.event.origin, null);
    assert.equal(reading.event.fields.get("source.ip"), null);
    assert.equal(reading.event.fields.get("event.reason"), "cut record");
    if (origin !== null) assert.equal(createRegistry().read(line, context()).kind, "event");
  }
});

const TEXTS: readonly string[] = [
  `${V} - - [21/Jun/2025:16:47:10 +0000] "GET / HTTP/1.1" 404 1 "-" "x"`,
  `CEF:0|V|P|1|id|n|7|src=${V} act=deny`,
  `2025/06/21 16:47:48 [error] 31#31: *7 access forbidden by rule, client: ${V}, server: s, request: "GET / HTTP/1.1"`,
  `2025-06-21 16:47:48 auth-worker(1): Info: pam(x,${V}): unknown user`,
  `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${V}`,
  `{"request":{"remote_ip":"${V}","method":"GET","host":"h","uri":"/","proto":"x"},"status":404,"logger":"http.log.access","ts":1750524468.5,"msg":"handled request"}`,
  `@cee:{"eventid":"cowrie.login.failed","src_ip":"${V}"}`,
  `https://example.org|1750524468|user|${V}|https://example.org/a|https://example.org/|0||Login attempt failed for anna.`,
];

for (const text of TEXTS) {
  test(`a program's words are no record of another: ${text.slice(0, 60)}`, () => {
    for (const program of ["myapp[1]", "app", "python3", "sshd-helper[2]", "nginxx", "web"]) {
      assert.equal(originOf(`${H}${program}: ${text}`), null, program);
    }
  });
}

test("web servers, devices and containers log lines as they are", () => {
  const line = `${T} - - [21/Jun/2025:16:47:10 +0000] "GET / HTTP/1.1" 404 1 "-" "x"`;
  for (const program of ["nginx", "nginx_access[1]", "httpd[2]", "apache2", "haproxy", "Caddy"]) {
    assert.equal(originOf(`${H}${program}: ${line}`), T, program);
  }
  assert.equal(originOf(`2025-06-21T16:47:48Z stdout F ${line}`), T);
  assert.equal(originOf(`${H}CEF:0|V|P|1|id|n|7|src=${T} act=deny`), T);
});

test("an object with a key that comes twice names nobody", () => {
  const twice = `{"time":"2025-06-21T16:47:48Z","msg":"x","remote_addr":"${T}","user":"x","remote_addr":"${V}"}`;
  assert.equal(originOf(twice), null);
  assert.equal(originOf(`2025-06-21T16:47:48Z stdout F ${twice}`), null);
  assert.equal(
    originOf(`{"msg":"a:b{\\"c:\\\\","remote_addr":"${T}","x":[{"y":1},[2]],"remote_addr2":":"}`),
    T,
  );
});

for (const [line, origin] of [
  [`{"msg":"x","remote_addr":"bad.example:123","ip":"${V}"}`, null],
  [`{"msg":"x","remote_addr":"","client_ip":"${V}"}`, null],
  [`{"msg":"x","ip":"${T}"}`, T],
  [`{"msg":"x","ip":"${T}","client_ip":"${T}"}`, T],
  [`level=info msg=x remote_addr=unix user=x ip=${V}`, null],
  [`level=info msg=x user=x ip=${V} remote=${T}:55`, null],
  [`level=info msg=x user=x ip=${V}`, null],
  [`level=info msg=x remote_addr=${T}`, T],
  [`level=info msg=x remote_addr=${T} remote_addr=${V}`, null],
] as const) {
  test(`${origin} is named by ${line}`, () => {
    assert.equal(read(line).kind, "event");
    assert.equal(originOf(line), origin);
  });
}

test("a header of columns is a header, once", () => {
  const first = "Date,User,ClientIP";
  assert.equal(read(first, first).kind, "header");
  assert.equal(read("Date,Other,ClientIP", first).kind, "event");
  assert.equal(read("no header at all", "no header at all").kind, "unparsed");
});
