/** Files followed as they are in a watch, with the tools that rotate them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Intake } from "../../src/intake/live.ts";
import { follow } from "../../src/intake/tail.ts";
import { isRotated, turnOf } from "../../src/intake/tail-rotated.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

async function watch(t: TestContext, kept: Kept, pattern: string): Promise<Intake> {
  const intake = follow({ pattern, traitsOf: () => TRAITS });
  await intake.start(kept);
  t.after(() => intake.stop());
  return intake;
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join("");

test("what is appended is delivered, whole lines only, soon after it is written", async (t) => {
  const kept = new Kept();
  const file = put(tempFolder(t), "a.log", lines(0, 3));
  await watch(t, kept, file);
  await until(() => kept.text() === lines(0, 3));
  const waits: number[] = [];
  for (let i = 3; i < 13; i++) {
    const written = performance.now();
    appendFileSync(file, `line ${i}\nhalf`);
    await until(() => kept.text().endsWith(`line ${i}\n`));
    waits.push(performance.now() - written);
    appendFileSync(file, "\n");
    await until(() => kept.text().endsWith("half\n"));
  }
  t.diagnostic(`from write to deliver: at most ${Math.round(Math.max(...waits))} ms`);
  assert.deepEqual(kept.events, []);
});

test("logrotate's rotations lose nothing and double nothing", async (t) => {
  try {
    execFileSync("logrotate", ["--version"], { stdio: "ignore" });
  } catch {
    return t.skip("logrotate is not installed");
  }
  const kept = new Kept();
  const folder = tempFolder(t);
  const kinds = [
    "create",
    "copytruncate",
    "nocreate",
    "compress\ncreate",
    "dateext\ndateformat -%Y%m%d-%s\ncreate",
  ];
  let line = 0;
  const file = put(folder, "logs/a.log", "");
  chmodSync(join(folder, "logs"), 0o755);
  let intake = await watch(t, kept, join(folder, "logs/*"));
  for (const [i, kind] of kinds.entries()) {
    const config = put(folder, `rotate-${i}`, `${file} {\nrotate 99\nsu root root\n${kind}\n}\n`);
    chmodSync(config, 0o644);
    appendFileSync(file, lines(line, line + 5));
    line += 5;
    if (i % 2 === 1) await until(() => kept.text() === lines(0, line));
    if (i >= 3) await intake.stop();
    execFileSync("logrotate", ["--force", "--state", join(folder, `state-${i}`), config]);
    appendFileSync(file, lines(line, line + 5));
    line += 5;
    if (i >= 3) intake = await watch(t, kept, join(folder, "logs/*"));
    await until(() => kept.text().length >= lines(0, line).length, kind);
    assert.equal(kept.text(), lines(0, line), kind);
  }
  assert.deepEqual(kept.sources(), [`file:${file}`]);
});

test("under a folder new files are found; rotated, compressed ones and links are not followed", async (t) => {
  const kept = new Kept();
  const folder = tempFolder(t);
  // numbered the other way round: the oldest is the first
  for (const name of ["access.log.1", "access.log-20240501"])
    utimesSync(put(folder, `web/${name}`, "old\n"), 1e9, 1e9);
  put(folder, "web/access.log", "access\n");
  put(folder, "web/u_ex240501.log", "iis\n");
  put(folder, "web/app.log.2024-05-01", "named by day\n");
  put(folder, "web/error.log.2.gz", gzipSync("old\n"));
  symlinkSync("/etc/passwd", join(folder, "web/link.log"));
  await watch(t, kept, folder);
  await until(() => kept.pieces.length === 3);
  put(folder, "web/deep/new.log", "new\n");
  await until(() => kept.pieces.length === 4, "the new file");
  renameSync(join(folder, "web/access.log"), join(folder, "web/access.log.2"));
  put(folder, "web/access.log", "again\n");
  await until(() => kept.text().includes("again"));
  assert.equal(kept.text(`file:${join(folder, "web/access.log")}`), "access\nagain\n");
  assert.equal(kept.sources().length, 4);
});

test("what is missing or cannot be read is told once, and read when it can be", async (t) => {
  const kept = new Kept();
  const folder = tempFolder(t);
  const file = join(folder, "later/a.log");
  await watch(t, kept, file);
  await until(() => kept.events.length === 1);
  assert.match(
    kept.events[0]?.text ?? "",
    /a\.log: there is no such file; it is read as soon as it is there/,
  );
  put(folder, "later/a.log", "there\n");
  await until(() => kept.text() === "there\n");
  await until(() => kept.events.length === 2);
  assert.match(kept.events[1]?.text ?? "", /is read again/);
  rmSync(file);
  mkdirSync(file);
  await until(() => kept.events.length === 3);
  assert.match(kept.events[2]?.text ?? "", /is no file and cannot be followed/);
  rmSync(file, { recursive: true });
  writeFileSync(file, gzipSync("packed\n"));
  await until(() => kept.events.some(({ text }) => text.includes("is compressed and does not grow")));
  rmSync(file);
  execFileSync("mkfifo", [file]); // opening it must not block
  await until(() => kept.events.length > 4);
  assert.equal(kept.text(), "there\n");
});

test("a store in trouble holds the file where it is; nothing is passed over", async (t) => {
  const kept = new Kept();
  const file = put(tempFolder(t), "a.log", "one\n");
  kept.failures.push(new Error("full"), new Error("full"));
  await watch(t, kept, file);
  await until(() => kept.asked === 1);
  appendFileSync(file, "two\n");
  await until(() => kept.text() === "one\ntwo\n");
  assert.deepEqual(
    kept.events.map(({ level }) => level),
    ["error", "info"],
  );
});

test("a line without end is held to its bound, told as lost, and the next one is read", async (t) => {
  const kept = new Kept();
  const file = put(tempFolder(t), "a.log", "first\n");
  await watch(t, kept, file);
  for (let i = 0; i < 5; i++) appendFileSync(file, Buffer.alloc(1024 * 1024, "x"));
  await until(() => kept.lost() === 1);
  appendFileSync(file, "\nlast\n");
  await until(() => kept.text().endsWith("\nlast\n"));
  assert.equal(kept.text().split("\n").length, 4);
});

test("a file that a program goes on writing at its old offset after truncation is read behind the hole", async (t) => {
  const kept = new Kept();
  const file = put(tempFolder(t), "a.log", lines(0, 200));
  await watch(t, kept, file);
  await until(() => kept.text() === lines(0, 200));
  truncateSync(file);
  truncateSync(file, lines(0, 200).length);
  appendFileSync(file, "behind the hole\n");
  await until(() => kept.text().endsWith("hole\n"));
  assert.equal(kept.text(), `${lines(0, 200)}behind the hole\n`);
});

test("names that rotation gives are told from names of the day", () => {
  const names = new Set(["auth.log", "app.log", "x"]);
  const rotated = [
    "auth.log.1",
    "auth.log.12",
    "auth.log-20240501",
    "auth.log-20240501-1714557600",
    "app.log.2024-05-01",
    "y.log.3.gz",
    "a.zst",
    "x~",
  ];
  for (const name of rotated) assert.ok(isRotated(name, names), name);
  for (const name of [
    "auth.log",
    "u_ex240501.log",
    "other.log.2024-05-01",
    "auth.log.bak",
    "catalina.2024-05-01.log",
  ])
    assert.ok(!isRotated(name, names), name);
  const order = (name: string): string => turnOf(name, "a")?.order ?? "";
  assert.ok(order("a.10") < order("a.9") && order("a.1") < order("a.0"));
  assert.ok(order("a-20240501") < order("a-20240502") && order("a-20240501-9") < order("a-20240501-10"));
});
