/**
 * Trust policies and the signatures of notes, read a second time (C2SP tlog-policy, signed-note, tlog-cosignature). Text of
 * the page and of `verify.mjs` (see inline.ts): nothing here may call what does not travel with it.
 * @module
 */
import { bytesOfBase64, joined, sha256Of } from "./bytes.ts";
import type { Parts } from "./parts.ts";

/** A key of the trust policy. */
interface PageKey {
  readonly name: string;
  readonly id: number;
  /** 1 Ed25519 note, 4 Ed25519 cosignature, 6 ML-DSA-44: not checked here, and never counted. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface PagePolicy {
  readonly logs: readonly PageKey[];
  readonly witnesses: readonly PageKey[];
  /** Whether these witnesses are enough. */
  readonly isQuorum: (cosigned: ReadonlySet<PageKey>) => boolean;
}

async function keyOfText(text: string): Promise<PageKey | null> {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (match === null) return null;
  const [name, id] = [match[1] ?? "", Number.parseInt(match[2] ?? "", 16)];
  const typed = bytesOfBase64(match[3] ?? "");
  const digest = await sha256Of(new TextEncoder().encode(`${name}\n`), typed);
  const own = new DataView(digest.buffer).getUint32(0);
  return own === id ? { name, id, type: typed[0] ?? 0, bytes: typed.subarray(1) } : null;
}

/** Compiles a trust policy; anything odd in it is no policy. */
export async function policyOfText(text: string): Promise<PagePolicy | null> {
  type Rule = (cosigned: ReadonlySet<PageKey>) => boolean;
  const [logs, witnesses] = [[] as PageKey[], [] as PageKey[]];
  const rules = new Map<string, Rule>([["none", () => true]]);
  let quorum: Rule | null = null;
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.split(/[ \t]+/).filter((one) => one !== "");
    if (word === undefined || word.startsWith("#")) continue;
    if (word === "log") {
      const key = await keyOfText(rest[0] ?? "");
      if (key === null || rest.length > 2) return null;
      logs.push(key);
    } else if (word === "witness") {
      const key = await keyOfText(rest[1] ?? "");
      if (key === null || rest.length > 3 || rules.has(rest[0] ?? "")) return null;
      witnesses.push(key);
      rules.set(rest[0] ?? "", (cosigned) => cosigned.has(key));
    } else if (word === "group") {
      const [name = "", count = "", ...names] = rest;
      const members = names.map((one) => rules.get(one));
      const needed = count === "any" ? 1 : count === "all" ? names.length : Number(count);
      if (rules.has(name) || members.includes(undefined) || !(needed >= 1 && needed <= names.length))
        return null;
      rules.set(name, (cosigned) => members.filter((member) => member?.(cosigned)).length >= needed);
    } else if (word === "quorum") {
      quorum = rules.get(rest[0] ?? "") ?? null;
      if (quorum === null || rest.length !== 1) return null;
    } else return null;
  }
  return quorum === null || logs.length === 0 ? null : { logs, witnesses, isQuorum: quorum };
}

async function isSigned(key: PageKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const imported = await crypto.subtle.importKey("raw", joined(key.bytes), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, joined(signature), joined(message));
}

/** Whose signatures of a note fit; a known key that does not fit makes the note worthless. */
export async function signersOf(
  text: string,
  lines: string,
  policy: PagePolicy,
): Promise<ReadonlySet<PageKey> | null> {
  const signers = new Set<PageKey>();
  for (const line of lines.split("\n").filter((one) => one !== "")) {
    const match = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    if (match === null) return null;
    const bytes = bytesOfBase64(match[2] ?? "");
    if (bytes.length < 5) return null;
    const id = new DataView(bytes.buffer).getUint32(0);
    const key = [...policy.logs, ...policy.witnesses].find((one) => one.id === id && one.name === match[1]);
    if (key === undefined || key.type === 6) continue;
    if (!(await doesSign(key, text, bytes.subarray(4)))) return null;
    signers.add(key);
  }
  return signers;
}

async function doesSign(key: PageKey, text: string, bytes: Uint8Array): Promise<boolean> {
  const encoder = new TextEncoder();
  if (key.type === 1) return isSigned(key, encoder.encode(text), bytes);
  if (key.type !== 4 || bytes.length !== 72) return false;
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return isSigned(key, encoder.encode(`cosignature/v1\ntime ${time}\n${text}`), bytes.subarray(8));
}

export const policyParts: Parts = [keyOfText, policyOfText, isSigned, signersOf, doesSign];
