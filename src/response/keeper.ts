/**
 * The safety list of a running watch: what the machine tells is read again once a minute, the allowlist each time.
 * @module
 */
import type { DecisionStore } from "../store/decisions.ts";
import { type MachineFacts, readMachine } from "./machine.ts";
import { type Safety, type SafetySources, safetyOf } from "./safety.ts";

/** The machine is asked at most once in this time. */
const REFRESH_MS = 60_000;

export interface KeeperSources {
  readonly config: SafetySources["config"];
  readonly store: Pick<DecisionStore, "allowed">;
  /** Addresses from which bouncers ask with a valid key. */
  bouncers(): readonly string[];
}

export class SafetyKeeper {
  readonly #sources: KeeperSources;
  readonly #read: () => MachineFacts;
  #machine: MachineFacts | null = null;
  /** Long lists are read into numbers once, not for every batch of alerts. */
  #made: { readonly key: string; readonly safety: Safety } | null = null;
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(sources: KeeperSources, read: () => MachineFacts = readMachine) {
    this.#sources = sources;
    this.#read = read;
  }

  /** The list as it stands. @param nowMs any clock that does not stop */
  current(nowMs: number): Safety {
    const { config, store } = this.#sources;
    if (this.#machine === null || nowMs - this.#readMs >= REFRESH_MS || nowMs < this.#readMs) {
      this.#machine = this.#read();
      this.#readMs = nowMs;
      this.#made = null;
    }
    const lists = { allowed: store.allowed(), bouncers: this.#sources.bouncers() };
    const key = JSON.stringify(lists);
    if (this.#made === null || this.#made.key !== key)
      this.#made = { key, safety: safetyOf({ config, machine: this.#machine, ...lists }) };
    return this.#made.safety;
  }
}
