import assert from "node:assert/strict";
import { test } from "node:test";
import { type Detector, startDetector } from "../../src/detect/detector.ts";
import type { KernelSetup } from "../../src/detect/setup.ts";
import type { ChunkTask } from "../../src/detect/task.ts";
import { accessLine, rulesOf, webRule } from "../helpers/scan.ts";

const SETUP: KernelSetup = {
  rules: rulesOf(webRule("probe", "probe")).set,
  options: { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false },
};

function task(number: number): ChunkTask {
  const text = `${accessLine("192.0.2.7", number, "/?q=probe")}\n`.repeat((number * 37) % 11);
  return {
    source: { file: "a", source: "/a", body: "b", referenceMs: 0, zoneMinutes: 0, format: null },
    chunk: {
      bytes: Buffer.from(text),
      offset: number * 10_000,
      framing: "lines",
      continuation: null,
      last: false,
      endsSegment: false,
    },
    preamble: { first: "", directives: [] },
  };
}

async function detectAll(detector: Detector): Promise<unknown> {
  const results: Promise<unknown>[] = [];
  for (let i = 0; i < 40; i++) {
    await detector.ready();
    results.push(detector.run(task(i)));
  }
  const all = await Promise.all(results);
  await detector.close();
  return all;
}

test("threads give what this thread gives", async () => {
  const expected = await detectAll(startDetector(SETUP, 1));
  assert.deepEqual(await detectAll(startDetector(SETUP, 3)), expected);
});

test("the bytes of a chunk are still the caller's after they went to a thread", async () => {
  const detector = startDetector(SETUP, 2);
  const one = task(1);
  const before = Buffer.from(one.chunk.bytes).toString();
  await detector.run(one);
  await detector.close();
  assert.equal(Buffer.from(one.chunk.bytes).toString(), before);
});

test("a thread that cannot start fails what waits for it, and nothing waits for ever", async () => {
  const detector = startDetector({ ...SETUP, rules: null as never }, 2);
  const first = detector.run(task(1));
  await assert.rejects(first);
  await detector.ready();
  await assert.rejects(detector.run(task(2)));
  await assert.rejects(detector.run(task(3)));
  await detector.close();
});

test("a thread that dies fails the chunks that it had, and the next ones are detected all the same", async () => {
  // enough memory for a small chunk, and not for a large one
  const detector = startDetector(SETUP, 2, { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 });
  const line = `${accessLine("192.0.2.7", 1, "/?q=probe")}\n`;
  const bytes = Buffer.from(line.repeat(400_000));
  const large = task(1);
  await assert.rejects(detector.run({ ...large, chunk: { ...large.chunk, bytes } }), /memory/);
  for (let i = 0; i < 4; i++) assert.ok((await detector.run(task(3))).records > 0);
  await detector.close();
});
