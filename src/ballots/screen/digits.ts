/**
 * Last digits: people who invent numbers prefer some (Beber and Scacco 2012). Only large counts qualify, since the last digits
 * of small ones are not uniform by nature; and never the first or second digit: on genuine results such tests "find" fraud.
 * @module
 */

import { chiSquaredTail } from "../../base/quantiles.ts";
import { sum } from "../sum.ts";

export interface LastDigits {
  readonly counts: readonly number[];
  readonly stations: number;
  readonly mean: number;
  readonly p: number;
}

const LARGE = 400;
const STATIONS = 200;

/** @returns null where the counts are too small or too few for the test to mean anything */
export function lastDigits(values: readonly number[]): LastDigits | null {
  const mean = sum(values) / values.length;
  if (values.length < STATIONS || mean < LARGE) return null;
  const used = values.filter((value) => value >= 100);
  const counts = new Array<number>(10).fill(0);
  for (const value of used) counts[value % 10] = (counts[value % 10] ?? 0) + 1;
  const expected = used.length / 10;
  const distance = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return { counts, stations: used.length, mean, p: chiSquaredTail(distance, 9) };
}
