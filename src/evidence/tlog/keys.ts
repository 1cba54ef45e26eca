/**
 * Raw signature keys on top of node:crypto: Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204, native in Node 24).
 * Public keys come out of policy files and verifier keys that people pass around; a key that would make more than
 * one signer's signatures fit is refused here, before any signature is looked at (see docs/tlog.md).
 * @module
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { err, ok, type Result } from "../../base/result.ts";
import { concatBytes, copyBytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";

export type Algorithm = "ed25519" | "ml-dsa-44";

/** Bytes of the secret seed of either algorithm (RFC 8032 section 5.1.5, FIPS 204 section 5.1). */
export const SEED_BYTES = 32;

interface Layout {
  readonly publicBytes: number;
  readonly signatureBytes: number;
  /** DER in front of a raw public key (SPKI) and of a seed (PKCS #8): RFC 8410 and RFC 9881. */
  readonly spki: Uint8Array;
  readonly pkcs8: Uint8Array;
}

const layouts: Readonly<Record<Algorithm, Layout>> = {
  ed25519: {
    publicBytes: 32,
    signatureBytes: 64,
    spki: hexBytes("302a300506032b6570032100"),
    pkcs8: hexBytes("302e020100300506032b657004220420"),
  },
  "ml-dsa-44": {
    publicBytes: 1312,
    signatureBytes: 2420,
    spki: hexBytes("30820532300b06096086480165030403110382052100"),
    pkcs8: hexBytes("3034020100300b060960864801650304031104228020"),
  },
};

function hexBytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** Bytes of a signature. @example signatureBytes("ed25519") // 64 */
export function signatureBytes(algorithm: Algorithm): number {
  return layouts[algorithm].signatureBytes;
}

/** A public key that passed {@link parsePublicKey}. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly bytes: Uint8Array;
  readonly object: KeyObject;
}

/** A private key; the seed is kept out of sight of loggers and JSON. */
export interface PrivateKey {
  readonly algorithm: Algorithm;
  readonly object: KeyObject;
  readonly publicKey: PublicKey;
}

/** Reads a raw public key. Errors: `bad-key` for a wrong length or, Ed25519, an unsafe point. */
export function parsePublicKey(algorithm: Algorithm, bytes: Uint8Array): Result<PublicKey, Fault> {
  const { publicBytes, spki } = layouts[algorithm];
  if (bytes.length !== publicBytes) {
    return err(fault("bad-key", `an ${algorithm} public key has ${publicBytes} bytes, not ${bytes.length}`));
  }
  if (algorithm === "ed25519" && !isSafePoint(bytes)) {
    return err(fault("bad-key", "the Ed25519 public key is a low-order or non-canonical point"));
  }
  try {
    const object = createPublicKey({
      key: Buffer.from(concatBytes(spki, bytes)),
      format: "der",
      type: "spki",
    });
    return ok({ algorithm, bytes: copyBytes(bytes), object });
  } catch {
    return err(fault("bad-key", `no ${algorithm} public key`));
  }
}

/**
 * The key pair of a 32-byte seed.
 * @throws RangeError when the seed is not 32 bytes
 */
export function toPrivateKey(algorithm: Algorithm, seed: Uint8Array): PrivateKey {
  if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
  const { pkcs8, spki } = layouts[algorithm];
  const object = createPrivateKey({
    key: Buffer.from(concatBytes(pkcs8, seed)),
    format: "der",
    type: "pkcs8",
  });
  const publicObject = createPublicKey(object);
  const bytes = new Uint8Array(publicObject.export({ format: "der", type: "spki" })).slice(spki.length);
  return { algorithm, object, publicKey: { algorithm, bytes, object: publicObject } };
}

/** A fresh seed. @param random source of randomness, the operating system's by default */
export function createSeed(random: (sizeBytes: number) => Uint8Array = randomBytes): Uint8Array {
  return random(SEED_BYTES);
}

/** Signs a message. Ed25519 is deterministic, ML-DSA-44 is not (FIPS 204 "hedged"). */
export function signMessage(key: PrivateKey, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, key.object));
}

/** Whether the signature fits; both message and signature may come from a stranger. */
export function isSignatureOf(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== layouts[key.algorithm].signatureBytes) return false;
  try {
    return verify(null, message, key.object, signature);
  } catch {
    return false; // OpenSSL refuses some malformed inputs by an error instead of an answer
  }
}

const FIELD_PRIME = 2n ** 255n - 19n;
// The y coordinates of the eight points whose order divides 8: with such a key one signature fits any message.
const ORDER_8_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const LOW_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  ORDER_8_Y,
  FIELD_PRIME - ORDER_8_Y,
]);

/** Whether 32 bytes spell a y coordinate below the prime (RFC 8032 section 5.1.3) of a point that is not of low order. */
function isSafePoint(bytes: Uint8Array): boolean {
  const bigEndian = Buffer.from(bytes).reverse();
  bigEndian[0] = (bigEndian[0] ?? 0) & 0x7f; // the top bit is the sign of x
  const y = BigInt(`0x${bigEndian.toString("hex")}`);
  return y < FIELD_PRIME && !LOW_ORDER_Y.has(y);
}
