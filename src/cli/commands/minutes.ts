/**
 * `vigie minutes sheet|enter|resolve`.
 * @module
 */
import { Command } from "commander";
import type { Effects } from "../effects.ts";
import { enterCommand } from "../minutes/enter.ts";
import { resolveCommand } from "../minutes/resolve.ts";
import { sheetCommand } from "../minutes/sheet.ts";

export function build(effects: Effects): Command {
  return new Command("minutes")
    .addCommand(sheetCommand(effects))
    .addCommand(enterCommand(effects))
    .addCommand(resolveCommand(effects))
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie minutes sheet stations.csv --choice Martin --choice Dupont --out minutes/",
    );
}
