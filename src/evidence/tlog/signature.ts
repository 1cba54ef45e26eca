/**
 * Making and checking one signature of a note, whatever its type.
 * @module
 */
import { parseCheckpoint } from "./checkpoint.ts";
import { ed25519Message, formatTimestamped, mlDsaMessage, parseTimestamped } from "./cosignature.ts";
import { utf8Bytes } from "./encoding.ts";
import { isSignatureOf, signatureBytes, signMessage } from "./keys.ts";
import { SIGNATURE_TYPES, type SignerKey, type VerifierKey } from "./vkey.ts";

/** A signature that was checked and fits. */
export interface CheckedSignature {
  readonly key: VerifierKey;
  /** When it was made, seconds since 1970, as the signer says; null for the type that has no time. */
  readonly timeSeconds: number | null;
}

/**
 * Checks the bytes of a signature (without the key id) over a note's text; both are a stranger's.
 * @returns null when it does not fit
 */
export function checkSignature(key: VerifierKey, text: string, bytes: Uint8Array): CheckedSignature | null {
  if (key.type === SIGNATURE_TYPES.note) {
    return isSignatureOf(key.publicKey, utf8Bytes(text), bytes) ? { key, timeSeconds: null } : null;
  }
  const stamped = parseTimestamped(bytes, signatureBytes(key.publicKey.algorithm));
  if (stamped === null) return null;
  const message = cosignedMessage(key, text, stamped.timeSeconds);
  if (message === null || !isSignatureOf(key.publicKey, message, stamped.signature)) return null;
  return { key, timeSeconds: stamped.timeSeconds };
}

/**
 * Signs a note's text.
 * @param timeSeconds written into cosignatures; not used by the plain type
 * @throws RangeError when an ML-DSA-44 key is to sign what is no checkpoint
 */
export function makeSignature(signer: SignerKey, text: string, timeSeconds: number): Uint8Array {
  const { verifier, privateKey } = signer;
  if (verifier.type === SIGNATURE_TYPES.note) return signMessage(privateKey, utf8Bytes(text));
  const message = cosignedMessage(verifier, text, timeSeconds);
  if (message === null) throw new RangeError("only checkpoints can be cosigned");
  return formatTimestamped(timeSeconds, signMessage(privateKey, message));
}

/** A cosigner speaks about checkpoints only: any other text yields null, so it can be neither signed nor accepted. */
function cosignedMessage(key: VerifierKey, text: string, timeSeconds: number): Uint8Array | null {
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint.ok) return null;
  if (key.type === SIGNATURE_TYPES.cosignature) return ed25519Message(text, timeSeconds);
  return mlDsaMessage(key.name, checkpoint.value, timeSeconds);
}
