/**
 * Everything that runs while Vigie watches: intakes, the watch, the decision API, enforcement; started in an order in
 * which nothing is lost, and stopped in the other.
 * @module
 */
import { errorText } from "../../base/errors.ts";
import type { Intake, IntakeEvent, Piece } from "../../intake/live.ts";
import type { Decision } from "../../model/decision.ts";
import type { Safety } from "../../response/safety.ts";
import type { EnforcedCount } from "../../store/decisions.ts";
import type { Store } from "../../store/store.ts";
import type { Watch } from "./watch.ts";

/** Applies decisions on this machine; NftablesEnforcer is one. */
interface Enforcer {
  start(): Promise<void>;
  reconcile(
    decisions: Iterable<Decision>,
    safety: Safety,
    nowMs: number,
  ): Promise<{ readonly counts: readonly EnforcedCount[]; readonly conflicts: readonly string[] }>;
  stop(choice: "leave" | "remove"): Promise<void>;
}

/** Something that listens, once it does. */
export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

export interface StationOptions {
  readonly watch: Watch;
  readonly store: Store;
  readonly intakes: readonly Intake[];
  /**
   * Servers that are up before the first piece is taken: bouncers must never find the door shut. One that is not worth
   * the watch (health) tells why it does not listen, and gives null.
   */
  readonly servers: readonly (() => Promise<Listening | null>)[];
  readonly enforcer: Enforcer | null;
  readonly safety: (nowMs: number) => Safety;
  readonly tell: (event: IntakeEvent) => void;
  readonly clock?: () => number;
}

const TICK_MS = 1000;

export class Station {
  readonly #options: StationOptions;
  readonly #clock: () => number;
  readonly #listening: Listening[] = [];
  readonly #started: Intake[] = [];
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> | null = null;
  /** Source -> the intake that it belongs to. */
  readonly #owners = new Map<string, Intake>();
  /** Conflicts that were told. */
  #conflicts: ReadonlySet<string> = new Set();
  /** The same trouble is told once, and again when it has changed. */
  #trouble = "";

  constructor(options: StationOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /** Where the servers listen. */
  get urls(): readonly string[] {
    return this.#listening.map(({ url }) => url);
  }

  /** Why the last round of what is due failed, or "". */
  get trouble(): string {
    return this.#trouble;
  }

  /** @throws VigieError when a port, a file or nft cannot be had; what was started is stopped again then */
  async start(): Promise<void> {
    const { servers, enforcer, intakes, watch, tell } = this.#options;
    try {
      for (const start of servers) {
        const server = await start();
        if (server !== null) this.#listening.push(server);
      }
      await enforcer?.start();
      await this.#enforce();
      for (const intake of intakes) {
        await intake.start({
          deliver: (piece) => this.#deliver(piece, intake),
          cursorOf: (source) => watch.cursorOf(source),
          tell,
        });
        this.#started.push(intake);
      }
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
    this.#timer = setInterval(() => {
      this.#ticking ??= this.#tick().finally(() => {
        this.#ticking = null;
      });
    }, TICK_MS);
  }

  /** A source that two intakes follow would count twice: the first one keeps it. */
  #deliver(piece: Piece, intake: Intake): Promise<void> {
    const { id } = piece.source;
    const owner = this.#owners.get(id) ?? intake;
    this.#owners.set(id, owner);
    if (owner === intake) return this.#options.watch.deliver(piece);
    return Promise.reject(new Error(`${id} is followed twice: name it once`));
  }

  /** Takes nothing new, commits what is under way, closes what is open. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#ticking;
    try {
      for (const intake of this.#started.splice(0)) await intake.stop();
      await this.#options.watch.drain();
      await this.#enforce();
    } finally {
      await this.#stopAll();
    }
  }

  async #tick(): Promise<void> {
    const { watch, tell } = this.#options;
    // blocks are kept up even while the store has trouble with what is new
    const done = await Promise.allSettled([watch.tick(), this.#enforce()]);
    const failed = done.filter((one) => one.status === "rejected").map(({ reason }) => errorText(reason));
    const text = [...new Set(failed)].join("; ");
    if (text !== "" && text !== this.#trouble) tell({ source: "vigie", level: "error", text });
    this.#trouble = text;
  }

  /** Decisions by whomever, also those of another process: the store is asked each time. */
  async #enforce(): Promise<void> {
    const { enforcer, store, safety, tell } = this.#options;
    if (enforcer === null) return;
    const nowMs = this.#clock();
    const decisions = [...store.decisions.inForce(nowMs)].map(({ decision }) => decision);
    const { conflicts } = await enforcer.reconcile(decisions, safety(nowMs), nowMs);
    for (const value of conflicts) {
      if (this.#conflicts.has(value)) continue;
      const text = `${value} is blocked by somebody else's element already`;
      tell({ source: "nftables", level: "warning", text });
    }
    this.#conflicts = new Set(conflicts);
  }

  async #stopAll(): Promise<void> {
    for (const intake of this.#started.splice(0)) await intake.stop();
    await this.#options.watch.close();
    await this.#options.enforcer?.stop("leave");
    for (const server of this.#listening.toReversed()) await server.stop();
    this.#listening.length = 0;
  }
}
