/** Keys of fixed seeds; apart from the other helpers, so that a child process can use them. @module */
import {
  SIGNATURE_TYPES,
  type SignatureType,
  type SignerKey,
  toSignerKey,
} from "../../../src/evidence/tlog/vkey.ts";

export const ORIGIN = "vigie.example/log";

/** A signer whose seed is one byte repeated. */
export function signer(name: string, type: SignatureType, seed: number): SignerKey {
  return toSignerKey(name, type, new Uint8Array(32).fill(seed));
}

export const logKey: SignerKey = signer(ORIGIN, SIGNATURE_TYPES.note, 1);
export const witnessA: SignerKey = signer("party.example/a", SIGNATURE_TYPES.cosignature, 2);
export const witnessB: SignerKey = signer("ngo.example/b", SIGNATURE_TYPES.cosignature, 3);
export const witnessM: SignerKey = signer("anssi.example/m", SIGNATURE_TYPES.mlDsaCosignature, 4);
