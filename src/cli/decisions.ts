/**
 * Decisions in a terminal, and what the commands about them share.
 * @module
 */

import { problem, VigieError } from "../base/errors.ts";
import { countText, sizeText, terminalText } from "../base/text.ts";
import type { Config } from "../config/schema.ts";
import type { Method } from "../evidence/finding.ts";
import type { Decision } from "../model/decision.ts";
import { methodOf } from "../pipeline/method.ts";
import { openSealing, type Sealing } from "../pipeline/spine.ts";
import { SafetyKeeper } from "../response/keeper.ts";
import type { Safety } from "../response/safety.ts";
import { bouncerAddresses } from "../store/bouncers.ts";
import type { EnforcedCount } from "../store/decisions.ts";
import type { Store } from "../store/store.ts";
import type { CommonOptions } from "./options.ts";
import type { Output } from "./output.ts";
import { version } from "./version.ts";

/** The safety list for a command: read once, now. */
export function safetyNow(config: Config, store: Store, nowMs: number): Safety {
  return new SafetyKeeper({
    config,
    store: store.decisions,
    bouncers: () => bouncerAddresses(store.bouncers),
  }).current(nowMs);
}

/** Opens the store's spine for what a person decides. @throws VigieError for a store that does not last */
export function sealingOf(options: CommonOptions, store: Store, output: Output): Sealing {
  const { needsStore, needsStoreRemedy } = output.messages.blocks;
  if (options.store === ":memory:")
    throw new VigieError(problem("usage", { file: options.store }, needsStore, needsStoreRemedy));
  const method: Method = methodOf(version(), "", []);
  return openSealing(options.store, store, method);
}

function statusText(decision: Decision, output: Output, nowMs: number): string {
  const { statuses, over } = output.messages.blocks;
  const isOver = decision.status !== "lifted" && Date.parse(decision.until) <= nowMs;
  return isOver ? over : statuses[decision.status];
}

/** A table, newest first. Values are canonical addresses; the behaviour comes from a closed list. */
export async function printDecisions(
  decisions: readonly Decision[],
  counts: readonly EnforcedCount[],
  output: Output,
  nowMs: number,
): Promise<void> {
  const { columns } = output.messages.blocks;
  const packets = new Map(counts.map((count) => [count.decision, count.packets]));
  const heading = [columns.value, columns.status, columns.until, columns.behaviour, columns.dropped, "id"];
  const rows = decisions.map((decision) => {
    const dropped = packets.get(decision.id);
    return [
      terminalText(decision.value, 50),
      statusText(decision, output, nowMs),
      decision.until.slice(0, 16).replace("T", " "),
      terminalText(decision.behaviour, 40),
      dropped === undefined ? "-" : countText(dropped, output.messages.language),
      decision.id.slice(0, 12),
    ];
  });
  const widths = heading.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const lay = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  await output.line(output.color.dim(lay(heading).trimEnd()));
  for (const row of rows) await output.line(lay(row).trimEnd());
}

/** Everything about one. */
export async function printDecision(
  decision: Decision,
  store: Store,
  output: Output,
  nowMs: number,
): Promise<void> {
  const { messages: m, color } = output;
  const status = statusText(decision, output, nowMs);
  await output.line(color.bold(`${m.blocks.decision} ${decision.id}`));
  await output.line(
    `${terminalText(decision.value)}  ${status}  ${m.blocks.columns.until} ${decision.until}`,
  );
  await output.line(`  ${m.blocks.by[decision.by]}: ${terminalText(decision.why)}`);
  await output.line(
    `  ${terminalText(decision.behaviour)}  ${m.blocks.begins(decision.eventTime, decision.created)}`,
  );
  if (decision.lifted !== null)
    await output.line(`  ${m.blocks.liftedAt(decision.lifted.time, terminalText(decision.lifted.why))}`);
  const count = store.decisions.counts().find((one) => one.decision === decision.id);
  if (count !== undefined)
    await output.line(
      `  ${m.blocks.dropped(countText(count.packets, m.language), sizeText(count.bytes, m.language))}`,
    );
  await output.line();
}
