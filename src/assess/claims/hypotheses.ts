/**
 * Competing hypotheses (Heuer, Psychology of Intelligence Analysis, chapter 8): the best one is the least refuted, not the most
 * confirmed. What fits every hypothesis is worth nothing.
 * @module
 */

/** Strongly consistent, consistent, neutral, inconsistent, strongly inconsistent. */
export const cells = ["CC", "C", "N", "I", "II"] as const;
export type Cell = (typeof cells)[number];

export interface Item {
  readonly id: string;
  readonly text: string;
  /** How much it weighs, above 0 to 1: credibility of the item, not its fit. */
  readonly weight: number;
  /** By hypothesis. */
  readonly fits: Readonly<Record<string, Cell>>;
}

interface Standing {
  readonly hypothesis: string;
  /** Weighted inconsistency: less is better. */
  readonly inconsistency: number;
}

export interface Analysis {
  /** Least refuted first; equal ones share the first place of their kind. */
  readonly standings: readonly Standing[];
  /** How much each item tells hypotheses apart: the variance of its row. */
  readonly diagnosticity: readonly { readonly item: string; readonly value: number }[];
  /** Items without which another hypothesis would be the least refuted. */
  readonly decisive: readonly string[];
  /** The least refuted hypothesis, when one alone is; null when several are, or nothing refutes any. */
  readonly leading: string | null;
}

/** Always among the hypotheses, whoever asks. */
export const REQUIRED: readonly string[] = [
  "opportunistic crime",
  "insider",
  "accident or maintenance",
  "false flag",
];

const REFUTES: Readonly<Record<Cell, number>> = { CC: 0, C: 0, N: 0, I: 1, II: 2 };
const PLACE: Readonly<Record<Cell, number>> = { CC: 2, C: 1, N: 0, I: -1, II: -2 };

/** @param hypotheses names; those of {@link REQUIRED} are added where they are missing */
export function analyse(hypotheses: readonly string[], items: readonly Item[]): Analysis {
  const all = [...new Set([...hypotheses, ...REQUIRED])];
  const standings = standingsOf(all, items);
  const leading = leader(standings);
  return {
    standings,
    diagnosticity: items.map(({ id, fits }) => ({
      item: id,
      value: variance(all.map((one) => PLACE[fits[one] ?? "N"])),
    })),
    decisive: items
      .filter(
        (item) =>
          leader(
            standingsOf(
              all,
              items.filter((one) => one !== item),
            ),
          ) !== leading,
      )
      .map(({ id }) => id),
    leading,
  };
}

function standingsOf(hypotheses: readonly string[], items: readonly Item[]): readonly Standing[] {
  return hypotheses
    .map((hypothesis) => ({
      hypothesis,
      inconsistency: items.reduce(
        (sum, { weight, fits }) => sum + weight * REFUTES[fits[hypothesis] ?? "N"],
        0,
      ),
    }))
    .sort((a, b) => a.inconsistency - b.inconsistency);
}

function leader(standings: readonly Standing[]): string | null {
  const [first, second] = standings;
  return first !== undefined && second !== undefined && second.inconsistency > first.inconsistency
    ? first.hypothesis
    : null;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
}
