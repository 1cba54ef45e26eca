/**
 * Signed notes: a text and signature lines below it (C2SP signed-note). Whoever hands over a note wrote all of it;
 * nothing of its text may be believed before {@link verifyNote} succeeded.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { concatBytes, parseBase64, parseUtf8, toBase64, utf8Bytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { type CheckedSignature, checkSignature, makeSignature } from "./signature.ts";
import { isKeyName, type SignerKey, type VerifierKey } from "./vkey.ts";

/** Larger notes are refused unread; 100 ML-DSA-44 signatures take about 350 kB. */
export const MAX_NOTE_BYTES = 1_000_000;
/** The specification asks for at least 16. */
const MAX_SIGNATURES = 100;

const ID_BYTES = 4;

/** One signature line, not checked. */
export interface NoteSignature {
  readonly name: string;
  /** Key id: tells which of the name's keys signed. */
  readonly id: number;
  /** Signature bytes without the id. */
  readonly bytes: Uint8Array;
}

/** A note taken apart, not checked. */
export interface SignedNote {
  /** The text with its final newline: the bytes that are signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Takes a note apart. Errors: `malformed`, `too-large`. */
export function parseNote(note: Uint8Array | string): Result<SignedNote, Fault> {
  if (note.length > MAX_NOTE_BYTES)
    return err(fault("too-large", `a note of more than ${MAX_NOTE_BYTES} bytes`));
  const whole = typeof note === "string" ? note : parseUtf8(note);
  if (whole?.isWellFormed() !== true) return err(malformed("it is not UTF-8"));
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) return err(malformed("it holds control characters"));
  const split = whole.lastIndexOf("\n\n");
  if (split < 0) return err(malformed("no blank line before the signatures"));
  const signatures = parseSignatureLines(whole.slice(split + 2));
  return signatures.ok ? ok({ text: whole.slice(0, split + 1), signatures: signatures.value }) : signatures;
}

/** Reads signature lines alone, as a witness answers them. Errors: `malformed`, `too-large`. */
export function parseSignatureLines(text: string): Result<readonly NoteSignature[], Fault> {
  if (text === "" || !text.endsWith("\n")) return err(malformed("no signature line at its end"));
  const lines = text.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return err(fault("too-large", `more than ${MAX_SIGNATURES} signatures`));
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return err(malformed("a signature line cannot be read"));
    signatures.push(signature);
  }
  return ok(signatures);
}

function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name, base64, ...rest] = line.split(" ");
  if (dash !== "—" || name === undefined || base64 === undefined || rest.length > 0) return null;
  const bytes = parseBase64(base64);
  if (!isKeyName(name) || bytes === null || bytes.length <= ID_BYTES) return null;
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, id, bytes: bytes.slice(ID_BYTES) };
}

/** The text of a note. @example formatNote({ text: "hello\n", signatures }) // "hello\n\n— name base64\n" */
export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join("")}`;
}

/** One signature line with its newline. */
export function formatSignatureLine(signature: NoteSignature): string {
  const id = new Uint8Array(ID_BYTES);
  new DataView(id.buffer).setUint32(0, signature.id);
  return `— ${signature.name} ${toBase64(concatBytes(id, signature.bytes))}\n`;
}

/**
 * Signs a text with every signer, in their order.
 * @param timeSeconds the time that cosignatures state, seconds since 1970
 * @throws RangeError when the text does not end with a newline or an ML-DSA-44 key is to sign what is no checkpoint
 * @example signText("hello\n", [signer], 0)
 */
export function signText(text: string, signers: Iterable<SignerKey>, timeSeconds: number): SignedNote {
  if (!text.endsWith("\n")) throw new RangeError("a note's text ends with a newline");
  const signatures: NoteSignature[] = [];
  for (const signer of signers) {
    const { name, id } = signer.verifier;
    signatures.push({ name, id, bytes: makeSignature(signer, text, timeSeconds) });
  }
  return { text, signatures };
}

/** A note whose known signatures all fit. */
export interface VerifiedNote {
  readonly text: string;
  /** The signatures of known keys, each key once, in the note's order. */
  readonly checked: readonly CheckedSignature[];
}

/**
 * Checks that at least one known key signed the note, and that no known key's signature fails: unknown keys are
 * ignored, a known key that fails rejects the whole note (C2SP signed-note, "Signatures").
 * Errors: `bad-signature`, `unsigned`.
 */
export function verifyNote(note: SignedNote, keys: Iterable<VerifierKey>): Result<VerifiedNote, Fault> {
  const known = new Map<string, VerifierKey>();
  for (const key of keys) known.set(`${key.id} ${key.name}`, key);
  const checked = new Map<VerifierKey, CheckedSignature>();
  for (const { name, id, bytes } of note.signatures) {
    const key = known.get(`${id} ${name}`);
    if (key === undefined) continue;
    const signature = checkSignature(key, note.text, bytes);
    if (signature === null) return err(fault("bad-signature", `the signature of ${name} does not fit`));
    if (!checked.has(key)) checked.set(key, signature);
  }
  if (checked.size === 0) return err(fault("unsigned", "no known key signed it"));
  return ok({ text: note.text, checked: [...checked.values()] });
}

/** The note with further signatures below the others; one that is there already is not repeated. */
export function addSignatures(note: SignedNote, more: Iterable<NoteSignature>): SignedNote {
  const lines = new Map<string, NoteSignature>();
  for (const signature of [...note.signatures, ...more]) {
    const key = `${signature.id} ${signature.name}`;
    if (!lines.has(key)) lines.set(key, signature);
  }
  return { text: note.text, signatures: [...lines.values()] };
}

/** Bytes of a note's text form. */
export function noteBytes(note: SignedNote): Uint8Array {
  return utf8Bytes(formatNote(note));
}

function malformed(text: string): Fault {
  return fault("malformed", `no signed note: ${text}`);
}
