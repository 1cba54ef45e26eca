import assert from "node:assert/strict";
import { test } from "node:test";
import { panos } from "../../src/formats/panos.ts";
import { readLine } from "./context-other.ts";

const V = "192.0.2.66";
const threat = (direction: string, misc = "x"): string =>
  `1,2025/06/21 16:47:48,016,THREAT,vulnerability,2561,2025/06/21 16:47:48,${V},203.0.113.5,0.0.0.0,0.0.0.0,rule,,,ssh,vsys1,Untrust,DMZ,a,b,log,2025/06/21 16:47:48,1,1,40000,22,0,0,0x0,tcp,reset-both,"${misc}",SSH Brute Force(40015),any,high,${direction},1,0x0`;

test("a threat, and whose it is", () => {
  const event = readLine(panos, threat("client-to-server", 'a,""198.51.100.9"",b'));
  assert.equal(event.origin, V);
  assert.equal(event.verdict, "denied");
  assert.equal(event.fields.get("url.original"), 'a,"198.51.100.9",b');
  assert.equal(event.fields.get("rule.name"), "SSH Brute Force(40015)");
  assert.equal(event.fields.get("event.severity"), "high");
  assert.equal(readLine(panos, threat("server-to-client")).origin, null);
});

/** A row of PAN-OS 9.1, or with what PAN-OS 10 appended. */
const globalProtect = (user: string, appended = ""): string =>
  `1,2025/06/21 16:47:48,016,GLOBALPROTECT,0,2305,2025/06/21 16:47:48,vsys1,gateway-auth,login,LDAP,,${user},FR,PC,${V},0.0.0.0,0.0.0.0,0.0.0.0,id,sn,6.0,Windows,10,1,Invalid,,text,failure,loc,0,user-logon,0,portal,7204134051344758260,0x8000000000000000${appended}`;
const TEN = ",2025-06-21T16:47:48.288+02:00,,,,,gw,163,0,0,0,,FW,1";

test("a user name with commas that nobody quoted names nobody", () => {
  assert.equal(readLine(panos, globalProtect("jane", TEN)).origin, V);
  assert.equal(readLine(panos, globalProtect('"jane,x"', TEN)).origin, V);
  for (const appended of ["", TEN]) {
    assert.equal(readLine(panos, globalProtect("x,FR,PC,198.51.100.9", appended)).origin, null);
    assert.equal(
      readLine(panos, globalProtect(`x,FR,PC,198.51.100.9${",".repeat(10)}`, appended)).origin,
      null,
    );
  }
});

test("a URL with a comma does not turn a threat round", () => {
  assert.equal(readLine(panos, threat("server-to-client", 'a","b')).origin, null);
});

test("a failed GlobalProtect login", () => {
  const event = readLine(panos, globalProtect("jane"));
  assert.equal(event.origin, V);
  assert.equal(event.fields.get("event.action"), "login");
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), "jane");
});
