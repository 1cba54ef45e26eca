/**
 * `vigie allow [list|add VALUE|NAME|remove VALUE|NAME]`: what must never be blocked.
 * A name is resolved here, when a person adds it, and stays pinned to the addresses found; adding it again pins it anew.
 * Names are never resolved while blocks are decided: whoever controls a name would control the allowlist.
 * @module
 */
import { lookup } from "node:dns/promises";
import { Command } from "commander";
import { problem } from "../../base/errors.ts";
import { covers, parseBlock } from "../../base/interval.ts";
import { terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { sealLift } from "../../pipeline/decisions.ts";
import { historyOf } from "../../response/history.ts";
import type { AllowEntry } from "../../store/decisions.ts";
import type { Store } from "../../store/store.ts";
import { sealingOf } from "../decisions.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, collect, openStore, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface AddOptions extends CommonOptions {
  readonly why: string;
  readonly address: readonly string[];
}

export function build(effects: Effects): Command {
  const allow = new Command("allow").addHelpText("after", "\nExample:\n  $ vigie allow list");
  const sub = (name: string, text: string, example: string, isDefault = false): Command => {
    const command = withCommonOptions(new Command(name), effects)
      .description(text)
      .addHelpText("after", `\nExample:\n  $ ${example}`);
    allow.addCommand(command, { isDefault });
    return command;
  };
  sub("list", "list what must never be blocked", "vigie allow list", true).action((options: CommonOptions) =>
    withStore(options, effects, list),
  );
  sub(
    "add",
    "never block an address, a range or a name; open blocks of it are lifted",
    'vigie allow add vpn.party.example --why "the party\'s VPN"',
  )
    .argument("<value|name>", "an address, a range, or a name that is pinned to its addresses")
    .requiredOption("--why <text>", "the reason")
    .option("--address <address>", "pin the name to this instead of asking (repeatable)", collect, [])
    .action((value: string, options: AddOptions) =>
      withStore(options, effects, (store, output) => add(value, options, store, output, effects.now())),
    );
  sub("remove", "take an address, a range or a name off the list", "vigie allow remove vpn.party.example")
    .argument("<value|name>", "as vigie allow list shows it")
    .action((value: string, options: CommonOptions) =>
      withStore(options, effects, (store, output) => remove(value, store, output)),
    );
  return allow;
}

async function withStore(
  options: CommonOptions,
  effects: Effects,
  action: (store: Store, output: Output) => Promise<void>,
): Promise<void> {
  const store = openStore(options);
  try {
    await action(store, outputOf(options, effects));
  } finally {
    store.close();
  }
}

function entryObject({ value, name, why, addedMs }: AllowEntry): unknown {
  return { kind: "allow", value, name, why, added: timeText(addedMs) };
}

async function list(store: Store, output: Output): Promise<void> {
  const entries = store.decisions.allowed();
  if (output.json) for (const entry of entries) await output.object(entryObject(entry));
  else if (entries.length === 0) await output.line(output.messages.allow.none);
  else
    for (const { value, name, why } of entries)
      await output.line(
        [value, terminalText(name), terminalText(why)].filter((text) => text !== "").join("  "),
      );
}

async function add(
  text: string,
  options: AddOptions,
  store: Store,
  output: Output,
  nowMs: number,
): Promise<void> {
  const own = parseBlock(text);
  const name = own === null ? text.toLowerCase() : "";
  const values = own === null ? await addressesOf(name, options.address) : [own.value];
  if (values.length === 0) {
    const { noAddress, noAddressRemedy } = output.messages.allow;
    output.problem(problem("not-found", { file: text }, noAddress, noAddressRemedy));
    throw new ExitError(exit.usage);
  }
  const entries = values.map((value) => ({ value, name, why: options.why, addedMs: nowMs }));
  for (const entry of entries) {
    store.decisions.allow(entry);
    if (output.json) await output.object(entryObject(entry));
    else await output.line(output.messages.allow.added(entry.value, terminalText(name)));
  }
  if (name !== "") unpin(name, values, store, output);
  await liftCovered(values, options, store, output, nowMs);
}

/** At most this many addresses are pinned to one name: more is a content network, which is a range. */
const MAX_PINNED = 64;

async function addressesOf(name: string, given: readonly string[]): Promise<readonly string[]> {
  const found = given.length > 0 ? given : await resolved(name);
  const values = found.map((address) => parseBlock(address)?.value).filter((value) => value !== undefined);
  if (values.length < found.length || values.length > MAX_PINNED) return [];
  return [...new Set(values)];
}

async function resolved(name: string): Promise<readonly string[]> {
  if (!/^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_.])?$/.test(name)) return [];
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    return []; // no such name, or nobody to ask
  }
}

/** Addresses that the name stood for, and does not any more. */
function unpin(name: string, values: readonly string[], store: Store, output: Output): void {
  for (const old of store.decisions.allowed()) {
    if (old.name !== name || values.includes(old.value)) continue;
    store.decisions.disallow(old.value);
    output.remark(output.messages.allow.repinned(name, old.value));
  }
}

/** What must never be blocked is not blocked any more; a wider range that holds it needs a person's own decision. */
async function liftCovered(
  values: readonly string[],
  options: AddOptions,
  store: Store,
  output: Output,
  nowMs: number,
): Promise<void> {
  const open = [...store.decisions.list({ openAtMs: nowMs })].map(({ decision }) => decision);
  const allowed = values.map((value) => ({ value, block: parseBlock(value) }));
  const covered = open.filter((decision) => {
    const inner = parseBlock(decision.value);
    return (
      inner !== null && allowed.some(({ block }) => block !== null && covers(block.interval, inner.interval))
    );
  });
  if (covered.some(({ status }) => status !== "lifted")) {
    const sealing = sealingOf(options, store, output);
    try {
      for (const { id, value } of covered) {
        const why = output.messages.allow.lifted(options.why);
        if (sealLift(store, sealing.sealer, id, why, nowMs) !== null)
          output.remark(output.messages.blocks.lifted(value, id.slice(0, 12)));
      }
    } finally {
      await sealing.close();
    }
  }
  for (const value of values)
    for (const wide of historyOf(store.decisions).openOn(value, nowMs))
      output.remark(`${value}: ${output.messages.allow.within(wide.value, wide.id.slice(0, 12))}`);
}

async function remove(text: string, store: Store, output: Output): Promise<void> {
  const own = parseBlock(text)?.value;
  const entries = store.decisions
    .allowed()
    .filter(({ value, name }) => (own === undefined ? name === text.toLowerCase() : value === own));
  if (entries.length === 0) {
    const { unknown, unknownRemedy } = output.messages.allow;
    output.problem(problem("not-found", { file: text }, unknown, unknownRemedy));
    throw new ExitError(exit.usage);
  }
  for (const entry of entries) {
    store.decisions.disallow(entry.value);
    if (output.json) await output.object(entryObject(entry));
    else await output.line(output.messages.allow.removed(entry.value));
  }
}
