/**
 * Instant-runoff elections: a set of assertions that together imply the winner, as easy to audit as possible.
 * Blom, Stuckey, Teague, "RAIRE: risk-limiting audits for IRV elections", 2019 (arXiv 1903.08804), sections 4 and 5.
 * An order of elimination is known by its end; each end in which somebody else wins must contradict an assertion. The
 * search is exact: it finds the largest possible smallest margin. Its cost is exponential in the worst case.
 * @module
 */

/** Ballots with the same ranking: choices by number, first preference first. */
export interface RankedBallots {
  readonly count: number;
  readonly ranking: readonly number[];
}

/** Winner has more first preferences than the loser can ever have while the winner stands ("not eliminated before"). */
interface NotBefore {
  readonly type: "NEB";
  readonly winner: number;
  readonly loser: number;
  /** In ballots; above 0. */
  readonly margin: number;
}

/** With only these choices standing, the winner has more ballots than the loser ("not eliminated next"). */
interface NotNext {
  readonly type: "NEN";
  readonly winner: number;
  readonly loser: number;
  readonly continuing: readonly number[];
  readonly margin: number;
}

export type RankedAssertion = NotBefore | NotNext;

export type RaireResult =
  | { readonly kind: "assertions"; readonly assertions: readonly RankedAssertion[]; readonly margin: number }
  /** No set of such assertions implies this winner: it did not win, or a tie decides. */
  | { readonly kind: "not-implied" }
  /** The search was given up. */
  | { readonly kind: "too-hard"; readonly nodes: number }
  /** More choices than it can tell apart. */
  | { readonly kind: "too-many"; readonly most: number };

/** Votes of one ballot for both sides of an assertion: [winner, loser], each 0 or 1. */
export function rankedVotes(
  assertion: RankedAssertion,
  ranking: readonly number[],
): readonly [number, number] {
  if (assertion.type === "NEN") {
    const top = ranking.find((choice) => assertion.continuing.includes(choice));
    return [top === assertion.winner ? 1 : 0, top === assertion.loser ? 1 : 0];
  }
  const [first] = ranking;
  const winnerAt = ranking.indexOf(assertion.winner);
  const loserAt = ranking.indexOf(assertion.loser);
  const forLoser = loserAt >= 0 && (winnerAt < 0 || loserAt < winnerAt);
  return [first === assertion.winner ? 1 : 0, forLoser ? 1 : 0];
}

/** The margin of an assertion over all ballots. */
export function rankedMargin(assertion: RankedAssertion, ballots: readonly RankedBallots[]): number {
  let margin = 0;
  for (const { count, ranking } of ballots) {
    const [w, l] = rankedVotes(assertion, ranking);
    margin += count * (w - l);
  }
  return margin;
}

/** Choices are bits of a number, so there are at most 30. */
const MAX_CHOICES = 30;
const MAX_NODES = 2_000_000;
/** Ranked choices that are looked at, all tallies together: some ten seconds. Whoever writes the records chooses how many there are. */
const MAX_STEPS = 2_000_000_000;
/** A tally takes some 400 bytes. When there are more they are forgotten, and counted again where they are needed. */
const MAX_TALLIES = 100_000;

/** More could not be tested either. */
const MAX_ASSERTIONS = 10_000;

/** Tallies that the search needs again and again. */
class Tallies {
  /** Ranked choices that were looked at. */
  steps = 0;
  readonly #choices: number;
  readonly #ballots: readonly RankedBallots[];
  readonly #bySet = new Map<number, Float64Array>();
  readonly #first: Float64Array;
  /** ahead[a * choices + b]: ballots that rank a, and b not before it. */
  readonly #ahead: Float64Array;

  constructor(choices: number, ballots: readonly RankedBallots[]) {
    this.#choices = choices;
    this.#ballots = ballots;
    this.#first = this.of((1 << choices) - 1);
    this.#ahead = new Float64Array(choices * choices);
    for (const { count, ranking } of ballots) {
      let seen = 0;
      for (const a of ranking) {
        for (let b = 0; b < choices; b++)
          if (b !== a && (seen & (1 << b)) === 0)
            this.#ahead[a * choices + b] = (this.#ahead[a * choices + b] ?? 0) + count;
        seen |= 1 << a;
      }
    }
  }

  /** Ballots of each choice when only a set stands. */
  of(set: number): Float64Array {
    const known = this.#bySet.get(set);
    if (known !== undefined) return known;
    const tally = new Float64Array(this.#choices);
    for (const { count, ranking } of this.#ballots) {
      const at = ranking.findIndex((choice) => (set & (1 << choice)) !== 0);
      this.steps += at < 0 ? ranking.length + 1 : at + 1;
      const top = ranking[at];
      if (top !== undefined) tally[top] = (tally[top] ?? 0) + count;
    }
    if (this.#bySet.size >= MAX_TALLIES) this.#bySet.clear();
    this.#bySet.set(set, tally);
    return tally;
  }

  /** The margin of the assertion that the loser goes before the winner. */
  notBefore(winner: number, loser: number): number {
    return (this.#first[winner] ?? 0) - (this.#ahead[loser * this.#choices + winner] ?? 0);
  }
}

/**
 * Assertions that imply the winner, with the largest smallest margin.
 * @param choices how many there are; at most 30
 * @param bounds when to give up: ends of orders, and ranked choices, that are looked at
 */
export function raireAssertions(
  choices: number,
  ballots: readonly RankedBallots[],
  winner: number,
  { nodes = MAX_NODES, steps = MAX_STEPS }: { readonly nodes?: number; readonly steps?: number } = {},
): RaireResult {
  if (choices > MAX_CHOICES) return { kind: "too-many", most: MAX_CHOICES };
  const search = new Search(choices, ballots, nodes, steps);
  const rivals = Array.from({ length: choices }, (_, i) => i).filter((i) => i !== winner);
  let margin = Number.POSITIVE_INFINITY;
  for (const rival of rivals) margin = Math.min(margin, search.best([rival], 1 << rival, margin));
  if (search.isOver) return { kind: "too-hard", nodes: search.nodes };
  if (margin <= 0) return { kind: "not-implied" };
  const found = new Map<string, RankedAssertion>();
  for (const rival of rivals) search.collect([rival], 1 << rival, margin, found);
  if (search.isOver || found.size > MAX_ASSERTIONS) return { kind: "too-hard", nodes: search.nodes };
  return { kind: "assertions", assertions: [...found.values()], margin };
}

class Search {
  nodes = 0;
  readonly #choices: number;
  readonly #tallies: Tallies;
  readonly #maxNodes: number;
  readonly #maxSteps: number;

  constructor(choices: number, ballots: readonly RankedBallots[], maxNodes: number, maxSteps: number) {
    this.#choices = choices;
    this.#tallies = new Tallies(choices, ballots);
    this.#maxNodes = maxNodes;
    this.#maxSteps = maxSteps;
  }

  /** Given up: what was found is no answer. */
  get isOver(): boolean {
    return this.nodes > this.#maxNodes || this.#tallies.steps > this.#maxSteps;
  }

  /** The easiest assertion that contradicts every order that ends like this; its margin may be 0 or less. */
  #easiest(end: readonly number[], set: number): RankedAssertion {
    const out = end[0] as number; // goes before all others of the end, after all who are not in it
    const tally = this.#tallies.of(set);
    let best: RankedAssertion = { type: "NEB", winner: out, loser: out, margin: 0 };
    const consider = (winner: number, loser: number): void => {
      const margin = this.#tallies.notBefore(winner, loser);
      if (margin > best.margin) best = { type: "NEB", winner, loser, margin };
    };
    for (const other of end) {
      if (other === out) continue;
      consider(out, other);
      const margin = (tally[out] ?? 0) - (tally[other] ?? 0);
      if (margin > best.margin) best = { type: "NEN", winner: out, loser: other, continuing: end, margin };
    }
    for (let gone = 0; gone < this.#choices; gone++) if ((set & (1 << gone)) === 0) consider(gone, out);
    return best.type === "NEN" ? { ...best, continuing: end.toSorted((a, b) => a - b) } : best;
  }

  /**
   * The largest smallest margin that contradicts all orders with this end; exact below `enough`, as the whole set is
   * never better than its hardest part.
   */
  best(end: readonly number[], set: number, enough: number): number {
    this.nodes++;
    if (this.isOver) return 0;
    const own = this.#easiest(end, set).margin;
    if (own >= enough) return enough;
    let reached = enough;
    let isLeaf = true;
    for (let choice = 0; choice < this.#choices; choice++) {
      if ((set & (1 << choice)) !== 0) continue;
      isLeaf = false;
      reached = Math.min(reached, this.best([choice, ...end], set | (1 << choice), reached));
      if (reached <= own) return own;
    }
    return isLeaf ? own : Math.max(own, reached);
  }

  /** The assertions themselves, once the margin is known: no more ends than were looked at for it. */
  collect(end: readonly number[], set: number, margin: number, found: Map<string, RankedAssertion>): void {
    if (this.isOver || found.size > MAX_ASSERTIONS) return;
    const own = this.#easiest(end, set);
    if (own.margin >= margin) {
      found.set(JSON.stringify(own), own);
      return;
    }
    for (let choice = 0; choice < this.#choices; choice++)
      if ((set & (1 << choice)) === 0) this.collect([choice, ...end], set | (1 << choice), margin, found);
  }
}
