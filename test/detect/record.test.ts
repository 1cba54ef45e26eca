import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecordDecoder } from "../../src/detect/record.ts";

test("valid UTF-8 is read as it is", () => {
  const decoder = new RecordDecoder(Buffer.from("é – 漢\n🚀"));
  assert.equal(decoder.text(0, 10), "é – 漢");
  assert.equal(decoder.text(11, 15), "🚀");
  assert.deepEqual([decoder.invalidUtf8, decoder.nul], [0, 0]);
});

test("a record that is no UTF-8 loses no byte, and its neighbours are not touched", () => {
  const bytes = Buffer.concat([Buffer.from("é\n"), Buffer.from([0x61, 0xe9, 0xff]), Buffer.from("\né")]);
  const decoder = new RecordDecoder(bytes);
  assert.equal(decoder.text(0, 2), "é");
  assert.equal(decoder.text(3, 6), "a\xe9\xff");
  assert.equal(decoder.text(7, 9), "é");
  assert.equal(decoder.invalidUtf8, 1);
});

test("records with NUL bytes are counted, each once", () => {
  const decoder = new RecordDecoder(Buffer.from("a\0\0b\nplain\n\0"));
  assert.equal(decoder.text(0, 4), "a\0\0b");
  assert.equal(decoder.text(5, 10), "plain");
  assert.equal(decoder.text(11, 12), "\0");
  assert.equal(decoder.nul, 2);
});

test("literals may be looked for in bytes whose values are written as they read", () => {
  const isPlain = (text: string): boolean =>
    new RecordDecoder(Buffer.from(text)).plain(0, Buffer.byteLength(text), text) !== null;
  assert.ok(isPlain('{"a":"b"}'));
  assert.ok(isPlain('{"a":"é漢"}'));
  assert.ok(isPlain(String.raw`{"a":"C:\\users"}`), "an escaped backslash before a u");
  assert.ok(!isPlain(String.raw`{"a":"\u0062"}`));
  assert.ok(!isPlain(String.raw`{"a":"\\\u0062"}`));
  assert.ok(!isPlain('{"a":"\u212aali"}'), "the Kelvin sign is a k in lower case");
  assert.ok(!isPlain('{"a":"\u0130"}'));
});

test("of many records of a chunk, the escapes of each are seen, whoever is asked for", () => {
  const record = fc.array(fc.constantFrom("\\\\", "\\u0041", "\\\\u", "u", "x"), { maxLength: 6 });
  const isEscaped = (parts: readonly string[]): boolean => parts.includes("\\u0041");
  fc.assert(
    fc.property(fc.array(fc.tuple(record, fc.boolean()), { maxLength: 12 }), (records) => {
      const texts = records.map(([parts]) => parts.join(""));
      const decoder = new RecordDecoder(Buffer.from(texts.map((text) => `${text}\n`).join("")));
      let start = 0;
      for (const [i, [parts, isAsked]] of records.entries()) {
        const text = texts[i] ?? "";
        const plain = isAsked ? decoder.plain(start, start + text.length, text) : undefined;
        if (isAsked) assert.equal(plain === null, isEscaped(parts), texts.join("\n"));
        start += text.length + 1;
      }
    }),
    { numRuns: 3000 },
  );
});
