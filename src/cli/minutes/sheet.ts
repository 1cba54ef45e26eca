/**
 * `vigie minutes sheet STATIONS --out DIR`: starts a collection, with sheets to fill in.
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { contestOf } from "../../ballots/minutes/contest.ts";
import { writeContest } from "../../ballots/minutes/folder.ts";
import { printableSheet } from "../../ballots/minutes/print.ts";
import { emptySheet } from "../../ballots/minutes/spreadsheet.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, collect, outputOf, withCommonOptions } from "../options.ts";
import { count, readSound } from "../results/files.ts";

interface Options extends CommonOptions {
  readonly out: string;
  readonly name?: string;
  readonly choice: readonly string[];
  readonly only?: string;
}

export function sheetCommand(effects: Effects): Command {
  return withCommonOptions(new Command("sheet"), effects)
    .description("start a collection of minutes: sheets for a spreadsheet and for paper")
    .argument(
      "<stations>",
      "a list of stations with their registered voters, or results, of which no figure is taken",
    )
    .requiredOption("--out <dir>", "the folder of the collection; made anew")
    .option("--name <text>", "what is elected")
    .option("--choice <name>", "a candidate or list (repeatable); default: those of the file", collect, [])
    .option("--only <prefix>", "only stations whose code begins like this, such as 22/278")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie minutes sheet stations.csv --choice Martin --choice Dupont --out minutes/",
    )
    .action((stations: string, options: Options) => run(stations, options, effects));
}

async function run(file: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const table = await readSound(file, output, "stations");
  const rows = table.rows.filter(({ unit }) => unit.startsWith(options.only ?? ""));
  const contest = contestOf(options.name ?? "", { ...table, rows }, options.choice);
  const twice = contest.choices.find((choice, i) => contest.choices.indexOf(choice) !== i);
  if (twice !== undefined)
    throw new VigieError(
      problem("usage", null, `"${twice.slice(0, 80)}" is named twice`, "name each choice once"),
    );
  if (contest.choices.length === 0)
    throw new VigieError(
      problem(
        "usage",
        { file },
        "names no candidate or list",
        "name each with --choice, in the order of the minutes",
      ),
    );
  const written = writeContest(options.out, contest);
  if (!written.ok) throw new VigieError(written.error);
  const [csv, html] = [join(options.out, "sheet.csv"), join(options.out, "sheet.html")];
  writeWhole(csv, emptySheet(contest));
  writeWhole(html, printableSheet(contest, output.messages.results, options.lang));
  if (options.json)
    return output.object({
      kind: "summary",
      stations: rows.length,
      choices: contest.choices,
      csv,
      html,
      made: existsSync(csv),
    });
  await output.line(
    fill(output.messages.results.minutes.made, { stations: count(rows.length, output), csv, html }),
  );
}
