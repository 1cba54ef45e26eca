/**
 * Exit codes, as docs/cli.md lists them.
 * @module
 */
export const exit = {
  done: 0,
  /** Something at or above `--fail-on` was found. */
  found: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Some input could not be read; everything readable was done. */
  unread: 3,
  /** A check did not hold. */
  check: 4,
  bug: 70,
} as const;

/** Ends a command with a code after its message was printed. */
export class ExitError extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}
