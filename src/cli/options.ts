/**
 * Options that commands share, and readers of their values.
 * @module
 */
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Language, languageOf, languages } from "../base/messages/index.ts";
import { parseDuration, parseIso } from "../base/time.ts";
import { defaultConfig, type LoadedConfig, loadConfig } from "../config/load.ts";
import { formatNames } from "../formats/index.ts";
import { openSpine, type Spine } from "../pipeline/spine.ts";
import { openSqliteStore, openTemporaryStore } from "../store/sqlite/store.ts";
import type { Store } from "../store/store.ts";
import type { Effects } from "./effects.ts";
import { ExitError, exit } from "./exit.ts";
import { Output } from "./output.ts";

export interface CommonOptions {
  readonly store: string;
  readonly config?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly lang: Language;
  readonly threads: number;
  readonly progress: boolean;
}

/** Adds the options that every command has. */
export function withCommonOptions(command: Command, effects: Effects): Command {
  return command
    .option("--store <dir>", "where to remember things; :memory: keeps nothing", defaultStore(effects.env))
    .option("--config <file>", "configuration (vigie.yaml)")
    .option("--json", "print one JSON object per line", false)
    .option("--quiet", "no remarks", false)
    .addOption(
      new Option("--lang <language>", "language of the answer")
        .choices(languages)
        .default(languageOf(effects.env)),
    )
    .option("--threads <n>", "threads that detect", wholeNumber(1, 256), availableParallelism())
    .option("--no-progress", "no progress on stderr");
}

/** $VIGIE_HOME, or the platform's folder for data of applications. */
export function defaultStore(env: Effects["env"]): string {
  const own = env["VIGIE_HOME"];
  if (own !== undefined && own !== "") return own;
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] ?? homedir(), "Vigie");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "Vigie");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "vigie");
}

/** Opens the store that the options name. @throws VigieError with code "store" */
export function openStore(options: CommonOptions): Store {
  return options.store === ":memory:" ? openTemporaryStore() : openSqliteStore(options.store);
}

/** The spine of the store that the options name; `:memory:` has none. @throws VigieError with code "store" */
export function openSpineOf(options: CommonOptions, store: Store): Spine | null {
  return options.store === ":memory:" ? null : openSpine(options.store, store);
}

/** The configuration named, or the defaults; ends the command when it is wrong. */
export function readConfig(options: CommonOptions, output: Output): LoadedConfig {
  if (options.config === undefined) return defaultConfig();
  const loaded = loadConfig(options.config, formatNames());
  if (loaded.ok) return loaded.value;
  for (const found of loaded.error) output.problem(found);
  throw new ExitError(exit.usage);
}

/**
 * Reads an option that is a whole number: digits alone, no sign, no exponent.
 * @example new Command().option("--top <n>", "how many", wholeNumber(1, 1000))
 */
export function wholeNumber(least = 1, most = 999_999_999_999): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      most === 999_999_999_999
        ? `expected a whole number from ${least}`
        : `expected a number from ${least} to ${most}`,
    );
  };
}

/** Reads a duration option. */
export function durationMs(text: string): number {
  const value = parseDuration(text);
  if (value === null || value <= 0)
    throw new InvalidArgumentError("expected a duration such as 30m, 4h or 1d");
  return value;
}

/** Reads a time option. */
export function timeMs(text: string): number {
  const value = parseIso(text);
  if (value === null)
    throw new InvalidArgumentError("expected a time such as 2017-04-24 or 2017-04-24T09:00:00Z");
  return value;
}

/** Collects a repeatable option. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The channels of a command. */
export function outputOf(options: CommonOptions, effects: Effects): Output {
  return new Output(options, effects);
}
