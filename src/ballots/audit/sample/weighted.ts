/**
 * Batches drawn with probability proportional to an exact whole weight; a definition of our own, made to be recomputed
 * by hand: draw number i (1, 2, ...) takes SHA-256 of `vigie-batches-v1:<seed>:<i>` as a whole number r. With W the sum
 * of the weights and q the largest multiple of W up to 2^256, an r of q or more is passed over (no weight may gain from
 * a remainder). r mod W falls into one batch, in the order of the manifest. Without replacement, a batch that was drawn
 * before is passed over too; this is the same as drawing from those that are left.
 * @module
 */
import { hash } from "node:crypto";

/** One draw of a batch. */
export interface WeightedDraw {
  /** Place of the batch in the manifest, from 0. */
  readonly index: number;
  /** The number i that drew it. */
  readonly ticket: number;
}

const RANGE = 1n << 256n;

/** A draw of nearly all batches would look for the last small one for ever: then one counts everything. */
const MAX_TICKETS = 5_000_000;

/**
 * The first `count` draws.
 * @param weights whole numbers, 0 or more; a batch of weight 0 is never drawn
 * @throws RangeError when a weight is negative, all are 0, or more are wanted than can be drawn
 */
export function drawWeighted(
  weights: readonly bigint[],
  seed: string,
  count: number,
  { replace = false }: { readonly replace?: boolean } = {},
): readonly WeightedDraw[] {
  const sums = prefixSums(weights);
  const total = sums.at(-1) ?? 0n;
  if (total <= 0n) throw new RangeError("nothing can be drawn: all weights are 0");
  const possible = weights.filter((weight) => weight > 0n).length;
  if (!replace && count > possible) throw new RangeError(`${count} of ${possible} batches cannot be drawn`);
  const end = RANGE - (RANGE % total);
  const drawn: WeightedDraw[] = [];
  const seen = new Set<number>();
  for (let ticket = 1; drawn.length < count; ticket++) {
    if (ticket > MAX_TICKETS) throw new RangeError("so many batches are wanted that all should be counted");
    const r = BigInt(`0x${hash("sha256", `vigie-batches-v1:${seed}:${ticket}`, "hex")}`);
    if (r >= end) continue;
    const index = find(sums, r % total);
    if (!replace && seen.has(index)) continue;
    seen.add(index);
    drawn.push({ index, ticket });
  }
  return drawn;
}

function prefixSums(weights: readonly bigint[]): readonly bigint[] {
  let sum = 0n;
  return weights.map((weight) => {
    if (weight < 0n) throw new RangeError("a weight is negative");
    sum += weight;
    return sum;
  });
}

/** The first place whose sum is above the value. */
function find(sums: readonly bigint[], value: bigint): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0n) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
