/**
 * `vigie service install|uninstall|status`: the watch as a service of systemd.
 * @module
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { problem } from "../../base/errors.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import {
  ask,
  installed,
  knownGroups,
  type Step,
  SYSUSERS_FILE,
  stepText,
  take,
  UNIT_FILE,
} from "../service/machine.ts";
import { LOG_GROUPS, STORE_FOLDER, sysusersText, unitText } from "../service/unit.ts";

interface Options extends CommonOptions {
  readonly dryRun: boolean;
  readonly root: string;
}

interface InstallOptions extends Options {
  readonly now: boolean;
  readonly block: boolean;
  readonly enforce?: "nftables";
  readonly user: string;
}

const DEFAULT_CONFIG = "/etc/vigie/vigie.yaml";

export function build(effects: Effects): Command {
  const service = new Command("service").addHelpText(
    "after",
    "\nExample:\n  $ vigie service install --dry-run",
  );
  const sub = (name: string, text: string, example: string): Command => {
    const command = withCommonOptions(new Command(name), effects)
      .description(text)
      .option("--root <dir>", "work below this folder and run nothing", "/")
      .addHelpText("after", `\nExample:\n  $ ${example}`);
    service.addCommand(command);
    return command;
  };
  sub("install", "write the unit; it starts only with --now", "sudo vigie service install --now")
    .option("--dry-run", "print what would be done", false)
    .option("--now", "start it, and at every boot", false)
    .option("--block", "put decisions in force", false)
    .addOption(new Option("--enforce <how>", "apply decisions on this machine").choices(["nftables"]))
    .option("--user <name>", "the user that it runs as", userName, "vigie")
    .action((options: InstallOptions) => install(options, effects));
  sub("uninstall", "stop it and take the unit away; the store stays", "sudo vigie service uninstall")
    .option("--dry-run", "print what would be done", false)
    .action((options: Options) => uninstall(options, effects));
  sub("status", "whether it is installed and runs", "vigie service status").action((options: Options) =>
    status(options, effects),
  );
  return service;
}

function userName(text: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(text)) throw new InvalidArgumentError("expected the name of a user");
  return text;
}

async function install(options: InstallOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { root, user } = options;
  const config = resolve(options.config ?? DEFAULT_CONFIG);
  checkConfig(options, config, output);
  const text = unitText({
    node: process.execPath,
    vigie: resolve(import.meta.dirname, "../../../bin/vigie"),
    config,
    user,
    groups: knownGroups(LOG_GROUPS, root),
    block: options.block,
    nftables: options.enforce === "nftables",
  });
  const steps: Step[] = [
    { write: SYSUSERS_FILE, text: sysusersText(user) },
    { run: ["systemd-sysusers", SYSUSERS_FILE] },
    { write: UNIT_FILE, text },
    { run: ["systemctl", "daemon-reload"] },
  ];
  if (options.now) steps.push({ run: ["systemctl", "enable", "--now", "vigie"] });
  await carryOut(steps, options, output);
  if (options.dryRun || options.json) return;
  const m = output.messages.service;
  await output.line(options.now ? m.started : m.installed);
  if (!options.now) await output.line("  $ sudo systemctl enable --now vigie");
  await output.line("  $ journalctl -u vigie -f");
  await output.line(`  $ sudo -u ${user} vigie blocks list --store ${STORE_FOLDER}`);
}

/** A service whose configuration is wrong would start again and again. */
function checkConfig(options: InstallOptions, config: string, output: Output): void {
  if (existsSync(join(options.root, config))) {
    readConfig({ ...options, config: join(options.root, config) }, output);
    return;
  }
  const m = output.messages.service;
  const missing = problem("not-found", { file: config }, m.noConfig, m.noConfigRemedy(config));
  output.problem(missing);
  if (!options.dryRun) throw new ExitError(exit.usage);
}

async function uninstall(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const steps: Step[] = [
    { run: ["systemctl", "disable", "--now", "vigie"], mayFail: true },
    { remove: UNIT_FILE },
    { remove: SYSUSERS_FILE },
    { run: ["systemctl", "daemon-reload"] },
  ];
  await carryOut(steps, options, output);
  if (!options.dryRun && !options.json) await output.line(output.messages.service.uninstalled(STORE_FOLDER));
}

async function carryOut(steps: readonly Step[], options: Options, output: Output): Promise<void> {
  for (const step of steps) {
    if (!options.dryRun) take(step, options.root);
    const skipped = !options.dryRun && "run" in step && options.root !== "/";
    if (options.json)
      await output.object({ kind: "step", step: stepText(step), done: !options.dryRun && !skipped });
    else if (!skipped) await output.line(output.color.bold(`# ${stepText(step)}`));
    if (options.dryRun && !options.json && "write" in step) await output.line(step.text);
  }
}

async function status(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const isInstalled = installed(UNIT_FILE, options.root) !== null;
  const [active, enabled] =
    isInstalled && options.root === "/" ? [ask("is-active"), ask("is-enabled")] : ["unknown", "unknown"];
  const m = output.messages.service;
  if (options.json) await output.object({ kind: "service", installed: isInstalled, active, enabled });
  else await output.line(isInstalled ? m.status(active, enabled) : m.notInstalled);
  if (active !== "active") throw new ExitError(exit.check);
}
