/**
 * `vigie claims check|indicators`: what others assert, and what of it the evidence supports.
 * @module
 */

import { Command } from "commander";
import { check } from "../claims/check.ts";
import { indicators, type ListOptions } from "../claims/indicators.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, collect, timeMs, withCommonOptions } from "../options.ts";

export function build(effects: Effects): Command {
  return new Command("claims")
    .addCommand(
      withCommonOptions(new Command("check"), effects)
        .description("judge claims of others against the findings they cite, with competing hypotheses")
        .argument("<file>", "claims (YAML or JSON)")
        .addHelpText("after", "\nExample:\n  $ vigie claims check claims.yaml")
        .action((file: string, options: CommonOptions) => check(file, options, effects)),
    )
    .addCommand(
      withCommonOptions(new Command("indicators"), effects)
        .description("look for published indicators in logs, and say what each match is worth")
        .argument("<list>", "a list of indicators (CSV, or one a line)")
        .requiredOption("--logs <path...>", "files and folders to look in")
        .option("--published <date>", "when the list was published", timeMs)
        .option("--issuer <name>", "who published it")
        .option(
          "--shared <file>",
          "addresses and ranges that thousands share: Tor exits, VPNs, hosting (repeatable)",
          collect,
          [],
        )
        .option("--rules <path>", "rules to judge behaviour by (repeatable)", collect, [])
        .option("--no-builtin-rules", "leave out Vigie's own rules")
        .addHelpText(
          "after",
          "\nExample:\n  $ vigie claims indicators list.csv --logs /var/log/nginx --published 2016-12-29 --shared tor-exits-2015.txt",
        )
        .action((list: string, options: ListOptions) => indicators(list, options, effects)),
    )
    .addHelpText("after", "\nExample:\n  $ vigie claims check claims.yaml");
}
