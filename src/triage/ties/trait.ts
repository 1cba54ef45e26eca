/**
 * Ties by what attacks come with and are aimed at.
 * @module
 */
import { links as W } from "../weights.ts";
import { falling, groups, isOneVisitor, type Party, pairs, type Tie } from "./tie.ts";

/**
 * The same tool, domain or certificate anywhere, or the same target at one body, that hardly anybody else used: a web shell
 * by its path, a program by its name, a server that reports are sent to. What thousands use, a browser, a list of paths or a
 * provider's name, ties nobody.
 */
export function* byTrait(parties: readonly Party[]): Iterable<Tie> {
  const all = new Set(parties.map(({ attack }) => attack.thread)).size;
  const traits = groups(parties, ({ attack, acts }) =>
    acts.length === 0
      ? []
      : attack.traits
          .filter((trait) => !trait.startsWith("from ")) // a machine, not a tool: see pivots
          .map((trait) => JSON.stringify([trait.startsWith("path ") ? attack.body : "", trait])),
  );
  for (const [key, group] of traits) {
    const [, trait] = JSON.parse(key) as [string, string];
    const threads = new Set(group.map((i) => parties[i]?.attack.thread)).size;
    // among few threads nothing can be called rare: what two of a hundred share, many of the world do
    const likely = threads * (1 + W.traitPrior / all);
    const strength = W.trait * falling(likely, W.traitShared);
    if (strength <= 0) continue;
    const code = codeOf(trait);
    const facts = [trait, String(threads)];
    const by = { shown: trait };
    for (const [a, b] of pairs(group)) {
      if (isOneVisitor(parties[a], parties[b])) continue;
      yield { code, earlier: a, later: b, strength, facts, by };
    }
  }
}

function codeOf(trait: string): "target" | "domain" | "certificate" | "tool" {
  const kind = trait.slice(0, trait.indexOf(" "));
  if (kind === "path") return "target";
  return kind === "domain" || kind === "certificate" ? kind : "tool";
}
