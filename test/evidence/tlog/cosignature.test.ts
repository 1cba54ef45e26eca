/**
 * Cosignatures: the bytes that are signed, written out by hand from C2SP tlog-cosignature.
 * https://github.com/C2SP/C2SP/blob/main/tlog-cosignature.md
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from "../../../src/evidence/tlog/checkpoint.ts";
import { ed25519Message, mlDsaMessage, parseTimestamped } from "../../../src/evidence/tlog/cosignature.ts";
import { parseBase64 } from "../../../src/evidence/tlog/encoding.ts";
import { isSignatureOf } from "../../../src/evidence/tlog/keys.ts";
import { checkSignature, makeSignature } from "../../../src/evidence/tlog/signature.ts";
import { codeOf, ORIGIN, signer, value, witnessA, witnessM } from "./make.ts";

// The example checkpoint of the specification
const TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const TIME = 1_679_315_147;

test("Ed25519: two lines and the whole text", () => {
  assert.equal(
    Buffer.from(ed25519Message(TEXT, TIME)).toString(),
    `cosignature/v1\ntime 1679315147\n${TEXT}`,
  );
});

test("the time of the specification's example line is read", () => {
  const line =
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
  const bytes = parseBase64(line);
  assert.ok(bytes);
  assert.equal(parseTimestamped(bytes.subarray(4), 64)?.timeSeconds, TIME);
  assert.equal(parseTimestamped(bytes, 64), null);
  const future = new Uint8Array(72).fill(255);
  assert.equal(parseTimestamped(future, 64), null);
});

test("ML-DSA-44: the structure, byte by byte", () => {
  const checkpoint = value(parseCheckpoint(TEXT));
  const expected = [
    Buffer.from("subtree/v1\n\0").toString("hex"), // label, 12 bytes
    "0f",
    Buffer.from("anssi.example/m").toString("hex"), // cosigner_name
    "00000000641850cb", // timestamp
    "1b",
    Buffer.from("example.com/behind-the-sofa").toString("hex"), // log_origin
    "0000000000000000", // start
    "00000000013e2dc3", // end: the size
    "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62", // hash
  ].join("");
  const message = mlDsaMessage("anssi.example/m", checkpoint, TIME);
  assert.equal(Buffer.from(message ?? []).toString("hex"), expected);
  const signature = makeSignature(witnessM, TEXT, TIME);
  const key = witnessM.verifier.publicKey;
  assert.ok(isSignatureOf(key, Buffer.from(expected, "hex"), signature.subarray(8)));
});

test("a cosignature of either type fits its checkpoint and time only", () => {
  for (const cosigner of [witnessA, witnessM]) {
    const key = cosigner.verifier;
    const bytes = makeSignature(cosigner, TEXT, TIME);
    assert.equal(checkSignature(key, TEXT, bytes)?.timeSeconds, TIME);
    assert.equal(checkSignature(key, TEXT.replace("20852163", "20852164"), bytes), null);
    const later = new Uint8Array(bytes);
    later[7] = (later[7] ?? 0) ^ 1;
    assert.equal(checkSignature(key, TEXT, later), null);
    assert.equal(checkSignature(key, TEXT, bytes.subarray(1)), null);
  }
});

test("ML-DSA-44 commits to the cosigner's name and not to extension lines, Ed25519 the other way round", () => {
  const extended = `${TEXT}an extension\n`;
  const dsa = makeSignature(witnessM, TEXT, TIME);
  assert.ok(checkSignature(witnessM.verifier, extended, dsa));
  assert.equal(checkSignature(signer("another.example", 6, 4).verifier, TEXT, dsa), null);
  const ed = makeSignature(witnessA, TEXT, TIME);
  assert.equal(checkSignature(witnessA.verifier, extended, ed), null);
});

test("a cosigner's key signs and accepts nothing but checkpoints", () => {
  assert.throws(() => makeSignature(witnessA, "hello\n", TIME), RangeError);
  assert.throws(() => makeSignature(witnessM, "hello\n", TIME), RangeError);
  assert.equal(checkSignature(witnessA.verifier, "hello\n", new Uint8Array(72)), null);
});

test("an origin that does not fit a length of one byte cannot be cosigned with ML-DSA-44", () => {
  const root = new Uint8Array(32);
  const checkpoint = (origin: string): Checkpoint => ({ origin, size: 1, root, extensions: [] });
  assert.ok(mlDsaMessage("m", checkpoint("o".repeat(255)), 0));
  assert.equal(mlDsaMessage("m", checkpoint("o".repeat(256)), 0), null);
});

test("checkpoints: what is written is read; everything else is refused", () => {
  const root = new Uint8Array(32).fill(1);
  for (const size of [1, 70_000, Number.MAX_SAFE_INTEGER]) {
    for (const extensions of [[], ["one", "two two"]]) {
      const checkpoint = { origin: ORIGIN, size, root, extensions };
      assert.deepEqual(value(parseCheckpoint(formatCheckpoint(checkpoint))), checkpoint);
    }
  }
  const [origin, size, hash] = TEXT.split("\n");
  const wrong = [
    "",
    "\n",
    `${origin}\n${size}\n${hash}`,
    `\n${size}\n${hash}\n`,
    `${origin}\n${size}\n`,
    `${origin}\n\n${hash}\n`,
    `${origin}\n+1\n${hash}\n`,
    `${origin}\n-1\n${hash}\n`,
    `${origin}\n01\n${hash}\n`,
    `${origin}\n1.0\n${hash}\n`,
    `${origin}\n1e3\n${hash}\n`,
    `${origin}\n 1\n${hash}\n`,
    `${origin}\n0x10\n${hash}\n`,
    `${origin}\n9007199254740992\n${hash}\n`,
    `${origin}\n18446744073709551616\n${hash}\n`,
    `${origin}\n${"9".repeat(10_000)}\n${hash}\n`,
    `${origin}\n0\n${hash}\n`,
    `${origin}\n${size}\n${hash?.slice(0, -1)}\n`,
    `${origin}\n${size}\n${hash?.slice(4)}\n`,
    `${origin}\n${size}\nAAAA${hash}\n`,
    `${origin}\n${size}\n${hash?.replace("I=", "J=")}\n`,
    `${origin}\n${size}\n${hash} \n`,
    `${origin}\n${size}\n${hash}\n\n`,
    `${origin}\n${size}\n${hash}\nextension\n\nextension\n`,
    `${origin}\u0000\n${size}\n${hash}\n`,
  ];
  for (const text of wrong) assert.equal(codeOf(parseCheckpoint(text)), "malformed", JSON.stringify(text));
});
