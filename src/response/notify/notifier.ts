/**
 * Telling people. What happened is put into the store's outbox, in the transaction that keeps it where there is one; a
 * channel at a time then sends what waits for it, as fast as it may, and tries again what did not arrive. Whatever comes
 * while a channel is held up is told together in its next message: nothing is dropped without a count.
 *
 * When the store itself is the trouble, its outbox cannot be written: trouble is then sent straight from memory, once.
 * @module
 */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { errorText } from "../../base/errors.ts";
import { type Alert, levelRank } from "../../model/alert.ts";
import type { Decision } from "../../model/decision.ts";
import type { Notice } from "../../model/notice.ts";
import type { NoticeMessage } from "../../store/notices.ts";
import type { Store } from "../../store/store.ts";
import { type Channel, DeliveryError } from "./channel.ts";
import { tellingOf } from "./message.ts";
import { alertNotice, decisionNotice, silenceNotice, troubleNotice, wants } from "./notices.ts";
import { Pace, retryWait } from "./pace.ts";

export interface NotifierOptions {
  readonly channels: readonly Channel[];
  readonly store: Pick<Store, "find" | "notices">;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random?: () => number;
  /** Told when a channel begins to fail, is well again, or gives something up. */
  readonly onRemark?: (text: string) => void;
}

/** A silence, or its end; what the watch says of a source. */
interface Silence {
  readonly source: string;
  readonly body: string;
  readonly toMs: number | null;
}

const TICK_MS = 1000;
/** Nobody waits longer for the end of a watch because somebody else does not answer. */
const STOP_MS = 3000;
/** Held in memory while the store cannot be written; more of the same is not told. */
const MAX_UNKEPT = 50;

/** A channel with how fast it may speak. */
interface Line {
  readonly channel: Channel;
  readonly pace: Pace;
  running: Promise<void> | null;
  isFailing: boolean;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #lines: readonly Line[];
  /** Troubles that the store did not take, by group: sent once. */
  readonly #unkept = new Map<string, { readonly notice: Notice; readonly told: Set<string> }>();
  #timer: NodeJS.Timeout | null = null;

  /** @throws VigieError with code "store" */
  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#lines = options.channels.map((channel) => {
      const pace = new Pace(channel.burst, channel.perMinute, channel.minIntervalMs);
      return { channel, pace, running: null, isFailing: false };
    });
    const names = options.channels.map(({ name }) => name);
    options.store.notices.retain(names, options.clock());
  }

  /** Takes what a transaction keeps; call it inside, so that both are kept or neither. */
  made(alerts: readonly Alert[], decisions: readonly Decision[], nowMs: number): void {
    if (this.#lines.length === 0) return;
    const mildest = Math.min(...this.#lines.map(({ channel }) => levelRank(channel.level)));
    const serious = alerts.filter(({ rule }) => levelRank(rule.level) >= mildest);
    this.#add([
      ...serious.map((alert) => alertNotice(alert, nowMs)),
      ...decisions.map((decision) => decisionNotice(decision, nowMs)).filter((notice) => notice !== null),
    ]);
  }

  /**
   * A source fell silent or is heard again; after its finding was sealed. A kill in between costs nothing: a silence that
   * lasts is found again after a restart.
   */
  silence({ source, body, toMs }: Silence): void {
    this.#addOrKeep(silenceNotice(source, body, toMs !== null, this.#options.clock()));
  }

  /** Something is wrong with a source or with Vigie. @param body whose it is, "" for everybody's */
  trouble(source: string, text: string, body = ""): void {
    this.#addOrKeep(troubleNotice(source, text, body, this.#options.clock()));
  }

  #add(notices: readonly Notice[]): void {
    const { store, clock } = this.#options;
    for (const { channel } of this.#lines) {
      const wanted = notices.filter((notice) => wants(channel, notice));
      store.notices.add(channel.name, wanted, clock(), channel.windowMs);
    }
  }

  #addOrKeep(notice: Notice): void {
    if (this.#lines.length === 0) return;
    try {
      this.#add([notice]);
    } catch {
      if (this.#unkept.size < MAX_UNKEPT && !this.#unkept.has(notice.group))
        this.#unkept.set(notice.group, { notice, told: new Set() });
    }
  }

  start(): void {
    if (this.#lines.length === 0) return;
    this.#timer = setInterval(() => void this.tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Sends what may go at once and waits a little for it; the rest is told after the next start. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const patience = new AbortController();
    const enough = sleep(STOP_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([this.tick(), enough]);
    patience.abort();
  }

  /** Lets every channel that is idle and may speak send what is due. @returns when none is sending */
  async tick(): Promise<void> {
    await Promise.all(this.#lines.map((line) => this.#run(line)));
  }

  #run(line: Line): Promise<void> {
    line.running ??= this.#speak(line).finally(() => {
      line.running = null;
    });
    return line.running;
  }

  async #speak(line: Line): Promise<void> {
    const { channel, pace } = line;
    const nowMs = this.#options.clock();
    if (!pace.isOpen(nowMs)) return;
    try {
      const message = this.#options.store.notices.next(channel.name, nowMs, randomUUID());
      if (message === null) return await this.#sendUnkept(line, nowMs);
      pace.take(nowMs);
      await this.#deliver(line, message);
    } catch (error) {
      this.#remark(line, `the outbox cannot be used: ${errorText(error)}`);
      await this.#sendUnkept(line, nowMs);
    }
  }

  async #deliver(line: Line, message: NoticeMessage): Promise<void> {
    const { store, clock } = this.#options;
    const { channel } = line;
    const failure = await tried(() => channel.send(tellingOf(message, channel, store), clock()));
    const nowMs = clock();
    if (failure === null) {
      store.notices.sent(channel.name, message.id, nowMs, channel.windowMs);
      if (line.isFailing) this.#options.onRemark?.(`${channel.name}: messages arrive again`);
      line.isFailing = false;
      return;
    }
    const asked = failure instanceof DeliveryError ? failure.waitMs : null;
    const wait = retryWait(message.tries + 1, asked, this.#options.random ?? Math.random);
    const reason = errorText(failure).slice(0, MAX_REASON);
    store.notices.failed(channel.name, message.id, reason, nowMs, wait === null ? null : nowMs + wait);
    if (wait === null)
      this.#options.onRemark?.(`${channel.name}: given up after ${message.tries + 1} tries: ${reason}`);
    else this.#remark(line, `a message did not arrive and is tried again: ${reason}`);
  }

  /** Once for each channel; whether it arrives or not. */
  async #sendUnkept({ channel, pace }: Line, nowMs: number): Promise<void> {
    const waiting = [...this.#unkept.values()].filter(({ told }) => !told.has(channel.name));
    for (const { told } of waiting) told.add(channel.name);
    for (const [group, { told }] of this.#unkept)
      if (
        told.size === this.#lines.length &&
        nowMs - (this.#unkept.get(group)?.notice.timeMs ?? 0) > FORGET_MS
      )
        this.#unkept.delete(group);
    const notices = waiting
      .filter(({ notice }) => wants(channel, notice))
      .map(({ notice }) => ({
        ...notice,
        count: 1,
        again: false,
        firstMs: notice.timeMs,
        lastMs: notice.timeMs,
      }));
    if (notices.length === 0) return;
    pace.take(nowMs);
    const message = { id: randomUUID(), createdMs: nowMs, tries: 0, notices };
    const nothing = { find: () => [] };
    await tried(() => channel.send(tellingOf(message, channel, nothing), nowMs));
  }

  /** The beginning of a failure is told; that it goes on is in the health page and in doctor. */
  #remark(line: Line, text: string): void {
    if (!line.isFailing) this.#options.onRemark?.(`${line.channel.name}: ${text}`);
    line.isFailing = true;
  }
}

const MAX_REASON = 300;
/** The same trouble is not sent from memory again for so long. */
const FORGET_MS = 900_000;

async function tried(action: () => Promise<void>): Promise<unknown> {
  try {
    await action();
    return null;
  } catch (error) {
    return error ?? new Error("failed");
  }
}
