/**
 * `vigie rules test RULES FILE...`: on which records rules fire, and why or why not, part by part.
 * @module
 */
import { countText, terminalText } from "../../base/text.ts";
import { type Explanation, explainRule, type RuleSet, type SigmaRule } from "../../sigma/index.ts";
import type { Output } from "../output.ts";
import { TriedCorrelations } from "./correlations.ts";
import type { PlacedEvent } from "./events.ts";

/** So many events of each kind are explained to a person; with --json all are. */
const MAX_EXPLAINED = 3;
/** With more rules than this, a person is told of those that fire: why thousands do not is no answer. */
const FEW = 10;

interface Tried {
  readonly rule: SigmaRule;
  events: number;
  fired: number;
}

/** Tries every rule and every correlation on every event. @returns whether each fired at least once */
export async function testRules(
  set: RuleSet,
  events: AsyncIterable<PlacedEvent>,
  output: Output,
): Promise<boolean> {
  const tried = set.rules.map((rule): Tried => ({ rule, events: 0, fired: 0 }));
  const correlations = new TriedCorrelations(set);
  const few = tried.length <= FEW;
  for await (const placed of events) {
    for (const one of tried) {
      if (await tryRule(one, placed, few, output)) correlations.add(one.rule, placed);
    }
  }
  const all = few || output.json;
  for (const one of tried) if (all || one.fired > 0) await conclude(one, output);
  const silent = await correlations.conclude(all, output);
  if (!all) await tellQuiet(tried, silent, output);
  return tried.length > 0 && tried.every(({ fired }) => fired > 0) && silent === 0;
}

/** Whether the rule fires on the event. */
async function tryRule(tried: Tried, placed: PlacedEvent, few: boolean, output: Output): Promise<boolean> {
  const explanation = explainRule(tried.rule, placed.event);
  if (explanation === null) return false;
  tried.events++;
  const fired = explanation.holds;
  if (fired) tried.fired++;
  const shown = fired ? tried.fired : tried.events - tried.fired;
  if (output.json || (shown <= MAX_EXPLAINED && (fired || few)))
    await printTry(tried.rule, placed, explanation, output);
  return fired;
}

async function printTry(
  { key, title }: SigmaRule,
  { file, offset }: PlacedEvent,
  explanation: Explanation,
  output: Output,
): Promise<void> {
  const fired = explanation.holds;
  if (output.json) return output.object({ kind: "test", rule: key, title, file, offset, fired, explanation });
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

/** Of many rules: how many did not fire, and how many of these could not. @param silent correlations */
async function tellQuiet(tried: readonly Tried[], silent: number, output: Output): Promise<void> {
  const { language, rules } = output.messages;
  const quiet = tried.filter(({ fired }) => fired === 0);
  const unseen = quiet.filter(({ events }) => events === 0);
  const counts = [quiet.length, unseen.length, silent].map((count) => countText(count, language));
  await output.line(rules.quiet(counts[0] ?? "", counts[1] ?? "", counts[2] ?? ""));
}
