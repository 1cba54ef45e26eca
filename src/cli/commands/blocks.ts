/**
 * `vigie blocks [list|add VALUE|lift VALUE|confirm ID|show ID]`
 * @module
 */
import { Command, Option } from "commander";
import { problem } from "../../base/errors.ts";
import { parseBlock } from "../../base/interval.ts";
import { type Decision, type DecisionStatus, decisionStatuses } from "../../model/decision.ts";
import { sealConfirmation, sealDecisions, sealLift } from "../../pipeline/decisions.ts";
import { historyOf } from "../../response/history.ts";
import { checkValue, operatorDecision } from "../../response/operator.ts";
import type { Objection } from "../../response/refusal.ts";
import type { Store } from "../../store/store.ts";
import { printDecisions, safetyNow, sealingOf } from "../decisions.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import {
  type CommonOptions,
  durationMs,
  openStore,
  outputOf,
  readConfig,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { showDecision } from "./show.ts";

interface ListOptions extends CommonOptions {
  readonly all: boolean;
  readonly status?: DecisionStatus;
}

interface ChangeOptions extends CommonOptions {
  readonly for: number;
  readonly why: string;
}

/** What an action works with. */
interface Desk {
  readonly store: Store;
  readonly output: Output;
  readonly nowMs: number;
}

export function build(effects: Effects): Command {
  const blocks = new Command("blocks").addHelpText("after", "\nExample:\n  $ vigie blocks list");
  const sub = (name: string, text: string, example: string, isDefault = false): Command => {
    const command = withCommonOptions(new Command(name), effects)
      .description(text)
      .addHelpText("after", `\nExample:\n  $ ${example}`);
    blocks.addCommand(command, { isDefault });
    return command;
  };
  const reason = "the reason; it is kept and logged";
  sub("list", "list decisions, newest first: those that are open", "vigie blocks list --all", true)
    .option("--all", "also those that are over", false)
    .addOption(new Option("--status <status>", "only these").choices(decisionStatuses))
    .action((options: ListOptions) => atDesk(options, effects, (desk) => list(options, desk)));
  sub("add", "block an address or range", 'vigie blocks add 192.0.2.7 --for 4h --why "ticket 7"')
    .argument("<value>", "an address, or a range such as 192.0.2.0/24")
    .option("--for <duration>", "how long", durationMs, 4 * 3_600_000)
    .requiredOption("--why <text>", reason)
    .action((value: string, options: ChangeOptions) =>
      atDesk(options, effects, (desk) => add(value, options, desk)),
    );
  sub("lift", "end a block before its time", 'vigie blocks lift 192.0.2.7 --why "the party\'s own office"')
    .argument("<value|id>", "an address or range (every block of it), or the id of one decision")
    .requiredOption("--why <text>", reason)
    .action((value: string, options: ChangeOptions) =>
      atDesk(options, effects, (desk) => lift(value, options, desk)),
    );
  sub(
    "confirm",
    "put a proposed or dry-run decision in force",
    'vigie blocks confirm 3f2a9c41b0d7 --why "seen"',
  )
    .argument("<id>", "id of a decision, or its first six characters or more")
    .requiredOption("--why <text>", reason)
    .action((id: string, options: ChangeOptions) =>
      atDesk(options, effects, (desk) => confirm(id, options, desk)),
    );
  sub("show", "show a decision and what it rests on, with the raw records", "vigie blocks show 3f2a9c41b0d7")
    .argument("<id>", "id of a decision, or its first six characters or more")
    .action((id: string, options: CommonOptions) =>
      atDesk(options, effects, (desk) =>
        showDecision(decisionBy(id, desk), desk.store, desk.output, desk.nowMs),
      ),
    );
  return blocks;
}

async function atDesk(
  options: CommonOptions,
  effects: Effects,
  action: (desk: Desk) => Promise<void>,
): Promise<void> {
  const store = openStore(options);
  try {
    await action({ store, output: outputOf(options, effects), nowMs: effects.now() });
  } finally {
    store.close();
  }
}

async function list({ all, status }: ListOptions, { store, output, nowMs }: Desk): Promise<void> {
  const filter = { ...(status === undefined ? {} : { status }), ...(all ? {} : { openAtMs: nowMs }) };
  const decisions = [...store.decisions.list(filter)].map(({ decision }) => decision);
  if (output.json) for (const decision of decisions) await output.object(decision);
  else if (decisions.length === 0) await output.line(output.messages.blocks.none);
  else await printDecisions(decisions, store.decisions.counts(), output, nowMs);
}

async function add(value: string, options: ChangeOptions, desk: Desk): Promise<void> {
  const { store, output, nowMs } = desk;
  const { config } = readConfig(options, output);
  const safety = safetyNow(config, store, nowMs);
  if (safety.unread.length > 0) output.remark(output.messages.blocks.unread(safety.unread.join("; ")));
  const wanted = { value, durationMs: options.for, why: options.why, body: config.body, nowMs };
  const made = operatorDecision(wanted, safety);
  if (!made.ok) return refuse(value, made.error, output);
  const sealing = sealingOf(options, store, output);
  try {
    sealDecisions(store, sealing.sealer, [made.value]);
  } finally {
    await sealing.close();
  }
  await told(made.value, output.messages.blocks.added(made.value.value, made.value.until), output);
  output.remark(output.messages.blocks.decisionIsNoBlock);
}

function refuse(value: string, { code, text }: Objection, output: Output): never {
  const { refused, refusals, refusedRemedy } = output.messages.blocks;
  output.problem(problem("usage", null, refused(value, `${refusals[code]}: ${text}`), refusedRemedy));
  throw new ExitError(exit.usage);
}

async function told(decision: Decision, text: string, output: Output): Promise<void> {
  if (output.json) await output.object(decision);
  else await output.line(text);
}

async function lift(value: string, options: ChangeOptions, desk: Desk): Promise<void> {
  const { store, output, nowMs } = desk;
  const m = output.messages.blocks;
  const block = parseBlock(value);
  const named = block === null ? [decisionBy(value, desk)] : openOn(block.value, desk);
  const open = named.filter(({ status, until }) => status !== "lifted" && Date.parse(until) > nowMs);
  if (open.length === 0) {
    output.problem(problem("not-found", { file: value }, m.noneOpen, m.listThem));
    throw new ExitError(exit.usage);
  }
  const sealing = sealingOf(options, store, output);
  try {
    for (const { id } of open) {
      const lifted = sealLift(store, sealing.sealer, id, options.why, nowMs);
      if (lifted !== null) await told(lifted, m.lifted(lifted.value, id.slice(0, 12)), output);
    }
  } finally {
    await sealing.close();
  }
  for (const one of new Set(open.map((decision) => decision.value))) remarkRest(one, desk);
}

/** Whoever lifts a block should know what goes on holding. */
function remarkRest(value: string, { store, output, nowMs }: Desk): void {
  for (const other of historyOf(store.decisions).openOn(value, nowMs)) {
    if (other.status !== "active") continue;
    output.remark(output.messages.blocks.still(value, other.value, other.id.slice(0, 12), other.until));
  }
}

function openOn(value: string, { store, nowMs }: Desk): readonly Decision[] {
  return [...store.decisions.list({ value, openAtMs: nowMs })].map(({ decision }) => decision);
}

async function confirm(id: string, options: ChangeOptions, desk: Desk): Promise<void> {
  const { store, output, nowMs } = desk;
  const { config } = readConfig(options, output);
  const decision = decisionBy(id, desk);
  const safe = checkValue(decision.value, safetyNow(config, store, nowMs));
  if (!safe.ok) return refuse(decision.value, safe.error, output);
  const sealing = sealingOf(options, store, output);
  try {
    const confirmed = sealConfirmation(store, sealing.sealer, decision.id, options.why, nowMs);
    if (confirmed === null) {
      const { noneWaits, listThem } = output.messages.blocks;
      output.problem(problem("not-found", { file: id }, noneWaits, listThem));
      throw new ExitError(exit.usage);
    }
    await told(confirmed, output.messages.blocks.confirmed(confirmed.value, confirmed.until), output);
  } finally {
    await sealing.close();
  }
}

/** @throws ExitError 2 when no decision, or more than one, has this id */
function decisionBy(id: string, { store, output }: Desk): Decision {
  const found = store.decisions.find(id.toLowerCase()).map(({ decision }) => decision);
  const [first] = found;
  const m = output.messages.blocks;
  if (first !== undefined && found.length === 1) return first;
  const what =
    first === undefined
      ? problem("not-found", { file: id }, m.noneOpen, m.listThem)
      : problem("usage", { file: id }, `${m.ambiguous} ${found.map((one) => one.id).join(", ")}`, m.typeMore);
  output.problem(what);
  throw new ExitError(exit.usage);
}
