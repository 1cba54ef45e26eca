/** What a statement is made of is read once, and told once. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { put, tempFolder } from "../../helpers/temp.ts";
import { lines, vigieHere } from "../../helpers/vigie.ts";

const LOG = `192.0.2.1 - - [20/Apr/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "x"\n`;

test("that raw evidence is gone is told once", async (t) => {
  const home = tempFolder(t);
  const store = join(home, "store");
  const scan = ["scan", put(home, "a.log", LOG), "--store", store];
  assert.equal((await vigieHere(scan)).code, 0);
  rmSync(join(store, "segments"), { recursive: true });
  const made = await vigieHere([
    ...["statement", "--store", store, "--publisher", "A", "--out", join(home, "out")],
  ]);
  assert.equal(made.code, 0, made.stderr);
  assert.deepEqual(lines(made.stderr), [
    "vigie: 1 segment is gone or gives no time: the weeks it covered may look unwatched",
  ]);
});
