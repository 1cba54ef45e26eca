/**
 * One error shape for everything that can go wrong and be mended by the user: a code from a closed set, the place,
 * what is wrong, and the remedy.
 * @module
 */

/** Every code a Vigie problem can carry; docs/errors.md explains each. */
const problemCodes = [
  "usage", // the command line is wrong
  "config", // vigie.yaml is wrong
  "not-found", // a path, id or name does not exist
  "unreadable", // the operating system refuses to read or write it
  "unsupported", // a kind of file that Vigie does not read
  "corrupt", // an archive or compressed stream ends early or fails its checksum
  "too-large", // a bound on size, ratio or count was reached
  "data-invalid", // results, minutes or an audit contradict themselves or what was committed
  "rule-syntax", // a rule file is not well-formed YAML
  "rule-invalid", // a rule breaks the Sigma specification or uses something unsupported
  "rule-reference", // a correlation or filter names a rule that is not loaded
  "rule-duplicate", // two rules share an id
  "rule-remark", // a rule works as written, and can hardly be meant so
  "store", // the store cannot be opened or written
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Where something is wrong; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An expected failure, fit to be shown as it is. */
export interface Problem {
  readonly code: ProblemCode;
  readonly place: Place | null;
  /** What is wrong, one sentence without a full stop. */
  readonly text: string;
  /** What the reader can do about it, one sentence without a full stop. */
  readonly remedy: string;
}

/** Builds a problem. @example problem("not-found", { file: "a.log" }, "there is no such file", "check the path") */
export function problem(code: ProblemCode, place: Place | null, text: string, remedy: string): Problem {
  return { code, place, text, remedy };
}

/** `file:line:column`, as far as known. @example placeText({ file: "a.yml", line: 3 }) // "a.yml:3" */
export function placeText(place: Place): string {
  let text = place.file;
  if (place.line !== undefined) text += `:${place.line}`;
  if (place.line !== undefined && place.column !== undefined) text += `:${place.column}`;
  return text;
}

/** One line for a person. @example problemText(p) // "a.log: there is no such file (check the path)" */
export function problemText(p: Problem): string {
  const where = p.place === null ? "" : `${placeText(p.place)}: `;
  return `${where}${p.text} (${p.remedy})`;
}

/** A problem on its way up through code that cannot return it (streams, command actions). */
export class VigieError extends Error {
  readonly problem: Problem;
  constructor(p: Problem, options?: ErrorOptions) {
    super(problemText(p), options);
    this.name = "VigieError";
    this.problem = p;
  }
}

/** The `code` of a Node system error ("ENOENT"), or null. */
export function systemCode(error: unknown): string | null {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return null;
}

/** The words of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
