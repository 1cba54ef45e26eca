/** The two channels: a slow reader holds up nothing that has no end. */
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import type { CommonOptions } from "../../src/cli/options.ts";
import { Output } from "../../src/cli/output.ts";

test("lines for a reader who does not read are left out, counted, and told once he reads again", () => {
  const held: (() => void)[] = [];
  let [got, told] = [0, ""];
  const stdout = new Writable({
    write(piece: Buffer, _encoding, done) {
      got += piece.length;
      held.push(done);
    },
  });
  const stderr = new Writable({
    write(piece: Buffer, _encoding, done) {
      told += piece.toString();
      done();
    },
  });
  const options = { json: true, quiet: false, lang: "en" } as CommonOptions;
  const output = new Output(options, { stdout, stderr, env: {}, now: () => 0 });
  const line = "x".repeat(1024 * 1024);
  for (let i = 0; i < 100; i++) output.offer(line);
  assert.ok(stdout.writableLength < 20 * 1024 * 1024, `${stdout.writableLength} bytes wait`);
  assert.equal(told, "");
  return new Promise<void>((end) => {
    const drain = (): void => {
      while (held.length > 0) held.shift()?.();
      if (stdout.writableLength > 0) setImmediate(drain);
      else {
        output.offer("again");
        assert.match(told, /8\d lines were not printed/);
        assert.ok(got < 20 * 1024 * 1024);
        end();
      }
    };
    drain();
  });
});
