import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineCutter, MAX_LINE_BYTES } from "../../src/intake/line-cutter.ts";
import { MAX_PIECE_BYTES } from "../../src/intake/live.ts";

test("any portions give the same lines, and every offset stands behind a line feed", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é"), maxLength: 60 });
  fc.assert(
    fc.property(fc.array(text), (portions) => {
      const whole = Buffer.from(portions.join(""));
      const cutter = new LineCutter();
      const cuts = portions.flatMap((portion) => cutter.push(Buffer.from(portion)));
      const end = whole.lastIndexOf(10) + 1;
      assert.equal(Buffer.concat(cuts.map(({ bytes }) => bytes)).toString(), whole.toString("utf8", 0, end));
      for (const cut of cuts) assert.equal(whole[cut.end - 1], 10);
      const last = cutter.finish();
      assert.equal(
        last?.bytes.toString() ?? "",
        end < whole.length ? `${whole.toString("utf8", end)}\n` : "",
      );
      assert.equal(cutter.position, whole.length);
    }),
  );
});

test("a line that is too long keeps its beginning; what is held is bounded, and the next line is whole", () => {
  const cutter = new LineCutter();
  const portion = Buffer.alloc(MAX_PIECE_BYTES, "x");
  const cuts = Array.from({ length: 10 }, () => cutter.push(portion)).flat();
  assert.deepEqual(
    cuts.map(({ bytes, end, skipping, lost }) => [bytes.length, end, skipping, lost]),
    [[MAX_LINE_BYTES, MAX_LINE_BYTES - 1, true, 1]],
  );
  const [next] = cutter.push(Buffer.from("rest\nnext\n"));
  assert.equal(next?.bytes.toString(), "next\n");
  // from the cursor of the cut line on, a new reader passes over the rest in the same way
  const again = new LineCutter(MAX_LINE_BYTES - 1, true);
  assert.equal(again.push(Buffer.from("xxx\nnext\n"))[0]?.bytes.toString(), "next\n");
});

test("a line between a piece and two is one piece; shorter ones are put together up to a piece", () => {
  const long = Buffer.from(`${"y".repeat(MAX_PIECE_BYTES + 5)}\n`);
  const short = Buffer.from(`${"z".repeat(99)}\n`.repeat(12_000));
  const cutter = new LineCutter();
  const cuts = [...cutter.push(long), ...cutter.push(short)];
  assert.equal(cuts[0]?.bytes.length, long.length);
  assert.ok(cuts.slice(1).every(({ bytes }) => bytes.length <= MAX_PIECE_BYTES && bytes.at(-1) === 10));
  assert.equal(cuts.at(-1)?.end, long.length + short.length);
});

test("a hole of zeros where a line begins is passed over", () => {
  const cutter = new LineCutter();
  assert.deepEqual(cutter.push(Buffer.alloc(5000)), []);
  const [cut] = cutter.push(Buffer.from("\0\0line\n"));
  assert.deepEqual([cut?.bytes.toString(), cut?.end], ["line\n", 5007]);
});
