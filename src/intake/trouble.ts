/**
 * What is told of a file that cannot be read: each thing once, and that it is over.
 * @module
 */
import { tellSource } from "./handover.ts";
import type { IntakeContext, LiveSource } from "./live.ts";

/** Rotation leaves a path empty for a moment; a path where nothing stands for longer is told. */
const MISSING_MS = 3000;

export class Trouble {
  readonly #context: IntakeContext;
  readonly #source: LiveSource;
  #missingSince: number | null = null;
  #missingTold = false;
  #failure: string | null = null;

  constructor(context: IntakeContext, source: LiveSource) {
    this.#context = context;
    this.#source = source;
  }

  /** Nothing stands at the path. @returns for how long, milliseconds */
  missing(now: number): number {
    this.#missingSince ??= now;
    const missingMs = now - this.#missingSince;
    if (missingMs >= MISSING_MS && !this.#missingTold) {
      this.#missingTold = true;
      this.#tell("warning", "there is no such file; it is read as soon as it is there");
    }
    return missingMs;
  }

  /** Something stands at the path. */
  found(): void {
    this.#missingSince = null;
  }

  /** @param failure names the file and the remedy */
  failed(failure: string): void {
    if (failure === this.#failure) return;
    this.#failure = failure;
    this.#context.tell({ source: this.#source.id, level: "error", text: `${failure}; trying again` });
  }

  /** A whole look at the file went well. */
  over(): void {
    const isBack = this.#missingTold && this.#missingSince === null;
    if (this.#failure !== null || isBack) this.#tell("info", "is read again");
    this.#failure = null;
    if (isBack) this.#missingTold = false;
  }

  #tell(level: "info" | "warning", text: string): void {
    tellSource(this.#context, this.#source, level, text);
  }
}
