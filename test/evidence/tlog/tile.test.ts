/** Paths and widths, with the examples of C2SP tlog-tiles. @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatBundle, parseBundle } from "../../../src/evidence/tlog/bundle.ts";
import { levelsOf, parseTilePath, tilePath, tilesOf, tileWidth } from "../../../src/evidence/tlog/tile.ts";
import { codeOf, value } from "./make.ts";

test("index 1234067 is x001/x234/067 (tlog-tiles, Merkle Tree)", () => {
  assert.equal(tilePath({ level: 0, index: 1234067, width: 256 }), "tile/0/x001/x234/067");
  assert.equal(tilePath({ level: 63, index: 0, width: 1 }), "tile/63/000.p/1");
  assert.equal(tilePath({ level: "entries", index: 273, width: 112 }), "tile/entries/273.p/112");
});

test("a tree of 70,000 has the tiles that the specification counts (tlog-tiles, Partial Tiles)", () => {
  const of = (level: number | "entries"): string[] =>
    [...tilesOf(70_000)].filter((t) => t.level === level).map((t) => `${t.width}`);
  assert.equal(of(0).filter((width) => width === "256").length, 273);
  assert.equal(of(0).at(-1), "112");
  assert.deepEqual(of(1), ["256", "17"]);
  assert.deepEqual(of(2), ["1"]);
  assert.equal(of("entries").length, 274);
  assert.deepEqual([...tilesOf(256)].map(tilePath), ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]);
  assert.deepEqual([...tilesOf(0)], []);
  assert.equal(levelsOf(Number.MAX_SAFE_INTEGER), 7);
  assert.equal(tileWidth(0, 5, 256), 0);
});

test("reading a path gives back what was written", () => {
  const level = fc.oneof(fc.nat(63), fc.constant("entries" as const));
  const index = fc.oneof(fc.nat(1_000_000), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(level, index, fc.integer({ min: 1, max: 256 }), (l, i, w) => {
      const tile = { level: l, index: i, width: w };
      assert.deepEqual(parseTilePath(tilePath(tile)), tile);
    }),
  );
});

test("a path has one spelling; nothing else names a file", () => {
  const wrong = [
    "",
    "tile",
    "tile/0",
    "tile/0/",
    "tile/00/000",
    "tile/64/000",
    "tile/100/000",
    "tile/-1/000",
    "tile/0/1",
    "tile/0/0001",
    "tile/0/001/067",
    "tile/0/x000/067",
    "tile/0/x001/x234",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/000.p/",
    "tile/0/000.p/300",
    "tile/entries/000/",
    "/tile/0/000",
    "tile/0/000\n",
    "tile/0/../../etc/passwd",
    "tile/entries/%30%30%30",
    "tile/0/x009/x999/x999/x999/x999/999",
    "tile/Entries/000",
  ];
  for (const path of wrong) assert.equal(parseTilePath(path), null, path);
});

test("bundles: every entry after its length in two bytes", () => {
  const entry = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 256 }), (list) => {
      const bytes = formatBundle(list);
      assert.deepEqual(
        value(parseBundle(bytes, list.length)).map((e) => [...e]),
        list.map((e) => [...e]),
      );
      if (bytes.length > 0) assert.ok(!parseBundle(bytes.subarray(0, -1), list.length).ok);
      assert.equal(codeOf(parseBundle(Buffer.concat([bytes, Buffer.alloc(1)]), list.length)), "malformed");
      assert.ok(parseBundle(Buffer.concat([bytes, Buffer.alloc(1)]), list.length, true).ok);
    }),
  );
  const longest = new Uint8Array(65_535).fill(7);
  assert.equal(formatBundle([longest]).length, 65_537);
  assert.throws(() => formatBundle([new Uint8Array(65_536)]), RangeError);
});
