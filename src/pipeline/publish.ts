/**
 * Sealing what is published, step by step, with the proofs that go out with it. Each step is in the log, and cosigned
 * where a policy asks for it, before the next one may cite it.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { problem, VigieError } from "../base/errors.ts";
import type { Finding, Method } from "../evidence/finding.ts";
import {
  formatNote,
  LogFolder,
  type Policy,
  parseCheckpoint,
  parseNote,
  verifyCheckpoint,
} from "../evidence/tlog/index.ts";
import type { SealedFinding } from "../store/seal.ts";
import type { Store } from "../store/store.ts";
import { findingFiles } from "./bundle.ts";
import { cosign } from "./cosign.ts";
import { must, openSealing, openSpine, spinePaths } from "./spine.ts";

/** How long another Vigie, which has the log open, may take to put into it what was sealed here. */
const FLUSH_MS = 30_000;
const POLL_MS = 100;

/** A finding that is to be published, and what it is kept under. */
export interface PublicFinding {
  readonly finding: Omit<Finding, "method">;
  readonly about: string;
}

export class Publisher {
  readonly #folder: string;
  readonly #store: Store;
  readonly #method: Method;
  readonly #policy: Policy | null;
  readonly #log: LogFolder;
  /** The checkpoint of the last step: a watch beside it may add to the log, and its checkpoints nobody cosigned. */
  #note: string | null = null;

  /** @param policy whose witnesses must cosign; null publishes on the log's own word */
  constructor(folder: string, store: Store, method: Method, policy: Policy | null) {
    this.#folder = folder;
    this.#store = store;
    this.#method = method;
    this.#policy = policy;
    this.#log = new LogFolder(spinePaths(folder).log);
  }

  /** Asks the witnesses about the log as it is: one that saw another log refuses before anything is sealed. */
  async prepare(): Promise<void> {
    await this.#cosigned();
  }

  /**
   * Seals findings, each in an entry of its own, and gives the five files of each that prove it.
   * @throws VigieError when the log cannot be written, or witnesses did not cosign
   */
  async seal(findings: readonly PublicFinding[]): Promise<readonly ReadonlyMap<string, Uint8Array>[]> {
    const sealing = openSealing(this.#folder, this.#store, this.#method);
    for (const { finding, about } of findings) sealing.sealer.sealFinding(finding, about);
    await sealing.close();
    this.#note = await this.#caughtUp();
    await this.#cosigned();
    return findings.map(({ about }) => {
      const sealed = this.#store.findings(about).at(-1);
      if (sealed === undefined) throw new Error(`${about} was not sealed`);
      return this.proven(sealed);
    });
  }

  /** The files of a finding that was sealed before. */
  proven(sealed: SealedFinding): ReadonlyMap<string, Uint8Array> {
    return findingFiles(sealed, this.#store, this.#log, this.#note);
  }

  /** The checkpoint of the last step with its signatures. */
  checkpoint(): string {
    return this.#note ?? must(this.#log.checkpointText(), this.#log.path);
  }

  /** The hashes which show that the log only grew since an older checkpoint, one a line. */
  consistencySince(older: string): string {
    const [from, to] = [this.#sizeOf(older), this.#sizeOf(this.checkpoint())];
    const hashes = must(this.#log.consistencyProof(from, to), this.#log.path);
    return hashes.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("");
  }

  #sizeOf(note: string): number {
    return must(parseCheckpoint(must(parseNote(note), this.#log.path).text), this.#log.path).size;
  }

  /** Waits until the log holds what was sealed. @returns the text of that checkpoint */
  async #caughtUp(): Promise<string> {
    const wanted = this.#store.outboxSize();
    for (let waited = 0; waited <= FLUSH_MS; waited += POLL_MS) {
      const note = must(this.#log.checkpointText(), this.#log.path);
      if (this.#sizeOf(note) >= wanted) return note;
      await sleep(POLL_MS);
    }
    throw new VigieError(
      problem(
        "store",
        { file: this.#log.path },
        "the log does not take up what was sealed",
        "is another Vigie stuck that has it open?",
      ),
    );
  }

  async #cosigned(): Promise<void> {
    const policy = this.#policy;
    if (policy === null) return;
    const spine = openSpine(this.#folder, this.#store);
    try {
      const refused = await cosign(policy, spine.log, this.#log.path);
      this.#note = formatNote(spine.log.note);
      if (verifyCheckpoint(this.#note, policy).ok) return;
      const why = refused.map(({ witness, why: text }) => `${witness}: ${text}`).join("; ");
      throw new VigieError(
        problem(
          "store",
          { file: this.#log.path },
          `the checkpoint does not meet the trust policy: ${why === "" ? "the log's key is not in it" : why}`,
          "nothing is published on a log that witnesses do not confirm; ask them what they saw",
        ),
      );
    } finally {
      spine.close();
    }
  }
}
