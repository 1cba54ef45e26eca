/**
 * The two channels of a command: the answer on stdout, everything else on stderr.
 * @module
 */
import { once } from "node:events";
import { createColors } from "picocolors";
import { type Problem, problemText } from "../base/errors.ts";
import { type Messages, messagesOf } from "../base/messages/index.ts";
import { terminalText } from "../base/text.ts";
import type { Effects } from "./effects.ts";
import type { CommonOptions } from "./options.ts";

/** So much may wait for a slow reader. */
const MAX_WAITING = 16 * 1024 * 1024;

export class Output {
  readonly messages: Messages;
  readonly json: boolean;
  readonly color: ReturnType<typeof createColors>;
  readonly #effects: Effects;
  readonly #quiet: boolean;
  #leftOut = 0;
  /** Called before a remark is written, so that a progress bar can step aside. */
  beforeRemark: () => void = () => {};

  constructor(options: CommonOptions, effects: Effects) {
    this.#effects = effects;
    this.json = options.json;
    this.#quiet = options.quiet;
    this.messages = messagesOf(options.lang);
    const terminal = effects.stdout === process.stdout && process.stdout.isTTY === true;
    this.color = createColors(terminal && effects.env["NO_COLOR"] === undefined);
  }

  /** One JSON object per line; waits while the reader is slow. */
  async object(value: unknown): Promise<void> {
    await this.line(JSON.stringify(value));
  }

  /** A line of the answer. What came from logs must have gone through terminalText before. */
  async line(text = ""): Promise<void> {
    if (!this.#effects.stdout.write(`${text}\n`)) await once(this.#effects.stdout, "drain");
  }

  /**
   * A line of an answer that has no end and cannot wait: while a slow reader has megabytes before it, lines are left out, and
   * how many is told. Whatever is printed so stands in the store as well.
   */
  offer(text: string): void {
    const { stdout } = this.#effects;
    if (stdout.writableLength > MAX_WAITING) {
      this.#leftOut++;
      return;
    }
    if (this.#leftOut > 0) this.remark(this.messages.watch.leftOut(String(this.#leftOut)));
    this.#leftOut = 0;
    stdout.write(`${text}\n`);
  }

  /** A remark for a person; --quiet keeps it back. */
  remark(text: string): void {
    if (this.#quiet) return;
    this.beforeRemark();
    this.#effects.stderr.write(`vigie: ${terminalText(text)}\n`);
  }

  /** A problem is told even when quiet: nothing is dropped silently. */
  problem(found: Problem): void {
    this.beforeRemark();
    this.#effects.stderr.write(`vigie: ${terminalText(problemText(found))}\n`);
  }
}
