/**
 * `vigie claims indicators`: published indicators in logs, and what each match is worth.
 * @module
 */
import { type IndicatorList, readIndicators } from "../../assess/claims/indicators.ts";
import { judgeMatches, type Match } from "../../assess/claims/match.ts";
import { AddressSet } from "../../assess/claims/shared.ts";
import { behavioursIn } from "../../assess/claims/sightings.ts";
import { VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { terminalText } from "../../base/text.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import { openTemporaryStore } from "../../store/sqlite/store.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf, readConfig } from "../options.ts";
import type { Output } from "../output.ts";
import { chosenRules } from "../rules.ts";
import { factsOf } from "../sources.ts";
import { readText } from "./text.ts";

export interface ListOptions extends CommonOptions {
  readonly logs: readonly string[];
  readonly published?: number;
  readonly issuer?: string;
  readonly shared: readonly string[];
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
}

/** Looks for the indicators of a list, and prints the matches. */
export async function indicators(file: string, options: ListOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const list = readIndicators(file, readText(file));
  if (!list.ok) throw new VigieError(list.error);
  const shared = options.shared.length === 0 ? null : new AddressSet(options.shared.map(readText));
  const matches = await matchesIn(list.value, options, shared, output);
  await (options.json
    ? printMatchesJson(list.value, matches, options, output)
    : printMatches(list.value, matches, options, output));
}

async function matchesIn(
  list: IndicatorList,
  options: ListOptions,
  shared: AddressSet | null,
  output: Output,
): Promise<readonly Match[]> {
  const loaded = readConfig(options, output);
  const rules = await chosenRules(options, loaded, output);
  const wanted = new Set(list.indicators.filter(({ kind }) => kind === "address").map(({ value }) => value));
  const store = openTemporaryStore();
  try {
    const behaviours = await behavioursIn(wanted, {
      paths: options.logs,
      rules,
      store,
      threads: options.threads,
      gapMs: parseDuration(loaded.config.gap) ?? 0,
      minimumLevel: "low", // building blocks fire on harmless records, too
      fromMs: null,
      toMs: null,
      trustedProxies: loaded.config.trusted_proxies,
      factsOf: (input) => factsOf(input, {}, loaded),
    });
    return judgeMatches(
      list,
      behaviours,
      options.published ?? null,
      shared === null ? null : (ip) => shared.has(ip),
    );
  } finally {
    store.close();
  }
}

async function printMatchesJson(
  list: IndicatorList,
  matches: readonly Match[],
  options: ListOptions,
  output: Output,
): Promise<void> {
  for (const { indicator, behaviour, flags, status } of matches) {
    const { firstMs, lastMs, ...rest } = behaviour;
    const times = { first: textOrNull(firstMs), last: textOrNull(lastMs) };
    await output.object({
      kind: "match",
      indicator: indicator.value,
      list_line: indicator.line,
      ...rest,
      ...times,
      flags,
      status,
    });
  }
  const records = matches.reduce((sum, { behaviour }) => sum + behaviour.records, 0);
  await output.object({
    kind: "summary",
    list: list.file,
    issuer: options.issuer ?? null,
    published: textOrNull(options.published ?? null),
    indicators: list.indicators.length,
    unread: list.unread,
    list_faults: list.faults,
    kept_as: list.faults.length === 0 ? "evidence" : "context",
    matched: matches.length,
    records,
    supported_attributions: 0,
  });
}

function textOrNull(ms: number | null): string | null {
  return ms === null ? null : timeText(ms);
}

async function printMatches(
  list: IndicatorList,
  matches: readonly Match[],
  options: ListOptions,
  output: Output,
): Promise<void> {
  const { claims: m } = output.messages;
  await output.line(
    fill(m.list, { count: list.indicators.length, issuer: terminalText(options.issuer ?? list.file) }),
  );
  for (const fault of list.faults) await output.line(`  - ${m.listFaults[fault]}`);
  if (list.faults.length > 0) await output.line(`  ${m.context}`);
  for (const { behaviour, flags } of matches) {
    const { value, records, firstMs, lastMs } = behaviour;
    const times = firstMs === null || lastMs === null ? "" : `${timeText(firstMs)} - ${timeText(lastMs)}`;
    await output.line(output.color.bold(`${value}  ${fill(m.records, { count: records })}  ${times}`));
    for (const flag of flags) await output.line(`  - ${m.flags[flag]}`);
    if (behaviour.rules.length > 0)
      await output.line(`  ${fill(m.fired, { rules: terminalText(behaviour.rules.join(", ")) })}`);
  }
  await output.line(output.color.bold(fill(m.matched, { count: matches.length })));
}
