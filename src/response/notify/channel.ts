/**
 * A channel: one way to one group of people.
 * @module
 */
import type { Language } from "../../base/messages/index.ts";
import type { Level } from "../../model/alert.ts";
import type { Told } from "./message.ts";

export interface ChannelSettings {
  readonly name: string;
  /** The mildest level of alerts that is told. */
  readonly level: Level;
  /** Only these bodies; null for all. */
  readonly bodies: readonly string[] | null;
  readonly details: boolean;
  readonly language: Language;
  /** Messages at once, messages per minute in the long run, and the shortest time between two. */
  readonly burst: number;
  readonly perMinute: number;
  readonly minIntervalMs: number;
  readonly windowMs: number;
}

export interface Channel extends ChannelSettings {
  /**
   * Resolves when the other side took the message (for UDP: when it was sent).
   * @throws Error whose message says why, without a secret in it; DeliveryError when the other side says when to come back
   */
  send(message: Told, nowMs: number): Promise<void>;
}

/** It was not taken; the other side asks to wait. */
export class DeliveryError extends Error {
  /** How long it asks to wait, in milliseconds; null when it does not say. */
  readonly waitMs: number | null;
  constructor(text: string, waitMs: number | null = null) {
    super(text);
    this.name = "DeliveryError";
    this.waitMs = waitMs;
  }
}

/** Nobody answers slower than this; a try then has failed. */
export const SEND_TIMEOUT_MS = 15_000;
