import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Problem, problemText } from "../../src/base/errors.ts";
import { decode, decodeUnseen, type Encoding, RATIO_FREE_BYTES, sniff } from "../../src/intake/decode.ts";
import { readProblem } from "../../src/intake/problems.ts";
import { zipOf } from "../helpers/zip.ts";

interface Decoded {
  readonly text: string;
  readonly bytes: number;
  readonly problem: Problem | null;
}

async function* piecesOf(bytes: Uint8Array, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

/** What comes out, and what became of the rest. */
async function drain(pieces: AsyncIterable<Buffer>, keep = true): Promise<Decoded> {
  const out: Buffer[] = [];
  let bytes = 0;
  let problem: Problem | null = null;
  try {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (keep) out.push(piece);
    }
  } catch (error) {
    problem = readProblem("x.log", error);
  }
  return { text: Buffer.concat(out).toString("latin1"), bytes, problem };
}

const inflated = (bytes: Uint8Array, encoding: Encoding, size = 65_536): Promise<Decoded> =>
  drain(decode(piecesOf(bytes, size), encoding, "x.log"));

/** Lines that hardly shrink, so that a place in the file is a place in the text. */
const LINES = Array.from(
  { length: 6000 },
  (_, i) => `${i} ${createHash("sha256").update(String(i)).digest("base64")}\n`,
).join("");

const SHORT = LINES.slice(0, 20_000);

test("gzip and zstandard are decoded, in pieces of any size", async () => {
  for (const size of [1, 7, 1000, 65_536]) {
    assert.equal((await inflated(gzipSync(SHORT), "gzip", size)).text, SHORT);
    assert.equal((await inflated(zstdCompressSync(SHORT), "zstd", size)).text, SHORT);
  }
});

test("members that follow one another are read like one stream", async () => {
  for (const [encoding, pack] of [
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const) {
    const bytes = Buffer.concat([pack("one\n"), pack(""), pack("two\n")]);
    for (const size of [1, 10, 65_536])
      assert.deepEqual(await inflated(bytes, encoding, size), {
        text: "one\ntwo\n",
        bytes: 8,
        problem: null,
      });
  }
});

test("zeros behind the last member are padding, anything else is damage; neither stops the reader", async () => {
  for (const [encoding, pack] of [
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const) {
    for (const size of [3, 65_536]) {
      const padded = await inflated(Buffer.concat([pack("one\n"), Buffer.alloc(512)]), encoding, size);
      assert.deepEqual(
        padded,
        { text: "one\n", bytes: 4, problem: null },
        `${encoding} in pieces of ${size}`,
      );
      const dirty = await inflated(Buffer.concat([pack("one\n"), Buffer.from("garbage")]), encoding, size);
      assert.equal(dirty.problem?.code, "corrupt");
      // Node's gunzip drops what it decoded in the very call in which it meets the damage
      if (encoding === "zstd" || size === 3) assert.equal(dirty.text, "one\n");
    }
  }
});

test("a truncated stream gives everything before its end, then the problem", async () => {
  for (const [encoding, pack] of [
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const) {
    const whole = pack(LINES);
    for (const share of [0.3, 0.9, 1 - 4 / whole.length]) {
      const cut = await inflated(whole.subarray(0, Math.floor(whole.length * share)), encoding);
      assert.equal(cut.problem?.code, "corrupt", `${encoding} cut at ${share}`);
      assert.ok(LINES.startsWith(cut.text));
      // a decoder works in blocks: gzip loses a few bytes, zstandard at most its block of 128 KiB
      const lost = encoding === "gzip" ? 1000 : 131_072;
      assert.ok(cut.text.length >= LINES.length * share - lost, `${encoding}: only ${cut.text.length} bytes`);
    }
  }
  const cut = await inflated(gzipSync(LINES).subarray(0, 1000), "gzip");
  assert.equal(
    problemText(cut.problem as Problem),
    "x.log: ends in the middle of its compressed data; what came before was read (fetch it again whole)",
  );
});

test("a damaged gzip gives what came before the damage, then the problem", async () => {
  const bytes = gzipSync(LINES);
  const at = Math.floor(bytes.length / 2);
  bytes.fill(0xff, at, at + 4000);
  const damaged = await inflated(bytes, "gzip");
  assert.equal(
    problemText(damaged.problem as Problem),
    "x.log: is damaged; what came before the damage was read (fetch it again from its source)",
  );
  const good = Math.floor(LINES.length / 2) - 65_536; // the decoder keeps back what it was just at
  assert.ok(damaged.text.length > good, `only ${damaged.text.length} bytes`);
  assert.equal(damaged.text.slice(0, good), LINES.slice(0, good));
});

test("a wrong checksum is damage", async () => {
  const bytes = gzipSync("one\n");
  bytes.writeUInt32LE(1, bytes.length - 8);
  assert.equal((await inflated(bytes, "gzip")).problem?.code, "corrupt");
});

test("a bomb is stopped while it grows, before it fills the memory", async () => {
  const zeros = Buffer.alloc(300 * 1024 * 1024);
  for (const [encoding, bomb] of [
    ["gzip", gzipSync(zeros, { level: 1 })],
    ["zstd", zstdCompressSync(zeros)],
  ] as const) {
    const { bytes, problem } = await drain(decode(piecesOf(bomb, 65_536), encoding, "x.log"), false);
    assert.equal(problem?.code, "too-large", encoding);
    assert.match(
      problemText(problem as Problem),
      /^x\.log: grows more than 200 times .*\(unpack it yourself/,
    );
    assert.ok(bytes <= RATIO_FREE_BYTES + 64 * 1024 * 1024, `${encoding} gave ${bytes} bytes`);
  }
});

test("a log that shrinks well is no bomb", async () => {
  const line = `${LINES.slice(0, 3000).replaceAll("\n", " ")}\n`;
  const text = line.repeat(Math.ceil((RATIO_FREE_BYTES * 1.2) / line.length));
  const bytes = gzipSync(text);
  assert.ok(text.length > 100 * bytes.length);
  assert.deepEqual(await drain(decode(piecesOf(bytes, 65_536), "gzip", "x"), false), {
    text: "",
    bytes: text.length,
    problem: null,
  });
});

const head = (text: string): Buffer => Buffer.from(text, "latin1");

test("an encoding is told by its first bytes, not by a name", () => {
  assert.equal(sniff(gzipSync("x"), "x"), "gzip");
  assert.equal(sniff(Buffer.from(zstdCompressSync("x")), "x"), "zstd");
  assert.equal(sniff(zipOf([{ name: "a", bytes: "x" }]), "x"), "zip");
  assert.equal(sniff(zipOf([]), "x"), "zip");
  for (const text of [
    "",
    "a",
    "plain text\n",
    "\xef\xbb\xbf{}",
    "caf\xe9 in ISO 8859-1\n",
    "\x1b[31mcolour\n",
  ])
    assert.equal(sniff(head(text), "x"), "plain", text);
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["\xff\xfeA\0", "x: is text in UTF-16 (convert it to UTF-8 (iconv -f UTF-16 -t UTF-8))"],
  ["\xfe\xff\0A", "x: is text in UTF-16 (convert it to UTF-8 (iconv -f UTF-16 -t UTF-8))"],
  ["BZh91AY&SY", "x: is compressed with bzip2 (unpack it first)"],
  ["\xfd7zXZ\0", "x: is compressed with xz (unpack it first)"],
  ["7z\xbc\xaf\x27\x1c", "x: is a 7z archive (unpack it first)"],
  ["SQLite format 3\0", "x: is an SQLite database (export the table as CSV or JSON lines)"],
  ["LPKSHHRH\0\0", "x: is a binary journal of systemd (export it with journalctl -o json)"],
  ["\x7fELF\x02\x01\x01\0\0\0\0\0", "x: is a binary file, not a log (leave it out, or export it as text)"],
  ["A\0B\0C\0D\0", "x: is a binary file, not a log (leave it out, or export it as text)"],
];

for (const [start, message] of REFUSED) {
  test(`no lines are made of what holds none: ${message}`, () => {
    const found = sniff(head(start), "x");
    assert.ok(typeof found !== "string");
    assert.equal(found.code, "unsupported");
    assert.equal(problemText(found), message);
  });
}

test("a few NUL bytes, or a hole at the start, make no log a binary file", () => {
  assert.equal(sniff(head(`ordinary line\n\0\0\0${"more text ".repeat(20)}`), "x"), "plain");
  assert.equal(sniff(Buffer.alloc(8192), "x"), "plain");
  assert.notEqual(sniff(Buffer.alloc(8192, 1), "x"), "plain");
});

test("a stream is looked at like a file", async () => {
  const unseen = (bytes: Uint8Array, size: number): Promise<Decoded> =>
    drain(decodeUnseen(piecesOf(bytes, size), "-"));
  for (const size of [1, 65_536]) {
    assert.equal((await unseen(Buffer.from(SHORT), size)).text, SHORT);
    assert.equal((await unseen(gzipSync("packed\n"), size)).text, "packed\n");
    assert.equal((await unseen(Buffer.alloc(0), size)).text, "");
  }
  const zip = await unseen(zipOf([{ name: "a.log", bytes: "x" }]), 65_536);
  assert.equal(problemText(zip.problem as Problem), "-: is an archive inside a stream (unpack it first)");
});
