/**
 * A progress line on stderr: drawn in place on a terminal, a line now and then elsewhere.
 * @module
 */

import type { Messages } from "../base/messages/index.ts";
import { countText } from "../base/text.ts";
import type { Progress as ScanProgress } from "../pipeline/scan-options.ts";
import type { Effects } from "./effects.ts";

const DRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR = 24;

export class Progress {
  readonly #effects: Effects;
  readonly #messages: Messages;
  readonly #totalBytes: number;
  readonly #terminal: boolean;
  #drawnMs = 0;
  #visible = false;

  constructor(effects: Effects, messages: Messages, totalBytes: number) {
    this.#effects = effects;
    this.#messages = messages;
    this.#totalBytes = totalBytes;
    this.#terminal = effects.stderr.isTTY === true;
    this.#drawnMs = effects.now();
  }

  update(progress: ScanProgress): void {
    const now = this.#effects.now();
    if (now - this.#drawnMs < (this.#terminal ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.#drawnMs = now;
    const share = this.#totalBytes === 0 ? 0 : Math.min(1, progress.readBytes / this.#totalBytes);
    const { language } = this.#messages;
    const percent = new Intl.NumberFormat(language, { style: "percent" }).format(share);
    const counts = [progress.records, progress.alerts].map((count) => countText(count, language));
    const text = this.#messages.scan.progress(percent, counts[0] ?? "", counts[1] ?? "");
    if (this.#terminal) this.#draw(share, text);
    else this.#effects.stderr.write(`vigie: ${text}\n`);
  }

  #draw(share: number, text: string): void {
    const filled = Math.round(share * BAR);
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR - filled)}`;
    this.#effects.stderr.write(`\r\u001b[K${bar} ${text}`.slice(0, (this.#effects.stderr.columns ?? 80) + 4));
    this.#visible = true;
  }

  /** Takes the line away, before something else is written. */
  clear(): void {
    if (this.#visible) this.#effects.stderr.write("\r\u001b[K");
    this.#visible = false;
  }
}
