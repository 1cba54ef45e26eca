/**
 * `vigie results replay STATIONS --against AGGREGATE...`: stations added up again, compared level by level.
 * @module
 */
import { Command } from "commander";
import type { ResultTable } from "../../ballots/results/table.ts";
import { comparable, type Difference, differences } from "../../ballots/tabulation/replay.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, readSound, shown } from "./files.ts";

interface Options extends CommonOptions {
  readonly against: readonly string[];
}

export function replayCommand(effects: Effects): Command {
  return withCommonOptions(new Command("replay"), effects)
    .description("add the stations up again and compare every figure of every level")
    .argument("<stations>", "the results of all stations")
    .requiredOption("--against <file...>", "official figures of higher levels, or a proclamation")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie results replay bureaux.csv --against communes.csv departements.csv proclamation.csv",
    )
    .action((stations: string, options: Options) => run(stations, options, effects));
}

/** What one official table gave. */
interface Replayed {
  readonly table: ResultTable;
  readonly units: number;
  readonly found: readonly Difference[];
}

async function run(file: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const stations = await readSound(file, output);
  const replayed: Replayed[] = [];
  for (const path of options.against) {
    const table = await readSound(path, output);
    const units = comparable(stations, table);
    replayed.push({ table, units, found: [...differences(stations, table)] });
  }
  for (const one of replayed) await (options.json ? printJson(one, output) : printText(one, output));
  const held = replayed.every(({ units, found }) => units > 0 && found.length === 0);
  if (options.json) {
    const found = replayed.reduce((sum, one) => sum + one.found.length, 0);
    const compared = replayed.map(({ table, units }) => ({ level: table.level, file: table.file, units }));
    await output.object({
      kind: "summary",
      stations: stations.rows.length,
      compared,
      differences: found,
      held,
    });
  } else await output.line(output.messages.results.replayProves);
  if (!held) throw new ExitError(exit.check);
}

async function printJson({ found }: Replayed, output: Output): Promise<void> {
  for (const one of found) await output.object({ kind: "difference", ...one });
}

async function printText({ table, units, found }: Replayed, output: Output): Promise<void> {
  const { results: m } = output.messages;
  const level = m.levels[table.level];
  const [first] = found;
  if (units === 0) return output.line(output.color.red(fill(m.replayNothing, { level })));
  if (first === undefined) return output.line(fill(m.replayHeld, { level, units: count(units, output) }));
  await output.line(
    output.color.red(fill(m.replayFailed, { level, ...figures(first, output), count: found.length })),
  );
}

function figures(one: Difference, output: Output): Readonly<Record<string, string>> {
  const number = (value: number | null): string => (value === null ? "-" : count(value, output));
  return {
    unit: shown(one.unit),
    choice: shown(one.choice),
    official: number(one.official),
    replayed: number(one.replayed),
  };
}
