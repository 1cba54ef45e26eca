/**
 * The commands: finds the command, loads it and nothing else, and turns failures into exit codes.
 * @module
 */
import { Command, CommanderError } from "commander";
import { errorText, problem, problemText, systemCode, VigieError } from "../base/errors.ts";
import { type Language, languageOf, languages } from "../base/messages/index.ts";
import { usageText } from "../base/messages/usage.ts";
import { defaultEffects, type Effects } from "./effects.ts";
import { ExitError, exit } from "./exit.ts";
import { version } from "./version.ts";

/** A file of commands/: builds its command. */
interface CommandModule {
  build(effects: Effects): Command;
}

/** Every command with its one-line summary; the module is loaded only when it is the one asked for. */
const commands: Readonly<Record<string, { readonly summary: string; load(): Promise<CommandModule> }>> = {
  scan: {
    summary: "read logs, detect, count and rank attacks, answer",
    load: () => import("./commands/scan.ts"),
  },
  watch: {
    summary: "follow live sources, detect, decide, seal",
    load: () => import("./commands/watch.ts"),
  },
  parse: { summary: "print what Vigie reads, record by record", load: () => import("./commands/parse.ts") },
  attacks: { summary: "list the attacks that are stored", load: () => import("./commands/attacks.ts") },
  campaigns: {
    summary: "list attacks that are tied together, and by what",
    load: () => import("./commands/campaigns.ts"),
  },
  judge: {
    summary: "decide about an attack or a campaign, with the reason",
    load: () => import("./commands/judge.ts"),
  },
  triage: { summary: "rank the alerts of another tool", load: () => import("./commands/triage.ts") },
  show: {
    summary: "show everything behind one id, with the raw records",
    load: () => import("./commands/show.ts"),
  },
  rules: { summary: "check or list detection rules", load: () => import("./commands/rules.ts") },
  blocks: {
    summary: "list, make, confirm and lift decisions to block",
    load: () => import("./commands/blocks.ts"),
  },
  allow: { summary: "keep what must never be blocked", load: () => import("./commands/allow.ts") },
  verify: {
    summary: "check a bundle, a proof or a log offline",
    load: () => import("./commands/verify.ts"),
  },
  evidence: {
    summary: "write everything needed to check one id elsewhere",
    load: () => import("./commands/evidence.ts"),
  },
  prove: { summary: "write the proof that an id is in the log", load: () => import("./commands/prove.ts") },
  log: { summary: "make, publish, check or serve the log", load: () => import("./commands/log.ts") },
  witness: { summary: "cosign the logs of others", load: () => import("./commands/witness.ts") },
  bouncers: {
    summary: "let programs fetch and enforce decisions; who pulled what",
    load: () => import("./commands/bouncers.ts"),
  },
  audit: {
    summary: "check a reported outcome against a sample of the paper",
    load: () => import("./commands/audit.ts"),
  },
  erase: { summary: "delete for good, on the record", load: () => import("./commands/erase.ts") },
  init: {
    summary: "look at this machine and write a commented vigie.yaml",
    load: () => import("./commands/init.ts"),
  },
  service: {
    summary: "run the watch as a service of systemd, with few rights",
    load: () => import("./commands/service.ts"),
  },
  doctor: {
    summary: "check this machine and say what is missing",
    load: () => import("./commands/doctor.ts"),
  },
  results: {
    summary: "check, add up and compare the results of an election",
    load: () => import("./commands/results.ts"),
  },
  minutes: {
    summary: "collect the minutes of polling stations, typed by two people",
    load: () => import("./commands/minutes.ts"),
  },
  trend: {
    summary: "say whether attacks grow, with an interval, or that it cannot be told",
    load: () => import("./commands/trend.ts"),
  },
  claims: {
    summary: "judge what others assert by the evidence they cite",
    load: () => import("./commands/claims.ts"),
  },
  statement: {
    summary: "publish the answer as a folder that anybody can verify",
    load: () => import("./commands/statement.ts"),
  },
  export: {
    summary: "write what was seen for others, as STIX or MISP, without raw data",
    load: () => import("./commands/export.ts"),
  },
  import: {
    summary: "read indicators of others, as proposals",
    load: () => import("./commands/import.ts"),
  },
  drill: {
    summary: "replay recorded attacks, and say what would have been seen",
    load: () => import("./commands/drill.ts"),
  },
  demo: { summary: "rehearse an attacked election and answer", load: () => import("./commands/demo.ts") },
};

/** Runs the command line. @returns the exit code */
export async function runCommand(
  args: readonly string[],
  effects: Effects = defaultEffects,
): Promise<number> {
  try {
    const program = await buildProgram(args, effects);
    await program.parseAsync([...args], { from: "user" });
    return exit.done;
  } catch (error) {
    return exitCode(error, effects);
  }
}

async function buildProgram(args: readonly string[], effects: Effects): Promise<Command> {
  const program = new Command("vigie")
    .description("Was this election attacked, and could an attack have changed its result?")
    .version(version(), "-V, --version")
    .addHelpText("after", "\nExample:\n  $ vigie scan /var/log --report report.html");
  const wanted = args.filter((arg) => !arg.startsWith("-"))[args[0] === "help" ? 1 : 0] ?? "";
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = name === wanted ? (await load()).build(effects) : new Command(name);
    program.addCommand(command.description(summary));
  }
  const language = languageAsked(args, effects);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)])
    quieten(command, language, effects);
  return program;
}

/** The language of a command line that may be too wrong to be read. */
function languageAsked(args: readonly string[], { env }: Effects): Language {
  const at = args.findLastIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const named = at < 0 ? undefined : args[at] === "--lang" ? args[at + 1] : args[at]?.slice("--lang=".length);
  return languages.find((one) => one === named) ?? languageOf(env);
}

/** Commander must not end the process, and writes where it is told, in the language of the reader. */
function quieten(command: Command, language: Language, effects: Effects): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => effects.stdout.write(text),
    writeErr: (text) => effects.stderr.write(text),
    outputError: (text) => {
      effects.stderr.write(`vigie: ${usageText(text.trimEnd().replace(/^error: /, ""), language)}\n`);
    },
  });
}

function exitCode(error: unknown, effects: Effects): number {
  if (error instanceof ExitError) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof VigieError) {
    effects.stderr.write(`vigie: ${error.message}\n`);
    return exit.usage;
  }
  if (systemCode(error) === "ERR_SQLITE_ERROR") {
    const text = `the store cannot be read: ${errorText(error)}`;
    effects.stderr.write(
      `vigie: ${problemText(problem("store", null, text, "restore it from a backup, or name another folder with --store"))}\n`,
    );
    return exit.usage;
  }
  effects.stderr.write(
    `vigie: this is a bug, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exit.bug;
}
