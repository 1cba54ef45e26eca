/** Random writing, rotation and restarts against a model: every line is delivered exactly once. */
import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import type { Cursor, IntakeContext, LiveSource, Piece } from "../../src/intake/live.ts";
import { FollowedFile } from "../../src/intake/tail-file.ts";

type Step =
  | { readonly kind: "write"; readonly lines: number; readonly length: number }
  | { readonly kind: "half" }
  | { readonly kind: "rename"; readonly create: boolean; readonly late: number; readonly look: boolean }
  | { readonly kind: "copytruncate" }
  | { readonly kind: "compress"; readonly zstd: boolean }
  | { readonly kind: "delete" }
  | { readonly kind: "empty" }
  | { readonly kind: "replace" }
  | { readonly kind: "poll"; readonly ms: number }
  | { readonly kind: "restart" }
  | { readonly kind: "kill"; readonly pieces: number; readonly committed: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      lines: fc.integer({ min: 1, max: 4 }),
      length: fc.constantFrom(0, 5, 40, 900),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "half" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("rename" as const),
      create: fc.boolean(),
      late: fc.integer({ min: 0, max: 2 }),
      look: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "copytruncate" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("compress" as const), zstd: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: "delete" as const },
      { kind: "empty" as const },
      { kind: "replace" as const },
    ),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("poll" as const), ms: fc.constantFrom(0, 5, 200) }) },
  { weight: 2, arbitrary: fc.constant({ kind: "restart" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("kill" as const),
      pieces: fc.integer({ min: 0, max: 2 }),
      committed: fc.boolean(),
    }),
  },
);

const DRAIN_MS = 100;

class World {
  readonly folder: string = mkdtempSync(join(tmpdir(), "vigie-tail-"));
  readonly path: string = join(this.folder, "auth.log");
  /** What was written, by file, in the order in which the files came. */
  readonly written: string[] = [];
  readonly delivered: string[] = [];
  readonly told: string[] = [];
  #clock = 0;
  #mtime = 1_700_000_000;
  #line = 0;
  #cursor: Cursor | null = null;
  #abort = new AbortController();
  #file: FollowedFile;
  #killIn: number | null = null;
  #killCommits = false;

  constructor() {
    this.#file = this.#follow();
  }

  #follow(): FollowedFile {
    this.#abort = new AbortController();
    const source: LiveSource = {
      id: "file:x",
      name: "x",
      body: "b",
      format: null,
      zoneMinutes: 0,
      spoofable: false,
      silenceMs: null,
    };
    const context: IntakeContext = {
      deliver: (piece) => this.#deliver(piece),
      cursorOf: () => this.#cursor,
      tell: ({ text }) => void this.told.push(text),
    };
    return new FollowedFile({
      path: this.path,
      source,
      context,
      signal: this.#abort.signal,
      now: () => this.#clock,
      drainMs: DRAIN_MS,
    });
  }

  async #deliver(piece: Piece): Promise<void> {
    await Promise.resolve();
    const dies = this.#killIn !== null && this.#killIn-- === 0;
    if (dies) this.#abort.abort();
    if (dies && !this.#killCommits) throw new Error("killed");
    assert.equal(piece.bytes.at(-1), 10);
    this.delivered.push(...Buffer.from(piece.bytes).toString().split("\n").slice(0, -1));
    // as a store would keep it
    this.#cursor = JSON.parse(JSON.stringify(piece.cursor)) as Cursor;
  }

  async poll(ms: number): Promise<void> {
    this.#clock += ms;
    while (await this.#file.poll());
  }

  async restart(): Promise<void> {
    this.#abort.abort();
    await this.#file.close();
    this.#killIn = null;
    this.#file = this.#follow();
  }

  async kill(pieces: number, committed: boolean): Promise<void> {
    this.#killIn = pieces;
    this.#killCommits = committed;
    await this.poll(0);
    await this.restart();
  }

  /** Everything is read, and half a line is whole. */
  async settle(): Promise<void> {
    if (this.#isHalf()) this.append("rest\n");
    for (let i = 0; i < 3; i++) await this.poll(DRAIN_MS * 2);
  }

  append(text: string): void {
    if (!existsSync(this.path)) this.written.push("");
    this.#appendTo(this.path, text, this.written.length - 1);
  }

  #appendTo(path: string, text: string, index: number): void {
    appendFileSync(path, text);
    this.written[index] = (this.written[index] ?? "") + text;
    this.#touch(path);
  }

  /** The kernel's clock is coarse; a test writes faster than any log. */
  #touch(path: string): void {
    this.#mtime++;
    utimesSync(path, this.#mtime, this.#mtime);
  }

  lines(count: number, length: number): string {
    return Array.from({ length: count }, () => `line ${this.#line++} ${"x".repeat(length)}\n`).join("");
  }

  #isHalf(): boolean {
    const last = this.written.at(-1) ?? "";
    return last !== "" && !last.endsWith("\n");
  }

  half(): void {
    if (!this.#isHalf()) this.append(`half ${this.#line++} `);
  }

  #shift(): void {
    const names = readdirSync(this.folder).filter((name) => /\.\d+(\.gz|\.zst)?$/.test(name));
    const numberOf = (name: string): number => Number(/\.(\d+)/.exec(name)?.[1]);
    for (const name of names.toSorted((a, b) => numberOf(b) - numberOf(a))) {
      const to = name.replace(/\.\d+/, `.${numberOf(name) + 1}`);
      renameSync(join(this.folder, name), join(this.folder, to));
    }
  }

  async rename(create: boolean, late: number, look: boolean): Promise<void> {
    if (!existsSync(this.path)) return;
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    const index = this.written.length - 1;
    if (create) this.append("");
    if (look) await this.poll(1);
    if (late > 0 && !(this.written[index] ?? "").endsWith(" "))
      this.#appendTo(`${this.path}.1`, this.lines(late, 3), index);
  }

  copytruncate(): void {
    if (!existsSync(this.path)) return;
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    this.#touch(`${this.path}.1`);
    this.#empty();
  }

  #empty(): void {
    truncateSync(this.path);
    this.#touch(this.path);
    this.written.push("");
  }

  compress(zstd: boolean): void {
    const plain = `${this.path}.1`;
    if (!existsSync(plain)) return;
    const bytes = readFileSync(plain);
    const packed = `${plain}${zstd ? ".zst" : ".gz"}`;
    writeFileSync(packed, zstd ? zstdCompressSync(bytes) : gzipSync(bytes));
    const { mtime } = statSync(plain);
    utimesSync(packed, mtime, mtime); // as gzip, zstd and logrotate do
    rmSync(plain);
  }

  /** As by a tool that compresses at once and does not keep the time: the older file then looks newer. */
  shiftAndCompress(): void {
    const bytes = readFileSync(`${this.path}.1`);
    rmSync(`${this.path}.1`);
    renameSync(this.path, `${this.path}.1`);
    writeFileSync(`${this.path}.2.gz`, gzipSync(bytes));
    this.#touch(`${this.path}.2.gz`);
    this.append("");
  }

  async delete(): Promise<void> {
    await this.settle();
    rmSync(this.path, { force: true });
  }

  async emptied(): Promise<void> {
    await this.settle();
    if (existsSync(this.path)) this.#empty();
  }

  /** As an editor saves a file: the same lines, another inode. */
  async replace(): Promise<void> {
    if (!existsSync(this.path)) return;
    copyFileSync(this.path, `${this.path}~new`);
    renameSync(`${this.path}~new`, this.path);
    this.#touch(this.path);
    await this.poll(0);
  }

  async take(s: Step): Promise<void> {
    if (s.kind === "write") this.append(this.lines(s.lines, s.length));
    else if (s.kind === "half") this.half();
    else if (s.kind === "rename") await this.rename(s.create, s.late, s.look);
    else if (s.kind === "copytruncate") this.copytruncate();
    else if (s.kind === "compress") this.compress(s.zstd);
    else if (s.kind === "delete") await this.delete();
    else if (s.kind === "empty") await this.emptied();
    else if (s.kind === "replace") await this.replace();
    else if (s.kind === "poll") await this.poll(s.ms);
    else if (s.kind === "restart") await this.restart();
    else await this.kill(s.pieces, s.committed);
  }

  expected(): readonly string[] {
    return this.written.flatMap((text) => text.split("\n").filter((line) => line !== ""));
  }

  async end(): Promise<void> {
    // a half line waits until it is whole, and a path where nothing stands until something does
    await this.settle();
    this.append(this.lines(1, 0));
    await this.settle();
    await this.#file.close();
    rmSync(this.folder, { recursive: true });
  }
}

test("a kill behind a file that was compressed late does not lose the file after it", async () => {
  const world = new World();
  world.append(world.lines(3, 10));
  await world.poll(0);
  world.append(world.lines(3, 10));
  await world.rename(true, 0, false);
  world.append(world.lines(3, 10));
  world.shiftAndCompress();
  world.append(world.lines(3, 10));
  await world.restart();
  await world.kill(0, true); // killed when the compressed file is committed, and nothing behind it
  await world.end();
  assert.deepEqual(world.delivered, world.expected());
});

test("through any rotation, restart and kill every line comes exactly once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const world = new World();
      world.append(world.lines(1, 10));
      await world.poll(0);
      for (const s of steps) await world.take(s);
      await world.end();
      const late =
        steps.some((s) => s.kind === "rename" && s.late > 0) || steps.some((s) => s.kind === "half");
      const ordered = (lines: readonly string[]): readonly string[] => (late ? lines.toSorted() : lines);
      assert.deepEqual(ordered(world.delivered), ordered(world.expected()), world.told.join("\n"));
    }),
    { numRuns: Number(process.env["TAIL_RUNS"] ?? 150) },
  );
});
