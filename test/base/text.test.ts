import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countText, decimalText, htmlText, signedText, sizeText, terminalText } from "../../src/base/text.ts";

test("what a terminal would obey is spelled out", () => {
  const vectors: readonly (readonly [string, string])[] = [
    ["a\u001b[2Jb", "a\\x1b[2Jb"],
    ["\u001b]0;title\u0007", "\\x1b]0;title\\x07"],
    ["real\rfake", "real\\x0dfake"],
    ["one\ntwo\ttab\0", "one\\x0atwo\\x09tab\\x00"],
    ["\u009b31m", "\\x9b31m"],
    ["\u007f", "\\x7f"],
  ];
  for (const [text, shown] of vectors) assert.equal(terminalText(text), shown);
});

test("what makes a line read differently from what it is, is spelled out", () => {
  assert.equal(terminalText("user\u202egnp.exe"), "user\\u202egnp.exe");
  assert.equal(terminalText("\u2066a\u2069\u200b\ufeff\u2028"), "\\u2066a\\u2069\\u200b\\ufeff\\u2028");
});

test("lone surrogates are spelled out, pairs are kept", () => {
  assert.equal(terminalText("\ud800x"), "\\ud800x");
  assert.equal(terminalText("x\udc00"), "x\\udc00");
  assert.equal(terminalText("\ud83d\ude80"), "🚀");
  assert.equal(terminalText("é – 漢字"), "é – 漢字");
});

test("a long text is cut, and never into half a character that stays", () => {
  assert.equal(terminalText("abcdef", 3), "abc…");
  assert.equal(terminalText("ab🚀", 3), "ab\\ud83d…");
});

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

test("no output holds a control character, a bidirectional mark or a lone surrogate", () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom("\u001b", "\r", "\u202e", "\ud800", "<", "&", '"'),
    ),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      for (const shown of [terminalText(text), htmlText(text), terminalText(text, 5)]) {
        assert.ok(!UNSAFE.test(shown));
        assert.ok(shown.isWellFormed());
      }
      assert.ok(!/[<>"']/.test(htmlText(text)));
      assert.ok(!/&(?!(?:amp|lt|gt|quot|#39);)/.test(htmlText(text)));
    }),
    { numRuns: 300 },
  );
});

test("HTML is escaped between tags and inside attributes", () => {
  assert.equal(
    htmlText(`<img src=x onerror='a("b")'>&amp;`),
    "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;amp;",
  );
});

test("numbers and sizes are written as the language writes them", () => {
  assert.equal(countText(1_234_567, "en"), "1,234,567");
  assert.equal(countText(12_345, "fr").replace(/\s/g, " "), "12 345");
  assert.equal(sizeText(0, "en"), "0 bytes");
  assert.equal(sizeText(999, "en"), "999 bytes");
  assert.equal(sizeText(2_370_789, "en"), "2.4 MB");
  assert.equal(sizeText(5e15, "en"), "5,000 TB");
  assert.match(sizeText(2_370_789, "fr"), /^2,4\sMo$/);
});

test("decimals in the writing of each language, and a sign where something is added or taken away", () => {
  assert.equal(decimalText(0.5, "en"), "0.50");
  assert.equal(decimalText(1234.567, "fr"), "1\u202f234,57");
  assert.equal(signedText(0.1, "en"), "+0.10");
  assert.equal(signedText(-0.1, "fr"), "-0,10");
});
