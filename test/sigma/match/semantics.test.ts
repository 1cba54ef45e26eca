/** One vector or more for every rule of matching that implementations are known to get wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldValue } from "../../../src/model/fields.ts";
import { fires, one } from "../make.ts";

type Vector = readonly [detection: string, fields: Readonly<Record<string, FieldValue>>, expected: boolean];

function check(name: string, vectors: readonly Vector[]): void {
  test(name, () => {
    for (const [detection, fields, expected] of vectors) {
      assert.equal(fires(detection, fields), expected, `${detection} on ${JSON.stringify(fields)}`);
    }
  });
}

check("a backslash escapes only wildcards and itself", [
  [one("{F: 'C:\\Windows\\x.exe'}"), { F: "c:\\windows\\X.EXE" }, true],
  [one("{F: 'C:\\\\*'}"), { F: "C:\\abc" }, true],
  [one("{F: 'C:\\\\*'}"), { F: "C:*" }, false],
  [one("{F: 'a\\*b'}"), { F: "a*b" }, true],
  [one("{F: 'a\\*b'}"), { F: "axb" }, false],
  [one("{F: 'a\\\\\\*'}"), { F: "a\\*" }, true],
  [one("{F: 'a\\\\\\*'}"), { F: "a\\xyz" }, false],
  [one("{F: 'a\\'}"), { F: "a\\" }, true],
  [one("{F: 'a\\?'}"), { F: "a?" }, true],
  [one("{F: '\\\\\\\\host'}"), { F: "\\\\host" }, true],
]);

check("a text is the whole value, whatever its case", [
  [one("{F: abc}"), { F: "ABC" }, true],
  [one("{F: abc}"), { F: "abcd" }, false],
  [one("{F: 'ΟΔΟΣ*'}"), { F: "οδοσ1" }, true],
  [one("{F|contains: 'ΟΔΟΣ'}"), { F: "ΟΔΟΣ1" }, true],
  [one("{F: École}"), { F: "ÉCOLE" }, true],
  [one("{Channel: Security}"), { Channel: "security" }, true],
]);

check("wildcards", [
  [one("{F: 'a?c'}"), { F: "abc" }, true],
  [one("{F: 'a?c'}"), { F: "ac" }, false],
  [one("{F: 'a*c'}"), { F: "ac" }, true],
  [one("{F: 'a*b*c'}"), { F: "a1b2b3c" }, true],
  [one("{F: 'a*b*c'}"), { F: "acb" }, false],
  [one("{F: '*ab*ab'}"), { F: "xab" }, false],
  [one("{F: 'ab*ba'}"), { F: "aba" }, false],
  [one("{F: '*'}"), { F: "" }, true],
  [one("{F: '*'}"), {}, false],
  [one("{F: '?*'}"), { F: "" }, false],
  [one("{F: '*?b?*'}"), { F: "bab" }, false],
  [one("{F: '*?b?*'}"), { F: "babb" }, true],
]);

check("contains, startswith, endswith, cased", [
  [one("{F|contains: BC}"), { F: "abcd" }, true],
  [one("{F|startswith: AB}"), { F: "abcd" }, true],
  [one("{F|endswith: CD}"), { F: "abcd" }, true],
  [one("{F|endswith: bc}"), { F: "abcd" }, false],
  [one("{F|contains|cased: BC}"), { F: "abcd" }, false],
  [one("{F|cased: aB}"), { F: "aB" }, true],
  [one("{F|cased: aB}"), { F: "ab" }, false],
  [one("{F|contains: ''}"), { F: "x" }, true],
  [one("{F|contains: 'a*c'}"), { F: "xabcx" }, true],
]);

check("re is a case-sensitive search", [
  [one("{F|re: 'b.d'}"), { F: "abcde" }, true],
  [one("{F|re: 'B.d'}"), { F: "abcde" }, false],
  [one("{F|re|i: 'B.d'}"), { F: "abcde" }, true],
  [one("{F|re: '(?i)B.d'}"), { F: "abcde" }, true],
  [one("{F|re: '^b'}"), { F: "a\nb" }, false],
  [one("{F|re|m: '^b$'}"), { F: "a\nb\nc" }, true],
  [one("{F|re: 'a.b'}"), { F: "a\nb" }, false],
  [one("{F|re|s: 'a.b'}"), { F: "a\nb" }, true],
  [one("{F|re: '^11$'}"), { F: 11 }, true],
]);

check("null, empty and exists", [
  [one("{F: null}"), {}, true],
  [one("{F: null}"), { F: null }, true],
  [one("{F: null}"), { F: "" }, false],
  [one("{F: null}"), { F: [] }, true],
  [one("{F: ''}"), { F: "" }, true],
  [one("{F: ''}"), {}, false],
  [one("{F: ''}"), { F: null }, false],
  [one("{F|exists: true}"), { F: null }, true],
  [one("{F|exists: true}"), {}, false],
  [one("{F|exists: false}"), {}, true],
]);

check("keywords are found in any value", [
  ["keys:\n  - foo\n  - bar\ncondition: keys", { A: "x", B: "a BAR b" }, true],
  ["keys:\n  - foo\n  - bar\ncondition: keys", { A: "fo", B: "o" }, false],
  ["keys:\n  '|all':\n    - foo\n    - bar\ncondition: keys", { A: "foo", B: "bar" }, true],
  ["keys:\n  '|all':\n    - foo\n    - bar\ncondition: keys", { A: "foo" }, false],
  ["keys:\n  '|re': 'b[a]r$'\ncondition: keys", { A: "foobar" }, true],
  ["keys:\n  - 404\ncondition: keys", { A: 1404 }, true],
  ["keys: foo\ncondition: keys", { A: { deep: ["a foo"] } }, true],
]);

check("lists are or, maps are and, all is and", [
  ["sel:\n  - A: 1\n    B: 2\n  - C: 3\ncondition: sel", { A: 1, B: 2 }, true],
  ["sel:\n  - A: 1\n    B: 2\n  - C: 3\ncondition: sel", { A: 1, C: 4 }, false],
  [one("{F|contains|all: [a, b]}"), { F: "xbxa" }, true],
  [one("{F|all|contains: [a, b]}"), { F: "xbx" }, false],
  [one("{F: [a, b, c, d, e]}"), { F: "D" }, true],
  [one("{F: [a, b, c, d, e]}"), { F: "f" }, false],
]);

const MANY = "sel_a: {A: 1}\nsel_b: {B: 1}\n_help: {C: 1}\n";
check("conditions", [
  [`${MANY}condition: 1 of them`, { C: 1 }, false],
  [`${MANY}condition: all of them`, { A: 1, B: 1 }, true],
  [`${MANY}condition: 1 of sel_*`, { B: 1 }, true],
  [`${MANY}condition: all of sel_*`, { B: 1 }, false],
  [`${MANY}condition: 1 of *_b`, { B: 1 }, true],
  [`${MANY}condition: 1 of _*`, { C: 1 }, true],
  [`${MANY}condition: sel_a or sel_b and _help`, { A: 1 }, true],
  [`${MANY}condition: (sel_a or sel_b) and _help`, { A: 1 }, false],
  [`${MANY}condition: not sel_a and sel_b`, { B: 1 }, true],
  [`${MANY}condition: not (sel_a and sel_b)`, { A: 1 }, true],
  [`${MANY}condition: not not sel_a`, { A: 1 }, true],
  [`${MANY}condition: sel_a AND NOT sel_b`, { A: 1 }, true],
  [`${MANY}condition:\n  - sel_a and sel_b\n  - _help`, { C: 1 }, true],
]);

const PING = Buffer.from("ping ", "utf16le");
check("encodings apply in the order written", [
  [one("{F|base64: foo}"), { F: "Zm9v" }, true],
  [one("{F|base64offset|contains: foo}"), { F: `x${Buffer.from("xfoo!").toString("base64")}` }, true],
  [one("{F|base64offset|contains: é!}"), { F: Buffer.from("xé!y").toString("base64") }, true],
  [
    one("{F|wide|base64offset|contains: 'ping '}"),
    { F: Buffer.concat([Buffer.from("ab"), PING]).toString("base64") },
    true,
  ],
  [one("{F|utf16le|base64offset|contains: 'ping '}"), { F: PING.toString("base64") }, true],
  [one("{F|utf16be|base64: ab}"), { F: Buffer.from("\0a\0b").toString("base64") }, true],
  [one("{F|utf16|base64: ab}"), { F: Buffer.from([255, 254, 97, 0, 98, 0]).toString("base64") }, true],
]);

check("windash: an option's dash may be any of five", [
  [one("{F|contains|windash: ' -enc'}"), { F: "x /enc" }, true],
  [one("{F|contains|windash: ' -enc'}"), { F: "x —ENC" }, true],
  [one("{F|windash|contains: ' /enc'}"), { F: "x -enc" }, true],
  [one("{F|contains|windash: ' -a b-c'}"), { F: " /a b-c" }, true],
  [one("{F|contains|windash: ' -a b-c'}"), { F: " /a b/c" }, false],
  [one("{F|contains|windash: ' -'}"), { F: "a /x" }, false],
  [one("{F|contains|windash: ' -'}"), { F: "a -x" }, true],
  [
    one("{F|contains|windash: '-a -b -c -d -e -f -g -h -i -j -k -l'}"),
    { F: "/a –b -c /d /e /f /g /h /i /j /k ―l" },
    true,
  ],
  [one("{F|windash: '-a*-b?'}"), { F: "/a xx –bc" }, true],
  [one("{F|endswith|windash|cased: ' -A'}"), { F: "x /A" }, true],
  [one("{F|endswith|windash|cased: ' -A'}"), { F: "x /a" }, false],
]);

check("cidr of both kinds", [
  [one("{F|cidr: 192.0.2.0/24}"), { F: "192.0.2.200" }, true],
  [one("{F|cidr: 192.0.2.0/24}"), { F: "192.0.3.1" }, false],
  [one("{F|cidr: '2001:db8::/32'}"), { F: "2001:DB8::1" }, true],
  [one("{F|cidr: '2001:db8::/32'}"), { F: "192.0.2.1" }, false],
  [one("{F|cidr: [10.0.0.0/8, '::1/128']}"), { F: "::1" }, true],
  [one("{F|cidr: 192.0.2.0/24}"), { F: "no address" }, false],
]);

check("fieldref compares two fields of the event", [
  [one("{A|fieldref: B}"), { A: "x", B: "X" }, true],
  [one("{A|fieldref: B}"), { A: "x" }, false],
  [one("{A|fieldref: B}"), {}, false],
  [one("{A|fieldref|startswith: B}"), { A: "xyz", B: "xy" }, true],
  [one("{A|fieldref|endswith: B}"), { A: "xyz", B: "yz" }, true],
  [one("{A|fieldref|contains: B}"), { A: "xyz", B: "y" }, true],
  [one("{A|fieldref|neq: B}"), { A: "x", B: "y" }, true],
  [one("{A|fieldref|cased: B}"), { A: "x", B: "X" }, false],
]);

check("numbers compare as texts too, and by size", [
  [one("{F: 11}"), { F: "11" }, true],
  [one("{F: '11'}"), { F: 11 }, true],
  [one("{F: true}"), { F: "True" }, true],
  [one("{F|contains: 42}"), { F: "x429" }, true],
  [one("{F|gt: 10}"), { F: "11" }, true],
  [one("{F|gte: 11}"), { F: 11 }, true],
  [one("{F|lt: 2.5}"), { F: "2.25" }, true],
  [one("{F|lte: 2}"), { F: 3 }, false],
  [one("{F|lt: 5}"), { F: "abc" }, false],
  [one("{F|lt: 5}"), { F: "" }, false],
]);

check("neq is the opposite of the same test", [
  [one("{F|neq: a}"), { F: "b" }, true],
  [one("{F|neq: a}"), { F: "A" }, false],
  [one("{F|neq: [a, b]}"), { F: "b" }, false],
  [one("{F|neq: a}"), {}, true],
]);

check("parts of a time, in UTC", [
  [one("{T|hour: 23}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|hour: 23}"), { T: "2024-12-31T01:05:00+02:00" }, true],
  [one("{T|minute: 5}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|day: 30}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|month: 12}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|year: 2024}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|week: 1}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|week: 53}"), { T: "2021-01-01T00:00:00Z" }, true],
  [one("{T|hour|gte: 22}"), { T: "2024-12-30T23:05:00Z" }, true],
  [one("{T|year: 1970}"), { T: 0 }, true],
  [one("{T|hour: 0}"), { T: "no time" }, false],
]);

check("field names differ in spaces only", [[one("{'Threat Name': x}"), { ThreatName: "x" }, true]]);

check("any element of a list matches; an object does not", [
  [one("{F: b}"), { F: ["a", "B"] }, true],
  [one("{F|re: '^b$'}"), { F: ["a", "b"] }, true],
  [one("{F: null}"), { F: ["a", null] }, true],
  [one("{F|contains: x}"), { F: { x: "x" } }, false],
  [one("{F: null}"), { F: { x: "x" } }, false],
  [one("{F: '[object Object]'}"), { F: { x: 1 } }, false],
]);

check("a condition that needs no literal is always evaluated", [
  ["a: {A: 1}\nf: {B: 1}\ncondition: a or not f", { C: 1 }, true],
  ["a: {A: 1}\nf: {B: 1}\ncondition: a or not f", { B: 1 }, false],
  ["f: {B: 1}\ncondition: not f", {}, true],
  ["a: {A: 1}\nf: {B: 1}\ncondition: a and not f", { A: 1 }, true],
]);

test("expand takes the given values and nothing else", () => {
  const placeholders = new Map([["dcs", ["dc1", "dc2*"]]]);
  const detection = one("{F|contains|expand: 'x%dcs%y'}");
  assert.equal(fires(detection, { F: "axDC1y" }, { placeholders }), true);
  assert.equal(fires(detection, { F: "xdc2abcy" }, { placeholders }), true);
  assert.equal(fires(detection, { F: "x%dcs%y" }, { placeholders }), false);
  assert.equal(
    fires(one("{F: '%dcs%'}"), { F: "%dcs%" }, { placeholders }),
    true,
    "special only with the modifier",
  );
  assert.equal(fires(one("{F|expand: '\\%dcs\\%'}"), { F: "%dcs%" }, { placeholders }), true);
});
