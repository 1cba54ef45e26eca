import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../../src/base/digest.ts";
import { detectFraming, Framer } from "../../src/intake/framer.ts";
import { forEachRecord } from "../../src/intake/records.ts";
import { CHUNK_BYTES, type Chunk, MAX_RECORD_BYTES, SEGMENT_CHUNKS } from "../../src/model/chunk.ts";

const MIB = 1024 * 1024;

/** Chunks of a stream that arrives in pieces of these sizes, over and over. */
function frame(bytes: Uint8Array, sizes: readonly number[] = [65_536]): readonly Chunk[] {
  const framer = new Framer();
  const chunks: Chunk[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(...framer.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...chunks, ...framer.end()];
}

interface Rec {
  readonly offset: number;
  readonly text: string;
  readonly oversize: boolean;
}

function recordsOf(chunks: readonly Chunk[]): readonly Rec[] {
  const found: Rec[] = [];
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
    forEachRecord(chunk, (start, end, oversize) =>
      found.push({
        offset: chunk.offset + start,
        text: bytes.toString("latin1", start, end),
        oversize,
      }),
    );
  }
  return found;
}

/** What tells two cuts apart, small enough to be printed. */
function shape(chunks: readonly Chunk[]): unknown {
  return chunks.map(({ bytes, ...rest }) => ({ ...rest, length: bytes.length, sha256: sha256(bytes) }));
}

function checkWhole(bytes: Uint8Array, chunks: readonly Chunk[]): void {
  assert.equal(sha256(Buffer.concat(chunks.map((chunk) => chunk.bytes))), sha256(bytes));
  let offset = 0;
  for (const [i, chunk] of chunks.entries()) {
    assert.equal(chunk.offset, offset);
    assert.equal(chunk.last, i === chunks.length - 1);
    offset += chunk.bytes.length;
  }
}

/** Lines of very different lengths around every bound. */
const lineLength = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 3, arbitrary: fc.integer({ min: 100_000, max: 700_000 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(MIB - 1, MIB, MIB + 1, MIB + 2, MIB + 3, 2 * MIB, 2 * MIB + 1, 3 * MIB),
  },
);
const pieceSizes = fc.array(
  fc.oneof(fc.integer({ min: 1000, max: 200_000 }), fc.constantFrom(MIB, 2 * MIB + 2, 2 * MIB + 3, 5 * MIB)),
  { minLength: 1, maxLength: 6 },
);
const lineStream = fc
  .tuple(
    fc.array(fc.tuple(lineLength, fc.constantFrom("\n", "\r\n", "\n\n")), { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([lines, ended]) => {
    const text = lines.map(([length, end], i) => `${i}`.padEnd(length, "x") + end).join("");
    return Buffer.from(ended ? text : text.trimEnd());
  });

test("the pieces in which lines arrive change nothing", () => {
  fc.assert(
    fc.property(lineStream, pieceSizes, (bytes, sizes) => {
      const whole = frame(bytes, [bytes.length + 1]);
      checkWhole(bytes, whole);
      assert.deepEqual(shape(frame(bytes, sizes)), shape(whole));
    }),
    { numRuns: 60 },
  );
});

test("every line is a record once, whatever chunk borders lie in it", () => {
  fc.assert(
    fc.property(lineStream, (bytes) => {
      const expected = bytes
        .toString("latin1")
        .split("\n")
        .map((line) => line.replace(/\r$/, ""))
        .filter((line) => line !== "");
      const records = recordsOf(frame(bytes));
      assert.equal(records.length, expected.length);
      for (const [i, line] of expected.entries()) {
        const record = records[i];
        assert.equal(record?.oversize, line.length > MAX_RECORD_BYTES);
        assert.ok(record?.text === line.slice(0, MAX_RECORD_BYTES), `record ${i}`);
      }
    }),
    { numRuns: 60 },
  );
});

const anyBytes = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from("\n"))), {
  maxLength: 60,
});

test("any bytes in any pieces come out whole", () => {
  fc.assert(
    fc.property(anyBytes, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (parts, sizes) => {
      const bytes = Buffer.concat(parts);
      const chunks = frame(bytes, sizes);
      checkWhole(bytes, chunks);
      assert.deepEqual(shape(chunks), shape(frame(bytes)));
    }),
  );
});

test("a chunk ends at a line end, and only inside a line that is too long", () => {
  fc.assert(
    fc.property(lineStream, (bytes) => {
      const chunks = frame(bytes);
      for (const [i, chunk] of chunks.entries()) {
        const ended = chunk.last || chunk.bytes.at(-1) === 10;
        assert.equal((chunks[i + 1]?.continuation ?? null) !== null, !ended);
        assert.ok(chunk.bytes.length <= CHUNK_BYTES + MAX_RECORD_BYTES + 2);
      }
    }),
    { numRuns: 40 },
  );
});

test("lines after one that is much too long are read whole", () => {
  const bytes = Buffer.from(`${"x".repeat(7 * MIB)}\n${"short line\n".repeat(400_000)}`);
  for (const sizes of [[65_536], [bytes.length], [2 * MIB + 2, 1]]) {
    const records = recordsOf(frame(bytes, sizes));
    assert.equal(records.length, 400_001);
    assert.equal(records.filter((record) => record.oversize).length, 1);
    assert.ok(records.slice(1).every((record) => record.text === "short line"));
  }
});

test("line ends, blanks, marks and NUL belong to the record they stand in, or to none", () => {
  const read = (text: string): readonly (readonly [number, string])[] =>
    recordsOf(frame(Buffer.from(text, "latin1"))).map(({ offset, text: record }) => [offset, record]);
  assert.deepEqual(read(""), []);
  assert.deepEqual(read("\n\n \t\r\n"), []);
  assert.deepEqual(read("one\ntwo"), [
    [0, "one"],
    [4, "two"],
  ]);
  assert.deepEqual(read("one\r\ntwo\r\n"), [
    [0, "one"],
    [5, "two"],
  ]);
  assert.deepEqual(read("\xef\xbb\xbfone\n"), [[3, "one"]]);
  assert.deepEqual(read("a\0b\n"), [[0, "a\0b"]]);
  assert.deepEqual(read("real\rfake\n"), [[0, "real\rfake"]]);
});

test("a segment ends with the first record end after 8 MiB", () => {
  const line = `${"y".repeat(9_999)}\n`;
  const bytes = Buffer.from(line.repeat(2_000));
  const chunks = frame(bytes);
  const segments: number[] = [];
  let length = 0;
  for (const chunk of chunks) {
    length += chunk.bytes.length;
    if (!chunk.endsSegment) continue;
    segments.push(length);
    length = 0;
  }
  const expected = Math.ceil((SEGMENT_CHUNKS * CHUNK_BYTES) / line.length) * line.length;
  assert.deepEqual(segments, [expected, expected, bytes.length - 2 * expected]);
});

test("an empty stream is one empty last chunk", () => {
  assert.deepEqual(shape(frame(Buffer.alloc(0))), [
    {
      offset: 0,
      framing: "lines",
      continuation: null,
      last: true,
      endsSegment: true,
      length: 0,
      sha256: sha256(""),
    },
  ]);
});

// --- JSON that is not one object per line

test("JSON over several lines is told from JSON lines by its first bytes", () => {
  const framing = (text: string): string => detectFraming(Buffer.from(text));
  for (const text of ['{\n "a": 1\n}', "[{}]", "[ \n {", "[]"]) assert.equal(framing(text), "values", text);
  for (const text of ['\n  {"Records": [ ]', '{"value":[{', '{"data":[{"a":1}]}\n']) {
    assert.equal(framing(text), "container", text);
  }
  for (const text of [
    '{"data":[{"x":1}],"time":1}\n{"data":[],"time":2}\n',
    '{"items":[{}]}\n{"items":[{}]}',
  ]) {
    assert.equal(framing(text), "lines", text);
  }
  assert.equal(framing('{\n"data": [{"x":1}],\n"time": 1\n}\n{\n"data": []\n}'), "values");
  for (const text of ['{"a":1}\n{"b":2}\n', "plain", "[2026-04-13] error", "", '{"a":1}', '{"never closed\n'])
    assert.equal(framing(text), "lines", text);
});

const jsonValue = fc.dictionary(fc.constantFrom("a", "b{", 'c"', "d\\"), fc.string({ maxLength: 30 }), {
  noNullPrototype: true,
});

test("one value that is too long hides none of those behind it, although all stand on one line", () => {
  const values = Array.from({ length: 3000 }, (_, n) =>
    JSON.stringify({ n, text: "y".repeat(n === 500 ? 5 * MIB : 900) }),
  );
  const bytes = Buffer.from(`[${values.join(",")}]`);
  for (const sizes of [[65_536], [1_000_003], [bytes.length]]) {
    const records = recordsOf(frame(bytes, sizes));
    assert.equal(records.length, 3000);
    assert.deepEqual(
      records.filter((record) => record.oversize).map((record) => record.text.slice(0, 9)),
      ['{"n":500,'],
    );
    assert.ok(records.every((record, n) => n === 500 || record.text === values[n]));
  }
});

test("objects are found however they are laid out", () => {
  const layouts: readonly ((values: readonly object[]) => string)[] = [
    (values) => values.map((value) => JSON.stringify(value, null, 2)).join("\n"),
    (values) => JSON.stringify(values),
    (values) => JSON.stringify(values, null, 1),
    (values) => JSON.stringify({ Records: values }),
    (values) => JSON.stringify({ value: values }, null, 4),
  ];
  const nonEmpty = jsonValue.filter((value) => Object.keys(value).length > 0);
  fc.assert(
    fc.property(
      fc.array(nonEmpty, { minLength: 2, maxLength: 8 }),
      fc.constantFrom(...layouts),
      (values, layout) => {
        const bytes = Buffer.from(layout(values));
        const read = recordsOf(frame(bytes)).map(({ text }) =>
          JSON.parse(Buffer.from(text, "latin1").toString("utf8")),
        );
        assert.deepEqual(read, values);
      },
    ),
  );
});

for (const [name, open, close] of [
  ["an array", "[\n", "\n]\n"],
  ["a container", '{"Records": [', "]}"],
] as const) {
  test(`objects of ${name} are found across chunk borders, in any pieces`, () => {
    const values = Array.from({ length: 9000 }, (_, i) =>
      JSON.stringify({ i, pad: "}".repeat(i % 700) }, null, 1),
    );
    const bytes = Buffer.from(open + values.join(",\n") + close);
    assert.ok(bytes.length > 3 * MIB);
    const chunks = frame(bytes);
    assert.ok(chunks.length > 2);
    checkWhole(bytes, chunks);
    const read = recordsOf(chunks).map(({ text }) => (JSON.parse(text) as { i: number }).i);
    assert.deepEqual(
      read,
      values.map((_, i) => i),
    );
    assert.deepEqual(shape(frame(bytes, [3 * MIB, 1, 999_999])), shape(chunks));
  });
}

test("a value that is too long is counted once, and what follows is read", () => {
  const long = JSON.stringify({ long: "x".repeat(3 * MIB) });
  const bytes = Buffer.from(`[{"a":1},\n${long},\n{"b":2},\n{"c":3}]`);
  for (const sizes of [[65_536], [bytes.length], [2 * MIB + 2, 77]]) {
    const records = recordsOf(frame(bytes, sizes));
    assert.deepEqual(
      records.map(({ text, oversize }) => (oversize ? "cut" : text)),
      ['{"a":1}', "cut", '{"b":2}', '{"c":3}'],
    );
  }
});

test("braces that never close are read in linear time", () => {
  const bytes = Buffer.from(`{\n}\n${"{\n".repeat(500_000)}`);
  const started = performance.now();
  const records = recordsOf(frame(bytes));
  assert.ok(performance.now() - started < 5000);
  assert.equal(records.length, 500_001);
});
