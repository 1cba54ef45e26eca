/**
 * Patterns that hold backtracking engines for years, on fields of a mebibyte, through the whole engine. Nothing is timed:
 * with an engine that is not linear these tests would not end.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../../src/sigma/index.ts";
import { event, loaded, one, ruleText } from "../make.ts";

const LENGTH = 1 << 20;
const fill = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);

/** Pattern, what its field is filled with, and whether it fits with nothing or an end behind that. */
const PATTERNS: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ["^(a+)+$", `${fill("a")}!`, false],
  ["^(a|aa)+$", `${fill("a")}!`, false],
  ["^(a|a)*$", `${fill("a")}!`, false],
  ["^(.*a){12}$", `${fill("a")}!`, false],
  ["(x+x+)+y", fill("x"), false],
  ["^([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*@", fill("a"), false],
  ["(\\w+\\s?)*$", `${fill("word ")}!`, true],
  ["^(\\d+)*[^\\d]$", fill("1"), false],
  ["(.*)*(.*)*(.*)*=", fill("x"), false],
  ["<script[^>]*>(.*?)*</script>", `<script>${fill("a")}`, false],
  ["((a*)*)*b", fill("a"), false],
  ["(?i)^(([a-z])+.)+[A-Z]([a-z])+$", fill("aA"), true],
  ["^(a?){30}a{30}$", "a".repeat(29), false],
  ["\\s+$", `${fill(" ")}x`, false],
];

for (const [pattern, text, fits] of PATTERNS) {
  test(`a mebibyte for ${pattern}`, () => {
    const set = loaded(ruleText(one(`{F|re: '${pattern.replaceAll("'", "''")}'}`)));
    assert.equal(compile(set).match(event({ F: text })).length > 0, fits);
  });
}

test("a mebibyte for wildcards", () => {
  const set = loaded(ruleText(one("{F: '*a*a*a*a*a*a*a*a*a*b'}")));
  assert.equal(compile(set).match(event({ F: fill("a") })).length, 0);
  assert.equal(compile(set).match(event({ F: `${fill("a")}b` })).length, 1);
});

test("a mebibyte for many keywords and dashes", () => {
  const set = loaded(
    ruleText("s: ['aaaaab', 'b', 'aab', 'ab-c']\nt: {F|windash|contains: ' -aaa -b'}\ncondition: s or t"),
  );
  assert.equal(compile(set).match(event({ F: fill("a"), G: fill(" -aaa /a") })).length, 0);
  assert.equal(compile(set).match(event({ F: `${fill(" -aaa /a")} /aaa –b` })).length, 1);
});
