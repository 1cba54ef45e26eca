/**
 * A stranger's verifier - our own small program on Go's sumdb packages, built here - accepts a log of ours, and
 * refuses it after one flipped byte. Needs Debian's golang-go and golang-golang-x-mod-dev.
 * @module
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { formatVerifierKey } from "../../src/evidence/tlog/vkey.ts";
import { logKey, ORIGIN, signer, temporaryFolder, witnessA, writtenLog } from "../evidence/tlog/make.ts";

const GO = process.env["GO"] ?? "go";
const GO_PATH = "/usr/share/gocode";
const SUMDB = join(GO_PATH, "src/golang.org/x/mod/sumdb/tlog");
const SKIP = whySkip();

function whySkip(): string | false {
  if (!existsSync(SUMDB)) return `0 strangers asked: no ${SUMDB} (apt-get install golang-golang-x-mod-dev)`;
  const go = spawnSync(GO, ["version"]);
  return go.status === 0 ? false : "0 strangers asked: no Go (apt-get install golang-go)";
}

function build(): string {
  const program = join(temporaryFolder(), "verify");
  const built = spawnSync(GO, ["build", "-o", program, join(import.meta.dirname, "verify.go")], {
    env: { ...process.env, GOPATH: GO_PATH, GO111MODULE: "off", GOFLAGS: "" },
    encoding: "utf8",
  });
  assert.equal(built.status, 0, built.stderr);
  return program;
}

test("Go's sumdb packages accept the log, and refuse it after one flipped byte", {
  skip: SKIP,
  timeout: 180_000,
}, (t) => {
  const program = build();
  const folder = temporaryFolder();
  const old = join(temporaryFolder(), "checkpoint.50000");
  const log = writtenLog([50_000], folder);
  cpSync(join(folder, "checkpoint"), old);
  log.close();
  writtenLog([20_000], folder).close();
  const run = (
    vkey = formatVerifierKey(logKey.verifier),
    against = old,
  ): { status: number | null; output: string } => {
    const result = spawnSync(program, ["-vkey", vkey, "-old", against, folder], { encoding: "utf8" });
    return { status: result.status, output: `${result.stdout}${result.stderr}` };
  };
  const accepted = run();
  assert.equal(accepted.status, 0, accepted.output);
  assert.match(
    accepted.output,
    /included: 723 of 70000 entries\nconsistent: 50000 -> 70000 entries\nACCEPTED/,
  );
  t.diagnostic(accepted.output.trim().replaceAll("\n", "; "));

  const flips: readonly (readonly [string, number])[] = [
    ["tile/0/000", 100],
    ["tile/0/100", 5000],
    ["tile/0/273.p/112", 112 * 32 - 1],
    ["tile/1/000", 32],
    ["tile/1/001.p/17", 0],
    ["tile/2/000.p/1", 31],
    ["tile/entries/000", 2],
    ["tile/entries/273.p/112", -1],
    ["checkpoint", 3],
    ["checkpoint", 20],
    ["checkpoint", 40],
    ["checkpoint", -10],
  ];
  for (const [name, place] of flips) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const flipped = Buffer.from(bytes);
    const at = place < 0 ? bytes.length + place : place;
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    const refused = run();
    assert.equal(refused.status, 1, `${name} byte ${at}: ${refused.output}`);
    writeFileSync(path, bytes);
  }
  assert.equal(run().status, 0);
  const other = temporaryFolder();
  writtenLog([40_000], other, " forked").close();
  assert.equal(run(undefined, join(other, "checkpoint")).status, 1, "an older checkpoint of a fork");
  const stranger = formatVerifierKey(signer(ORIGIN, 1, 77).verifier);
  assert.equal(run(stranger).status, 1, "another key of the same name");
  assert.notEqual(run(formatVerifierKey(witnessA.verifier)).status, 0, "a key of another type");
});
