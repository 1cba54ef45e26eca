/**
 * `vigie rules explain FILE...`: what the rules cost on these files; the ten dearest, with what they wait for.
 * @module
 */
import { countText, terminalText } from "../../base/text.ts";
import { compile, type RuleCost, type RuleSet } from "../../sigma/index.ts";
import type { Output } from "../output.ts";
import type { PlacedEvent } from "./events.ts";

const SHOWN = 10;

/** Matches every event and prints the costs. */
export async function explainCosts(
  set: RuleSet,
  events: AsyncIterable<PlacedEvent>,
  output: Output,
): Promise<void> {
  const matcher = compile(set, { metered: true });
  let count = 0;
  for await (const { event } of events) {
    matcher.match(event);
    count++;
  }
  const costs = matcher.costs().filter(({ evaluated }) => evaluated > 0);
  for (const cost of costs.slice(0, SHOWN)) {
    if (output.json) await output.object(costObject(cost));
    else await printCost(cost, output);
  }
  if (output.json) {
    const evaluations = matcher.evaluations();
    await output.object({ kind: "summary", events: count, rules: set.rules.length, evaluations });
    return;
  }
  const { language, rules } = output.messages;
  const each = count === 0 ? 0 : Math.round((100 * matcher.evaluations()) / count) / 100;
  await output.line(rules.evaluated(countText(count, language), String(each)));
}

function costObject({ rule, evaluated, fired, nanoseconds, anchors }: RuleCost): object {
  const { key, title } = rule;
  return { kind: "cost", rule: key, title, evaluated, fired, microseconds: micros(nanoseconds), anchors };
}

async function printCost(
  { rule, evaluated, fired, nanoseconds, anchors }: RuleCost,
  output: Output,
): Promise<void> {
  const { language, rules } = output.messages;
  const ms = (nanoseconds / 1e6).toFixed(1).padStart(9);
  const counts = rules.cost(countText(evaluated, language), countText(fired, language));
  await output.line(`${ms} ms  ${terminalText(rule.title, 70)}  ${output.color.dim(counts)}`);
  const waits = anchors === null ? rules.always : anchors.slice(0, 4).join(", ");
  await output.line(`              ${output.color.dim(terminalText(waits, 110))}`);
}

function micros(nanoseconds: number): number {
  return Math.round(nanoseconds / 1000);
}
