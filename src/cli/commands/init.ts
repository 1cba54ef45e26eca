/**
 * `vigie init`: looks at this machine and writes a commented vigie.yaml.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { problem, systemCode } from "../../base/errors.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { detect, type Machine, services } from "../init/detect.ts";
import { yamlOf } from "../init/yaml.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface Options extends CommonOptions {
  readonly out: string;
  readonly print: boolean;
  readonly force: boolean;
  readonly body: string;
  readonly root: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("init"), effects)
    .option("--out <file>", "where to write it", "vigie.yaml")
    .option("--print", "print it instead", false)
    .option("--force", "replace the file that is there", false)
    .option("--body <name>", "whose logs these are", "default")
    .option("--root <dir>", "look below this folder", "/")
    .addHelpText("after", "\nExample:\n  $ vigie init --out /etc/vigie/vigie.yaml --body commission")
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const machine = detect(resolve(options.root));
  const text = yamlOf(machine, options.body, output.messages);
  if (options.print) {
    if (options.json) await output.object({ kind: "init", file: null, found: machine.found, text });
    else await output.line(text.trimEnd());
    for (const line of findings(machine, output)) output.remark(line);
    return;
  }
  write(options, text, output);
  if (options.json) return output.object({ kind: "init", file: resolve(options.out), found: machine.found });
  const m = output.messages.init;
  for (const line of findings(machine, output)) await output.line(line);
  await output.line(m.written(options.out));
  await output.line(`  $ vigie doctor --config ${options.out}`);
  await output.line(`  $ vigie watch --config ${options.out}`);
}

function write({ out, force }: Options, text: string, output: Output): void {
  try {
    mkdirSync(dirname(resolve(out)), { recursive: true });
    // "wx" fails when the file is there, whoever made it in between
    writeFileSync(out, text, { flag: force ? "w" : "wx", mode: 0o644 });
  } catch (error) {
    const code = systemCode(error);
    const m = output.messages.init;
    output.problem(
      code === "EEXIST"
        ? problem("usage", { file: out }, m.exists, m.existsRemedy)
        : problem(
            "unreadable",
            { file: out },
            `${m.unwritable} (${code ?? String(error)})`,
            m.unwritableRemedy,
          ),
    );
    throw new ExitError(exit.usage);
  }
}

/** What was found, what cannot be read and how that is mended. */
function* findings({ found }: Machine, output: Output): Iterable<string> {
  const m = output.messages.init;
  for (const { service, logs, units } of found) {
    for (const { pattern, files } of logs) yield m.found(service, pattern, String(files));
    if (units.length > 0) yield m.foundJournal(service, units.join(", "));
    else if (logs.length === 0) yield m.noLog(service);
  }
  const names = found.map(({ service }) => service);
  const missing = services.filter((service) => !names.includes(service));
  if (missing.length > 0) yield m.notFound(missing.join(", "));
  const unreadable = found.flatMap(({ logs }) => logs.flatMap((one) => one.unreadable));
  if (unreadable.length > 0) yield m.unreadable([...new Set(unreadable)].join(", "), userInfo().username);
}
