/**
 * Campaigns: attacks tied together by what they share. Ties add up as independent chances do; nothing is cut by silence.
 * @module
 */
import { digestOf } from "../base/digest.ts";
import { messagesOf } from "../base/messages/index.ts";
import { compareText } from "../base/text.ts";
import type { Attack } from "../model/attack.ts";
import type { Link, Weakest } from "../model/campaign.ts";
import { linkText, round } from "./reason.ts";
import { citedBy, type Party, partiesOf, type Tie } from "./ties/tie.ts";
import { tiesOf } from "./ties/ties.ts";
import { links as W } from "./weights.ts";

/** Attacks that belong together, with what ties them. */
export interface Case {
  readonly id: string;
  /** By time. */
  readonly attacks: readonly Attack[];
  /** What ties them, the strongest first. */
  readonly edges: readonly Edge[];
}

/** Shown and kept of a campaign; the strongest come first. */
const MAX_LINKS = 200;

/**
 * Ties attacks. @param attacks in any order
 * @returns every attack in exactly one case; most are alone in theirs
 */
export function tieAttacks(attacks: readonly Attack[]): readonly Case[] {
  const parties = partiesOf(attacks.toSorted(byTime));
  const places = new Map(parties.map((party, i) => [party, i]));
  const rootOf = (party: Party): number => sets.root(places.get(party) ?? 0);
  const sets = new Sets(parties.length);
  const edges = edgesOf(parties);
  for (const { a, b } of edges) sets.join(places.get(a) ?? 0, places.get(b) ?? 0);
  const within = Map.groupBy(edges, ({ a }) => rootOf(a));
  return [...Map.groupBy(parties, rootOf)].map(([root, members]) => {
    const own = members.map(({ attack }) => attack);
    return { id: digestOf("campaign", own[0]?.id ?? ""), attacks: own, edges: within.get(root) ?? [] };
  });
}

/** Equal moments stand in the order of their ids, so that the order of the input changes nothing. */
export function byTime(a: Attack, b: Attack): number {
  return compareText(a.first, b.first) || compareText(a.id, b.id);
}

/** Two attacks, the earlier first, with everything that ties them. */
interface Edge {
  readonly a: Party;
  readonly b: Party;
  readonly ties: Tie[];
  strength: number;
}

/** Pairs of attacks that are tied strongly enough, the strongest first. */
function edgesOf(parties: readonly Party[]): readonly Edge[] {
  const edges = new Map<number, Edge>();
  for (const tie of tiesOf(parties)) {
    const key = tie.earlier * 2 ** 26 + tie.later; // a pair of places as one number: there are fewer than 67 million attacks
    let edge = edges.get(key);
    if (edge === undefined) {
      const [a, b] = [parties[tie.earlier], parties[tie.later]];
      if (a === undefined || b === undefined || a.attack.announced !== b.attack.announced) continue;
      edge = { a, b, ties: [], strength: 0 };
      edges.set(key, edge);
    }
    addTie(edge, tie);
  }
  const strong = [...edges].filter(([, { strength }]) => strength >= W.tieFrom);
  return strong.sort(([i, x], [j, y]) => y.strength - x.strength || i - j).map(([, edge]) => edge);
}

/** Of each code the strongest counts: ten paths of one list are one list, not ten chances. */
function addTie(edge: Edge, tie: Tie): void {
  const at = edge.ties.findIndex(({ code }) => code === tie.code);
  if (at < 0) edge.ties.push(tie);
  else if (tie.strength > (edge.ties[at]?.strength ?? 0)) edge.ties[at] = tie;
  else return;
  edge.strength = 1 - edge.ties.reduce((rest, { strength }) => rest * (1 - strength), 1);
}

/**
 * What ties the attacks of a case, in words; the strongest first, at most two hundred.
 * @param attack only what ties this one
 */
export function linksOf({ edges }: Case, attack: string | null = null): readonly Link[] {
  return edges
    .filter(({ a, b }) => attack === null || a.attack.id === attack || b.attack.id === attack)
    .flatMap((edge) => edge.ties.map((tie) => linkOf(edge, tie)))
    .slice(0, MAX_LINKS);
}

function linkOf({ a, b }: Edge, tie: Tie): Link {
  const { code, strength, facts } = tie;
  const link: Link = {
    code,
    text: "",
    attacks: [a.attack.id, b.attack.id],
    alerts: [...new Set([...citedBy(tie, a), ...citedBy(tie, b)])],
    strength: round(strength),
    time: b.attack.first,
    facts: [...facts],
  };
  return { ...link, text: linkText(link, messagesOf("en")) };
}

/** Surer than this and it makes no sense to ask what would break it. */
const CERTAIN = 0.99;

/**
 * What would break the case most easily: of the strongest ties that hold all of it together (a spanning tree), the
 * weakest one, and who would then stand apart. Null where every tie is as good as certain.
 */
export function weakestOf({ attacks, edges }: Case): Weakest | null {
  if (attacks.length < 2) return null;
  const places = new Map(attacks.map(({ id }, i) => [id, i]));
  const at = ({ attack }: Party): number => places.get(attack.id) ?? 0;
  const sets = new Sets(attacks.length);
  const tree = edges.filter(({ a, b }) => sets.join(at(a), at(b))); // edges come strongest first
  const weakest = tree.at(-1);
  if (weakest === undefined || weakest.strength >= CERTAIN) return null;
  const apart = new Sets(attacks.length);
  for (const edge of tree) if (edge !== weakest) apart.join(at(edge.a), at(edge.b));
  const beside = (party: Party): readonly Attack[] =>
    attacks.filter((_, i) => apart.root(i) === apart.root(at(party)));
  const [side, other] = [beside(weakest.b), beside(weakest.a)];
  const smaller = side.length <= other.length ? side : other;
  return { attacks: smaller.map(({ id }) => id), strength: round(weakest.strength) };
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
