/**
 * Asking witnesses to cosign (C2SP tlog-witness, client side). A witness may be slow, broken or hostile: what it
 * answers is bounded, and no signature is taken that does not verify with the key that the policy gives it.
 * @module
 */
import { errorText } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { parseDecimal, parseUtf8 } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { type NoteSignature, parseNote, parseSignatureLines, type SignedNote, verifyNote } from "./note.ts";
import type { PolicyParty } from "./policy.ts";
import { formatRequest } from "./witness-request.ts";

const MAX_ANSWER_BYTES = 65_536;
const TIMEOUT_MS = 10_000;

/** What the client needs of the world. */
export interface WitnessClientOptions {
  /** Time for a witness's whole answer, milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Makes the consistency proof from a size that a witness names to the checkpoint's. */
export type ProofMaker = (oldSize: number, size: number) => Result<readonly Uint8Array[], Fault>;

/** What came of asking one witness. */
export interface WitnessReply {
  readonly witness: PolicyParty;
  /** Its checked cosignatures, ready for {@link LogWriter.cosign}. */
  readonly result: Result<readonly NoteSignature[], Fault>;
}

/**
 * Asks every witness that has a URL, all at once.
 * @param checkpoint the signed note, verbatim
 * @example await askWitnesses(policy.witnesses, note, (a, b) => log.consistencyProof(a, b))
 */
export function askWitnesses(
  witnesses: Iterable<PolicyParty>,
  checkpoint: string,
  prove: ProofMaker,
  options: WitnessClientOptions = {},
): Promise<readonly WitnessReply[]> {
  const ask = async (witness: PolicyParty): Promise<WitnessReply> => ({
    witness,
    result: await askWitness(witness, checkpoint, prove, options),
  });
  return Promise.all([...witnesses].filter(({ url }) => url !== null).map(ask));
}

/**
 * Asks one witness. It is first told that the log believes it new; its answer (409) names the size it has, and it is
 * asked once more from there. Errors: `unreachable`, `refused`, `malformed`, `bad-signature`, `unsigned`, and what
 * `prove` returns.
 */
export async function askWitness(
  witness: PolicyParty,
  checkpoint: string,
  prove: ProofMaker,
  options: WitnessClientOptions = {},
): Promise<Result<readonly NoteSignature[], Fault>> {
  const note = parseNote(checkpoint);
  const tree = note.ok ? parseCheckpoint(note.value.text) : note;
  if (!note.ok || !tree.ok) return err(fault("malformed", "there is no checkpoint to cosign"));
  const { size } = tree.value;
  const first = await post(witness, formatRequest({ oldSize: 0, proof: [], note: checkpoint }), options);
  if (!first.ok || first.value.status !== 409) return cosignaturesOf(first, note.value, witness);
  const oldSize = parseDecimal(first.value.body.replace(/\n$/, ""));
  if (oldSize === null || oldSize === 0 || oldSize > size) {
    return err(fault("refused", `${witness.name} has seen ${oldSize ?? "an unreadable number of"} entries`));
  }
  const proof = prove(oldSize, size);
  if (!proof.ok) return proof;
  const body = formatRequest({ oldSize, proof: proof.value, note: checkpoint });
  return cosignaturesOf(await post(witness, body, options), note.value, witness);
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Checks that the answer is a success and that the witness's own signatures in it fit; others are dropped. */
function cosignaturesOf(
  answer: Result<Answer, Fault>,
  note: SignedNote,
  { name, key }: PolicyParty,
): Result<readonly NoteSignature[], Fault> {
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return err(fault("refused", `${name} answered ${status}`));
  const lines = parseSignatureLines(body);
  if (!lines.ok) return lines;
  const own = lines.value.filter((line) => line.id === key.id && line.name === key.name);
  const checked = verifyNote({ text: note.text, signatures: own }, [key]);
  return checked.ok ? ok(own.slice(0, 1)) : checked;
}

async function post(
  { name, url }: PolicyParty,
  body: string,
  options: WitnessClientOptions,
): Promise<Result<Answer, Fault>> {
  const target = `${(url ?? "").replace(/\/$/, "")}/add-checkpoint`;
  try {
    const response = await (options.fetch ?? fetch)(target, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    });
    const text = await readText(response);
    if (text === null) return err(fault("unreachable", `${name} answered too much, or no text`));
    return ok({ status: response.status, body: text });
  } catch (error) {
    // fetch throws for refused connections, wrong addresses, timeouts, redirects and broken answers alike
    return err(fault("unreachable", `${name}: ${errorText(error)}`));
  }
}

async function readText(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_ANSWER_BYTES) return null; // leaving the loop cancels the rest
    parts.push(part);
  }
  return parseUtf8(Buffer.concat(parts));
}
