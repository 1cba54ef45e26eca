/**
 * The file of `--unparsed`: raw records that no format reads, one after the other.
 * @module
 */
import { closeSync, openSync, writevSync } from "node:fs";
import { problem, systemCode, VigieError } from "../base/errors.ts";

const NEWLINE = Buffer.from("\n");

/** Writes at once: records that no format reads are few, and a full disk must stop the scan with a message. */
export class UnparsedFile {
  readonly #file: string;
  readonly #handle: number;

  /** @throws VigieError when the file cannot be made */
  constructor(file: string) {
    this.#file = file;
    this.#handle = this.#attempt(() => openSync(file, "w", 0o600));
  }

  write(record: Uint8Array): void {
    this.#attempt(() => writevSync(this.#handle, [record, NEWLINE]));
  }

  close(): void {
    closeSync(this.#handle);
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const text = `the unparsed records cannot be written: ${systemCode(error) ?? String(error)}`;
      throw new VigieError(
        problem("unreadable", { file: this.#file }, text, "choose another file for --unparsed"),
      );
    }
  }
}
