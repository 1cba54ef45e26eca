import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import type { ContestInput, PlanInput } from "../../../../src/ballots/audit/folder/commit.ts";
import type { Rule } from "../../../../src/ballots/audit/folder/rule.ts";
import { seeded } from "../simulation.ts";
import { NOW, type Workshop } from "./audits.ts";

export const PLURALITY: Rule = { name: "plurality", seats: 1, share: "0.5" };
/** A contest of one vote. */
export const contest = (name: string, cards: number | null = null, rule: Rule = PLURALITY): ContestInput => ({
  name,
  rule,
  votesAllowed: 1,
  cards,
});

const next = seeded(7);
/** 3,000 cards: all hold Mayor (ADA 55 %, BEN 40 %), every tenth holds School (CYR 70 %, DEE 25 %). Null: not on the card. */
export const cards: ReadonlyMap<string, readonly (string | null)[]> = new Map(
  Array.from({ length: 3000 }, (_, i): [string, readonly (string | null)[]] => {
    const [mayor, school] = [next(), next()];
    return [
      `${Math.floor(i / 100)}-${(i % 100) + 1}`,
      [
        mayor < 0.55 ? "ADA" : mayor < 0.95 ? "BEN" : "",
        i % 10 === 3 ? (school < 0.7 ? "CYR" : school < 0.95 ? "DEE" : "") : null,
      ],
    ];
  }),
);
const CHOICES = [
  ["ADA", "BEN"],
  ["CYR", "DEE"],
];
const NAMES = ["Mayor", "School: north"];
/** Records of some cards, of the first `contests` contests. */
export function table(
  ids: Iterable<string> = cards.keys(),
  contests = 2,
  held: ReadonlyMap<string, readonly (string | null)[]> = cards,
): CvrTable {
  const list = [...ids];
  return {
    format: "dominion-csv",
    ids: list,
    contests: NAMES.slice(0, contests).map((name, c) => {
      const patterns = [null, ...(CHOICES[c] ?? []).map((choice) => [choice]), []];
      const card = Uint16Array.from(list, (id) => {
        const vote = held.get(id)?.[c] ?? null;
        return vote === null ? 0 : vote === "" ? 3 : 1 + (CHOICES[c]?.indexOf(vote) ?? 0);
      });
      return { name, choices: CHOICES[c] ?? [], votesAllowed: 1, ranked: false, patterns, card };
    }),
  };
}

/** What a person enters for a card. */
export const row =
  (contests = 2, held: ReadonlyMap<string, readonly (string | null)[]> = cards) =>
  (unit: string): string => {
    const marks = held.get(unit.split("/").at(-1) ?? "") ?? [];
    const cells = CHOICES.slice(0, contests).flatMap((choices, c) =>
      marks[c] === null ? ["absent", ""] : choices.map((choice) => (marks[c] === choice ? "1" : "0")),
    );
    return [unit, ...cells].join(",");
  };

/** The inputs of audits of both contests, with files in a folder. */
export function twoContests({ file }: Workshop): {
  readonly manifest: () => string;
  readonly input: (change: Partial<PlanInput>) => PlanInput;
} {
  const manifest = (): string =>
    file("manifest.csv", `batch,cards\n${Array.from({ length: 30 }, (_, i) => `${i},100\n`).join("")}`);

  function input(change: Partial<PlanInput>): PlanInput {
    return {
      contests: [contest("Mayor"), contest("School: north")],
      strata: [
        {
          name: "",
          kind: "comparison",
          results: null,
          manifest: manifest(),
          cvr: { file: "cvr.csv", table: table() },
        },
      ],
      riskLimit: "0.05",
      bounds: null,
      boundsSource: null,
      replace: false,
      now: NOW,
      ...change,
    };
  }

  return { manifest, input };
}
