import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineOf, SyslogFramer } from "../../src/intake/syslog-framer.ts";

const MAX = 64;

/** The messages of a stream that arrives in portions of these lengths. */
function framed(stream: Buffer, portions: readonly number[]): readonly string[] {
  const framer = new SyslogFramer(MAX);
  const messages: string[] = [];
  let at = 0;
  let cut = 0;
  for (let i = 0; at < stream.length; i++) {
    const length = portions[i % Math.max(1, portions.length)] ?? stream.length;
    const got = framer.push(stream.subarray(at, at + length));
    messages.push(...got.messages.map((m) => m.toString("latin1")));
    cut += got.cut;
    at += length;
  }
  messages.push(...framer.end().messages.map((m) => m.toString("latin1")));
  return [...messages, `cut ${cut}`];
}

const text = fc.string({
  unit: fc.constantFrom("a", "b", " ", "<", ">", "1", "é"),
  minLength: 1,
  maxLength: 90,
});
const frame = fc.oneof(
  text.map((t) => `${Buffer.byteLength(`<13>${t}`)} <13>${t}`),
  text.map((t) => `<13>${t}\n`),
  text.map((t) => `<13>${t}\0`),
  text.map((t) => `${Buffer.byteLength(`<13>${t}\n${t}`)} <13>${t}\n${t}`),
  fc.string({ unit: "binary", maxLength: 20 }),
);

test("any portions of a stream give the same messages", () => {
  fc.assert(
    fc.property(
      fc.array(frame),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (frames, portions) => {
        const stream = Buffer.from(frames.join(""));
        assert.deepEqual(framed(stream, portions), framed(stream, [stream.length + 1]));
      },
    ),
    { numRuns: 500 },
  );
});

test("counted and line messages may alternate; each is told apart by its first bytes", () => {
  const stream = Buffer.from("5 <1>ab<2>line\n7 <3>a\nb\n<4>nul\0<5>last");
  assert.deepEqual(framed(stream, [3]), ["<1>ab", "<2>line", "<3>a\nb\n", "<4>nul", "<5>last", "cut 0"]);
});

test("a message longer than allowed is cut, counted, and the next one is whole", () => {
  const long = "x".repeat(1000);
  const stream = Buffer.from(`1003 <1>${long}<2>a\n<3>${long}\n4 <4>b`);
  const expected = [`<1>${"x".repeat(61)}`, "<2>a", `<3>${"x".repeat(61)}`, "<4>b", "cut 2"];
  assert.deepEqual(framed(stream, [7]), expected);
  assert.deepEqual(framed(stream, [5000]), expected);
});

test("an announced length is bounded: it is waited for at most as long as a message may be", () => {
  const framer = new SyslogFramer(MAX);
  const { messages, cut } = framer.push(Buffer.from(`9999999 ${"y".repeat(200)}`));
  assert.deepEqual([messages.map((m) => m.length), cut], [[MAX], 1]);
  assert.deepEqual(framer.push(Buffer.from("12345678 not a length\n")).messages, []);
  const lines = new SyslogFramer(MAX).push(Buffer.from("12345678 not a length\n<1>b\n")).messages;
  assert.deepEqual(lines.map(String), ["12345678 not a length", "<1>b"]);
});

test("no message becomes two records: its line feeds are escaped", () => {
  assert.equal(
    lineOf(Buffer.from("<13>a\r\nsshd[1]: forged\0x\n")).toString(),
    "<13>a#015#012sshd[1]: forged#000x\n",
  );
  assert.equal(lineOf(Buffer.from("<13>plain\r\n")).toString(), "<13>plain\n");
  assert.deepEqual(lineOf(Buffer.from([0xff, 10, 0xfe])), Buffer.from([0xff, 35, 48, 49, 50, 0xfe, 10]));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const line = lineOf(Buffer.from(bytes));
      assert.equal(line.indexOf(10), line.length - 1);
    }),
  );
});
