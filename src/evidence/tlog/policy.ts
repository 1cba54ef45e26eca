/**
 * Trust policies: which logs are believed, and which witnesses must have cosigned (C2SP tlog-policy). The text is
 * compiled to a small checked structure; a mistake is reported with line and column.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { parseDecimal, parseUtf8, utf8Bytes } from "./encoding.ts";
import { type Fault, type FaultCode, fault } from "./fault.ts";
import { parseVerifierKey, SIGNATURE_TYPES, type SignatureType, type VerifierKey } from "./vkey.ts";

const MAX_POLICY_BYTES = 1_000_000;
/** Most logs, witnesses and groups together; the specification asks for at least 32 of each. */
const MAX_DEFINITIONS = 1024;

/** A log or witness of a policy. */
export interface PolicyParty {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | null;
}

/** The rule that a set of cosigners must meet. */
export type Quorum =
  | { readonly kind: "none" }
  | { readonly kind: "witness"; readonly witness: PolicyParty }
  | {
      readonly kind: "group";
      readonly name: string;
      readonly threshold: number;
      readonly members: readonly Quorum[];
    };

/** A compiled policy. */
export interface Policy {
  readonly logs: readonly PolicyParty[];
  readonly witnesses: readonly PolicyParty[];
  readonly quorum: Quorum;
}

/** Whether these keys' cosignatures are enough. @example isQuorum(policy.quorum, new Set([witnessKey])) */
export function isQuorum(quorum: Quorum, cosigners: ReadonlySet<VerifierKey>): boolean {
  if (quorum.kind === "none") return true;
  if (quorum.kind === "witness") return cosigners.has(quorum.witness.key);
  let met = 0;
  for (const member of quorum.members) if (isQuorum(member, cosigners)) met++;
  return met >= quorum.threshold;
}

/** A policy without witnesses: one log, believed on its own. For tests and for checking one's own log. */
export function trustLog(key: VerifierKey): Policy {
  return { logs: [{ name: key.name, key, url: null }], witnesses: [], quorum: { kind: "none" } };
}

interface Token {
  /** One character per octet: names are compared as octets, never as Unicode. */
  readonly octets: string;
  readonly line: number;
  readonly column: number;
}

interface Draft {
  readonly logs: PolicyParty[];
  readonly witnesses: PolicyParty[];
  readonly defined: Map<string, Quorum>;
  readonly used: Set<string>;
  quorum: Quorum | null;
}

const LOG_TYPES: ReadonlySet<SignatureType> = new Set([
  SIGNATURE_TYPES.note,
  SIGNATURE_TYPES.mlDsaCosignature,
]);
const WITNESS_TYPES: ReadonlySet<SignatureType> = new Set([
  SIGNATURE_TYPES.cosignature,
  SIGNATURE_TYPES.mlDsaCosignature,
]);

/**
 * Compiles a policy. The file is the verifier's own, but mistakes in it decide what is believed: nothing is guessed.
 * Errors: `malformed`, `bad-key`, `too-large`, all with their place.
 * @example parsePolicy("log <vkey>\nwitness A <vkey>\nwitness B <vkey>\ngroup both all A B\nquorum both\n")
 */
export function parsePolicy(policy: Uint8Array | string): Result<Policy, Fault> {
  const bytes = typeof policy === "string" ? utf8Bytes(policy) : policy;
  if (bytes.length > MAX_POLICY_BYTES) return err(fault("too-large", "a policy of more than a megabyte"));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const draft: Draft = { logs: [], witnesses: [], defined: new Map(), used: new Set(), quorum: null };
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    const wrong = compileLine(draft, line, at + 1);
    if (wrong !== null) return err(wrong);
  }
  if (draft.quorum === null) {
    return err(fault("malformed", "no quorum line", { line: lines.length, column: 1 }));
  }
  return ok({ logs: draft.logs, witnesses: draft.witnesses, quorum: draft.quorum });
}

function compileLine(draft: Draft, line: string, number: number): Fault | null {
  const control = line.search(/[\u0000-\u0008\u000a-\u001f\u007f]/);
  if (control >= 0) {
    return fault("malformed", "a control character", { line: number, column: control + 1 });
  }
  const [keyword, ...words] = tokensOf(line, number);
  if (keyword === undefined || keyword.octets.startsWith("#")) return null;
  if (draft.logs.length + draft.defined.size > MAX_DEFINITIONS) {
    return at("too-large", `more than ${MAX_DEFINITIONS} definitions`, keyword);
  }
  switch (keyword.octets) {
    case "log":
      return compileLog(draft, keyword, words);
    case "witness":
      return compileWitness(draft, keyword, words);
    case "group":
      return compileGroup(draft, keyword, words);
    case "quorum":
      return compileQuorum(draft, keyword, words);
    default:
      return at("malformed", "expected log, witness, group or quorum", keyword);
  }
}

function tokensOf(line: string, number: number): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of line.matchAll(/[^ \t]+/g)) {
    tokens.push({ octets: match[0], line: number, column: match.index + 1 });
  }
  return tokens;
}

function compileLog(draft: Draft, keyword: Token, [keyWord, url, more]: Token[]): Fault | null {
  if (keyWord === undefined) return at("malformed", "log <vkey> [<url>]: the key is missing", keyword);
  if (more !== undefined) return at("malformed", "log <vkey> [<url>]: too many words", more);
  const key = compileKey(keyWord, LOG_TYPES, "log", draft.logs);
  if (!key.ok) return key.error;
  draft.logs.push({ name: key.value.name, key: key.value, url: url === undefined ? null : textOf(url) });
  return null;
}

function compileWitness(draft: Draft, keyword: Token, [name, keyWord, url, more]: Token[]): Fault | null {
  const usage = "witness <name> <vkey> [<url>]";
  if (name === undefined || keyWord === undefined)
    return at("malformed", `${usage}: a word is missing`, keyword);
  if (more !== undefined) return at("malformed", `${usage}: too many words`, more);
  const taken = checkNew(draft, name);
  if (taken !== null) return taken;
  const key = compileKey(keyWord, WITNESS_TYPES, "witness", draft.witnesses);
  if (!key.ok) return key.error;
  const witness = { name: textOf(name), key: key.value, url: url === undefined ? null : textOf(url) };
  draft.witnesses.push(witness);
  draft.defined.set(name.octets, { kind: "witness", witness });
  return null;
}

function compileGroup(draft: Draft, keyword: Token, [name, count, ...members]: Token[]): Fault | null {
  if (name === undefined || count === undefined || members.length === 0) {
    return at("malformed", "group <name> any|all|<k> <member>...: a word is missing", keyword);
  }
  const taken = checkNew(draft, name);
  if (taken !== null) return taken;
  const threshold = thresholdOf(count.octets, members.length);
  if (threshold === null) {
    return at("malformed", `expected any, all or a number from 1 to ${members.length}`, count);
  }
  const quorums: Quorum[] = [];
  for (const member of members) {
    const quorum = draft.defined.get(member.octets);
    if (quorum === undefined) return at("malformed", "no witness or group of this name above", member);
    if (draft.used.has(member.octets)) return at("malformed", "a name can be a member only once", member);
    draft.used.add(member.octets);
    quorums.push(quorum);
  }
  draft.defined.set(name.octets, { kind: "group", name: textOf(name), threshold, members: quorums });
  return null;
}

function thresholdOf(word: string, members: number): number | null {
  if (word === "any") return 1;
  if (word === "all") return members;
  const count = parseDecimal(word);
  return count !== null && count >= 1 && count <= members ? count : null;
}

function compileQuorum(draft: Draft, keyword: Token, [name, more]: Token[]): Fault | null {
  if (name === undefined) return at("malformed", "quorum <name>|none: the name is missing", keyword);
  if (more !== undefined) return at("malformed", "quorum <name>|none: too many words", more);
  if (draft.quorum !== null) return at("malformed", "a second quorum line", keyword);
  const quorum: Quorum | undefined =
    name.octets === "none" ? { kind: "none" } : draft.defined.get(name.octets);
  if (quorum === undefined) return at("malformed", "no witness or group of this name above", name);
  draft.quorum = quorum;
  return null;
}

function checkNew(draft: Draft, name: Token): Fault | null {
  if (name.octets === "none") return at("malformed", "the name none is taken", name);
  return draft.defined.has(name.octets) ? at("malformed", "this name is defined above", name) : null;
}

function compileKey(
  word: Token,
  types: ReadonlySet<SignatureType>,
  role: string,
  others: readonly PolicyParty[],
): Result<VerifierKey, Fault> {
  const key = parseVerifierKey(textOf(word));
  if (!key.ok) return err(at("bad-key", key.error.text, word));
  if (!types.has(key.value.type)) return err(at("bad-key", `no signature type for a ${role}`, word));
  const bytes = Buffer.from(key.value.publicKey.bytes);
  if (others.some((other) => bytes.equals(other.key.publicKey.bytes))) {
    return err(at("bad-key", `a second ${role} with the same public key`, word));
  }
  if (others.some((other) => other.key.id === key.value.id && other.key.name === key.value.name)) {
    return err(at("bad-key", "another key has this name and id", word));
  }
  return ok(key.value);
}

/** For people and for key names: UTF-8 where it is that. */
function textOf(token: Token): string {
  return parseUtf8(Buffer.from(token.octets, "latin1")) ?? token.octets;
}

function at(code: FaultCode, text: string, { line, column }: Token): Fault {
  return fault(code, text, { line, column });
}
