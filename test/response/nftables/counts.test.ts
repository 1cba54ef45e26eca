import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CountBook } from "../../../src/response/nftables/counts.ts";
import type { Present } from "../../../src/response/nftables/nft.ts";

function element(key: string, decision: string | null, packets: number): Present {
  return { set: "v4", first: 0n, last: 0n, key, decision, expiresS: 60, packets, bytes: packets * 60 };
}

function packetsOf(book: CountBook): number {
  return book.changed()[0]?.packets ?? 0;
}

test("sums go on when an element is made anew, and when Vigie starts again", () => {
  const book = new CountBook([]);
  book.read([element("a", "d", 5)]);
  book.read([element("a", "d", 9)]);
  book.forget("d", "a");
  book.read([element("a", "d", 9), element("b", "d", 2), element("c", null, 100)]);
  const [kept] = book.changed();
  assert.ok(kept);
  assert.deepEqual([kept.decision, kept.packets, kept.bytes], ["d", 20, 1200]);
  assert.deepEqual(book.changed(), []);
  const next = new CountBook([kept]);
  next.read([element("a", "d", 10), element("b", "d", 2)]);
  assert.equal(packetsOf(next), 21);
});

test("a counter that went back belongs to a new element", () => {
  const book = new CountBook([]);
  book.read([element("a", "d", 50)]);
  book.read([element("a", "d", 3)]);
  assert.equal(packetsOf(book), 53);
});

test("an element that ended and one made later are counted apart", () => {
  const book = new CountBook([]);
  book.read([element("a", "d", 5)]);
  book.read([]);
  book.read([element("a", "d", 7)]);
  assert.equal(packetsOf(book), 12);
});

test("reading often or seldom gives the same sum while an element lives", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (steps) => {
      const [often, seldom] = [new CountBook([]), new CountBook([])];
      let total = 0;
      for (const step of steps) {
        total += step;
        often.read([element("a", "d", total)]);
      }
      seldom.read([element("a", "d", total)]);
      assert.equal(packetsOf(often), total);
      assert.equal(packetsOf(seldom), total);
    }),
  );
});
