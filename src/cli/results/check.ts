/**
 * `vigie results check FILE...`: the rules of the minutes, row by row.
 * @module
 */

import { Command } from "commander";
import { checkNeighbours } from "../../ballots/results/neighbours.ts";
import { checkAgainst } from "../../ballots/results/rounds.ts";
import { checkTable } from "../../ballots/results/rules.ts";
import type { ResultTable } from "../../ballots/results/table.ts";
import { type Violation, violationText } from "../../ballots/results/violation.ts";
import { fill } from "../../base/messages/fill.ts";
import { compareText } from "../../base/text.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, readSound, readTables, shown } from "./files.ts";
import { violationObject } from "./rows.ts";

interface Options extends CommonOptions {
  readonly other?: string;
}

/** How many of one kind a person is shown. */
const SHOWN = 5;

export function checkCommand(effects: Effects): Command {
  return withCommonOptions(new Command("check"), effects)
    .description("check every row by the rules of the minutes: F cannot be right, W is worth a look")
    .argument("<file...>", "the ministry's text, wide or long CSV, JSON; .gz and .zip too")
    .option("--other <file>", "the other round, or the last election: rolls and turnout are compared")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie results check bureaux-tour-2.csv.gz --other bureaux-tour-1.csv.gz",
    )
    .action((files: string[], options: Options) => run(files, options, effects));
}

async function run(files: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const other = options.other === undefined ? null : await readSound(options.other, output);
  const tables = await readTables(files, output);
  const violations = tables.flatMap((table) => [...violationsOf(table, other)]);
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  const blocking = violations.filter(({ level }) => level === "F").length;
  if (options.json) await printJson(violations, { files: tables.length, rows, blocking }, output);
  else await printText(violations, rows, blocking, output);
  if (blocking > 0) throw new ExitError(exit.check);
}

function* violationsOf(table: ResultTable, other: ResultTable | null): Iterable<Violation> {
  yield* checkTable(table);
  yield* checkNeighbours(table);
  if (other !== null) yield* checkAgainst(table, other);
}

async function printJson(
  violations: readonly Violation[],
  { files, rows, blocking }: { readonly files: number; readonly rows: number; readonly blocking: number },
  output: Output,
): Promise<void> {
  for (const found of violations) await output.object(violationObject(found));
  const warnings = violations.length - blocking;
  await output.object({ kind: "summary", files, rows, blocking, warnings, held: blocking === 0 });
}

async function printText(
  violations: readonly Violation[],
  rows: number,
  blocking: number,
  output: Output,
): Promise<void> {
  const { results: m } = output.messages;
  const kinds = [...Map.groupBy(violations, ({ code }) => code)].sort(([a], [b]) => compareText(a, b));
  for (const [code, found] of kinds) {
    const mark = code.startsWith("F") ? output.color.red(code) : output.color.yellow(code);
    await output.line(
      `${mark}  ${m.kinds[code.startsWith("F") ? "F" : "W"]}: ${count(found.length, output)}`,
    );
    for (const one of found.slice(0, SHOWN))
      await output.line(
        `  ${shown(one.unit)} (${shown(one.file)}:${one.line})  ${shown(violationText(one, m))}`,
      );
    if (found.length > SHOWN)
      await output.line(`  ${fill(m.more, { count: count(found.length - SHOWN, output) })}`);
  }
  const values = {
    rows: count(rows, output),
    blocking: count(blocking, output),
    warnings: count(violations.length - blocking, output),
  };
  await output.line(fill(blocking === 0 ? m.checkHeld : m.checkFailed, values));
}
