/** The full check of a folder, and what two witnesses make impossible for an operator. @module */
import assert from "node:assert/strict";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verifyLog } from "../../../src/evidence/tlog/audit.ts";
import { leafHash } from "../../../src/evidence/tlog/hash.ts";
import { formatNote, parseNote } from "../../../src/evidence/tlog/note.ts";
import { trustLog } from "../../../src/evidence/tlog/policy.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import {
  checkNames,
  type Verdict,
  verifyCheckpoint,
  verifyGrowth,
  verifyProof,
} from "../../../src/evidence/tlog/verify.ts";
import { Witness, type WitnessStore } from "../../../src/evidence/tlog/witness.ts";
import { formatRequest } from "../../../src/evidence/tlog/witness-request.ts";
import type { LogWriter } from "../../../src/evidence/tlog/writer.ts";
import {
  entry,
  logKey,
  policyOfTwo,
  temporaryFolder,
  value,
  witnessA,
  witnessB,
  writtenLog,
} from "./make.ts";

const trust = trustLog(logKey.verifier);
const failed = (verdict: Verdict): string[] => verdict.checks.filter((c) => !c.ok).map((c) => c.name);

test("every byte of every file of a log counts: one flipped is found, and the file is named", () => {
  const folder = temporaryFolder();
  writtenLog([520], folder).close();
  assert.deepEqual(
    verifyLog(folder, trust).checks.map((c) => c.name),
    [
      "note-form",
      "checkpoint-form",
      "signatures",
      "log-signature",
      "cosignatures",
      "bundles",
      "tiles",
      "root",
    ],
  );
  const files = globSync("tile/**", { cwd: folder, withFileTypes: true }).filter((f) => f.isFile());
  assert.equal(files.length, 7);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const bytes = readFileSync(path);
    for (const at of [0, 1, 2, bytes.length >> 1, bytes.length - 1]) {
      if (at >= bytes.length) continue;
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      writeFileSync(path, flipped);
      const verdict = verifyLog(folder, trust);
      assert.equal(verdict.ok, false, `${path} byte ${at}`);
      assert.ok(
        verdict.checks.some((c) => c.detail.includes(path.slice(folder.length + 1))),
        path,
      );
    }
    rmSync(path);
    assert.equal(verifyLog(folder, trust).ok, false, `${path} removed`);
    writeFileSync(path, bytes);
  }
  assert.ok(verifyLog(folder, trust).ok);
});

test("a checkpoint that promises more than there is ends at once", () => {
  const folder = temporaryFolder();
  writtenLog([10], folder).close();
  const note = readFileSync(join(folder, "checkpoint"), "utf8");
  writeFileSync(join(folder, "checkpoint"), note.replace("\n10\n", "\n9007199254740991\n"));
  const verdict = verifyLog(folder, trust);
  assert.ok(failed(verdict).includes("signatures") && failed(verdict).includes("bundles"));
});

test("an empty or absent folder fails by name", () => {
  assert.deepEqual(failed(verifyLog(temporaryFolder(), trust)), ["note-form"]);
  assert.equal(
    Object.values(checkNames).every((about) => about.startsWith("Checks that ")),
    true,
  );
});

function memoryStore(): WitnessStore {
  const notes = new Map<string, string>();
  return {
    load: async (origin) => notes.get(origin) ?? null,
    save: async (origin, note) => void notes.set(origin, note),
  };
}

const witnesses = [witnessA, witnessB].map(
  (signer) => new Witness({ logs: [logKey.verifier], signers: [signer], store: memoryStore() }),
);
const policy = policyOfTwo();

/** Asks both witnesses, and publishes what they gave. Returns their status codes. */
async function cosign(log: LogWriter, folder: string, oldSize: number): Promise<readonly number[]> {
  const proof =
    oldSize === 0 || oldSize > log.size
      ? []
      : value(new LogFolder(folder).consistencyProof(oldSize, log.size));
  const body = formatRequest({ oldSize, proof, note: formatNote(log.note) });
  const statuses: number[] = [];
  for (const witness of witnesses) {
    const answer = await witness.addCheckpoint(body);
    statuses.push(answer.status);
    if (answer.status !== 200) continue;
    const { signatures } = value(parseNote(`${log.note.text}\n${answer.body}`));
    value(
      log.cosign(
        signatures,
        policy.witnesses.map((w) => w.key),
      ),
    );
  }
  return statuses;
}

test("a log rewritten by its operator - forked, truncated, changed - is refused by witnesses and by the policy", async () => {
  const folder = temporaryFolder();
  const log = writtenLog([400], folder);
  assert.deepEqual(failed(verifyLog(folder, policy)), ["cosignatures"], "before the witnesses signed");
  assert.deepEqual(await cosign(log, folder, 0), [200, 200]);
  assert.ok(verifyLog(folder, policy).ok);
  const trusted = value(new LogFolder(folder).checkpoint());
  const proof = value(new LogFolder(folder).proof(123));
  assert.ok(verifyProof(proof, leafHash(entry(123)), policy).ok);

  const grown = temporaryFolder();
  cpSync(folder, grown, { recursive: true, filter: (path) => !path.endsWith(".lock") });
  const longer = writtenLog([100], grown);
  assert.deepEqual(await cosign(longer, grown, 400), [200, 200]);
  assert.ok(verifyLog(grown, policy).ok);
  const growth = value(new LogFolder(grown).consistencyProof(400, 500));
  assert.ok(verifyGrowth(trusted, formatNote(longer.note), growth, policy).ok);

  const rewritten: readonly (readonly [string, readonly number[], string])[] = [
    ["changed entries, longer", [600], " changed"],
    ["a fork of the same size", [500], " forked"],
    ["truncated", [400], ""],
  ];
  for (const [name, batches, salt] of rewritten) {
    const copy = temporaryFolder();
    const fake = writtenLog(batches, copy, salt);
    assert.ok(verifyLog(copy, trust).ok, "the operator's own key signs anything");
    for (const oldSize of [0, 400, 500]) {
      for (const status of await cosign(fake, copy, oldSize)) {
        assert.ok([400, 409, 422].includes(status), `${name} from ${oldSize}: ${status}`);
      }
    }
    assert.deepEqual(failed(verifyLog(copy, policy)), ["cosignatures"], name);
    // The cosignatures of the true log do not fit the rewritten one
    const stolen = longer.note.signatures.filter((s) => s.name !== logKey.verifier.name);
    const note = { text: fake.note.text, signatures: [...fake.note.signatures, ...stolen] };
    const verdict = verifyCheckpoint(formatNote(note), policy);
    assert.deepEqual(failed(verdict), ["signatures"], name);
    if (salt !== "") {
      const proof = value(new LogFolder(copy).consistencyProof(400, fake.size));
      assert.ok(failed(verifyGrowth(trusted, formatNote(fake.note), proof, policy)).includes("consistency"));
    }
  }
  // One entry changed in place, the cosigned checkpoint kept
  const bundle = join(grown, "tile/entries/000");
  const bytes = readFileSync(bundle);
  bytes[2] = 88;
  writeFileSync(bundle, bytes);
  const verdict = verifyLog(grown, policy);
  assert.ok(failed(verdict).includes("tiles"));
  assert.match(verdict.checks.find((c) => c.name === "tiles")?.detail ?? "", /entry 0: tile\/entries\/000/);
});
