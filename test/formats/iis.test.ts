import assert from "node:assert/strict";
import { test } from "node:test";
import { iis } from "../../src/formats/iis.ts";
import { context, readLine } from "./context-other.ts";

const HEADERS = [
  "#Software: Microsoft Internet Information Services 10.0",
  "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-win32-status time-taken",
];
const LINE =
  "2025-06-21 16:47:48 10.0.0.1 POST /owa/auth.owa a=%27b 443 ORG\\jane 192.0.2.66 Mozilla/5.0+(X11;+x) - 302 0 15";

test("a line under its header", () => {
  const event = readLine(iis, LINE, context({ headers: HEADERS }));
  assert.equal(event.origin, "192.0.2.66");
  assert.equal(event.time, Date.UTC(2025, 5, 21, 16, 47, 48));
  assert.equal(event.fields.get("cs-user-agent"), "Mozilla/5.0 (X11; x)");
  assert.equal(event.fields.get("cs-username"), "ORG\\jane");
  assert.equal(event.fields.get("url.decoded"), "/owa/auth.owa?a='b");
  assert.equal(event.fields.get("time-taken"), "15");
  assert.equal(event.fields.get("event.outcome"), "success");
});

test("no header, or another number of columns", () => {
  assert.equal(iis.read(LINE, context()), null);
  assert.equal(iis.read(`${LINE} x`, context({ headers: HEADERS })), null);
});
