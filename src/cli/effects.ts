/**
 * What commands do to the world, as parameters: tests give their own.
 * @module
 */
import type { Writable } from "node:stream";

export interface Effects {
  /** The answer of a command. */
  readonly stdout: Writable;
  /** Progress and remarks. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

export const defaultEffects: Effects = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: Date.now,
};
