/**
 * Named keys and their texts: verifier keys (C2SP signed-note, "Verifier keys") and signer keys (the same shape with
 * the prefix of Go's note package).
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { concatBytes, parseBase64, toBase64, utf8Bytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { sha256Bytes } from "./hash.ts";
import {
  type Algorithm,
  type PrivateKey,
  type PublicKey,
  parsePublicKey,
  SEED_BYTES,
  toPrivateKey,
} from "./keys.ts";

/** Signature types that Vigie makes and checks (C2SP signed-note, "Signature types"). */
export const SIGNATURE_TYPES = {
  /** Ed25519 over the note's text. */
  note: 0x01,
  /** Ed25519 cosignature with a time. */
  cosignature: 0x04,
  /** ML-DSA-44 cosignature with a time. */
  mlDsaCosignature: 0x06,
} as const;

export type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];

/** A key that signatures are checked with. Name and id together tell which signature line is its own. */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256(name || newline || type || public key), as a number. */
  readonly id: number;
  readonly type: SignatureType;
  readonly publicKey: PublicKey;
}

/** A key that signs. */
export interface SignerKey {
  readonly verifier: VerifierKey;
  readonly privateKey: PrivateKey;
}

const MAX_KEY_TEXT = 4096; // an ML-DSA-44 public key takes 1,752 characters
const MAX_NAME_BYTES = 255; // an ML-DSA-44 cosignature writes the name's length in one byte
const SIGNER_PREFIX = "PRIVATE+KEY+";

/** Whether a key name is allowed: not empty, no Unicode space, no plus, no control, at most 255 bytes. */
export function isKeyName(name: string): boolean {
  return !/[\p{White_Space}\p{Cc}+]/u.test(name) && name.isWellFormed() && isShort(name);
}

function isShort(name: string): boolean {
  return name !== "" && name.length <= MAX_NAME_BYTES && utf8Bytes(name).length <= MAX_NAME_BYTES;
}

/** The algorithm behind a signature type, or null for a type that Vigie does not know. */
function algorithmOf(type: number): Algorithm | null {
  if (type === SIGNATURE_TYPES.note || type === SIGNATURE_TYPES.cosignature) return "ed25519";
  return type === SIGNATURE_TYPES.mlDsaCosignature ? "ml-dsa-44" : null;
}

/** Key id (C2SP signed-note, "Signatures"). @example keyId("example.com/foo", 1, bytes) // 0x530d903a */
function keyId(name: string, type: number, publicKey: Uint8Array): number {
  const digest = sha256Bytes(concatBytes(utf8Bytes(`${name}\n`), new Uint8Array([type]), publicKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** Eight hexadecimal digits of a key id. */
export function keyIdText(id: number): string {
  return id.toString(16).padStart(8, "0");
}

/** The verifier key of a public key. @throws RangeError for a name that is not allowed */
function toVerifierKey(name: string, type: SignatureType, publicKey: PublicKey): VerifierKey {
  if (!isKeyName(name)) throw new RangeError("no key name");
  if (algorithmOf(type) !== publicKey.algorithm) throw new RangeError("no key of that type");
  return { name, type, publicKey, id: keyId(name, type, publicKey.bytes) };
}

/**
 * The signer of a seed.
 * @throws RangeError for a name that is not allowed or a seed that is not 32 bytes
 * @example toSignerKey("vigie.example/log", SIGNATURE_TYPES.note, createSeed())
 */
export function toSignerKey(name: string, type: SignatureType, seed: Uint8Array): SignerKey {
  const privateKey = toPrivateKey(algorithmOf(type) ?? "ed25519", seed);
  return { privateKey, verifier: toVerifierKey(name, type, privateKey.publicKey) };
}

/** Text of a verifier key: `<name>+<id>+<base64(type || public key)>`. */
export function formatVerifierKey(key: VerifierKey): string {
  const bytes = concatBytes(new Uint8Array([key.type]), key.publicKey.bytes);
  return `${key.name}+${keyIdText(key.id)}+${toBase64(bytes)}`;
}

/** Text of a signer key: `PRIVATE+KEY+<name>+<id>+<base64(type || seed)>`. Whoever has it can sign. */
export function formatSignerKey(name: string, type: SignatureType, seed: Uint8Array): string {
  const { verifier } = toSignerKey(name, type, seed);
  const bytes = concatBytes(new Uint8Array([type]), seed);
  return `${SIGNER_PREFIX}${name}+${keyIdText(verifier.id)}+${toBase64(bytes)}`;
}

interface KeyText {
  readonly name: string;
  readonly id: string;
  readonly type: SignatureType;
  readonly bytes: Uint8Array;
}

/** Reads a verifier key, as somebody published it. Errors: `bad-key`. */
export function parseVerifierKey(text: string): Result<VerifierKey, Fault> {
  const parts = parseKeyText(text);
  if (parts === null) return err(fault("bad-key", "no verifier key of a known type"));
  const algorithm = algorithmOf(parts.type) ?? "ed25519";
  const publicKey = parsePublicKey(algorithm, parts.bytes);
  if (!publicKey.ok) return publicKey;
  return withId(toVerifierKey(parts.name, parts.type, publicKey.value), parts.id);
}

/** Reads a signer key. The text is a secret: it never appears in a fault. Errors: `bad-key`. */
export function parseSignerKey(text: string): Result<SignerKey, Fault> {
  const parts = text.startsWith(SIGNER_PREFIX) ? parseKeyText(text.slice(SIGNER_PREFIX.length)) : null;
  if (parts === null || parts.bytes.length !== SEED_BYTES) {
    return err(fault("bad-key", "no signer key of a known type"));
  }
  const signer = toSignerKey(parts.name, parts.type, parts.bytes);
  const verifier = withId(signer.verifier, parts.id);
  return verifier.ok ? ok(signer) : verifier;
}

// Base64 uses the plus sign too: only the first two separate.
function parseKeyText(text: string): KeyText | null {
  if (text.length > MAX_KEY_TEXT) return null;
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const bytes = parseBase64(match?.[3] ?? "");
  const [name, id, type] = [match?.[1] ?? "", match?.[2] ?? "", bytes?.[0] ?? 0];
  if (bytes === null || !isKeyName(name) || !isSignatureType(type)) return null;
  return { name, id, type, bytes: bytes.slice(1) };
}

function isSignatureType(type: number): type is SignatureType {
  return algorithmOf(type) !== null;
}

function withId(key: VerifierKey, id: string): Result<VerifierKey, Fault> {
  if (keyIdText(key.id) === id) return ok(key);
  return err(fault("bad-key", `the key of ${key.name} does not belong to its id ${id}`));
}
