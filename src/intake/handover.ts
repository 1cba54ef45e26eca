/**
 * Hands a piece over until it is committed: what an intake has read is never passed over because a store was full or
 * locked for a while.
 * @module
 */
import { errorText } from "../base/errors.ts";
import type { IntakeContext, LiveSource, Piece } from "./live.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;

/**
 * Delivers, and tries again with growing pauses when it fails; told once, and again when it went well.
 * @returns false when it was given up because `signal` was aborted: the piece is not committed
 */
export async function handOver(context: IntakeContext, piece: Piece, signal: AbortSignal): Promise<boolean> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal.aborted) return false;
    try {
      await context.deliver(piece);
      if (wait > FIRST_WAIT_MS) tellSource(context, piece.source, "info", "is kept again");
      return true;
    } catch (error) {
      const text = `could not be kept, trying again: ${errorText(error)}`;
      if (wait === FIRST_WAIT_MS) tellSource(context, piece.source, "error", text);
    }
    await pause(wait, signal);
  }
}

/** Tells people something about a source. */
export function tellSource(
  context: IntakeContext,
  source: LiveSource,
  level: "info" | "warning" | "error",
  text: string,
): void {
  context.tell({ source: source.id, level, text: `${source.name}: ${text}` });
}

/** Waits; false when `signal` was aborted before the time was over. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (whole: boolean) => (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
      resolve(whole);
    };
    const stopped = done(false);
    const timer = setTimeout(done(true), ms);
    signal.addEventListener("abort", stopped);
  });
}
