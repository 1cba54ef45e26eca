/**
 * Checkpoints: what a log commits to (C2SP tlog-checkpoint). The text is read before any signature is checked, so
 * every part of it is a stranger's: sizes are bounded, numbers canonical, the root exactly 32 bytes.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { equalBytes, parseDecimal, toBase64 } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { EMPTY_ROOT, parseHash } from "./hash.ts";

/** The state of a log at one size. */
export interface Checkpoint {
  /** Which log; compared as a literal, never as a pattern or URL. */
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly root: Uint8Array;
  /** Opaque further lines. Vigie writes none: monitors cannot audit them. */
  readonly extensions: readonly string[];
}

/**
 * Reads a checkpoint's text (the text of a signed note, without signatures). Errors: `malformed`.
 * @example parseCheckpoint("vigie.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
 */
export function parseCheckpoint(text: string): Result<Checkpoint, Fault> {
  if (!text.endsWith("\n")) return err(malformed("it does not end with a newline"));
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split("\n");
  if (origin === undefined || !isOrigin(origin)) return err(malformed("the first line is no origin"));
  const size = parseDecimal(sizeText ?? "");
  if (size === null) return err(malformed("the second line is no tree size"));
  const root = parseHash(rootText ?? "");
  if (root === null) return err(malformed("the third line is no root hash"));
  if (size === 0 && !equalBytes(root, EMPTY_ROOT)) return err(malformed("an empty tree with entries' root"));
  if (!extensions.every(isLine)) return err(malformed("an extension line is empty or holds controls"));
  return ok({ origin, size, root, extensions });
}

/**
 * The text of a checkpoint.
 * @throws RangeError for an origin or extension that cannot be written
 */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  if (!isOrigin(origin) || !extensions.every(isLine)) throw new RangeError("no checkpoint line");
  return `${[origin, String(size), toBase64(root), ...extensions].join("\n")}\n`;
}

/** Whether a text can be a log's origin: one line, not empty. */
export function isOrigin(text: string): boolean {
  return isLine(text);
}

function isLine(text: string): boolean {
  return text !== "" && !/[\u0000-\u001f]/.test(text) && text.isWellFormed();
}

function malformed(text: string): Fault {
  return fault("malformed", `no checkpoint: ${text}`);
}
