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

test("a failed GlobalProtect login", () => {
  const cells = `1,2025/06/21 16:47:48,016,GLOBALPROTECT,0,2305,2025/06/21 16:47:48,vsys1,gateway-auth,login,LDAP,,jane,FR,PC,${V},0.0.0.0,0.0.0.0,0.0.0.0,id,sn,6.0,Windows,10,1,Invalid,,text,failure,loc`;
  const event = readLine(panos, cells);
  assert.equal(event.origin, V);
  assert.equal(event.fields.get("event.action"), "login");
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), "jane");
});
