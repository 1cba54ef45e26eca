/** 10,000 mutated notes, proofs, checkpoints, policies, requests: clean refusals, no exception, no hang. @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBundle } from "../../../src/evidence/tlog/bundle.ts";
import { parseCheckpoint } from "../../../src/evidence/tlog/checkpoint.ts";
import { faultCodes } from "../../../src/evidence/tlog/fault.ts";
import { leafHash } from "../../../src/evidence/tlog/hash.ts";
import { formatNote, parseNote, signText, verifyNote } from "../../../src/evidence/tlog/note.ts";
import { parsePolicy } from "../../../src/evidence/tlog/policy.ts";
import { parseProof } from "../../../src/evidence/tlog/proof.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import { parseTilePath } from "../../../src/evidence/tlog/tile.ts";
import { verifyCheckpoint, verifyProof } from "../../../src/evidence/tlog/verify.ts";
import { formatVerifierKey, parseSignerKey, parseVerifierKey } from "../../../src/evidence/tlog/vkey.ts";
import { Witness } from "../../../src/evidence/tlog/witness.ts";
import { formatRequest } from "../../../src/evidence/tlog/witness-request.ts";
import {
  entry,
  logKey,
  policyOfTwo,
  temporaryFolder,
  value,
  witnessA,
  witnessB,
  witnessM,
  writtenLog,
} from "./make.ts";

const ROUNDS = 2_500;
let state = Number(process.env["VIGIE_TEST_SEED"] ?? 20170423);
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const SPICE = [
  "\n",
  "\n\n",
  " ",
  "\u0000",
  "\ud83d\ude00",
  "— ",
  "0",
  "-1",
  "9007199254740993",
  "18446744073709551616",
  "old 0\n",
  "=",
  "+",
  "AAAA",
  "\r\n",
  "\t",
  "\ufeff",
  "none",
  "group",
  "all",
  "index 0\n",
  "extra ",
  "99999999999999999999999",
]; // prettier would make a column of it

function mutate(text: string): Buffer {
  let bytes = Buffer.from(text);
  for (let n = 1 + random(3); n > 0; n--) {
    const at = random(bytes.length + 1);
    const length = random(random(2) === 0 ? 4 : 80);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))];
    const middles = [
      Buffer.from([random(256)]),
      Buffer.alloc(0),
      Buffer.from(SPICE[random(SPICE.length)] ?? ""),
      bytes.subarray(random(bytes.length), random(bytes.length)),
      Buffer.concat(Array.from({ length: random(200) }, () => bytes.subarray(at, at + length))),
    ];
    bytes = Buffer.concat([head, middles[random(middles.length)] ?? head, tail]);
  }
  return bytes;
}

const folder = temporaryFolder();
const log = writtenLog([300], folder);
const cosigned = signText(log.note.text, [logKey, witnessA, witnessB, witnessM], 1_500_000_000);
value(log.cosign(cosigned.signatures.slice(1), [witnessA.verifier, witnessB.verifier, witnessM.verifier]));
const note = formatNote(log.note);
const proof = value(new LogFolder(folder).proof(123, Buffer.from("extra")));
const policy = policyOfTwo();
const policyText = [
  `log ${formatVerifierKey(logKey.verifier)} https://vigie.example`,
  `witness A ${formatVerifierKey(witnessA.verifier)}`,
  `witness B ${formatVerifierKey(witnessB.verifier)} # no comment`,
  "group both all A B\n# a comment\nquorum both\n",
].join("\n");

function isClean(result: { readonly ok: boolean; readonly error?: { readonly code: string } }): void {
  if (!result.ok) assert.ok(faultCodes.includes((result.error?.code ?? "") as "malformed"));
}

test("the unchanged samples are accepted", () => {
  assert.ok(verifyCheckpoint(note, policy).ok);
  assert.ok(verifyProof(proof, leafHash(entry(123)), policy).ok);
});

test(`${ROUNDS} mutated notes and checkpoints`, () => {
  const keys = [logKey.verifier, witnessA.verifier, witnessB.verifier, witnessM.verifier];
  for (let i = 0; i < ROUNDS; i++) {
    const bytes = mutate(note);
    const parsed = parseNote(bytes);
    isClean(parsed);
    isClean(parseCheckpoint(bytes.toString()));
    if (!parsed.ok) continue;
    isClean(parseCheckpoint(parsed.value.text));
    isClean(verifyNote(parsed.value, keys));
    const verdict = verifyCheckpoint(bytes, policy);
    if (verdict.ok) assert.equal(parsed.value.text, log.note.text, "a changed text was believed");
  }
});

test(`${ROUNDS} mutated proofs`, () => {
  for (let i = 0; i < ROUNDS; i++) {
    const bytes = mutate(proof);
    isClean(parseProof(bytes));
    const leaf = leafHash(entry(i % 2 === 0 ? 123 : 124));
    const verdict = verifyProof(bytes, leaf, policy);
    if (!verdict.ok) continue;
    const parsed = value(parseProof(bytes));
    assert.ok(i % 2 === 0 && parsed.index === 123 && verdict.checkpoint?.size === 300);
  }
});

test(`${ROUNDS} mutated policies`, () => {
  for (let i = 0; i < ROUNDS; i++) {
    const result = parsePolicy(mutate(policyText));
    isClean(result);
    if (!result.ok) assert.ok(result.error.code === "too-large" || result.error.place !== null);
  }
});

test(`${ROUNDS} mutated witness requests`, async () => {
  const notes = new Map<string, string>();
  const witness = new Witness({
    logs: [logKey.verifier],
    signers: [witnessA],
    store: { load: async (o) => notes.get(o) ?? null, save: async (o, text) => void notes.set(o, text) },
  });
  const sample = formatRequest({ oldSize: 0, proof: [], note });
  for (let i = 0; i < ROUNDS; i++) {
    const { status } = await witness.addCheckpoint(mutate(sample));
    assert.ok([200, 400, 403, 404, 409, 422].includes(status), String(status));
    if (status === 200) assert.ok(notes.get(log.note.text.split("\n")[0] ?? "")?.startsWith(log.note.text));
  }
});

test(`${ROUNDS} mutated keys, tile paths and bundles`, () => {
  const vkey = formatVerifierKey(logKey.verifier);
  for (let i = 0; i < ROUNDS; i++) {
    isClean(parseVerifierKey(mutate(vkey).toString()));
    isClean(parseSignerKey(mutate(`PRIVATE+KEY+${vkey}`).toString()));
    parseTilePath(mutate("tile/0/x001/x234/067.p/12").toString());
    isClean(parseBundle(mutate("\u0000\u0003one\u0000\u0003two"), random(5)));
  }
});
