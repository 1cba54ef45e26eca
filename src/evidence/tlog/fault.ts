/**
 * What can go wrong with a transparency log, as values of a closed set.
 * Almost everything this library reads was written by somebody who may want it to be believed wrongly (a log's operator, a witness, whoever hands over a proof): refusing is the normal case, never an exception.
 * @module
 */

/** Every code a fault can carry; docs/tlog.md explains each. */
export const faultCodes = [
  "malformed", // the bytes are not of the format they should be
  "too-large", // a bound on size, count or number was passed
  "bad-key", // a key text or key bytes that cannot be used safely
  "unsigned", // no key that is known signed it
  "bad-signature", // a known key's signature does not fit
  "wrong-origin", // it belongs to another log
  "wrong-size", // an index or a tree size that cannot go with the other
  "bad-proof", // the proof does not lead to the root
  "no-quorum", // too few of the witnesses cosigned
  "missing", // a file of the log is not there
  "wrong-file", // a file of the log holds something else than the tree needs
  "locked", // another writer has the folder
  "unreadable", // the operating system refused to read or write
  "insecure-key", // others on this machine can read the key file
  "refused", // a witness answered, and refused
  "unreachable", // a witness did not answer in time or not as agreed
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** Where a text is wrong; both count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** An expected failure. */
export interface Fault {
  readonly code: FaultCode;
  /** What is wrong, one sentence without a full stop. */
  readonly text: string;
  /** The place in a text file, where there is one. */
  readonly place: TextPlace | null;
}

/** Builds a fault. @example fault("malformed", "the tree size is not a decimal number") */
export function fault(code: FaultCode, text: string, place: TextPlace | null = null): Fault {
  return { code, text, place };
}

/** One line for a person. @example faultText(fault("missing", "no checkpoint")) // "missing: no checkpoint" */
export function faultText(f: Fault): string {
  const where = f.place === null ? "" : `${f.place.line}:${f.place.column}: `;
  return `${where}${f.code}: ${f.text}`;
}
