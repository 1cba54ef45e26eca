/**
 * `vigie results check|replay|compare|watch|screen|estimate`.
 * @module
 */
import { Command } from "commander";
import type { Effects } from "../effects.ts";
import { checkCommand } from "../results/check.ts";
import { compareCommand } from "../results/compare.ts";
import { estimateCommand } from "../results/estimate.ts";
import { replayCommand } from "../results/replay.ts";
import { screenCommand } from "../results/screen.ts";
import { watchCommand } from "../results/watch.ts";

export function build(effects: Effects): Command {
  return new Command("results")
    .addCommand(checkCommand(effects))
    .addCommand(replayCommand(effects))
    .addCommand(compareCommand(effects))
    .addCommand(watchCommand(effects))
    .addCommand(screenCommand(effects))
    .addCommand(estimateCommand(effects))
    .addHelpText("after", "\nExample:\n  $ vigie results check bureaux.csv.gz");
}
