/** Every change to a bundle is found, and named. */
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { verifyFolder } from "../../../src/statement/verify/verify.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigie } from "../../helpers/vigie.ts";

const home = mkdtempSync(join(tmpdir(), "vigie-verify-"));
const bundle = join(home, "bundle");
const store = join(home, "store");
after(() => rmSync(home, { recursive: true, force: true }));

before(async () => {
  const paths = [
    "/.env",
    "/.git/config",
    "/.htpasswd",
    "/.aws/credentials",
    "/.svn/entries",
    "/.bash_history",
  ];
  const lines = paths.map(
    (path, i) => `203.0.113.66 - - [20/Apr/2026:09:00:0${i} +0000] "GET ${path} HTTP/1.1" 404 12 "-" "x"`,
  );
  const log = put(home, "access.log", `${lines.join("\n")}\n`);
  assert.equal((await vigie(["scan", log, "--store", store, "--no-progress", "--json"])).code, 0);
  const [attack] = objects((await vigie(["attacks", "--store", store, "--json"])).stdout);
  const made = await vigie(["evidence", String(attack?.["id"]), "--out", bundle, "--store", store]);
  assert.equal(made.code, 0, made.stderr);
});

const options = { policy: null, recompute: true };

async function failures(folder: string): Promise<readonly string[]> {
  return (await verifyFolder(folder, options)).filter((check) => !check.ok).map((check) => check.name);
}

test("a bundle as it was written holds, and amounts to what can be made again", async () => {
  const checks = await verifyFolder(bundle, options);
  assert.deepEqual(
    checks.filter((check) => !check.ok),
    [],
  );
  assert.ok(checks.length > 15, `only ${checks.length} checks were made`);
  assert.equal(checks.at(-1)?.detail, "recomputable");
});

/** Changes one file, and the manifest with it, as somebody would who wants it to pass. */
function tamper(folder: string, path: string, change: (bytes: Buffer) => Buffer): void {
  const changed = change(readFileSync(join(folder, path)));
  writeFileSync(join(folder, path), changed);
  const sums = join(folder, "SHA256SUMS");
  const line = `${hash("sha256", changed)}  ${path}`;
  const text = readFileSync(sums, "utf8")
    .split("\n")
    .map((old) => (old.endsWith(`  ${path}`) ? line : old));
  writeFileSync(sums, text.join("\n"));
}

function flip(at: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const changed = Buffer.from(bytes);
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] ?? 0) ^ 1;
    return changed;
  };
}

const finding = "findings/0002-alert";
for (const [path, at, expected] of [
  [`${finding}/finding.json`, 400, /commitment of/],
  [`${finding}/finding.salt`, 3, /commitment of/],
  [`${finding}/batch.txt`, 5, /commitment of|inclusion/],
  [`${finding}/batch.salt`, 5, /inclusion/],
] as const) {
  test(`one flipped bit in ${path} is found although the manifest was mended`, async (t) => {
    const copy = join(tempFolder(t), "copy");
    cpSync(bundle, copy, { recursive: true });
    tamper(copy, path, flip(at));
    const found = await failures(copy);
    assert.ok(
      found.some((name) => expected.test(name)),
      `found only: ${found.join(", ")}`,
    );
  });
}

test("another record under the name of the right one is found", async (t) => {
  const copy = join(tempFolder(t), "copy");
  cpSync(bundle, copy, { recursive: true });
  const listed = readFileSync(join(copy, "SHA256SUMS"), "utf8")
    .split("\n")
    .map((line) => line.slice(66));
  const record = listed.find((path) => path.startsWith("records/")) ?? "";
  tamper(copy, record, flip(0));
  assert.ok((await failures(copy)).some((name) => name.startsWith("records of")));
});

test("a proof with another checkpoint is found", async (t) => {
  const copy = join(tempFolder(t), "copy");
  cpSync(bundle, copy, { recursive: true });
  tamper(copy, `${finding}/batch.tlog-proof`, (bytes) =>
    Buffer.from(bytes.toString().replace(/\n(\d+)\n([^\n]+)\n\n/, "\n99\n$2\n\n")),
  );
  assert.ok((await failures(copy)).length > 0);
});

test("a file too many, a missing file and an empty folder are found", async (t) => {
  const copy = join(tempFolder(t), "copy");
  cpSync(bundle, copy, { recursive: true });
  writeFileSync(join(copy, "extra.txt"), "x");
  assert.ok((await failures(copy)).includes("manifest"));
  rmSync(join(copy, "extra.txt"));
  rmSync(join(copy, finding, "batch.salt"));
  const found = await failures(copy);
  assert.ok(found.includes("manifest") && found.includes(`parts of ${finding}`));
  assert.deepEqual(await failures(tempFolder(t)), ["kind of folder"]);
});

test("another rule under the name of the right one is found, whether it fires or not", async (t) => {
  for (const change of [/^level: .*$/m, /sc-status:/]) {
    const copy = join(tempFolder(t), "copy");
    cpSync(bundle, copy, { recursive: true });
    for (const path of readFileSync(join(copy, "SHA256SUMS"), "utf8").match(/rules\/\S+/g) ?? []) {
      tamper(copy, path, (bytes) => Buffer.from(bytes.toString().replace(change, "level: low")));
    }
    assert.ok((await failures(copy)).some((name) => name.startsWith("rules of")));
  }
});

test("an alert of the attack that was left out is missed", async (t) => {
  const copy = join(tempFolder(t), "copy");
  cpSync(bundle, copy, { recursive: true });
  rmSync(join(copy, finding), { recursive: true });
  const sums = readFileSync(join(copy, "SHA256SUMS"), "utf8").split("\n");
  writeFileSync(join(copy, "SHA256SUMS"), sums.filter((line) => !line.includes(finding)).join("\n"));
  assert.deepEqual(await failures(copy), ["alerts of the attack", "grade"]);
});

test("a log or a proof alone is not believed without a trust policy", async () => {
  const checks = await verifyFolder(join(store, "log"), { policy: null, recompute: false });
  assert.deepEqual(
    checks.map(({ name, ok }) => ({ name, ok })),
    [{ name: "trust policy", ok: false }],
  );
});
