/**
 * `vigie rules test RULES FILE...`: on which records rules fire, and why or why not, part by part.
 * @module
 */
import { countText, terminalText } from "../../base/text.ts";
import { type Explanation, explainRule, type RuleSet, type SigmaRule } from "../../sigma/index.ts";
import type { Output } from "../output.ts";
import type { PlacedEvent } from "./events.ts";

/** So many events of each kind are explained to a person; with --json all are. */
const MAX_EXPLAINED = 3;

interface Tried {
  readonly rule: SigmaRule;
  events: number;
  fired: number;
}

/** Tries every rule on every event. @returns whether each rule fired at least once */
export async function testRules(
  set: RuleSet,
  events: AsyncIterable<PlacedEvent>,
  output: Output,
): Promise<boolean> {
  const tried = set.rules.map((rule): Tried => ({ rule, events: 0, fired: 0 }));
  for await (const placed of events) {
    for (const one of tried) await tryRule(one, placed, output);
  }
  for (const one of tried) await conclude(one, output);
  return tried.length > 0 && tried.every(({ fired }) => fired > 0);
}

async function tryRule(tried: Tried, { event, file, offset }: PlacedEvent, output: Output): Promise<void> {
  const explanation = explainRule(tried.rule, event);
  if (explanation === null) return;
  tried.events++;
  const fired = explanation.holds;
  if (fired) tried.fired++;
  const { key, title } = tried.rule;
  if (output.json) return output.object({ kind: "test", rule: key, title, file, offset, fired, explanation });
  const shown = fired ? tried.fired : tried.events - tried.fired;
  if (shown > MAX_EXPLAINED) return;
  const { color, messages } = output;
  const word = fired ? color.red(messages.rules.fired) : color.dim(messages.rules.notFired);
  await output.line(`${terminalText(file)}@${offset}  ${word}  ${terminalText(title)}`);
  await printPart(explanation, "  ", output);
}

async function printPart(part: Explanation, indent: string, output: Output): Promise<void> {
  const { color } = output;
  const mark = part.holds ? color.green("+") : color.red("-");
  const value = part.value === undefined ? "" : color.dim(`  (${terminalText(valueText(part), 120)})`);
  await output.line(`${indent}${mark} ${terminalText(part.text, 200)}${value}`);
  for (const item of part.items) await printPart(item, `${indent}  `, output);
}

function valueText({ value }: Explanation): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function conclude({ rule, events, fired }: Tried, output: Output): Promise<void> {
  const { key, title } = rule;
  if (output.json) return output.object({ kind: "summary", rule: key, title, events, fired });
  const { language, rules } = output.messages;
  const counts = rules.tested(countText(fired, language), countText(events, language));
  await output.line(`${terminalText(title)}: ${counts}`);
}
