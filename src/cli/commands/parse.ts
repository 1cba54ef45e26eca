/**
 * `vigie parse PATH...`: what Vigie reads, one object per record; the way to see which field is the origin.
 * @module
 */
import { Command, Option } from "commander";
import { sha256 } from "../../base/digest.ts";
import { terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { placeIn } from "../../detect/place.ts";
import { formatNames } from "../../formats/index.ts";
import type { Reading } from "../../formats/registry.ts";
import { type ReadRecord, readRecords } from "../../pipeline/parse.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { factsOf } from "../sources.ts";

interface Options extends CommonOptions {
  readonly format?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("parse"), effects)
    .argument("<path...>", "files, folders, .gz, .zip; - is standard input")
    .addOption(new Option("--format <name>", "read every record by this format").choices(formatNames()))
    .addHelpText("after", "\nExample:\n  $ vigie parse /var/log/auth.log --json | head")
    .action((paths: string[], options: Options) => run(paths, options, effects));
}

async function run(paths: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const config = readConfig(options, output);
  let unread = false;
  const { trusted_proxies: trustedProxies } = config.config;
  for await (const item of readRecords(paths, {
    factsOf: (input) => factsOf(input, options, config),
    trustedProxies,
  })) {
    if ("problem" in item) {
      unread = true;
      output.problem(item.problem);
    } else if (options.json) await output.object(recordObject(item));
    else await printRecord(item, output);
  }
  if (unread) throw new ExitError(exit.unread);
}

function recordObject(item: ReadRecord): unknown {
  const { file, offset, bytes, reading } = item;
  const evidence = {
    file,
    offset: placeIn(file, bytes) ?? offset,
    length: bytes.length,
    sha256: sha256(bytes),
  };
  if (reading.kind === "event") {
    const { event } = reading;
    return {
      kind: "event",
      format: event.format,
      time: event.time === null ? null : timeText(event.time),
      origin: event.origin === null ? null : { ip: event.origin },
      fields: Object.fromEntries([...event.fields.entries()].filter(([, value]) => value !== null)),
      evidence,
      why: event.why,
      verdict: event.verdict,
      logsource: event.logsource,
    };
  }
  return { kind: reading.kind, reason: reasonOf(reading), evidence };
}

function reasonOf(reading: Exclude<Reading, { kind: "event" }>): string {
  return reading.kind === "header" ? "says how other records are to be read" : reading.reason;
}

async function printRecord(item: ReadRecord, output: Output): Promise<void> {
  const { color } = output;
  const { file, offset, bytes, reading } = item;
  const place = color.dim(`${terminalText(file)}@${placeIn(file, bytes) ?? offset}`);
  if (reading.kind !== "event")
    return output.line(`${place} ${color.yellow(reading.kind)} ${reasonOf(reading)}`);
  const { event } = reading;
  const time = event.time === null ? "-" : timeText(event.time);
  await output.line(
    `${place} ${color.bold(event.format)} ${time} ${color.dim(`(${terminalText(event.why)})`)}`,
  );
  await output.line(`  origin  ${event.origin ?? "-"}`);
  for (const [name, value] of event.fields.entries()) {
    if (value !== null)
      await output.line(
        `  ${terminalText(name)}  ${terminalText(typeof value === "string" ? value : JSON.stringify(value), 200)}`,
      );
  }
}
