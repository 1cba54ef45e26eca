/**
 * Campaigns: attacks tied together by what they share. Ties add up as independent chances do; nothing is cut by silence.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import { messagesOf } from "../base/messages/index.ts";
import { compareText } from "../base/text.ts";
import type { Attack } from "../model/attack.ts";
import type { Link, Weakest } from "../model/campaign.ts";
import { round } from "./reason.ts";
import { type Party, partyOf, type Tie } from "./ties/tie.ts";
import { tiesOf } from "./ties/ties.ts";
import { links as W } from "./weights.ts";

/** Attacks that belong together, with what ties them. */
export interface Case {
  readonly id: string;
  /** By time. */
  readonly attacks: readonly Attack[];
  readonly links: readonly Link[];
  readonly weakest: Weakest | null;
}

/** Shown and kept of a campaign; the strongest come first. */
const MAX_LINKS = 200;

/**
 * Ties attacks. @param attacks in any order
 * @returns every attack in exactly one case; most are alone in theirs
 */
export function tieAttacks(attacks: readonly Attack[]): readonly Case[] {
  const sorted = attacks.toSorted((a, b) => compareText(a.first, b.first) || compareText(a.id, b.id));
  const parties = sorted.map(partyOf);
  const edges = edgesOf(tiesOf(parties));
  const sets = new Sets(sorted.length);
  for (const edge of edges) if (edge.strength >= W.tieFrom) sets.join(edge.a, edge.b);
  const members = Map.groupBy(sorted.keys(), (i) => sets.root(i));
  const within = Map.groupBy(
    edges.filter(({ a, b, strength }) => strength >= W.tieFrom && sets.root(a) === sets.root(b)),
    ({ a }) => sets.root(a),
  );
  return [...members].map(([root, places]) => caseOf(places, within.get(root) ?? [], parties));
}

/** Two attacks with everything that ties them. */
interface Edge {
  readonly a: number;
  readonly b: number;
  readonly ties: Tie[];
  strength: number;
}

/** The strongest first. */
function edgesOf(ties: Iterable<Tie>): readonly Edge[] {
  const edges = new Map<number, Edge>();
  for (const tie of ties) {
    const { earlier: a, later: b } = tie;
    const key = a * 2 ** 26 + b; // a pair of places as one number: there are fewer than 67 million attacks
    const known = edges.get(key) ?? { a, b, ties: [], strength: 0 };
    edges.set(key, known);
    addTie(known, tie);
  }
  return [...edges.values()].sort((x, y) => y.strength - x.strength || x.a - y.a || x.b - y.b);
}

/** Of each code the strongest counts: ten paths of one list are one list, not ten chances. */
function addTie(edge: Edge, tie: Tie): void {
  const at = edge.ties.findIndex(({ code }) => code === tie.code);
  if (at < 0) edge.ties.push(tie);
  else if (tie.strength > (edge.ties[at]?.strength ?? 0)) edge.ties[at] = tie;
  else return;
  edge.strength = 1 - edge.ties.reduce((rest, { strength }) => rest * (1 - strength), 1);
}

function caseOf(places: readonly number[], edges: readonly Edge[], parties: readonly Party[]): Case {
  const attacks = places.map((i) => parties[i]?.attack).filter((attack) => attack !== undefined);
  return {
    id: digestOf("campaign", attacks[0]?.id ?? ""),
    attacks,
    links: edges
      .flatMap(({ ties }) => ties)
      .slice(0, MAX_LINKS)
      .map((tie) => linkOf(tie, parties)),
    weakest: weakestOf(places, edges, parties),
  };
}

function linkOf({ code, earlier, later, strength, facts, alerts }: Tie, parties: readonly Party[]): Link {
  const [a, b] = [parties[earlier]?.attack, parties[later]?.attack];
  const words: (...facts: string[]) => string = messagesOf("en").links[code];
  return {
    code,
    text: words(...facts),
    attacks: [a?.id ?? "", b?.id ?? ""],
    alerts: [...alerts],
    strength: round(strength),
    time: b?.first ?? "",
    facts: [...facts],
  };
}

/** Surer than this and it makes no sense to ask what would break it. */
const CERTAIN = 0.99;

/**
 * What would break the campaign most easily: of the strongest ties that hold all of it together (a spanning tree), the
 * weakest one, and who would then stand apart.
 */
function weakestOf(
  places: readonly number[],
  edges: readonly Edge[],
  parties: readonly Party[],
): Weakest | null {
  if (places.length < 2) return null;
  const local = new Map(places.map((place, i) => [place, i]));
  const at = (place: number): number => local.get(place) ?? 0;
  const sets = new Sets(places.length);
  const tree = edges.filter(({ a, b }) => sets.join(at(a), at(b))); // edges come strongest first
  const weakest = tree.at(-1);
  if (weakest === undefined || weakest.strength >= CERTAIN) return null;
  const apart = new Sets(places.length);
  for (const edge of tree) if (edge !== weakest) apart.join(at(edge.a), at(edge.b));
  const side = places.filter((place) => apart.root(at(place)) === apart.root(at(weakest.b)));
  const other = places.filter((place) => apart.root(at(place)) === apart.root(at(weakest.a)));
  const smaller = side.length <= other.length ? side : other;
  return {
    attacks: smaller.map((i) => parties[i]?.attack.id ?? ""),
    strength: round(weakest.strength),
  };
}

/** Disjoint sets, joined by size with halved paths. */
class Sets {
  readonly #parent: Int32Array;
  readonly #size: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
    this.#size = new Int32Array(count).fill(1);
  }

  root(item: number): number {
    let at = item;
    for (let up = this.#parent[at] ?? at; up !== at; up = this.#parent[at] ?? at) {
      this.#parent[at] = this.#parent[up] ?? up;
      at = up;
    }
    return at;
  }

  /** @returns whether they were apart */
  join(a: number, b: number): boolean {
    const [x, y] = [this.root(a), this.root(b)];
    if (x === y) return false;
    const [large, small] = (this.#size[x] ?? 0) >= (this.#size[y] ?? 0) ? [x, y] : [y, x];
    this.#parent[small] = large;
    this.#size[large] = (this.#size[large] ?? 0) + (this.#size[small] ?? 0);
    return true;
  }
}
