import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { fromStdin } from "../../src/intake/stdin.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";

test("a stream is delivered line by line; its end is told, and a last line without a line feed is kept", async () => {
  const kept = new Kept();
  const stream = new PassThrough();
  const intake = fromStdin(TRAITS, stream);
  await intake.start(kept);
  stream.write("one\ntw");
  await until(() => kept.text() === "one\n");
  stream.end("o\nlast");
  await until(() => kept.events.length === 1);
  assert.equal(kept.text(), "one\ntwo\nlast\n");
  assert.deepEqual(kept.events, [{ source: "stdin", level: "info", text: "stdin: has ended" }]);
  assert.equal(kept.pieces[0]?.cursor, null);
  await intake.stop();
});

test("a stream is not read on while a piece is not committed", async () => {
  const kept = new Kept();
  let open = (): void => {};
  kept.gate = new Promise((resolve) => {
    open = resolve;
  });
  const stream = new PassThrough({ highWaterMark: 1000 });
  const intake = fromStdin(TRAITS, stream);
  await intake.start(kept);
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`);
  for (const line of lines) stream.write(line);
  await until(() => kept.asked === 1);
  assert.ok(stream.writableNeedDrain);
  open();
  await until(() => kept.text() === lines.join(""));
  await intake.stop();
});
