/**
 * The way of one source that others send to: lines queue here, are handed over together, one piece at a time, and
 * whoever brought them learns when they are committed.
 * @module
 */
import { handOver } from "./handover.ts";
import { type IntakeContext, type LiveSource, MAX_PIECE_BYTES } from "./live.ts";

interface Waiting {
  readonly bytes: Buffer;
  readonly lost: number;
  readonly done: (committed: boolean) => void;
}

export class Lane {
  readonly source: LiveSource;
  /** When it was last used, milliseconds of the clock that was given. */
  usedMs = 0;
  readonly #context: IntakeContext;
  readonly #signal: AbortSignal;
  #queue: Waiting[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #running: Promise<void> | null = null;

  /** @param signal aborted when what is not committed yet is to be given up */
  constructor(context: IntakeContext, source: LiveSource, signal: AbortSignal) {
    this.#context = context;
    this.source = source;
    this.#signal = signal;
  }

  /** Bytes that are not committed yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /**
   * @param bytes whole lines, at most a piece, or a single longer line
   * @param lost records that are known to be lost before these
   * @returns whether they were committed; false when they were given up
   */
  add(bytes: Buffer, lost = 0): Promise<boolean> {
    return new Promise((resolve) => {
      this.#queue.push({ bytes, lost, done: resolve });
      this.#waitingBytes += bytes.length;
      this.#running ??= this.#run();
    });
  }

  /** Records that are known to be lost; told with the next piece. */
  lose(count: number): void {
    this.#lost += count;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // what is added in one go travels together
    while (this.#queue.length > 0) {
      const batch = this.#take();
      const bytes = batch.length === 1 && batch[0] !== undefined ? batch[0].bytes : joined(batch);
      const lost = this.#lost + batch.reduce((sum, waiting) => sum + waiting.lost, 0);
      this.#lost = 0;
      const behind = this.#queue.length > 0;
      const piece = { source: this.source, bytes, cursor: null, behind, lost };
      const committed = bytes.length === 0 || (await handOver(this.#context, piece, this.#signal));
      this.#waitingBytes -= bytes.length;
      for (const { done } of batch) done(committed);
    }
    this.#running = null;
  }

  #take(): readonly Waiting[] {
    let size = this.#queue[0]?.bytes.length ?? 0;
    let count = 1;
    for (; count < this.#queue.length; count++) {
      size += this.#queue[count]?.bytes.length ?? 0;
      if (size > MAX_PIECE_BYTES) break;
    }
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return batch;
  }
}

function joined(batch: readonly Waiting[]): Buffer {
  return Buffer.concat(batch.map(({ bytes }) => bytes));
}
