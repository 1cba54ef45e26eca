/**
 * `vigie results compare OFFICIAL COLLECTED`: which stations differ, and could it change the outcome?
 * @module
 */

import { Command } from "commander";
import { inequalityText } from "../../ballots/outcome.ts";
import { type Comparison, compareResults } from "../../ballots/tabulation/compare.ts";
import { VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { comparisonHtml } from "../../statement/ballots/comparison.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, readSound, shown } from "./files.ts";
import { outcomeRule, type RuleOptions, withRule } from "./rule.ts";

interface Options extends CommonOptions, RuleOptions {
  readonly roll?: string;
  readonly report?: string;
}

const SHOWN = 10;

export function compareCommand(effects: Effects): Command {
  return withRule(withCommonOptions(new Command("compare"), effects))
    .description(
      "compare copies of minutes with the official figures, station by station, worst case for the rest",
    )
    .argument("<official>", "the official results of all stations")
    .argument("<collected>", "what was collected from the minutes, of any part of them")
    .option("--roll <file>", "registered voters by station, from a source of its own")
    .option("--report <file>", "write the comparison as one HTML page")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie results compare official.csv collected.csv --rule majority --seats 2 --roll roll.csv",
    )
    .action((official: string, collected: string, options: Options) =>
      run(official, collected, options, effects),
    );
}

async function run(official: string, collected: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const rule = outcomeRule(options);
  const reported = await readSound(official, output);
  const copies = await readSound(collected, output);
  const roll = options.roll === undefined ? null : await readSound(options.roll, output, "stations");
  const found = compareResults(reported, copies, rule, roll);
  if (!found.ok) throw new VigieError(found.error);
  const comparison = found.value;
  const compared = comparison.stations - comparison.missing.length;
  if (options.json) await printJson(comparison, compared, options.roll !== undefined, output);
  else await printText(comparison, compared, options.roll !== undefined, output);
  if (options.report !== undefined) {
    const source = { official, collected, compared, ownRoll: options.roll !== undefined };
    writeWhole(options.report, comparisonHtml(comparison, source, output.messages));
    output.remark(fill(output.messages.results.page.written, { file: options.report }));
  }
  if (comparison.differing.length > 0 || comparison.unknown.length > 0 || comparison.couldChange)
    throw new ExitError(exit.check);
}

async function printJson(
  found: Comparison,
  compared: number,
  ownRoll: boolean,
  output: Output,
): Promise<void> {
  for (const { unit, figures } of found.differing)
    for (const { choice, official, collected } of figures)
      await output.object({
        kind: "difference",
        level: "station",
        unit,
        choice,
        official,
        replayed: collected,
      });
  await output.object({
    kind: "summary",
    outcome: found.outcome.winners,
    compared,
    differing: found.differing.length,
    votes: found.votes,
    missing: found.missing.length,
    unknown: found.unknown.length,
    bound: ownRoll ? "roll" : "official",
    margins: found.margins.map(({ says, ...one }) => ({ text: inequalityText(says), ...one })),
    could_change: found.couldChange,
  });
}

async function printText(
  found: Comparison,
  compared: number,
  ownRoll: boolean,
  output: Output,
): Promise<void> {
  const { results: m } = output.messages;
  for (const { unit, name, figures } of found.differing.slice(0, SHOWN)) {
    const texts = figures.map(({ choice, official, collected }) => {
      const what = Object.hasOwn(m.totals, choice)
        ? m.totals[choice as keyof typeof m.totals]
        : shown(choice);
      return `${what} ${official} / ${collected}`;
    });
    await output.line(`${shown(unit)} ${shown(name)}  ${texts.join(", ")}`);
  }
  if (found.differing.length > SHOWN)
    await output.line(fill(m.more, { count: count(found.differing.length - SHOWN, output) }));
  const number = (value: number): string => count(value, output);
  await output.line(
    fill(m.compareStations, {
      compared: number(compared),
      all: number(found.stations),
      differing: number(found.differing.length),
      votes: number(found.votes),
      missing: number(found.missing.length),
    }),
  );
  if (found.unknown.length > 0)
    await output.line(
      fill(m.compareUnknown, { count: number(found.unknown.length), first: shown(found.unknown[0] ?? "") }),
    );
  await output.line(fill(m.outcome, { winners: shown(found.outcome.winners.join(", ")) }));
  for (const { says, official, corrected, unknown } of found.margins.slice(0, 3))
    await output.line(
      `  ${fill(m.margin, { text: shown(inequalityText(says, m)), official: number(official), corrected: number(corrected), unknown: number(unknown) })}`,
    );
  if (!ownRoll) output.remark(m.rollOfficial);
  const sentence = found.couldChange ? output.color.red(m.could) : m.couldNot;
  await output.line(output.color.bold(sentence));
  await output.line(m.onlyTransmission);
}
