/**
 * Ties by what is done: a serious act that hardly anybody else does around that time.
 * @module
 */
import { firstFrom } from "../../base/search.ts";
import { levelRank } from "../../model/alert.ts";
import { links as W } from "../weights.ts";
import { DAY_MS, fade, falling, groups, type Party, pairs, type Tie } from "./tie.ts";

const MEDIUM = levelRank("medium");
const METHOD_MS = 15 * DAY_MS;

/** The same serious act at one body, by different threads, which hardly anybody else did around that time. */
export function* byMethod(parties: readonly Party[]): Iterable<Tie> {
  const methods = groups(parties, ({ attack, acts }) =>
    attack.origin === null
      ? []
      : acts
          .filter(({ step }) => step.succeeded || levelRank(step.level) > MEDIUM)
          .map(({ step }) => JSON.stringify([attack.body, step.rule])),
  );
  for (const [key, group] of methods) {
    const [, rule] = JSON.parse(key) as [string, string];
    const title = titleOf(parties[group[0] ?? 0], rule);
    const by = { rule };
    for (const [a, b] of pairs(group)) {
      const [x, y] = [parties[a], parties[b]];
      if (x === undefined || y === undefined || x.attack.thread === y.attack.thread) continue;
      const around = within(parties, group, x.firstMs - METHOD_MS, y.firstMs + METHOD_MS);
      const strength = W.method * falling(around, W.methodShared) * fade(parties, a, b, W.methodHalfLifeDays);
      const facts = [title, String(around)];
      if (strength > 0) yield { code: "method", earlier: a, later: b, strength, facts, by };
    }
  }
}

function titleOf(party: Party | undefined, rule: string): string {
  return party?.acts.find(({ step }) => step.rule === rule)?.step.title ?? rule;
}

/** How many threads of a group were there in a time; no more are counted than make a difference. */
function within(parties: readonly Party[], group: readonly number[], fromMs: number, toMs: number): number {
  const first = firstFrom(group.length, (i) => (parties[group[i] ?? 0]?.firstMs ?? 0) < fromMs);
  const threads = new Set<string>();
  for (let i = first; i < group.length && threads.size < W.methodShared; i++) {
    const party = parties[group[i] ?? 0];
    if (party === undefined || party.firstMs > toMs) break;
    threads.add(party.attack.thread);
  }
  return threads.size;
}
