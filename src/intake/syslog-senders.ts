/**
 * Who sends syslog: each sender is a source of its own. Over UDP anybody can write under any number of addresses, so the
 * number of sources is bounded; the senders beyond it share one.
 * @module
 */
import type { AddressRange } from "../base/address.ts";
import { Lane } from "./lane.ts";
import type { IntakeContext } from "./live.ts";
import type { SourceTraits } from "./tail.ts";

const MAX_SENDERS = 1024;
/** A sender that was silent for so long may be forgotten when there is a new one. */
const FORGET_MS = 10 * 60_000;

export interface SendersOptions {
  /** "syslog-udp", "syslog-tcp" or "syslog-tls". */
  readonly kind: string;
  readonly traits: SourceTraits;
  readonly context: IntakeContext;
  readonly signal: AbortSignal;
  /** Ranges from which messages are taken; empty for any. */
  readonly allowed: readonly AddressRange[];
  readonly mark?: string;
  readonly now?: () => number;
  readonly maxSenders?: number;
}

export class Senders {
  readonly #options: SendersOptions;
  readonly #now: () => number;
  readonly #lanes = new Map<string, Lane>();
  #overflowTold = false;

  constructor(options: SendersOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Whether messages from this address are taken. */
  allows(address: string): boolean {
    const { allowed } = this.#options;
    return allowed.length === 0 || allowed.some((range) => range.contains(address));
  }

  /** The lane of a sender. @param name an address or the name in a certificate */
  laneOf(name: string): Lane {
    const known = this.#lanes.get(name);
    const lane = known ?? (this.#hasRoom() ? this.#open(name) : this.#shared());
    lane.usedMs = this.#now();
    return lane;
  }

  /** Resolves when everything that came is committed or given up. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()));
  }

  #shared(): Lane {
    const { context, kind } = this.#options;
    if (!this.#overflowTold) {
      const text = `${kind}: more than ${this.#options.maxSenders ?? MAX_SENDERS} senders; further ones share the source ${kind}:other`;
      context.tell({ source: `${kind}:other`, level: "warning", text });
    }
    this.#overflowTold = true;
    return this.#lanes.get("other") ?? this.#open("other");
  }

  #open(name: string): Lane {
    const { kind, traits, context, signal } = this.#options;
    const id = `${kind}:${name}${this.#options.mark ?? ""}`;
    const lane = new Lane(context, { id, name: id, ...traits }, signal);
    this.#lanes.set(name, lane);
    return lane;
  }

  #hasRoom(): boolean {
    if (this.#lanes.size < (this.#options.maxSenders ?? MAX_SENDERS)) return true;
    const before = this.#now() - FORGET_MS;
    for (const [name, lane] of this.#lanes) {
      if (lane.usedMs < before && lane.waitingBytes === 0 && name !== "other") this.#lanes.delete(name);
    }
    return this.#lanes.size < (this.#options.maxSenders ?? MAX_SENDERS);
  }
}
