/**
 * Hands over a stream of bytes as lines, one piece at a time: the stream is read on when a piece is committed.
 * @module
 */
import { handOver } from "./handover.ts";
import { type Cut, LineCutter } from "./line-cutter.ts";
import type { Cursor, IntakeContext, LiveSource } from "./live.ts";

/**
 * @param cursorOf the place behind these lines; null where the stream cannot be read again
 * @returns when the stream has ended or `signal` was aborted
 */
export async function deliverLines(
  stream: AsyncIterable<Buffer>,
  source: LiveSource,
  context: IntakeContext,
  signal: AbortSignal,
  cursorOf: (lines: Buffer) => Cursor | null = () => null,
): Promise<void> {
  const cutter = new LineCutter();
  const give = ({ bytes, lost }: Cut, behind: boolean): Promise<boolean> =>
    handOver(context, { source, bytes, cursor: cursorOf(bytes), behind, lost }, signal);
  for await (const portion of stream) {
    const cuts = cutter.push(portion);
    for (const [i, cut] of cuts.entries()) if (!(await give(cut, i + 1 < cuts.length))) return;
    if (signal.aborted) return;
  }
  const last = cutter.finish();
  if (last !== null) await give(last, false);
}
