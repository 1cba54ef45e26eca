/**
 * Rivest's consistent sampler: each card has a ticket number that depends on the seed and its own name only; the cards
 * with the smallest numbers are drawn. One sample serves several contests, and grows without changing.
 * Rivest, "Consistent sampling with replacement", 2018 (arXiv 1808.10016). Numbers are decimal texts, compared as text.
 * @module
 */
import { hash } from "node:crypto";
import { compareText } from "../../../base/text.ts";
import { TicketHeads } from "./tickets.ts";

/** The pseudo-random fraction of a text: "0." and the digits of SHA-256 as a decimal, in reverse, at least 64. */
export function uniform(text: string): string {
  const decimal = BigInt(`0x${hash("sha256", text, "hex")}`)
    .toString()
    .padStart(64, "0");
  return `0.${[...decimal].reverse().join("")}`;
}

/** The first ticket number of a card. @example firstTicket("01382438112797316654", "AB-130") // "0.26299714122838..." */
export function firstTicket(seed: string, id: string): string {
  return uniform(hash("sha256", seed, "hex") + id);
}

/** The next ticket number of a card that was drawn and put back: above the one before. */
export function nextTicket(ticket: string): string {
  const nines = /^0\.(9*)/.exec(ticket)?.[1] ?? "";
  for (let i = 1; ; i++) {
    const candidate = `0.${nines}${uniform(`${ticket}:${i}`).slice(2)}`;
    if (candidate > ticket) return candidate;
  }
}

/** A ticket number cut after so many digits behind its leading nines: what people read out. */
export function trimTicket(ticket: string, digits = 18): string {
  const nines = /^0\.(9*)/.exec(ticket)?.[0].length ?? 2;
  return ticket.slice(0, nines + digits);
}

/** One draw. */
export interface Draw<T> {
  readonly item: T;
  readonly ticket: string;
  /** Which time the item is drawn, from 1. */
  readonly generation: number;
}

/**
 * The draws number `skip` to `skip + count` with replacement, in order of their tickets.
 * @param idOf the name that is hashed; it must differ for all items
 */
export function drawWithReplacement<T>(
  items: Iterable<T>,
  seed: string,
  count: number,
  idOf: (item: T) => string,
  skip = 0,
): readonly Draw<T>[] {
  const wanted = skip + count;
  // only items among the first `wanted` tickets can ever be drawn
  const heap = smallestTickets(items, seed, wanted, idOf).map((draw) => ({ ...draw }));
  const drawn: Draw<T>[] = [];
  while (drawn.length < wanted) {
    const next = heap[0];
    if (next === undefined) break;
    drawn.push({ ...next });
    next.ticket = nextTicket(next.ticket);
    next.generation++;
    siftDown(heap);
  }
  return drawn.slice(skip);
}

/** Restores the order of a list that is sorted but for its first element, as a binary heap (a sorted list is one). */
function siftDown(heap: { ticket: string }[]): void {
  let at = 0;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      const [a, b] = [heap[child], heap[least]];
      if (a !== undefined && b !== undefined && compareText(a.ticket, b.ticket) < 0) least = child;
    }
    const [a, b] = [heap[at], heap[least]];
    if (least === at || a === undefined || b === undefined) return;
    heap[at] = b;
    heap[least] = a;
    at = least;
  }
}

/** The items with the smallest first tickets, smallest first: a sample without replacement. */
export function smallestTickets<T>(
  items: Iterable<T>,
  seed: string,
  count: number,
  idOf: (item: T) => string,
): readonly Draw<T>[] {
  const prefix = hash("sha256", seed, "hex");
  const kept: { item: T; head: number }[] = [];
  const heads = new TicketHeads(seed);
  let limit = Number.POSITIVE_INFINITY;
  for (const item of items) {
    // nine digits decide nearly always; whole tickets are made for the few that are left
    const head = heads.of(idOf(item));
    if (head > limit) continue;
    kept.push({ item, head });
    if (kept.length >= 4 * count + 1024) limit = prune(kept, count);
  }
  prune(kept, count);
  return kept
    .map(({ item }) => ({ item, ticket: uniform(prefix + idOf(item)), generation: 1 }))
    .sort((a, b) => compareText(a.ticket, b.ticket))
    .slice(0, count);
}

/** Keeps what may be among the smallest; equal heads are all kept. @returns the largest head that may */
function prune(kept: { head: number }[], count: number): number {
  kept.sort((a, b) => a.head - b.head);
  const limit = kept[count - 1]?.head ?? Number.POSITIVE_INFINITY;
  let length = Math.min(count, kept.length);
  while (length < kept.length && kept[length]?.head === limit) length++;
  kept.length = length;
  return limit;
}
