/**
 * The count of a rehearsed election: stations with their minutes, and the official figures by commune, of which one was altered
 * on its way so that another candidate wins.
 * @module
 */
import { Random } from "./random.ts";

export interface RehearsedCount {
  /** The minutes of every station, as collected by the parties (CSV). */
  readonly stations: string;
  /** What was published for the communes (CSV). */
  readonly communes: string;
  /** The commune that was altered, and how many votes were moved. */
  readonly truth: {
    readonly unit: string;
    readonly from: string;
    readonly to: string;
    readonly votes: number;
  };
}

const CANDIDATES = ["Aubry", "Bernard", "Caron"] as const;
const COMMUNES = 14;
const HEAD = "inscrits,votants,blancs,nuls,exprimes";

/** @param seed the same seed gives the same bytes */
export function rehearseCount(seed: number): RehearsedCount {
  const random = new Random(seed ^ 0x5ca1ab1e);
  const stations: string[] = [];
  const sums: number[][] = [];
  for (let commune = 0; commune < COMMUNES; commune++) {
    const lean = 0.03 * (random.next() - 0.5);
    const sum = new Array<number>(5 + CANDIDATES.length).fill(0);
    for (let station = 0; station < random.whole(2, 7); station++) {
      const figures = stationOf(random, lean);
      for (const [i, figure] of figures.entries()) sum[i] = (sum[i] ?? 0) + figure;
      stations.push(`${codeOf(commune)},${String(station + 1).padStart(4, "0")},${figures.join(",")}`);
    }
    sums.push(sum);
  }
  const altered = alter(sums);
  const named = CANDIDATES.join(",");
  return {
    stations: `departement,commune,bureau,${HEAD},${named}\n${stations.join("\n")}\n`,
    communes: `departement,commune,${HEAD},${named}\n${sums.map((sum, i) => `${codeOf(i)},${sum.join(",")}`).join("\n")}\n`,
    truth: altered,
  };
}

function codeOf(commune: number): string {
  return `99,${String(commune + 1).padStart(3, "0")}`;
}

/** Registered, voters, blank, null, valid, and the votes: Aubry is a little ahead everywhere. */
function stationOf(random: Random, lean: number): readonly number[] {
  const registered = random.whole(450, 1100);
  const voters = Math.round(registered * (0.68 + 0.14 * random.next()));
  const blank = random.whole(3, 14);
  const invalid = random.whole(1, 7);
  const valid = voters - blank - invalid;
  const first = Math.round(valid * (0.412 + lean + 0.02 * (random.next() - 0.5)));
  const second = Math.round(valid * (0.398 - lean + 0.02 * (random.next() - 0.5)));
  return [registered, voters, blank, invalid, valid, first, second, valid - first - second];
}

/** Moves votes of the first candidate to the second in the largest commune: just enough that the second wins. */
function alter(sums: number[][]): RehearsedCount["truth"] {
  const total = (column: number): number => sums.reduce((all, sum) => all + (sum[column] ?? 0), 0);
  const votes = Math.floor((total(5) - total(6)) / 2) + 37;
  const at = sums.reduce((best, sum, i) => ((sum[5] ?? 0) > (sums[best]?.[5] ?? 0) ? i : best), 0);
  const sum = sums[at] ?? [];
  sum[5] = (sum[5] ?? 0) - votes;
  sum[6] = (sum[6] ?? 0) + votes;
  return { unit: codeOf(at).replace(",", "/"), from: CANDIDATES[0], to: CANDIDATES[1], votes };
}
