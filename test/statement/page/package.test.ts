/** A statement that a package published must hold for a checkout, and the other way round: both make the same page. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { pageScript, verifyProgram } from "../../../src/statement/page/inline.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { ROOT } from "../../helpers/vigie.ts";

interface Inline {
  pageScript(): string;
  verifyProgram(): string;
}

test("the programs of a built package are those of a checkout, to the byte", async (t) => {
  const folder = tempFolder(t);
  put(folder, "package.json", '{"type":"module"}');
  execFileSync(process.execPath, [join(ROOT, "scripts/page.mjs"), folder]);
  const built = (await import(
    pathToFileURL(join(folder, "statement/page/inline.js")).href
  )) as unknown as Inline;
  assert.equal(built.pageScript(), pageScript());
  assert.equal(built.verifyProgram(), verifyProgram());
});
