/** V8 only warns of a flag that it does not know: then nothing would be kept small, and nobody would see it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

test("the flags that keep the heap small are known to this Node", () => {
  const file = join(import.meta.dirname, "../../src/cli/memory.ts");
  const program = `import { keepHeapSmall } from ${JSON.stringify(file)}; keepHeapSmall(); console.log("kept");`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  assert.deepEqual([stdout, stderr], ["kept\n", ""]);
});
