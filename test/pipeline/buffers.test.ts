import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SegmentBuffers, SegmentBytes } from "../../src/pipeline/buffers.ts";

test("a segment's bytes are its chunks, one behind the other, however large they are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.integer({ min: 1, max: 30 }),
      (chunks, size) => {
        const bytes = new SegmentBytes(Buffer.alloc(size));
        for (const chunk of chunks) bytes.append(chunk);
        assert.deepEqual(bytes.view(), Buffer.concat(chunks));
      },
    ),
  );
});

test("a buffer that was given back starts empty, and is the same memory", () => {
  const buffers = new SegmentBuffers();
  const first = buffers.lend();
  first.append(Buffer.from("old bytes"));
  const memory = first.view().buffer;
  buffers.takeBack(first);
  const second = buffers.lend();
  second.append(Buffer.from("new"));
  assert.equal(second.view().toString(), "new");
  assert.equal(second.view().buffer, memory);
});

test("what is lent out is not lent twice", () => {
  const buffers = new SegmentBuffers();
  assert.notEqual(buffers.lend().view().buffer, buffers.lend().view().buffer);
});
