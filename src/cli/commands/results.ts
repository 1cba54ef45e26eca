/**
 * `vigie results check|replay|compare|watch|screen|estimate`.
 * @module
 */
import { Command } from "commander";
import type { Effects } from "../effects.ts";
import { checkCommand } from "../results/check.ts";
import { compareCommand } from "../results/compare.ts";
import { replayCommand } from "../results/replay.ts";
import { watchCommand } from "../results/watch.ts";

export function build(effects: Effects): Command {
  return new Command("results")
    .addCommand(checkCommand(effects))
    .addCommand(replayCommand(effects))
    .addCommand(compareCommand(effects))
    .addCommand(watchCommand(effects))
    .addHelpText("after", "\nExample:\n  $ vigie results check bureaux.csv.gz");
}
