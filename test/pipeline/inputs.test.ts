import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { problemText, VigieError } from "../../src/base/errors.ts";
import { findInputs } from "../../src/pipeline/inputs.ts";
import { makeEvtx, text } from "../helpers/evtx.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { zipOf } from "../helpers/zip.ts";

const log = makeEvtx(
  Array.from({ length: 300 }, (_, i) => ({ eventId: 4625, channel: "Security", data: [text(`user${i}`)] })),
);

async function linesOf(
  path: string,
): Promise<{ readonly lines: readonly string[]; readonly problem: string }> {
  const lines: string[] = [];
  try {
    for await (const found of findInputs([path])) {
      assert.ok("input" in found);
      const pieces: Buffer[] = [];
      for await (const piece of found.input.open(() => {})) pieces.push(piece);
      lines.push(...Buffer.concat(pieces).toString().trimEnd().split("\n"));
    }
  } catch (error) {
    return { lines, problem: error instanceof VigieError ? problemText(error.problem) : String(error) };
  }
  return { lines, problem: "" };
}

test("an event log becomes lines, each with its record's place in the file", async (context) => {
  const path = put(tempFolder(context), "Security.evtx", log);
  const { lines } = await linesOf(path);
  assert.equal(lines.length, 300);
  for (const line of lines) {
    const { EvtxOffset, Event } = JSON.parse(line);
    assert.equal(log.readUInt32LE(EvtxOffset), 0x2a2a);
    assert.equal(Event.System.EventID, 4625);
  }
});

test("an event log in an archive is read too", async (context) => {
  const path = put(tempFolder(context), "logs.zip", zipOf([{ name: "Security.evtx", bytes: log }]));
  assert.equal((await linesOf(path)).lines.length, 300);
});

test("a compressed event log is read too, also one that is cut short", async (context) => {
  const folder = tempFolder(context);
  for (const [name, packed] of [
    ["Security.evtx.gz", gzipSync(log)],
    ["Security.evtx.zst", zstdCompressSync(log)],
  ] as const) {
    const { lines, problem } = await linesOf(put(folder, name, packed));
    assert.deepEqual([lines.length, problem], [300, ""], name);
    assert.equal(log.readUInt32LE(JSON.parse(lines[9] ?? "").EvtxOffset), 0x2a2a);
  }
  const whole = gzipSync(log);
  const pieces: Buffer[] = [];
  for await (const found of findInputs([
    put(folder, "cut.evtx.gz", whole.subarray(0, whole.length - 2000)),
  ])) {
    assert.ok("input" in found);
    await assert.rejects(async () => {
      for await (const piece of found.input.open(() => {})) pieces.push(piece);
    });
  }
  assert.ok(Buffer.concat(pieces).toString().split("\n").length > 50);
});

test("an event log that is cut short tells what was lost, after all that could be read", async (context) => {
  const path = put(tempFolder(context), "Security.evtx", log.subarray(0, 4096 + 65_536 - 4000));
  const pieces: Buffer[] = [];
  for await (const found of findInputs([path])) {
    assert.ok("input" in found);
    await assert.rejects(
      async () => {
        for await (const piece of found.input.open(() => {})) pieces.push(piece);
      },
      (error) => error instanceof VigieError && error.problem.code === "corrupt",
    );
  }
  assert.ok(Buffer.concat(pieces).toString().split("\n").length > 100);
});

test("what is no event log stays lines", async (context) => {
  const path = put(tempFolder(context), "a.log.gz", gzipSync("one\ntwo\n"));
  assert.deepEqual((await linesOf(path)).lines, ["one", "two"]);
});
