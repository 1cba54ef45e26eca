/**
 * A rotation that comes between the listing of a log's files and the opening of one: the name that was listed is another file
 * by then. What it holds must neither be lost nor be read in the place of another.
 */
import assert from "node:assert/strict";
import { appendFileSync, promises as fs, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { follow } from "../../src/intake/tail.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join("");

for (const opened of ["a.log", "a.log.1"])
  test(`rotated just before ${opened} is opened`, async (t) => {
    const folder = tempFolder(t);
    const path = (name: string): string => join(folder, name);
    const kept = new Kept();
    const first = follow({ pattern: put(folder, "a.log", lines(0, 3)), traitsOf: () => TRAITS });
    await first.start(kept);
    await until(() => kept.text() === lines(0, 3));
    await first.stop();
    appendFileSync(path("a.log"), lines(3, 5));
    renameSync(path("a.log"), path("a.log.1"));
    writeFileSync(path("a.log"), lines(5, 10));

    const open = fs.open.bind(fs);
    let rotated = false;
    t.mock.method(fs, "open", (...args: Parameters<typeof fs.open>) => {
      if (!rotated && args[0] === path(opened)) {
        rotated = true;
        renameSync(path("a.log.1"), path("a.log.2"));
        renameSync(path("a.log"), path("a.log.1"));
        writeFileSync(path("a.log"), lines(10, 15));
      }
      return open(...args);
    });
    const second = follow({ pattern: path("a.log"), traitsOf: () => TRAITS });
    await second.start(kept);
    t.after(() => second.stop());
    await until(() => kept.text().length >= lines(0, 15).length, "every line");
    assert.ok(rotated, "the rotation came in between");
    assert.equal(kept.text(), lines(0, 15));
    assert.equal(kept.lost(), 0);
  });
