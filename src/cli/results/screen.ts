/**
 * `vigie results screen FILE`: where to look first, with the rate of false alarms.
 * @module
 */

import { Command, InvalidArgumentError } from "commander";
import type { ResultTable } from "../../ballots/results/table.ts";
import { lastDigits } from "../../ballots/screen/digits.ts";
import { outliers } from "../../ballots/screen/outliers.ts";
import { percentageSpikes } from "../../ballots/screen/percentages.ts";
import { turnoutPicture } from "../../ballots/screen/picture.ts";
import { writeWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { Random } from "../../rehearsal/random.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf, wholeNumber, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, readSound, shown } from "./files.ts";

interface Options extends CommonOptions {
  readonly clean?: string;
  readonly rate: number;
  readonly seed: number;
  readonly picture?: string;
  readonly choice?: string;
}

const SHOWN = 10;

export function screenCommand(effects: Effects): Command {
  return withCommonOptions(new Command("screen"), effects)
    .description("list stations and figures to look at first; a screening proves nothing")
    .argument("<file>", "results of all stations")
    .option(
      "--clean <file>",
      "an election known to be clean: the same tests run on it, to show their false alarms",
    )
    .option("--rate <share>", "false discovery rate of the outliers", share, 0.01)
    .option("--seed <n>", "seed of the simulation", wholeNumber(0, 4_294_967_295), 1)
    .option("--picture <file>", "draw turnout against the share of a choice, as SVG")
    .option("--choice <name>", "the choice to draw (default: the one with most votes)")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie results screen tour-2.csv.gz --clean tour-1.csv.gz --picture turnout.svg",
    )
    .action((file: string, options: Options) => run(file, options, effects));
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("expected a share such as 0.01");
  return value;
}

async function run(file: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const table = await readSound(file, output);
  const clean = options.clean === undefined ? null : await readSound(options.clean, output);
  await stations(table, clean, options, output);
  await percentages(table, clean, options, output);
  await digits(table, clean, options, output);
  if (options.picture !== undefined) draw(table, options.picture, options, output);
  if (!options.json) await output.line(output.messages.results.screen.proves);
}

async function stations(
  table: ResultTable,
  clean: ResultTable | null,
  options: Options,
  output: Output,
): Promise<void> {
  const { screen: m } = output.messages.results;
  const found = [...outliers(table, options.rate)].sort((a, b) => a.p - b.p);
  const falsely = clean === null ? null : outliers(clean, options.rate).length;
  if (options.json) {
    for (const { unit, line, p, choice, share: own, peers } of found)
      await output.object({
        kind: "outlier",
        station: unit,
        file: table.file,
        line,
        p,
        choice: table.choices[choice],
        share: own,
        peers,
      });
    return output.object({
      kind: "test",
      test: "outliers",
      rate: options.rate,
      found: found.length,
      clean: falsely,
    });
  }
  const values = { count: count(found.length, output), rate: options.rate * 100 };
  await output.line(`${fill(m.outliers, values)} ${falseAlarms(falsely, output)}`);
  for (const { unit, choice, share: own, peers } of found.slice(0, SHOWN))
    await output.line(
      `  ${fill(m.outlier, { unit: shown(unit), choice: shown(table.choices[choice] ?? ""), share: (100 * own).toFixed(1), peers })}`,
    );
}

function falseAlarms(number: number | null, output: Output): string {
  const { screen: m } = output.messages.results;
  return number === null ? m.noClean : fill(m.clean, { count: count(number, output) });
}

async function percentages(
  table: ResultTable,
  clean: ResultTable | null,
  options: Options,
  output: Output,
): Promise<void> {
  const spikes = (of: ResultTable): ReturnType<typeof percentageSpikes> => {
    const random = new Random(options.seed);
    return percentageSpikes(of, "turnout", () => random.next());
  };
  const own = spikes(table);
  const other = clean === null ? null : spikes(clean);
  if (options.json)
    return output.object({
      kind: "test",
      test: "whole-percentages",
      of: "turnout",
      seed: options.seed,
      ...own,
      clean: other,
    });
  const values = { observed: count(own.observed, output), expected: count(Math.round(own.expected), output) };
  const measured =
    other === null ? "" : ` ${fill(output.messages.results.screen.cleanP, { p: other.p.toFixed(3) })}`;
  await output.line(
    `${fill(output.messages.results.screen.spikes, { ...values, p: own.p.toFixed(3) })}${measured}`,
  );
}

async function digits(
  table: ResultTable,
  clean: ResultTable | null,
  options: Options,
  output: Output,
): Promise<void> {
  const voters = (of: ResultTable): readonly number[] => of.rows.flatMap(({ totals }) => totals.voters ?? []);
  const own = lastDigits(voters(table));
  const other = clean === null ? null : lastDigits(voters(clean));
  if (options.json)
    return output.object({ kind: "test", test: "last-digit", of: "voters", result: own, clean: other });
  const { screen: m } = output.messages.results;
  if (own === null) return output.line(m.digitsNot);
  const measured = other === null ? "" : ` ${fill(m.cleanP, { p: other.p.toFixed(3) })}`;
  await output.line(
    `${fill(m.digits, { stations: count(own.stations, output), p: own.p.toFixed(3) })}${measured}`,
  );
}

function draw(table: ResultTable, file: string, options: Options, output: Output): void {
  const { screen: m } = output.messages.results;
  const sums = table.choices.map((_name, i) =>
    table.rows.reduce((all, { votes }) => all + (votes[i] ?? 0), 0),
  );
  const named = options.choice === undefined ? -1 : table.choices.indexOf(options.choice);
  const choice = named >= 0 ? named : sums.indexOf(Math.max(...sums));
  const name = table.choices[choice] ?? "";
  writeWhole(
    file,
    turnoutPicture(table, choice, { ...m.picture, title: fill(m.picture.title, { choice: name }) }),
  );
  output.remark(file);
}
