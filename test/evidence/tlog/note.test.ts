/**
 * Signed notes. The literal vector is that of C2SP signed-note.md and of golang.org/x/mod/sumdb/note.
 * https://github.com/C2SP/C2SP/blob/main/signed-note.md
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toBase64 } from "../../../src/evidence/tlog/encoding.ts";
import {
  addSignatures,
  formatNote,
  formatSignatureLine,
  parseNote,
  type SignedNote,
  signText,
  verifyNote,
} from "../../../src/evidence/tlog/note.ts";
import {
  formatSignerKey,
  formatVerifierKey,
  isKeyName,
  keyIdText,
  parseSignerKey,
  parseVerifierKey,
  SIGNATURE_TYPES,
} from "../../../src/evidence/tlog/vkey.ts";
import { codeOf, logKey, signer, value, witnessA, witnessM } from "./make.ts";

const VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const TEXT = "This is an example message.\n";
const LINE =
  "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

test("the example of the specification verifies, and not with one letter changed", () => {
  const key = value(parseVerifierKey(VKEY));
  assert.equal(keyIdText(key.id), "530d903a");
  assert.equal(formatVerifierKey(key), VKEY);
  const note = value(parseNote(`${TEXT}\n${LINE}`));
  assert.equal(value(verifyNote(note, [key])).text, TEXT);
  const changed = value(parseNote(`This is an Example message.\n\n${LINE}`));
  assert.equal(codeOf(verifyNote(changed, [key])), "bad-signature");
});

// golang.org/x/mod/sumdb/note, note_test.go: the signer and verifier of PeterNeumann
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE =
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

test("Go's own test note is made and verified byte for byte (sumdb/note/note_test.go)", () => {
  const secret = value(parseSignerKey(PETER_SECRET));
  assert.equal(formatVerifierKey(secret.verifier), PETER);
  assert.equal(formatNote(signText(PETER_TEXT, [secret], 0)), `${PETER_TEXT}\n${PETER_LINE}`);
  assert.ok(verifyNote(value(parseNote(`${PETER_TEXT}\n${PETER_LINE}`)), [secret.verifier]).ok);
});

test("unknown keys are ignored, a known key that fails rejects the note", () => {
  const text = "vigie.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  const note = signText(text, [logKey, witnessA, witnessM], 7);
  const known = value(verifyNote(note, [logKey.verifier]));
  assert.equal(known.checked.length, 1);
  const all = value(verifyNote(note, [logKey.verifier, witnessA.verifier, witnessM.verifier]));
  assert.deepEqual(
    all.checked.map((c) => c.timeSeconds),
    [null, 7, 7],
  );
  const stranger = signer("other.example", SIGNATURE_TYPES.note, 9);
  assert.equal(codeOf(verifyNote(note, [stranger.verifier])), "unsigned");
  const [first, second, third] = note.signatures;
  assert.ok(first && second && third);
  const spoilt = { ...second, bytes: second.bytes.map((b, i) => (i === 20 ? b ^ 1 : b)) };
  const bad: SignedNote = { text, signatures: [first, spoilt, third] };
  assert.ok(verifyNote(bad, [logKey.verifier]).ok, "an unknown key's signature is not looked at");
  assert.equal(codeOf(verifyNote(bad, [logKey.verifier, witnessA.verifier])), "bad-signature");
  const sameName = signer(witnessA.verifier.name, SIGNATURE_TYPES.cosignature, 77);
  assert.ok(
    verifyNote(bad, [logKey.verifier, sameName.verifier]).ok,
    "the name alone does not make a key known",
  );
});

test("a second, failing signature of a known key rejects the note too", () => {
  const note = signText("a\n", [logKey], 0);
  const [good] = note.signatures;
  assert.ok(good);
  const spoilt = { ...good, bytes: good.bytes.map((b) => b ^ 255) };
  assert.equal(
    codeOf(verifyNote({ text: "a\n", signatures: [good, spoilt] }, [logKey.verifier])),
    "bad-signature",
  );
});

test("16 signatures are accepted, 101 are not, and no megabyte", () => {
  const many = (count: number): string =>
    `a\n\n${Array.from({ length: count }, (_, i) => `— k${i} AAAAAAE=\n`).join("")}`;
  assert.equal(value(parseNote(many(16))).signatures.length, 16);
  assert.equal(value(parseNote(many(100))).signatures.length, 100);
  assert.equal(codeOf(parseNote(many(101))), "too-large");
  assert.equal(codeOf(parseNote("a".repeat(1_000_001))), "too-large");
});

test("the text ends at the last blank line; everything else is refused", () => {
  assert.equal(value(parseNote("a\n\nb\n\n— k AAAAAAE=\n")).text, "a\n\nb\n");
  const wrong = [
    "",
    "\n",
    "a\n",
    "a\n\n",
    "a\n— k AAAAAAE=\n",
    "a\n\n— k AAAAAAE=",
    "a\n\n- k AAAAAAE=\n",
    "a\n\n— k\n",
    "a\n\n—  k AAAAAAE=\n",
    "a\n\n— k AAAAAAE= x\n",
    "a\n\n— k+ AAAAAAE=\n",
    "a\n\n— k AAAAAA==\n",
    "a\n\n— k AAAAAAE\n",
    "a\n\n— k AAAAAAF=\n",
    "a\n\n— k AAAA AAE=\n",
    "a\tb\n\n— k AAAAAAE=\n",
    "a\r\n\r\n— k AAAAAAE=\n",
    "a\n\n— k AAAAAAE=\n\n",
    "\ud800\n\n— k AAAAAAE=\n",
    "a\n\n— k\u00a0 AAAAAAE=\n",
    "a\n\n— k AAAAAAE=\nx\n",
  ];
  for (const note of wrong) assert.equal(codeOf(parseNote(note)), "malformed", JSON.stringify(note));
  assert.equal(codeOf(parseNote(Buffer.from([0x61, 0xff, 10, 10]))), "malformed");
});

test("reading a note gives back what was written", () => {
  const name = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }).filter(isKeyName);
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 100 });
  const line = fc.record({ name, id: fc.nat(0xffffffff), bytes });
  const text = fc
    .string({ maxLength: 80, unit: "grapheme" })
    .map((s) => `${s.replace(/[\u0000-\u001f]/g, "\n")}\n`);
  fc.assert(
    fc.property(text, fc.array(line, { minLength: 1, maxLength: 16 }), (t, signatures) => {
      const back = value(parseNote(formatNote({ text: t, signatures })));
      assert.equal(back.text, t);
      assert.deepEqual(back.signatures.map(formatSignatureLine), signatures.map(formatSignatureLine));
    }),
  );
});

test("adding signatures repeats none", () => {
  const note = signText("a\n", [logKey], 0);
  assert.equal(addSignatures(note, note.signatures).signatures.length, 1);
});

test("key texts: reading gives back what was written; names and ids must fit", () => {
  for (const [type, seed] of [
    [1, 5],
    [4, 6],
    [6, 7],
  ] as const) {
    const secret = new Uint8Array(32).fill(seed);
    const text = formatSignerKey("k.example", type, secret);
    const key = value(parseSignerKey(text));
    assert.equal(key.verifier.type, type);
    const vkey = formatVerifierKey(key.verifier);
    assert.equal(formatVerifierKey(value(parseVerifierKey(vkey))), vkey);
    assert.equal(codeOf(parseVerifierKey(vkey.replace("k.example", "j.example"))), "bad-key");
    assert.equal(codeOf(parseSignerKey(text.replace("k.example", "j.example"))), "bad-key");
    assert.ok(!JSON.stringify(key).includes(toBase64(secret)), "a logged key does not show its seed");
  }
  for (const wrong of [
    "",
    "a",
    "a+b",
    "a+00000000+",
    "+530d903a+AA==",
    VKEY.slice(0, -1),
    `${VKEY}A`,
    `x${VKEY}`,
  ]) {
    assert.equal(codeOf(parseVerifierKey(wrong)), "bad-key", wrong);
  }
  for (const name of ["", "a b", "a+b", "a\u2003b", "a\u0085b", "a\nb", "é".repeat(128)]) {
    assert.equal(isKeyName(name), false, JSON.stringify(name));
  }
  assert.ok(isKeyName("vigie.example/log") && isKeyName("é".repeat(127)));
});
