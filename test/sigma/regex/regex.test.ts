import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { foldText } from "../../../src/sigma/match/view.ts";
import { checkRegex } from "../../../src/sigma/regex/check.ts";
import { neededLiterals, requiredLiterals, shortestMatch } from "../../../src/sigma/regex/literals.ts";
import { compileRegex } from "../../../src/sigma/regex/regex.ts";
import { parseRegex } from "../../../src/sigma/regex/syntax.ts";

const NONE = { i: false, m: false, s: false };

test("what is not regular is rejected by name", () => {
  const rejected: readonly (readonly [string, RegExp])[] = [
    ["(?=a)", /lookaround/],
    ["(?!a)", /lookaround/],
    ["(?<=a)", /lookaround/],
    ["(?<!a)", /lookaround/],
    ["(a)\\1", /backreference/],
    ["(?P<n>a)\\k<n>", /backreference/],
    ["(?>a)", /atomic/],
    ["a++", /possessive/],
    ["a{2}+", /possessive/],
    ["a**", /repeats a repetition/],
    ["*a", /nothing before/],
    ["(a", /not closed/],
    ["a)", /not open/],
    ["[a", /not closed/],
    ["[b-a]", /range/],
    ["a\\", /backslash/],
    ["a{2000}", /beyond 1000/],
    ["((a{1,100}){1,100}){1,100}", /too large/],
    ["\\pL", /not supported/],
    ["(".repeat(200) + ")".repeat(200), /nested/],
  ];
  for (const [source, reason] of rejected)
    assert.match(checkRegex(source, NONE)?.message ?? "accepted", reason, source);
});

test("syntax that needs care", () => {
  const vectors: readonly (readonly [string, string, boolean])[] = [
    ["a{,3}", "a{,3}", true],
    ["x{", "x{", true],
    ["[]a]", "]", true],
    ["[^]a]", "]", false],
    ["[a-]", "-", true],
    ["[\\w-]", "-", true],
    ["[[:alpha:]]", "q", true],
    ["\\x41\\u0042", "AB", true],
    ["(?P<name>a)(?<other>b)(?:c)", "abc", true],
    ["(?i)a(?-i)b", "Ab", true],
    ["(?i)a(?-i)b", "AB", false],
    ["(?i:a)b", "AB", false],
    ["a|", "", true],
    ["\\bword\\b", "a word.", true],
    ["\\Bord", "word", true],
    ["^$", "", true],
    ["a$", "a\n", false],
    [".", "\n", false],
    ["é", "É", false],
    ["(?i)é", "É", true],
    ["(?i)[^a]", "A", false],
    ["a{0}b", "b", true],
  ];
  for (const [source, text, expected] of vectors) {
    assert.equal(compileRegex(source, NONE).test(text), expected, `${source} on ${JSON.stringify(text)}`);
  }
});

/** Patterns over a small alphabet, so that texts often match. */
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "\\w", "\\b", "^", "$", "\\s", "-"),
    fc.tuple(tie("node"), tie("node")).map(([x, y]) => x + y),
    fc.tuple(tie("node"), tie("node")).map(([x, y]) => `(?:${x}|${y})`),
    fc
      .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "*?"))
      .map(([x, q]) => `(?:${x})${q}`),
  ),
})).node;

test("the machine agrees with V8 wherever both speak the same language", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "-", " ", "A"), maxLength: 12 });
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (source, subject, i) => {
      const expected = new RegExp(source, i ? "i" : "").test(subject);
      assert.equal(compileRegex(source, { ...NONE, i }).test(subject), expected);
    }),
    { numRuns: 2000 },
  );
});

test("a required literal is in every text that matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "-", " ", "A"), maxLength: 12 });
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      const node = parseRegex(source, { ...NONE, i: true });
      const literals = requiredLiterals(node, (t) => t.toLowerCase());
      if (literals === null || !compileRegex(source, { ...NONE, i: true }).test(subject)) return;
      assert.ok(
        literals.some((literal) => subject.toLowerCase().includes(literal)),
        `${literals}`,
      );
      for (const set of neededLiterals(node, (t) => t.toLowerCase()))
        assert.ok(
          set.some((literal) => subject.toLowerCase().includes(literal)),
          `${set}`,
        );
    }),
    { numRuns: 2000 },
  );
});

test("a letter beyond the basic plane, whose case changes as a whole, is no half of a literal", () => {
  const parsed = parseRegex("\u{10400}bcd", NONE);
  const folded = foldText("x\u{10400}bcd");
  const needed = neededLiterals(parsed, foldText);
  assert.ok(needed.length > 0);
  for (const set of needed)
    assert.ok(
      set.some((literal) => folded.includes(literal)),
      JSON.stringify(set),
    );
});

test("no match is shorter than the shortest", () => {
  const shortest = (source: string): number => shortestMatch(parseRegex(source, NONE));
  assert.deepEqual(["a?b{3}", "^$", ".{1000,}", "(ab|c)d*", "x+y", ""].map(shortest), [3, 0, 1000, 1, 2, 0]);
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.constantFrom("a?b{3}", "(ab|c)b*", "a+b", "[ab]{2,4}c", "(a|bc){2}"),
      text,
      (source, subject) => {
        if (compileRegex(`^(${source})$`, NONE).test(subject)) assert.ok(subject.length >= shortest(source));
      },
    ),
  );
});

test("every part that a match runs through tells what it needs", () => {
  const needed = (source: string): unknown =>
    neededLiterals(parseRegex(source, NONE), (t) => t.toLowerCase());
  assert.deepEqual(needed("['\"] *(or|and)x?"), [
    ["or", "and"],
    ['"', "'"],
  ]);
  assert.deepEqual(needed("a*|b"), []);
});

test("no pattern takes more than linear time", () => {
  const patterns = [
    "(a+)+$",
    "(a|aa)+$",
    "(a|a?)+b$",
    "([a-z]+)*[0-9]$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(.*)*x",
    "(.*a){20}b",
    "a.*a.*a.*a.*a.*a.*x",
    ".{1000,}b",
    "[ab]*a[ab]{400}c",
    "(x+x+)+y",
  ];
  const text = "a".repeat(1 << 20);
  for (const source of patterns) {
    const regex = compileRegex(source, NONE);
    const begin = performance.now();
    regex.test(`${text}!`);
    // Seen: 10-70 ms. Backtracking would take years for most and minutes for the mildest.
    assert.ok(performance.now() - begin < 5000, source);
  }
});

test("a pattern whose states do not fit the memory stays correct", () => {
  const regex = compileRegex("[ab]*a[ab]{14}c", NONE);
  let seed = 1;
  let text = "";
  for (let i = 0; i < 60_000; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    text += seed & 65536 ? "a" : "b";
  }
  assert.equal(regex.test(text), false);
  assert.equal(regex.test(`${text}a${"b".repeat(14)}c`), true);
});
