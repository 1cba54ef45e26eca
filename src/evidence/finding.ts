/**
 * A finding: a statement in a fixed form - what was seen, in which bytes, by which method - as an in-toto Statement v1
 * (in-toto/attestation, spec/v1/statement.md).
 * The bytes are made once and hashed as they are stored; they are never parsed and written again.
 * @module
 */
import { hash } from "node:crypto";
import type { Grade } from "./grade.ts";

/** What findings are about. */
const findingKinds = [
  "segment", // raw bytes were received and hashed
  "activation", // a set of rules and settings came into force
  "alert",
  "attack",
  "campaign",
  "decision",
  "lift",
  "gap", // a source was silent
  "judgement",
  "discrepancy",
  "drill", // recorded attacks were replayed, and what of them was seen
  "audit", // a step of an audit: its plan before the seed, a draw, an assessment
  "count", // published figures were compared with the paper
  "watch", // attacks were counted for publication
  "claims", // claims of others were judged
  "statement", // a statement was published: its files, or its page
  "erasure", // something was deleted, and why
  "retention", // how long raw bytes are kept
] as const;
type FindingKind = (typeof findingKinds)[number];

/** A thing with a digest: a segment, a finding, a set of rules. */
interface Subject {
  readonly name: string;
  readonly sha256: string;
}

/** Name of the subjects of an alert: records, cited whole. */
export const RECORD = "record";

/** One digest over the ids of the alerts of an attack, whatever their order: none can be left out unseen. */
export function membersDigest(ids: Iterable<string>): string {
  return hash("sha256", [...ids].sort().join("\n"), "hex");
}

/** A run of bytes inside a subject. */
interface EvidenceSlice {
  /** Position in the list of subjects. */
  readonly subject: number;
  /** First byte and the byte after the last, within the subject. */
  readonly bytes: readonly [number, number];
  readonly sha256: string;
}

/** By what the finding was made: enough to make it again. */
export interface Method {
  readonly engine: "vigie";
  readonly engineVersion: string;
  /** Digest of the program (see pipeline/method.ts). */
  readonly codeDigest: string;
  /** Digest of every rule text in force. */
  readonly rulesDigest: string;
  /** Digest of the settings that change results. */
  readonly configDigest: string;
  /** The rule that fired, where it was one. */
  readonly rule: string | null;
  /** SHA-256 of the text of that rule and of every rule it stands on, by key. */
  readonly rules: Readonly<Record<string, string>>;
}

export interface Finding {
  readonly kind: FindingKind;
  /** One sentence for a person. */
  readonly claim: string;
  readonly grade: Grade;
  readonly subjects: readonly Subject[];
  readonly evidence: readonly EvidenceSlice[];
  readonly method: Method | null;
  /** What was found, by kind. */
  readonly result: Readonly<Record<string, unknown>>;
  /** A command line that makes it again, or nothing. */
  readonly recompute: readonly string[];
}

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** Names the shape of our predicate; `.example` because nobody has to be asked to read it. */
const PREDICATE_TYPE = "https://vigie.example/finding/v1";

/**
 * The bytes of a finding: UTF-8 JSON in a fixed order of fields, ended by a line feed.
 * @example findingBytes({ kind: "gap", claim: "...", grade: "attested", subjects: [], ... })
 */
export function findingBytes(finding: Finding): Buffer {
  const { kind, claim, grade, subjects, evidence, method, result, recompute } = finding;
  const statement = {
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: { kind, claim, grade, evidence, method, result, recompute },
  };
  return Buffer.from(`${JSON.stringify(statement)}\n`);
}

/** Bytes beyond this are no finding of ours. */
export const MAX_FINDING_BYTES: number = 4 * 1024 * 1024;

/** A finding as it was read back: bounded and checked in its outer shape; findings of others are attacker-made. */
export function parseFinding(bytes: Uint8Array): Finding | null {
  if (bytes.length > MAX_FINDING_BYTES) return null;
  let statement: unknown;
  try {
    statement = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
  return isStatement(statement) ? toFinding(statement) : null;
}

interface Statement {
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicate: Omit<Finding, "subjects">;
}

const HEX64 = /^[0-9a-f]{64}$/;

function isStatement(value: unknown): value is Statement {
  if (!isObject(value) || value["_type"] !== STATEMENT_TYPE || value["predicateType"] !== PREDICATE_TYPE)
    return false;
  const { subject, predicate } = value;
  if (!Array.isArray(subject) || !subject.every(isSubject) || !isObject(predicate)) return false;
  const { kind, claim, evidence } = predicate;
  if (!findingKinds.some((name) => name === kind) || typeof claim !== "string") return false;
  return Array.isArray(evidence) && evidence.every((slice) => isSlice(slice, subject.length));
}

function isSubject(value: unknown): boolean {
  if (!isObject(value) || typeof value["name"] !== "string" || !isObject(value["digest"])) return false;
  const { sha256 } = value["digest"];
  return typeof sha256 === "string" && HEX64.test(sha256);
}

function isSlice(value: unknown, subjects: number): boolean {
  if (!isObject(value)) return false;
  const { subject, bytes, sha256 } = value;
  const [start, end] = Array.isArray(bytes) ? (bytes as unknown[]) : [];
  const isPlace =
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    Number(start) >= 0 &&
    Number(end) >= Number(start);
  const isNamed = Number.isSafeInteger(subject) && Number(subject) >= 0 && Number(subject) < subjects;
  return isPlace && isNamed && typeof sha256 === "string" && HEX64.test(sha256);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toFinding({ subject, predicate }: Statement): Finding {
  const subjects = subject.map(({ name, digest }) => ({ name, sha256: digest.sha256 }));
  return { ...predicate, subjects };
}
