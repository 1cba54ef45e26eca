/**
 * `vigie watch [FILE...]`: follows live sources until it is stopped.
 * @module
 */

import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { terminalText } from "../../base/text.ts";
import { parseDuration } from "../../base/time.ts";
import { announcedTests } from "../../config/announced.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { formatNames } from "../../formats/index.ts";
import { intakesOf } from "../../intake/configured.ts";
import type { Intake, IntakeEvent } from "../../intake/live.ts";
import { fromStdin } from "../../intake/stdin.ts";
import { follow, isGlob, type SourceTraits } from "../../intake/tail.ts";
import { type Alert, type Level, levels } from "../../model/alert.ts";
import type { Decision } from "../../model/decision.ts";
import { deciderOf } from "../../pipeline/live/decide.ts";
import type { WatchListener } from "../../pipeline/live/options.ts";
import { Station } from "../../pipeline/live/station.ts";
import { Watch } from "../../pipeline/live/watch.ts";
import { methodOf } from "../../pipeline/method.ts";
import { type LoadedRules, ruleDigests } from "../../pipeline/rules.ts";
import { openSpine } from "../../pipeline/spine.ts";
import { SafetyKeeper } from "../../response/keeper.ts";
import { NftablesEnforcer } from "../../response/nftables.ts";
import type { Notifier } from "../../response/notify/notifier.ts";
import { policyOf } from "../../response/policy.ts";
import { bouncerAddresses } from "../../store/bouncers.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import type { Store } from "../../store/store.ts";
import { decisionServers } from "../bouncers.ts";
import type { Effects } from "../effects.ts";
import { keepHeapSmall } from "../memory.ts";
import {
  type CommonOptions,
  collect,
  durationMs,
  outputOf,
  readConfig,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { healthServers, notifierOf, telling } from "../people.ts";
import { chosenRules } from "../rules.ts";
import { ownerOf } from "../sources.ts";
import { untilStopped } from "../stop.ts";
import { version } from "../version.ts";

interface Options extends CommonOptions {
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
  readonly block: boolean;
  readonly enforce?: "nftables";
  readonly body?: string;
  readonly format?: string;
  readonly gap?: number;
  readonly level?: Level;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("watch"), effects)
    .hook("preAction", keepHeapSmall)
    .argument(
      "[file...]",
      "files, folders or globs to follow, - for standard input; without any, the sources of vigie.yaml",
    )
    .option("--block", "put decisions in force (without it: a dry run)", false)
    .addOption(new Option("--enforce <how>", "apply decisions on this machine").choices(["nftables"]))
    .option("--rules <path>", "Sigma rules: file, folder, .zip or .tar.gz (repeatable)", collect, [])
    .option("--no-builtin-rules", "leave out Vigie's own rules")
    .addOption(new Option("--format <name>", "read every record by this format").choices(formatNames()))
    .option("--body <name>", "whose logs these are")
    .option("--gap <duration>", "silence that ends an attack (30m)", durationMs)
    .addOption(new Option("--level <level>", "mildest level reported").choices(levels))
    .addHelpText("after", "\nExample:\n  $ vigie watch /var/log/auth.log --block --enforce nftables")
    .action((files: string[], options: Options) => run(files, options, effects));
}

async function run(files: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (options.store === ":memory:")
    throw new VigieError(
      problem(
        "usage",
        { file: options.store },
        output.messages.watch.needsStore,
        output.messages.watch.nameStore,
      ),
    );
  const config = readConfig(options, output);
  const intakes = intakesFor(files, options, config, output);
  const rules = await chosenRules(options, config, output);
  const store = openSqliteStore(options.store);
  const spine = openSpine(options.store, store);
  const stopped = untilStopped(); // also heard while it starts
  try {
    const notifier = notifierOf(config, store, options, output, effects);
    const station = stationOf(intakes, options, config, rules, store, spine, output, notifier);
    await station.start();
    notifier.start();
    const { active, dryRun, listening } = output.messages.watch;
    output.remark(isActive(options, config) ? active : dryRun);
    if (station.urls.length > 0) output.remark(listening(station.urls.join(" ")));
    if (options.json)
      await output.object({ kind: "watching", active: isActive(options, config), urls: station.urls });
    await stopped;
    await station.stop();
    await notifier.stop();
    output.remark(output.messages.watch.stopped);
  } finally {
    spine.close();
    store.close();
  }
}

function isActive(options: Options, { config }: LoadedConfig): boolean {
  return options.block || config.block.mode === "active";
}

function stationOf(
  intakes: readonly Intake[],
  options: Options,
  loaded: LoadedConfig,
  rules: LoadedRules,
  store: Store,
  spine: ReturnType<typeof openSpine>,
  output: Output,
  notifier: Notifier,
): Station {
  const { config } = loaded;
  const keeper = new SafetyKeeper({
    config,
    store: store.decisions,
    bouncers: () => bouncerAddresses(store.bouncers),
  });
  const gapMs = options.gap ?? parseDuration(config.gap) ?? 0;
  const minimumLevel = options.level ?? config.level;
  const announced = announcedTests(config.announced_tests);
  const tests = announced.length === 0 ? {} : { announced };
  const settings = JSON.stringify({
    gapMs,
    minimumLevel,
    trustedProxies: config.trusted_proxies,
    ...tests,
  });
  const sealer = spine.sealer(methodOf(version(), rules.digest, [settings]), (key) =>
    ruleDigests(key, rules),
  );
  sealer.sealRetention(config.retention);
  const watch = new Watch(
    {
      rules,
      store,
      sealer,
      segments: spine.segments,
      threads: options.threads,
      gapMs,
      minimumLevel,
      trustedProxies: config.trusted_proxies,
      announced,
      limits: { groups: config.limits.groups, items: config.limits.remembered },
      decide: deciderOf(policyOf(config.block, isActive(options, loaded)), keeper, store, rules.set),
      announce: ({ alerts, decisions }, nowMs) => notifier.made(alerts, decisions, nowMs),
    },
    telling(listenerOf(options, output), notifier),
  );
  const state = {
    version: version(),
    startedMs: Date.now(),
    watch,
    store,
    unflushed: () => store.outboxSize() - spine.log.size,
    trouble: () => station.trouble,
  };
  const station: Station = new Station({
    watch,
    store,
    intakes,
    servers: [...decisionServers(loaded, store, output), ...healthServers(loaded, state, output)],
    enforcer: options.enforce === "nftables" ? new NftablesEnforcer(store.decisions) : null,
    safety: (nowMs) => keeper.current(nowMs),
    tell: (event) => {
      const body = watch.tallies.sources.get(event.source)?.body;
      if (event.level === "error") notifier.trouble(event.source, event.text, body);
      tell(event, options, output);
    },
  });
  return station;
}

/** Files that are named, `-` for standard input; without any, everything that vigie.yaml names. */
function intakesFor(
  files: readonly string[],
  options: Options,
  loaded: LoadedConfig,
  output: Output,
): readonly Intake[] {
  for (const file of files)
    if (file !== "-" && !isGlob(file) && !existsSync(file)) output.remark(output.messages.watch.notYet(file));
  if (files.length > 0)
    return [...new Set(files)].map((pattern) =>
      pattern === "-"
        ? fromStdin(traitsOf("-", options, loaded))
        : follow({ pattern, traitsOf: (file) => traitsOf(file, options, loaded) }),
    );
  const configured = intakesOf(loaded);
  if (configured.length > 0) return configured;
  const { nothing, nothingRemedy } = output.messages.watch;
  throw new VigieError(problem("usage", null, nothing, nothingRemedy));
}

function traitsOf(file: string, options: Options, loaded: LoadedConfig): SourceTraits {
  const { own, ...owner } = ownerOf(file, options, loaded);
  return {
    ...owner,
    spoofable: false,
    silenceMs: own?.silence === undefined ? null : parseDuration(own.silence),
  };
}

function listenerOf(options: Options, output: Output): WatchListener {
  const m = output.messages.watch;
  if (options.json)
    return {
      onAlert: (alert) => output.offer(JSON.stringify(alert)),
      onDecision: (decision) => output.offer(JSON.stringify(decision)),
      onRefusal: (refusal) => output.offer(JSON.stringify(refusal)),
      onSilence: (silence) => output.offer(JSON.stringify({ kind: "silence", ...silence })),
      onTrouble: (source, text) => output.remark(`${source}: ${text}`),
    };
  return {
    onAlert: (alert) => output.offer(alertLine(alert)),
    onDecision: (decision) => output.offer(decisionLine(decision, output)),
    onRefusal: ({ code, value, alert }) => {
      if (code === "not-in-policy" || code === "no-origin") return; // the rule, and not a look at it, says no
      const reason = output.messages.blocks.refusals[code];
      output.offer(`  -- ${m.notBlocked(value ?? "-", reason)}  ${alert.slice(0, 12)}`);
    },
    onSilence: ({ source, toMs }) => output.remark(toMs === null ? m.silent(source) : m.backAgain(source)),
    onTrouble: (source, text) => output.remark(`${source}: ${text}`),
  };
}

function alertLine({ time, rule, origin, body, id }: Alert): string {
  const when = (time ?? "-").slice(0, 19).replace("T", " ");
  const who = origin?.ip ?? "-";
  return `${when}  ${rule.level.padEnd(13)}  ${who.padEnd(39)}  ${terminalText(body)}  ${terminalText(rule.title)}  ${id.slice(0, 12)}`;
}

function decisionLine(decision: Decision, output: Output): string {
  const { statuses } = output.messages.blocks;
  return output.color.bold(
    `  -> ${statuses[decision.status]}: ${decision.value} ${output.messages.watch.until} ${decision.until.slice(0, 19).replace("T", " ")}  ${terminalText(decision.why)}`,
  );
}

function tell({ source, level, text }: IntakeEvent, options: Options, output: Output): void {
  if (options.json) output.offer(JSON.stringify({ kind: "notice", source, level, text }));
  output.remark(`${source}: ${text}`);
}
