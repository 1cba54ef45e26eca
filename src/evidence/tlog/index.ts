/**
 * A transparency log in the C2SP formats: written, read, proved, verified, witnessed.
 * @module
 */
export { verifyLog } from "./audit.ts";
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { type Fault, type FaultCode, faultCodes, faultText } from "./fault.ts";
export { leafHash, MAX_ENTRY_BYTES } from "./hash.ts";
export type { ListenOptions, RunningServer } from "./http.ts";
export { parseSignerKeys, readKeyFile, writeKeyFile } from "./keyfile.ts";
export { createSeed } from "./keys.ts";
export { formatNote, parseNote, type SignedNote, signText, verifyNote } from "./note.ts";
export { type Policy, type PolicyParty, parsePolicy, type Quorum, trustLog } from "./policy.ts";
export { formatProof, parseProof, type TlogProof } from "./proof.ts";
export { LogFolder } from "./reader.ts";
export { serveLog } from "./serve.ts";
export {
  consistencyProof,
  type HashReader,
  inclusionProof,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./tree.ts";
export {
  type Check,
  checkNames,
  type Verdict,
  verifyCheckpoint,
  verifyGrowth,
  verifyProof,
} from "./verify.ts";
export {
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  SIGNATURE_TYPES,
  type SignerKey,
  toSignerKey,
  type VerifierKey,
} from "./vkey.ts";
export { Witness, type WitnessOptions, type WitnessStore } from "./witness.ts";
export { askWitnesses, type WitnessReply } from "./witness-client.ts";
export { serveWitness } from "./witness-server.ts";
export { openWitnessFolder } from "./witness-store.ts";
export { type LogOptions, type LogWriter, openLog } from "./writer.ts";
