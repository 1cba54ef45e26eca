/**
 * `vigie bouncers`: the programs that fetch decisions and enforce them; who pulled what when, and what they cannot do.
 * @module
 */
import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { countText, terminalText } from "../../base/text.ts";
import { type ApiSettings, apiSchema, apiSettings } from "../../config/api.ts";
import { isBouncerName, keyHash, newKey } from "../../response/lapi/keys.ts";
import { readyFiles } from "../../response/lapi/ready.ts";
import type { BouncerKind } from "../../store/bouncers.ts";
import { type BouncerView, bouncerViews } from "../bouncers.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, openStore, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface Options extends CommonOptions {
  readonly type: "firewall" | "nginx" | "traefik" | "other";
  readonly mode: "nftables" | "iptables";
  readonly url?: string;
}

export function build(effects: Effects): Command {
  const bouncers = new Command("bouncers").addHelpText(
    "after",
    "\nExample:\n  $ vigie bouncers add gateway --type firewall --mode iptables",
  );
  const sub = (name: string, text: string): Command => {
    const command = withCommonOptions(new Command(name), effects).description(text);
    bouncers.addCommand(command, name === "list" ? { isDefault: true } : {});
    return command;
  };
  sub("list", "who pulled what when, from where, and what they cannot enforce")
    .addHelpText("after", "\nExample:\n  $ vigie bouncers list --json")
    .action((options: Options) => list(options, effects));
  sub("add", "make a key and print it, once, with a ready configuration")
    .argument("<name>", "what to call it")
    .addOption(
      new Option("--type <type>", "what it is")
        .choices(["firewall", "nginx", "traefik", "other"])
        .default("other"),
    )
    .addOption(
      new Option("--mode <mode>", "how a firewall bouncer works; only iptables (with ipset) enforces ranges")
        .choices(["nftables", "iptables"])
        .default("nftables"),
    )
    .option("--url <url>", "address of the API as the bouncer sees it (default: api.address of vigie.yaml)")
    .addHelpText("after", "\nExample:\n  $ vigie bouncers add web --type nginx --config vigie.yaml")
    .action((name: string, options: Options) => add(name, options, effects));
  sub("remove", "take a bouncer's access away; what it did stays on record")
    .argument("<name>", "its name")
    .addHelpText("after", "\nExample:\n  $ vigie bouncers remove web")
    .action((name: string, options: Options) => remove(name, options, effects));
  return bouncers;
}

async function list(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const views = bouncerViews(store, effects.now());
    if (options.json) for (const view of views) await output.object(view);
    else if (views.length === 0) await output.line(output.messages.bouncers.none);
    else for (const view of views) await print(view, output);
  } finally {
    store.close();
  }
}

async function print(view: BouncerView, output: Output): Promise<void> {
  const { bouncers: words, language } = output.messages;
  const state = view.revoked === null ? "" : `  ${words.revoked(view.revoked)}`;
  await output.line(`${output.color.bold(view.name)}  ${view.type}${state}`);
  if (view.clients.length === 0) await output.line(`  ${words.never}`);
  for (const client of view.clients) {
    const agent = terminalText(`${client.agent} ${client.version}`.trim(), 80);
    const pulled = client.last_pull === null ? words.noPull : words.pulled(client.last_pull);
    const behind = client.behind === 0 ? "" : `, ${words.behind(countText(client.behind, language))}`;
    await output.line(`  ${client.name}  ${client.address}  ${agent}  ${pulled}${behind}`);
    if (client.omitted > 0) await output.line(`    ${words.omitted(countText(client.omitted, language))}`);
  }
  for (const limit of view.cannot_enforce) {
    const affected = limit === "range" || limit === "range?" ? view.ranges_in_force : 0;
    const inForce = affected > 0 ? ` ${words.rangesInForce(countText(affected, language))}` : "";
    await output.line(output.color.yellow(`  ${words.limits[limit]}${inForce}`));
  }
  const { packets, bytes, reported } = view.enforced;
  if (!reported) await output.line(`  ${words.notReported}`);
  else await output.line(`  ${words.enforced(countText(packets, language), countText(bytes, language))}`);
}

async function add(name: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (!isBouncerName(name)) throw wrongName(name);
  const url = apiUrl(options, output);
  const kind: BouncerKind = options.type === "firewall" ? options.mode : options.type;
  const key = newKey();
  const store = openStore(options);
  try {
    if (!store.bouncers.add(name, kind, keyHash(key) ?? new Uint8Array(), effects.now())) {
      const remedy = `choose another name, or remove it first: vigie bouncers remove ${name}`;
      throw new VigieError(problem("usage", { file: name }, "there is a bouncer of this name", remedy));
    }
  } finally {
    store.close();
  }
  const files = readyFiles(kind, url, key);
  if (options.json) return output.object({ kind: "bouncer_key", name, type: kind, key, url, files });
  const { bouncers: words } = output.messages;
  await output.line(`${words.key} ${key}`);
  await output.line(`${words.url} ${url}`);
  for (const { file, text } of files) await output.line(`\n# ${file}\n${text}`);
  if (kind === "nftables") output.remark(words.limits.range);
}

/** The address for the bouncer's configuration: as given, or as vigie.yaml says the API listens. */
function apiUrl(options: Options, output: Output): string {
  if (options.url !== undefined) return readUrl(options.url);
  const { config, folder } = readConfig(options, output);
  if (config.api === undefined) output.remark(output.messages.bouncers.noApi);
  const { address, tls }: ApiSettings = apiSettings(config.api ?? apiSchema.parse({}), folder);
  const any = address.host === "0.0.0.0" || address.host === "::";
  if (any) output.remark(output.messages.bouncers.anyAddress);
  const host = any ? "127.0.0.1" : address.host;
  return `${tls === null ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${address.port}/`;
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new VigieError(
      problem(
        "usage",
        { file: text },
        "is no address of an API",
        "give one such as https://vigie.example:8741/",
      ),
    );
  return `${url.origin}${url.pathname.replace(/\/*$/, "/")}`;
}

function wrongName(name: string): VigieError {
  const remedy = "use up to 64 letters, digits, dots, hyphens and underscores";
  return new VigieError(
    problem("usage", { file: terminalText(name, 80) }, "is no name for a bouncer", remedy),
  );
}

async function remove(name: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    if (!store.bouncers.remove(name, effects.now())) {
      const place = { file: terminalText(name, 80) };
      throw new VigieError(
        problem("not-found", place, "there is no bouncer of this name", "vigie bouncers lists them"),
      );
    }
  } finally {
    store.close();
  }
  if (options.json) await output.object({ kind: "bouncer_removed", name });
  else await output.line(output.messages.bouncers.removed(name));
}
