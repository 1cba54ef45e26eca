/** The last gate: only what every bouncer can use. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scopeOf } from "../../../src/response/lapi/value.ts";
import { elapsed, goDuration, remaining, scenarioOf } from "../../../src/response/lapi/wire.ts";

test("canonical addresses and ranges pass", () => {
  for (const value of ["192.0.2.7", "10.0.0.1", "192.168.4.9", "2001:db8::1", "fe80::1", "fd99::66"])
    assert.equal(scopeOf(value), "Ip", value);
  for (const value of ["192.0.2.0/24", "2001:db8::/64", "10.0.0.0/8"])
    assert.equal(scopeOf(value), "Range", value);
});

test("nothing else passes", () => {
  const wrong = [
    "",
    "not-an-ip",
    "fe80::1%eth0",
    "::ffff:192.0.2.7",
    "2001:DB8::1",
    "2001:db8:0::1",
    "192.0.2.07",
    "0x7f.1",
    "192.0.2",
    "192.0.2.7 ",
    "192.0.2.7\n",
    "192.0.2.7/24",
    "192.0.2.7/32",
    "192.0.2.0/024",
    "192.0.2.0/33",
    "2001:db8::1/64",
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0",
    "::",
    "127.0.0.1",
    "127.0.0.0/8",
    "::1",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "192.0.2.0/24/8",
    "/",
    "AS64500",
    "FR",
  ];
  for (const value of wrong) assert.equal(scopeOf(value), null, value);
});

test("durations are those of Go", () => {
  assert.deepEqual([0, 1, 59, 60, 3600, 14_391, -1, -61, 31_536_000].map(goDuration), [
    "0s",
    "1s",
    "59s",
    "1m0s",
    "1h0m0s",
    "3h59m51s",
    "-1s",
    "-1m1s",
    "8760h0m0s",
  ]);
  assert.deepEqual([-5000, 0, 1, 999, 1001].map(remaining), ["1s", "1s", "1s", "1s", "2s"]);
  assert.equal(remaining(Number.MAX_SAFE_INTEGER), "876000h0m0s");
  assert.deepEqual([-5000, 0, 400, 1600].map(elapsed), ["0s", "0s", "0s", "-2s"]);
});

test("a scenario is a name of few letters, whatever a behaviour holds", () => {
  assert.equal(scenarioOf("ssh:bruteforce"), "vigie/ssh-bruteforce");
  assert.equal(scenarioOf("HTTP: \u001b[31m\n"), "vigie/http-31m");
  assert.equal(scenarioOf("\u202e"), "vigie/decision");
  assert.ok(scenarioOf("x".repeat(1000)).length < 120);
});
