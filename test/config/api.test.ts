import assert from "node:assert/strict";
import { test } from "node:test";
import { problemText } from "../../src/base/errors.ts";
import { apiSettings, readAddress } from "../../src/config/api.ts";
import { parseConfig } from "../../src/config/load.ts";

test("nothing listens without an api section; an empty one listens on loopback", () => {
  const none = parseConfig("body: party\n", "vigie.yaml");
  assert.ok(none.ok);
  assert.equal(none.value.config.api, undefined);
  const some = parseConfig("api: {}\n", "/etc/vigie/vigie.yaml");
  assert.ok(some.ok && some.value.config.api !== undefined);
  assert.deepEqual(apiSettings(some.value.config.api, some.value.folder), {
    address: { host: "127.0.0.1", port: 8741 },
    tls: null,
  });
});

test("files are relative to vigie.yaml", () => {
  const text = 'api: {address: "[::]:9000", cert: a.pem, key: /k.pem, client_ca: ca.pem}\n';
  const parsed = parseConfig(text, "/etc/vigie/vigie.yaml");
  assert.ok(parsed.ok && parsed.value.config.api !== undefined);
  assert.deepEqual(apiSettings(parsed.value.config.api, parsed.value.folder), {
    address: { host: "::", port: 9000 },
    tls: { cert: "/etc/vigie/a.pem", key: "/k.pem", clientCa: "/etc/vigie/ca.pem" },
  });
});

test("faults are told with their place", () => {
  const told = (text: string): string => {
    const parsed = parseConfig(text, "vigie.yaml");
    return parsed.ok ? "" : parsed.error.map(problemText).join("\n");
  };
  assert.match(
    told("api:\n  address: nowhere\n"),
    /^vigie\.yaml:2:3: api\.address: expected PORT or HOST:PORT/,
  );
  assert.match(told("api:\n  cert: a.pem\n"), /^vigie\.yaml:1:1: api: cert and key go together/);
  assert.match(told("api:\n  client_ca: a.pem\n"), /client_ca needs cert and key/);
  assert.match(told("api:\n  port: 1\n"), /^vigie\.yaml:2:3: api\.port: Unrecognized key/);
});

test("addresses are ports, or hosts with ports", () => {
  assert.deepEqual(readAddress("8741"), { host: "127.0.0.1", port: 8741 });
  assert.deepEqual(readAddress("vigie.example:1"), { host: "vigie.example", port: 1 });
  assert.deepEqual(readAddress("[2001:db8::1]:80"), { host: "2001:db8::1", port: 80 });
  for (const wrong of ["", "x", "1:2:3", "65536", "a b:1", "::1:80"])
    assert.equal(readAddress(wrong), null, wrong);
});
