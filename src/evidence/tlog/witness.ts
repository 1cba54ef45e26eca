/**
 * A witness: it remembers the newest checkpoint of each log it knows, and cosigns only what adds to it (C2SP
 * tlog-witness). Parties and observers run one, so that not even the operator can rewrite the log unseen.
 *
 * Two requests for one log never overlap: reading the state, checking against it and persisting the next one happen
 * in one turn per origin. Otherwise a slower request could put an older checkpoint over a newer one.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { equalBytes } from "./encoding.ts";
import { type Fault, fault, faultText } from "./fault.ts";
import { formatSignatureLine, parseNote, type SignedNote, signText, verifyNote } from "./note.ts";
import { verifyConsistency } from "./tree.ts";
import { SIGNATURE_TYPES, type SignerKey, type VerifierKey } from "./vkey.ts";
import { parseRequest } from "./witness-request.ts";

/** Where a witness remembers. Only one witness process may use a store. */
export interface WitnessStore {
  /** The note cosigned last for an origin, verbatim; null when there is none. */
  load(origin: string): Promise<string | null>;
  /** Returns only when the note would outlast a power cut. */
  save(origin: string, note: string): Promise<void>;
}

/** How a witness is set up. */
export interface WitnessOptions {
  /** Keys of the logs it knows; a key's name is the log's origin. Several keys of one origin: a rotation. */
  readonly logs: Iterable<VerifierKey>;
  /** Its own keys, of the cosignature types; each signs every answer. */
  readonly signers: readonly SignerKey[];
  readonly store: WitnessStore;
  /** Clock, milliseconds since 1970; cosignatures state it. */
  readonly nowMs?: () => number;
  /** Told of every signed checkpoint that was refused: it may prove that a log was rewritten. */
  readonly onRefusal?: (refusal: Refusal) => void;
}

/** A checkpoint that a log really signed, and that the witness would not cosign. */
export interface Refusal {
  readonly status: number;
  readonly origin: string;
  readonly note: string;
  /** What the witness has cosigned before, verbatim; null when nothing. */
  readonly before: string | null;
  readonly fault: Fault;
}

/** What is sent back. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422 | 500;
  readonly contentType: string;
  readonly body: string;
}

const TEXT = "text/plain; charset=utf-8";
const SIZE = "text/x.tlog.size";

/**
 * A witness's whole decision, without its network.
 * @example const witness = new Witness({ logs, signers, store }); await witness.addCheckpoint(body)
 */
export class Witness {
  readonly #logs = new Map<string, VerifierKey[]>();
  readonly #options: WitnessOptions;
  /** The last turn of each origin: the next one starts when it is over. */
  readonly #turns = new Map<string, Promise<unknown>>();

  /** @throws RangeError without a signer, or with one that makes plain signatures */
  constructor(options: WitnessOptions) {
    const { signers } = options;
    if (signers.length === 0 || signers.some(({ verifier }) => verifier.type === SIGNATURE_TYPES.note)) {
      throw new RangeError("a witness signs with cosignature keys");
    }
    this.#options = options;
    for (const key of options.logs) this.#logs.set(key.name, [...(this.#logs.get(key.name) ?? []), key]);
  }

  /** Answers a request; anybody may send one. Never throws: a store that fails is answered with 500. */
  async addCheckpoint(body: Uint8Array | string): Promise<WitnessAnswer> {
    const request = parseRequest(body);
    if (!request.ok) return refuse(400, request.error);
    const note = parseNote(request.value.note);
    if (!note.ok) return refuse(400, note.error);
    const checkpoint = parseCheckpoint(note.value.text);
    if (!checkpoint.ok) return refuse(400, checkpoint.error);
    const keys = this.#logs.get(checkpoint.value.origin);
    if (keys === undefined) return refuse(404, fault("wrong-origin", "this log is not known here"));
    const signed = verifyNote(note.value, keys);
    if (!signed.ok) return refuse(403, signed.error);
    const { oldSize, proof } = request.value;
    const claim = { oldSize, proof, note: note.value, text: request.value.note, next: checkpoint.value };
    if (oldSize > claim.next.size)
      return refuse(400, fault("wrong-size", "the old size is above the new one"));
    return this.#inTurn(claim.next.origin, () => this.#advance(claim));
  }

  #inTurn(origin: string, step: () => Promise<WitnessAnswer>): Promise<WitnessAnswer> {
    const before = this.#turns.get(origin) ?? Promise.resolve();
    const turn = before.then(step).catch(() => refuse(500, fault("unreadable", "the state cannot be kept")));
    this.#turns.set(origin, turn);
    return turn;
  }

  /** One turn: load, check, persist, and only then sign. */
  async #advance(claim: Claim): Promise<WitnessAnswer> {
    const { store } = this.#options;
    const { origin } = claim.next;
    const before = await store.load(origin);
    const old = before === null ? ok(null) : readStored(before, origin);
    if (!old.ok) return refuse(500, old.error); // fail closed: a lost state would allow a rollback
    const decision = decide(old.value, claim);
    if (decision !== null) {
      const { fault: why, answer } = decision;
      this.#options.onRefusal?.({ status: answer.status, origin, note: claim.text, before, fault: why });
      return answer;
    }
    await store.save(origin, claim.text);
    return this.#cosign(claim.note);
  }

  #cosign(note: SignedNote): WitnessAnswer {
    const timeSeconds = Math.floor((this.#options.nowMs ?? Date.now)() / 1000);
    const { signatures } = signText(note.text, this.#options.signers, timeSeconds);
    return { status: 200, contentType: TEXT, body: signatures.map(formatSignatureLine).join("") };
  }
}

interface Claim {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: SignedNote;
  /** The note verbatim. */
  readonly text: string;
  readonly next: Checkpoint;
}

function readStored(text: string, origin: string): Result<Checkpoint, Fault> {
  const note = parseNote(text);
  const stored = note.ok ? parseCheckpoint(note.value.text) : note;
  if (!stored.ok || stored.value.origin === origin) return stored;
  return err(fault("wrong-origin", "the state is of another log"));
}

/** Checks that the claim adds to what was cosigned before; null when it does. */
function decide(
  old: Checkpoint | null,
  { oldSize, proof, next }: Claim,
): { readonly answer: WitnessAnswer; readonly fault: Fault } | null {
  const size = old?.size ?? 0;
  if (oldSize !== size)
    return conflict(size, fault("wrong-size", `the newest size cosigned here is ${size}`));
  if (old !== null && next.size === size && !equalBytes(next.root, old.root)) {
    return conflict(size, fault("bad-proof", "two roots for one size"));
  }
  if (size === 0) return proof.length === 0 ? null : unprovable(fault("bad-proof", "a proof from nothing"));
  const { size: newSize, root } = next;
  const grown = verifyConsistency({ oldSize: size, size: newSize, oldRoot: old?.root ?? root, root, proof });
  return grown.ok ? null : unprovable(grown.error);
}

function conflict(size: number, why: Fault): { readonly answer: WitnessAnswer; readonly fault: Fault } {
  return { answer: { status: 409, contentType: SIZE, body: `${size}\n` }, fault: why };
}

function unprovable(why: Fault): { readonly answer: WitnessAnswer; readonly fault: Fault } {
  return { answer: refuse(422, why), fault: why };
}

function refuse(status: WitnessAnswer["status"], why: Fault): WitnessAnswer {
  return { status, contentType: TEXT, body: `${faultText(why)}\n` };
}
