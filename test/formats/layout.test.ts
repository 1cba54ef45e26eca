import assert from "node:assert/strict";
import { test } from "node:test";
import { logFormat, programFormat, readLayouts } from "../../src/formats/layout.ts";
import { readContext, readSystemLine } from "./reading.ts";

const layouts = [
  {
    pattern: /^no for (?<user>.*) at (?<ip>[0-9.]{7,15}):(?<port>\d{1,5}) as (?<again>.*)$/,
    why: "refused",
    action: "login",
    outcome: "failure",
    mark: " at ",
    place: /(?<ip>[0-9.]{7,15}):(?<port>\d{1,5}) as /y,
  },
] as const;
const names = { name: "door", title: "a door", services: ["door"] };

test("names the client on which all places agree", () => {
  const sighting = readLayouts(layouts, "no for anna at 192.0.2.66:4444 as anna");
  assert.deepEqual([sighting?.peer?.ip, sighting?.peer?.port, sighting?.user], ["192.0.2.66", 4444, "anna"]);
});

test("names nobody where two places differ", () => {
  const sighting = readLayouts(layouts, "no for x at 198.51.100.9:1 as y at 192.0.2.66:4444 as x");
  assert.deepEqual([sighting?.peer?.ip, sighting?.peer?.ambiguous, sighting?.user], [null, true, null]);
});

test("a program's other messages are kept, unless the name is shared", () => {
  const message = { carrier: "x", time: 0, host: null, program: "door", pid: null, text: "hello" };
  assert.equal(programFormat(names, /^door$/, layouts).read(message, readContext())?.origin, null);
  assert.equal(programFormat(names, /^door$/, layouts, false).read(message, readContext()), null);
});

test("an own log needs its time", () => {
  const format = logFormat(names, layouts);
  assert.equal(format.read("no for anna at 192.0.2.66:4444 as anna", readContext()), null);
  const event = format.read("2025-06-21 16:47:48 no for anna at 192.0.2.66:4444 as anna", readContext());
  assert.deepEqual([event?.time, event?.origin], [Date.UTC(2025, 5, 21, 16, 47, 48), "192.0.2.66"]);
});

test("PHP of others is not pfSense", () => {
  const event = readSystemLine("Jun 21 16:47:48 h php-fpm[1]: WARNING: [pool www] child 7 exited");
  assert.equal(event?.format, "syslog");
});
