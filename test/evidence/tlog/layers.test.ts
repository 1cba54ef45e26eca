/** What the log's library may import: the base layer and itself; and what verifies must not touch files or network. @module */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { test } from "node:test";

const SRC = resolve(import.meta.dirname, "../../../src");
const TLOG = join(SRC, "evidence/tlog");

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gms)].map((match) => match[1] ?? "");
}

test("the library imports the base layer, itself and Node alone", () => {
  const files = globSync("*.ts", { cwd: TLOG });
  assert.ok(files.length > 20, "no module was seen");
  let seen = 0;
  for (const file of files) {
    for (const name of importsOf(join(TLOG, file))) {
      seen++;
      if (name.startsWith("node:")) continue;
      const target = relative(SRC, resolve(TLOG, name));
      assert.match(target, /^(base|evidence\/tlog)\/[a-z-]+\.ts$/, `${file} imports ${name}`);
    }
  }
  assert.ok(seen > 60, "no import was seen");
});

test("whatever verifies needs node:crypto and nothing else of Node", () => {
  const pure = [
    "verify.ts",
    "proof.ts",
    "policy.ts",
    "note.ts",
    "checkpoint.ts",
    "cosignature.ts",
    "tree.ts",
    "bundle.ts",
    "edge.ts",
    "witness.ts",
    "witness-request.ts",
  ];
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith("node:")) assert.equal(name, "node:crypto", file);
      else visit(resolve(file, "..", name));
    }
  };
  for (const file of pure) visit(join(TLOG, file));
  assert.ok(reached.size >= 17, String(reached.size));
});
