/**
 * Enforces decisions on this machine through nftables, without a bouncer: `vigie watch --enforce nftables`.
 *
 * The table `inet vigie` is ours, with two interval sets whose elements carry a timeout, a counter and the decision's
 * id. Every change is one transaction. Elements without our mark, and every other table, are left alone.
 * @module
 */
import { overlaps, parseBlock } from "../base/interval.ts";
import type { Decision } from "../model/decision.ts";
import type { DecisionStore, EnforcedCount } from "../store/decisions.ts";
import { CountBook } from "./nftables/counts.ts";
import { type Element, elementsOf, keyOf, spanText } from "./nftables/elements.ts";
import { commentOf, type Present, readTable, runNft, SETUP, TABLE, trouble } from "./nftables/nft.ts";
import { objectionTo, type Safety } from "./safety.ts";

/** What one reconciliation did. */
export interface Reconciled {
  readonly added: number;
  readonly removed: number;
  /** Addresses that were not blocked because somebody else's element in our set stands in the way. */
  readonly conflicts: readonly string[];
  /** Sums of what was dropped, of the decisions whose sum changed since the last time. */
  readonly counts: readonly EnforcedCount[];
  /** When the next element ends: a reading shortly before it misses nothing. Null when there is none. */
  readonly nextEndMs: number | null;
}

/** The kernel rounds what is left of a timeout to seconds, and the clock goes on meanwhile. */
const SAME_END_MS = 2000;
/** An element may end between reading and writing; then everything is read again. */
const TRIES = 4;

export class NftablesEnforcer {
  readonly #store: Pick<DecisionStore, "counts" | "saveCounts">;
  readonly #command: readonly string[];
  readonly #book: CountBook;
  #last: Promise<unknown> = Promise.resolve();

  /** @param command nft, or what runs it elsewhere: ["ip", "netns", "exec", "web", "nft"] */
  constructor(store: Pick<DecisionStore, "counts" | "saveCounts">, command: readonly string[] = ["nft"]) {
    this.#store = store;
    this.#command = command;
    this.#book = new CountBook(store.counts());
  }

  /** Makes the table where it is missing. @throws VigieError when nft is missing or not permitted */
  async start(): Promise<void> {
    const done = await runNft(this.#command, ["-f", "-"], SETUP);
    if (!done.ok) throw trouble("nft", done.error);
  }

  /**
   * Makes the sets hold what is decided, and reads the counters before anything changes. Calls wait for one another.
   * @param decisions those in force; what the safety list protects is not blocked even so
   * @throws VigieError
   */
  reconcile(decisions: Iterable<Decision>, safety: Safety, nowMs: number): Promise<Reconciled> {
    const wanted = [...decisions].filter(({ value }) => {
      const block = parseBlock(value);
      return block !== null && objectionTo(block, safety) === null;
    });
    return this.#alone(() => this.#reconcile(elementsOf(wanted, nowMs), nowMs));
  }

  /** @param choice "leave": blocks go on until their time is over; "remove": they end now */
  stop(choice: "leave" | "remove"): Promise<void> {
    return this.#alone(() => this.#stop(choice));
  }

  #alone<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action, action);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #reconcile(wanted: readonly Element[], nowMs: number): Promise<Reconciled> {
    for (let tries = 1; ; tries++) {
      const present = await this.#read();
      const change = changeOf(wanted, present, nowMs);
      const done = await runNft(this.#command, ["-f", "-"], scriptOf(change, nowMs));
      if (done.ok) {
        for (const { decision, key } of change.remove) this.#book.forget(decision ?? "", key);
        const counts = this.#book.changed();
        this.#store.saveCounts(counts);
        const ends = wanted.map(({ endMs }) => endMs);
        return {
          added: change.add.length,
          removed: change.remove.length,
          conflicts: change.conflicts,
          counts,
          nextEndMs: ends.length === 0 ? null : ends.reduce((a, b) => Math.min(a, b)),
        };
      }
      if (tries >= TRIES) throw trouble("nft", done.error);
    }
  }

  /** The elements, counted; the table is made again when somebody took it away. */
  async #read(): Promise<readonly Present[]> {
    const table = await readTable(this.#command);
    if (table === null) await this.start();
    const elements = table?.elements ?? [];
    this.#book.read(elements);
    return elements;
  }

  async #stop(choice: "leave" | "remove"): Promise<void> {
    const table = await readTable(this.#command);
    if (table === null) return;
    this.#book.read(table.elements);
    this.#store.saveCounts(this.#book.changed());
    if (choice === "leave") return;
    const own = table.elements.filter(({ decision }) => decision !== null);
    // a table that somebody else uses too is only emptied of what is ours
    const script = table.foreign
      ? scriptOf({ add: [], remove: own, conflicts: [] }, 0)
      : `delete table inet ${TABLE}\n`;
    const done = await runNft(this.#command, ["-f", "-"], script);
    if (!done.ok) throw trouble("nft", done.error);
  }
}

interface Change {
  readonly add: readonly Element[];
  readonly remove: readonly Present[];
  readonly conflicts: readonly string[];
}

/** What must go and what must come. An element that says the same already is left alone, with its counter. */
function changeOf(wanted: readonly Element[], present: readonly Present[], nowMs: number): Change {
  const here = new Map(present.map((one) => [one.key, one]));
  const foreign = present.filter(({ decision }) => decision === null);
  const add: Element[] = [];
  const kept = new Set<string>();
  const conflicts: string[] = [];
  for (const element of wanted) {
    const key = keyOf(element);
    const known = here.get(key);
    if (known !== undefined && isSame(known, element, nowMs)) kept.add(key);
    else if (element.endMs - nowMs < 1000)
      continue; // it is over before the kernel has it
    else if (foreign.some((one) => collide(one, element)))
      conflicts.push(spanText(element.set, element.first, element.last));
    else add.push(element);
  }
  const remove = present.filter(({ decision, key }) => decision !== null && !kept.has(key));
  return { add, remove, conflicts };
}

function isSame(present: Present, { decision, endMs }: Element, nowMs: number): boolean {
  if (present.decision !== decision || present.expiresS === null) return false;
  return Math.abs(nowMs + present.expiresS * 1000 + 500 - endMs) <= SAME_END_MS;
}

function collide(present: Present, element: Element): boolean {
  const run = ({ set, first, last }: Present | Element) =>
    ({ family: set === "v4" ? 4 : 6, first, last }) as const;
  return overlaps(run(present), run(element));
}

/** One transaction: first everything that goes, then everything that comes. */
function scriptOf({ add, remove }: Change, nowMs: number): string {
  const gone = remove.map(
    ({ set, first, last }) => `delete element inet ${TABLE} ${set} { ${spanText(set, first, last)} }`,
  );
  const come = add.map(({ set, first, last, decision, endMs }) => {
    const timeout = `timeout ${Math.ceil(endMs - nowMs)}ms comment "${commentOf(decision)}"`;
    return `add element inet ${TABLE} ${set} { ${spanText(set, first, last)} ${timeout} }`;
  });
  return `${[...gone, ...come].join("\n")}\n`;
}
