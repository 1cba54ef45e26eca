/**
 * `vigie results estimate SAMPLE --frame FILE`: a quick count; and the draw of its sample.
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { drawStations, type StratumOf } from "../../ballots/estimate/draw.ts";
import { type Estimate, type QuickCount, quickCount } from "../../ballots/estimate/estimate.ts";
import type { ResultTable } from "../../ballots/results/table.ts";
import { csvRow } from "../../base/csv.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, readConfig, wholeNumber, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, readSound, shown } from "./files.ts";
import { placeCells, placeColumns } from "./rows.ts";

interface Options extends CommonOptions {
  readonly frame: string;
  readonly strata: "departement" | "none";
  readonly confidence: number;
  readonly draw?: number;
  readonly seed?: string;
  readonly internal: boolean;
}

export function estimateCommand(effects: Effects): Command {
  return withCommonOptions(new Command("estimate"), effects)
    .description(
      "a quick count: shares with intervals from a random sample of stations; or the draw of the sample",
    )
    .argument("[sample]", "results of the sampled stations that are in")
    .requiredOption("--frame <file>", "all stations of the nation")
    .addOption(
      new Option("--strata <level>", "what the sample is stratified by")
        .choices(["departement", "none"])
        .default("departement"),
    )
    .option("--confidence <percent>", "of each interval", confidence, 0.95)
    .option("--draw <n>", "draw about so many stations and print them", wholeNumber(2))
    .option("--seed <digits>", "the public seed of the draw")
    .option("--internal", "the output is not for publication", false)
    .addHelpText(
      "after",
      "\nExamples:\n  $ vigie results estimate --frame stations.csv --draw 400 --seed 84625173946281735094 > sample.csv\n  $ vigie results estimate in-so-far.csv --frame stations.csv --internal",
    )
    .action((sample: string | undefined, options: Options) => run(sample, options, effects));
}

function confidence(text: string): number {
  const value = Number(text.replace("%", "")) / 100;
  if (!(value >= 0.5 && value < 1)) throw new InvalidArgumentError("expected a percentage such as 95");
  return value;
}

async function run(sample: string | undefined, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const stratumOf: StratumOf = ({ place }) => (options.strata === "none" ? "" : (place.departement ?? ""));
  if (options.draw !== undefined) return drawn(options, stratumOf, output);
  if (sample === undefined)
    throw new VigieError(
      problem("usage", null, "there is no sample", "name a file, or draw one with --draw and --seed"),
    );
  refuseEarly(options, output, effects);
  const frame = await readSound(options.frame, output, "stations");
  const table = await readSound(sample, output);
  const known = new Map(frame.rows.map(({ unit, place }) => [unit, place]));
  const stranger = table.rows.find(({ unit }) => !known.has(unit));
  if (stranger !== undefined)
    throw new VigieError(
      problem(
        "usage",
        { file: sample, line: stranger.line },
        `${stranger.unit} is not in the frame`,
        "name the frame that the sample was drawn from",
      ),
    );
  const rows = table.rows.map((row) => ({ ...row, place: known.get(row.unit) ?? row.place }));
  const result = quickCount(table.choices, rows, frame.rows, stratumOf, options.confidence);
  if (result === null) {
    output.remark(output.messages.results.estimate.few);
    throw new ExitError(exit.check);
  }
  await (options.json ? printJson(result, options, output) : printText(result, options, output));
}

/** Publishing figures before the last station closes is a crime in France (code electoral L52-2). */
function refuseEarly(options: Options, output: Output, effects: Effects): void {
  const { config } = readConfig(options, output);
  const until = config.publish_not_before;
  if (options.internal || until === undefined || effects.now() >= Date.parse(until)) return;
  const { early, earlyRemedy } = output.messages.results.estimate;
  throw new VigieError(problem("usage", null, fill(early, { until }), earlyRemedy));
}

async function drawn(options: Options, stratumOf: StratumOf, output: Output): Promise<void> {
  const { draw = 0, seed } = options;
  if (draw < 2 || seed === undefined || seed === "")
    throw new VigieError(
      problem(
        "usage",
        null,
        "--draw needs a number from 2 and --seed",
        "roll twenty dice in public for the seed",
      ),
    );
  const frame: ResultTable = await readSound(options.frame, output, "stations");
  const stations = drawStations(frame.rows, stratumOf, draw, seed);
  if (!options.json) await output.line(csvRow([...placeColumns, "inscrits"]));
  for (const { unit, name, place, totals } of stations)
    if (options.json) await output.object({ kind: "station", unit, name, registered: totals.registered });
    else await output.line(csvRow([...placeCells(place, name), totals.registered ?? ""]));
}

async function printJson(result: QuickCount, options: Options, output: Output): Promise<void> {
  const { choices, turnout, lead, ...rest } = result;
  for (const one of [...choices, ...(turnout === null ? [] : [turnout])])
    await output.object({ kind: "estimate", confidence: options.confidence, ...one });
  await output.object({ kind: "summary", ...rest, lead, internal: options.internal });
}

async function printText(result: QuickCount, options: Options, output: Output): Promise<void> {
  const { estimate: m } = output.messages.results;
  if (options.internal) await output.line(output.color.bold(m.internal));
  const { stations, frame, strata, thin } = result;
  await output.line(
    fill(m.basis, { stations: count(stations, output), frame: count(frame, output), strata, thin }),
  );
  const percent = (value: number): string => (100 * value).toFixed(2);
  const row = ({ what, share, low, high }: Estimate): string =>
    `${shown(what).padEnd(28)} ${percent(share).padStart(6)} %   ${percent(low)} - ${percent(high)} %`;
  for (const one of result.choices) await output.line(row(one));
  if (result.turnout !== null) await output.line(row({ ...result.turnout, what: m.turnout }));
  if (result.lead !== null) {
    await output.line(row({ ...result.lead, what: m.lead }));
    await output.line(output.color.bold(result.decided ? m.decided : m.undecided));
  }
  await output.line(fill(m.proves, { percent: Math.round(options.confidence * 1000) / 10 }));
}
