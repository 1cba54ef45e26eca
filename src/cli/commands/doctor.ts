/**
 * `vigie doctor`: what this machine has, and what is missing.
 * @module
 */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { VigieError } from "../../base/errors.ts";
import { countText, terminalText } from "../../base/text.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { findInputs } from "../../intake/file.ts";
import { loadRules } from "../../pipeline/rules.ts";
import { channelsOf } from "../../response/notify/channels.ts";
import type { ChannelState } from "../../store/notices.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, openStore, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";

/** One line of the diagnosis. */
interface Finding {
  readonly name: string;
  readonly state: "good" | "note" | "bad";
  readonly text: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("doctor"), effects)
    .addHelpText("after", "\nExample:\n  $ vigie doctor")
    .action((options: CommonOptions) => run(options, effects));
}

async function run(options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const config = readConfig(options, output);
  const findings = [
    checkNode(output),
    checkStore(options, output),
    await checkRules(output),
    checkThreads(options, output),
    checkClock(effects, output),
    await checkLogs(output),
    ...checkChannels(options, config, effects, output),
  ];
  if (!options.json) await output.line(output.color.bold(`${output.messages.doctor.heading} (${version()})`));
  for (const finding of findings) {
    if (options.json) await output.object({ kind: "finding", ...finding });
    else await print(finding, output);
  }
  if (findings.some((finding) => finding.state === "bad")) throw new ExitError(exit.check);
}

async function print(finding: Finding, output: Output): Promise<void> {
  const { color, messages } = output;
  const paint = { good: color.green, note: color.yellow, bad: color.red }[finding.state];
  const state = paint(messages.doctor[finding.state].padEnd(9));
  await output.line(`  ${state} ${finding.name.padEnd(10)} ${terminalText(finding.text)}`);
}

function checkNode(output: Output): Finding {
  return {
    name: output.messages.doctor.node,
    state: "good",
    text: `${process.version} (${process.platform}, ${process.arch})`,
  };
}

function checkStore(options: CommonOptions, output: Output): Finding {
  const name = output.messages.doctor.store;
  try {
    openStore(options).close();
    return { name, state: "good", text: `${options.store}: ${output.messages.doctor.writable}` };
  } catch (error) {
    if (!(error instanceof VigieError)) throw error;
    return { name, state: "bad", text: error.message };
  }
}

async function checkRules(output: Output): Promise<Finding> {
  const { loaded, rejected } = await loadRules([], true);
  const text = output.messages.rules.checked(String(loaded), String(rejected), "0");
  return {
    name: output.messages.doctor.rules,
    state: rejected === 0 && loaded > 0 ? "good" : "bad",
    text,
  };
}

function checkThreads(options: CommonOptions, output: Output): Finding {
  return {
    name: output.messages.doctor.threads,
    state: "good",
    text: `${options.threads} / ${availableParallelism()}`,
  };
}

/** A clock before the year this was written would give every year-less log line a wrong year. */
const NOT_BEFORE_MS = Date.UTC(2026, 0, 1);

function checkClock(effects: Effects, output: Output): Finding {
  const now = effects.now();
  return {
    name: output.messages.doctor.clock,
    state: now < NOT_BEFORE_MS ? "bad" : "good",
    text: new Date(now).toISOString(),
  };
}

async function checkLogs(output: Output): Promise<Finding> {
  const { doctor, language } = output.messages;
  let readable = 0;
  for await (const found of findInputs(["/var/log"])) if ("input" in found) readable++;
  const text = readable === 0 ? doctor.noLogs : doctor.readable(countText(readable, language));
  return { name: doctor.logs, state: readable === 0 ? "note" : "good", text };
}

/** Whether people are told: secrets that are not set, and what the watch of this store could not deliver. */
function checkChannels(
  options: CommonOptions,
  { config }: LoadedConfig,
  effects: Effects,
  output: Output,
): readonly Finding[] {
  try {
    channelsOf(config.notify, effects.env, options.lang);
    const store = openStore(options);
    try {
      return store.notices.states().map((state) => channelFinding(state, output));
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof VigieError)) throw error;
    return error.problem.code === "store" // told above
      ? []
      : [{ name: output.messages.notify.channel, state: "bad", text: error.message }];
  }
}

function channelFinding(state: ChannelState, output: Output): Finding {
  const { channel, sent, waiting, failures, lastError, givenUp } = state;
  const { notify, language } = output.messages;
  const parts = [notify.fine(countText(sent, language))];
  if (waiting > 0) parts.push(notify.waiting(countText(waiting, language)));
  if (failures > 0) parts.push(notify.failing(countText(failures, language), lastError));
  if (givenUp > 0) parts.push(notify.givenUp(countText(givenUp, language)));
  const good = failures === 0 && givenUp === 0;
  return { name: notify.channel, state: good ? "good" : "note", text: `${channel}: ${parts.join("; ")}` };
}
