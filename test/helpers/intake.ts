/** What an intake under test delivers to. */
import type { Cursor, IntakeContext, IntakeEvent, Piece } from "../../src/intake/live.ts";
import type { SourceTraits } from "../../src/intake/tail.ts";

export const TRAITS: SourceTraits = {
  body: "party",
  format: null,
  zoneMinutes: 0,
  spoofable: false,
  silenceMs: null,
};

/** Keeps what is delivered; `fail` and `gate` stand for a store in trouble. */
export class Kept implements IntakeContext {
  readonly pieces: Piece[] = [];
  readonly events: IntakeEvent[] = [];
  /** Deliveries that are asked for now. */
  asked = 0;
  /** Thrown by the next deliveries, one each. */
  readonly failures: Error[] = [];
  /** What a delivery waits for. */
  gate: Promise<void> = Promise.resolve();
  readonly #cursors: Map<string, Cursor> = new Map();

  async deliver(piece: Piece): Promise<void> {
    this.asked++;
    await this.gate;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.pieces.push(piece);
    if (piece.cursor !== null)
      this.#cursors.set(piece.source.id, JSON.parse(JSON.stringify(piece.cursor)) as Cursor);
  }

  cursorOf(sourceId: string): Cursor | null {
    return this.#cursors.get(sourceId) ?? null;
  }

  tell(event: IntakeEvent): void {
    this.events.push(event);
  }

  /** Everything delivered of a source, or of all. */
  text(sourceId?: string): string {
    const pieces = this.pieces.filter(({ source }) => sourceId === undefined || source.id === sourceId);
    return pieces.map(({ bytes }) => Buffer.from(bytes).toString()).join("");
  }

  sources(): readonly string[] {
    return [...new Set(this.pieces.map(({ source }) => source.id))].toSorted();
  }

  lost(): number {
    return this.pieces.reduce((sum, { lost }) => sum + lost, 0);
  }
}

/** Waits until something holds; fails with a message after a generous time. */
export async function until(holds: () => boolean, what = "the condition"): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
