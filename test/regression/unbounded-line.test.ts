/** A line without an end is cut, counted once, and costs no more memory than a line that is just too long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Framer } from "../../src/intake/framer.ts";
import { forEachRecord } from "../../src/intake/records.ts";
import { CHUNK_BYTES, type Chunk, MAX_RECORD_BYTES } from "../../src/model/chunk.ts";

const MIB = 1024 * 1024;

interface Seen {
  records: number;
  oversize: number;
  largest: number;
  bytes: number;
}

/** Feeds pieces one by one, and keeps nothing of what comes out. */
function feed(pieces: Iterable<Uint8Array>): Seen {
  const seen: Seen = { records: 0, oversize: 0, largest: 0, bytes: 0 };
  const take = (chunk: Chunk): void => {
    seen.largest = Math.max(seen.largest, chunk.bytes.length);
    seen.bytes += chunk.bytes.length;
    forEachRecord(chunk, (_start, _end, oversize) => {
      seen.records++;
      if (oversize) seen.oversize++;
    });
  };
  const framer = new Framer();
  for (const piece of pieces) for (const chunk of framer.push(piece)) take(chunk);
  for (const chunk of framer.end()) take(chunk);
  return seen;
}

function* endless(start: string, megabytes: number, end: string): Iterable<Uint8Array> {
  yield Buffer.from(start);
  const piece = Buffer.alloc(64 * 1024, "x");
  for (let i = 0; i < megabytes * 16; i++) yield piece;
  yield Buffer.from(end);
}

const BOUND = CHUNK_BYTES + MAX_RECORD_BYTES + 2;

const STARTS: Readonly<Record<string, readonly [string, string]>> = {
  "a line": ["first\n", "\nlast\n"],
  "a JSON string": ['[{"a":1},\n{"b":"', '"},\n{"c":1}]'],
  "a JSON array without a line end": ['[{"a":1},{"b":"', '"}\n,{"c":1}]'],
};

for (const [name, [start, end]] of Object.entries(STARTS)) {
  test(`200 MB in ${name} are one record that was cut; what stands around it is read`, () => {
    const before = process.memoryUsage.rss();
    const seen = feed(endless(start, 200, end));
    assert.deepEqual([seen.records, seen.oversize], [3, 1]);
    assert.equal(seen.bytes, 200 * MIB + Buffer.byteLength(start + end));
    assert.ok(seen.largest <= BOUND, `a chunk of ${seen.largest} bytes`);
    const grown = (process.memoryUsage.rss() - before) / MIB;
    assert.ok(grown < 150, `memory grew by ${grown.toFixed()} MB`);
  });
}
