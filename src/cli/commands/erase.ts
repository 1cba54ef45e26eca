/**
 * `vigie erase ID... | --before TIME | --expired, --why TEXT`: for good, and on the record.
 * @module
 */
import { Command } from "commander";
import { problem } from "../../base/errors.ts";
import { parseDuration } from "../../base/time.ts";
import { eraseThings } from "../../pipeline/erase.ts";
import { openSpine } from "../../pipeline/spine.ts";
import type { Erasable } from "../../store/seal.ts";
import type { Store } from "../../store/store.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { findOne } from "../find.ts";
import {
  type CommonOptions,
  openStore,
  outputOf,
  readConfig,
  timeMs,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";

interface Options extends CommonOptions {
  readonly before?: number;
  readonly expired: boolean;
  readonly why: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("erase"), effects)
    .argument("[id...]", "ids of attacks (with all their alerts), alerts or decisions")
    .option("--before <time>", "everything whose own time lies before", timeMs)
    .option("--expired", "everything that was sealed longer ago than the configured retention", false)
    .requiredOption("--why <text>", "the reason; it is logged, so it must not hold what is erased")
    .addHelpText(
      "after",
      '\nExample:\n  $ vigie erase 3f2a9c41b0d7 --why "request of the person concerned, file 2026/17"',
    )
    .action((ids: string[], options: Options) => run(ids, options, effects));
}

async function run(ids: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const retentionMs = parseDuration(readConfig(options, output).config.retention) ?? 0;
  const store = openStore(options);
  try {
    const things = chosen(ids, options, store, output, effects.now() - retentionMs);
    const spine = openSpine(options.store, store);
    try {
      const erased = await eraseThings(things, options.why, store, spine, version());
      const { alerts, attacks, findings, records } = erased;
      if (options.json)
        await output.object({
          kind: "erasure",
          alerts,
          attacks,
          findings,
          records,
          decisions: erased.decisions,
          segments: erased.segments.length,
        });
      else
        await output.line(
          output.messages.verify.erased(
            String(attacks),
            String(alerts),
            String(records),
            String(erased.segments.length),
            String(erased.decisions),
          ),
        );
    } finally {
      spine.close();
    }
  } finally {
    store.close();
  }
}

function chosen(
  ids: readonly string[],
  options: Options,
  store: Store,
  output: Output,
  expiredMs: number,
): Erasable {
  if (ids.length === 0 && options.before === undefined && !options.expired) {
    output.problem(
      problem("usage", null, "nothing to erase was named", "name ids, --before TIME or --expired"),
    );
    throw new ExitError(exit.usage);
  }
  const alerts = new Set<string>();
  const attacks = new Set<string>();
  const decisions = new Set<string>();
  for (const id of ids) {
    const thing = findOne(store, id, output);
    if ("alert" in thing) alerts.add(thing.alert.id);
    else if ("decision" in thing) decisions.add(thing.decision.id);
    else {
      attacks.add(thing.attack.id);
      for (const alert of store.alertsOf(thing.attack.id)) alerts.add(alert.id);
    }
  }
  const old = options.before === undefined ? { alerts: [], attacks: [] } : store.before(options.before);
  const over = options.expired ? Math.max(expiredMs, options.before ?? 0) : options.before;
  if (over !== undefined) for (const id of store.decisions.overBefore(over)) decisions.add(id);
  const segments = options.expired ? store.segmentsBefore(expiredMs) : [];
  return {
    alerts: [...alerts, ...old.alerts],
    attacks: [...attacks, ...old.attacks],
    segments,
    decisions: [...decisions],
  };
}
