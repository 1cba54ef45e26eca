/**
 * Ed25519 at its edges, as docs/tlog.md states them. The cases are those of "Taming the many EdDSAs" (Chalkias,
 * Garillot, Nikolaenko, 2020) that a verifier has to decide; the points are computed here from RFC 8032 section 5.1.
 * @module
 */
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { isSignatureOf, parsePublicKey, signMessage, toPrivateKey } from "../../../src/evidence/tlog/keys.ts";
import { codeOf, value } from "./make.ts";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
type Point = readonly [bigint, bigint];

const mod = (a: bigint): bigint => ((a % P) + P) % P;
function power(base: bigint, exponent: bigint): bigint {
  let [result, b] = [1n, mod(base)];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = mod(result * b);
    b = mod(b * b);
  }
  return result;
}
const D = mod(-121665n * power(121666n, P - 2n));
function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const k = mod(D * x1 * x2 * y1 * y2);
  const x = mod((x1 * y2 + x2 * y1) * power(1n + k, P - 2n));
  return [x, mod((y1 * y2 + x1 * x2) * power(1n - k, P - 2n))];
}
function times(n: bigint, point: Point): Point {
  let [result, b]: [Point, Point] = [[0n, 1n], point];
  for (let e = n; e > 0n; e >>= 1n) {
    if (e & 1n) result = add(result, b);
    b = add(b, b);
  }
  return result;
}
function littleEndian(n: bigint): Buffer {
  return Buffer.from(n.toString(16).padStart(64, "0"), "hex").reverse();
}
function encode([x, y]: Point): Buffer {
  return littleEndian(y | ((x & 1n) << 255n));
}
function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}
function recover(y: bigint): Point | null {
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (P - 1n) / 4n));
  return mod(x * x) === square ? [x, y] : null;
}
/** A point of order 8: L times some point of the whole curve. */
function orderEight(): Point {
  for (let y = 2n; ; y++) {
    const point = recover(y);
    if (point === null) continue;
    const low = times(L, point);
    if (times(4n, low)[1] !== 1n) return low;
  }
}

const PREFIX = Buffer.from("302a300506032b6570032100", "hex");
/** What OpenSSL alone would say. */
function opensslAccepts(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const object = createPublicKey({ key: Buffer.concat([PREFIX, key]), format: "der", type: "spki" });
    return verify(null, message, object, signature);
  } catch {
    return false;
  }
}

const torsion = orderEight();
const lowOrder = Array.from({ length: 8 }, (_, i) => encode(times(BigInt(i), torsion)));

test("the eight low-order points are refused as keys, in every spelling", (t) => {
  assert.equal(new Set(lowOrder.map(String)).size, 8);
  for (const point of lowOrder) {
    assert.equal(codeOf(parsePublicKey("ed25519", point)), "bad-key", point.toString("hex"));
    const flipped = Buffer.from(point);
    flipped[31] = (flipped[31] ?? 0) ^ 0x80; // the other sign of x, also where x is 0
    assert.equal(codeOf(parsePublicKey("ed25519", flipped)), "bad-key");
  }
  // Why: with the neutral point as key, the signature R = B, s = 1 fits every message, and OpenSSL agrees.
  const neutral = encode([0n, 1n]);
  const base = encode(recoverBase());
  const signature = Buffer.concat([base, littleEndian(1n)]);
  const isFooled = opensslAccepts(neutral, Buffer.from("any message"), signature);
  t.diagnostic(`OpenSSL alone ${isFooled ? "accepts" : "refuses"} a signature of the neutral point`);
});

function recoverBase(): Point {
  const y = mod(4n * power(5n, P - 2n));
  const point = recover(y) ?? [0n, 1n];
  return (point[0] & 1n) === 0n ? point : [P - point[0], y];
}

test("non-canonical spellings of a key's y (p to 2^255 - 1) are refused", () => {
  for (let y = P; y < 2n ** 255n; y++) {
    assert.equal(codeOf(parsePublicKey("ed25519", littleEndian(y))), "bad-key");
    assert.equal(codeOf(parsePublicKey("ed25519", littleEndian(y | (1n << 255n)))), "bad-key");
  }
});

test("a signature whose s is not below the group order is refused", () => {
  const key = toPrivateKey("ed25519", new Uint8Array(32).fill(8));
  const message = Buffer.from("message");
  const signature = signMessage(key, message);
  assert.ok(isSignatureOf(key.publicKey, message, signature));
  for (const factor of [1n, 2n, 7n]) {
    const s = number(signature.subarray(32)) + factor * L;
    const again = Buffer.concat([signature.subarray(0, 32), littleEndian(s)]);
    assert.equal(isSignatureOf(key.publicKey, message, again), false);
  }
});

test("a key with a low-order part: the equation without cofactor decides", () => {
  // A' = A + T: a signature made for A' fits only when the challenge is divisible by the order of T.
  const seed = new Uint8Array(32).fill(9);
  const digest = createHash("sha512").update(seed).digest();
  digest[0] = (digest[0] ?? 0) & 248;
  digest[31] = ((digest[31] ?? 0) & 127) | 64;
  const a = number(digest.subarray(0, 32));
  const base = recoverBase();
  const mixed = encode(add(times(a, base), torsion));
  const key = value(parsePublicKey("ed25519", mixed));
  const r = 12345n;
  const R = encode(times(r, base));
  const counts = { divisible: 0, other: 0 };
  for (let i = 0; i < 32; i++) {
    const message = Buffer.from(`message ${i}`);
    const k = number(createHash("sha512").update(R).update(mixed).update(message).digest());
    const signature = Buffer.concat([R, littleEndian((r + (k % L) * a) % L)]);
    const fits = isSignatureOf(key, message, signature);
    assert.equal(fits, (k % L) % 8n === 0n);
    counts[fits ? "divisible" : "other"]++;
  }
  assert.ok(counts.other > 0);
});

test("wrong lengths are answers, not exceptions", () => {
  const key = toPrivateKey("ed25519", new Uint8Array(32).fill(8)).publicKey;
  for (const length of [0, 1, 63, 65, 2420]) {
    assert.equal(isSignatureOf(key, Buffer.from("m"), new Uint8Array(length)), false);
  }
  for (const length of [0, 31, 33, 1312]) {
    assert.equal(codeOf(parsePublicKey("ed25519", new Uint8Array(length))), "bad-key");
  }
  assert.equal(codeOf(parsePublicKey("ml-dsa-44", new Uint8Array(32))), "bad-key");
  assert.throws(() => toPrivateKey("ed25519", new Uint8Array(31)), RangeError);
});

// RFC 8032 section 7.1, TEST 2
test("the vector of RFC 8032", () => {
  const hex = (text: string): Buffer => Buffer.from(text, "hex");
  const key = toPrivateKey(
    "ed25519",
    hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
  );
  assert.equal(
    Buffer.from(key.publicKey.bytes).toString("hex"),
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  );
  assert.equal(
    Buffer.from(signMessage(key, hex("72"))).toString("hex"),
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  );
});

test("ML-DSA-44: sizes, a round trip, one flipped bit", () => {
  const key = toPrivateKey("ml-dsa-44", new Uint8Array(32).fill(3));
  assert.equal(key.publicKey.bytes.length, 1312);
  const signature = signMessage(key, Buffer.from("message"));
  assert.equal(signature.length, 2420);
  const again = value(parsePublicKey("ml-dsa-44", key.publicKey.bytes));
  assert.ok(isSignatureOf(again, Buffer.from("message"), signature));
  assert.equal(isSignatureOf(again, Buffer.from("messagf"), signature), false);
  signature[1000] = (signature[1000] ?? 0) ^ 1;
  assert.equal(isSignatureOf(again, Buffer.from("message"), signature), false);
});
