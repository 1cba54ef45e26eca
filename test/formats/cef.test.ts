import assert from "node:assert/strict";
import { test } from "node:test";
import { cef, cefMessage } from "../../src/formats/cef.ts";
import type { Message } from "../../src/formats/format.ts";
import { context, readLine } from "./context-other.ts";

const V = "192.0.2.66";
const message = (program: string, text: string): Message => ({
  carrier: "syslog-3164",
  time: 1,
  host: "h",
  program,
  pid: null,
  text,
});

test("header escapes, values with blanks and equals signs", () => {
  const event = readLine(
    cef,
    `CEF:0|Ven\\|dor|Sen\\\\sor|1|id|na me|7|src=${V} msg=a b\\=c \\\\ d cs1Label=x cs1=y z act=blocked`,
  );
  assert.equal(event.origin, V);
  assert.equal(event.fields.get("deviceVendor"), "Ven|dor");
  assert.equal(event.fields.get("deviceProduct"), "Sen\\sor");
  assert.equal(event.fields.get("msg"), "a b=c \\ d");
  assert.equal(event.fields.get("cs1"), "y z");
  assert.equal(event.verdict, "denied");
});

test("a planted src= names nobody", () => {
  const planted = `CEF:0|V|P|1|id|n|7|src=${V} request=/x src=198.51.100.9 act=deny`;
  assert.equal(readLine(cef, planted).origin, null);
  assert.equal(readLine(cef, planted).fields.get("event.reason"), "ambiguous origin");
  assert.equal(readLine(cef, `CEF:0|V|P|1|id|n|7|request=/x src\\=198.51.100.9 src=${V}`).origin, V);
});

for (const line of [
  `CEF:0|V|P|1|id|n|7|sourceAddress=${V} request=/a src=198.51.100.9`,
  `CEF:0|V|P|1|id|GET /|5|src=198.51.100.9 x=|3|src=${V}`,
  `CEF:0|V|P|1|id|GET /|5|src=198.51.100.9|3|cat=x src=198.51.100.9`,
  `LEEF:1.0|V|P|1|id|identSrc=${V}\turl=/a\tsrc=198.51.100.9`,
]) {
  test(`two readings name nobody: ${line}`, () => {
    const event = readLine(cef, line);
    assert.equal(event.origin, null);
    assert.equal(event.fields.get("event.reason"), "ambiguous origin");
  });
}

test("bars in a value are no second header", () => {
  assert.equal(readLine(cef, `CEF:0|V|P|1|id|n|7|src=${V} cs1=a|b|c msg=x | y`).origin, V);
});

test("log sources by what the device is", () => {
  const of = (head: string): readonly string[] =>
    readLine(cef, `CEF:0|${head}|5|src=${V} act=deny`).logsource.category;
  assert.deepEqual(of("Fortinet|Fortigate|7|1|traffic forward"), ["firewall"]);
  assert.deepEqual(of("Palo Alto Networks|PAN-OS|10|THREAT|vulnerability"), ["ids"]);
  assert.deepEqual(of("Imperva Inc.|SecureSphere|15|1|SQL injection"), ["waf"]);
  assert.deepEqual(of("Fortinet|Fortigate|7|1|Admin login failed"), ["authentication", "firewall"]);
});

test("LEEF 1.0 and the delimiters of 2.0", () => {
  assert.equal(readLine(cef, `LEEF:1.0|V|P|1|id|src=${V}\tusrName=a b`).fields.get("user.name"), "a b");
  assert.equal(readLine(cef, `LEEF:2.0|V|P|1|id|x5E|src=${V}^usrName=a b`).origin, V);
  assert.equal(readLine(cef, `LEEF:2.0|V|P|1|id||src=${V}\tusrName=a b`).origin, V);
});

test("a carrier may take the mark for a program", () => {
  assert.equal(cefMessage.accepts("CEF"), true);
  assert.equal(cefMessage.accepts("cefx"), false);
  const event = cefMessage.read(message("CEF", `0|V|P|1|id|n|7|src=${V}`), context());
  assert.equal(event?.origin, V);
});

for (const line of [
  "CEF:",
  "CEF:0|a|b",
  "CEF:9|a|b|c|d|e|f|src=192.0.2.1",
  "LEEF:3.0|a|b|c|d|x",
  "x CEF:0|a|b|c|d|e|f|",
]) {
  test(`not CEF: ${line}`, () => assert.equal(cef.read(line, context()), null));
}
