/**
 * `vigie claims check|indicators`: what others assert, and what of it the evidence supports.
 * @module
 */

import { Command } from "commander";
import { type ClaimStatus, type JudgedClaim, judgeClaim, readClaims } from "../../assess/claims/claims.ts";
import { type IndicatorList, readIndicators } from "../../assess/claims/indicators.ts";
import { judgeMatches, type Match } from "../../assess/claims/match.ts";
import { AddressSet } from "../../assess/claims/shared.ts";
import { behavioursIn } from "../../assess/claims/sightings.ts";
import { likelihoodWord, parseAdmiralty, stixConfidence, stixLikelihood } from "../../assess/claims/words.ts";
import { VigieError } from "../../base/errors.ts";
import { readWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { terminalText } from "../../base/text.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import { openTemporaryStore } from "../../store/sqlite/store.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  collect,
  openStore,
  outputOf,
  readConfig,
  timeMs,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { chosenRules } from "../rules.ts";
import { factsOf } from "../sources.ts";
import { isSealedOnce } from "../statement/gather.ts";

interface ListOptions extends CommonOptions {
  readonly logs: readonly string[];
  readonly published?: number;
  readonly issuer?: string;
  readonly shared: readonly string[];
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
}

export function build(effects: Effects): Command {
  return new Command("claims")
    .addCommand(
      withCommonOptions(new Command("check"), effects)
        .description("judge claims of others against the findings they cite, with competing hypotheses")
        .argument("<file>", "claims (YAML or JSON)")
        .addHelpText("after", "\nExample:\n  $ vigie claims check claims.yaml")
        .action((file: string, options: CommonOptions) => check(file, options, effects)),
    )
    .addCommand(
      withCommonOptions(new Command("indicators"), effects)
        .description("look for published indicators in logs, and say what each match is worth")
        .argument("<list>", "a list of indicators (CSV, or one a line)")
        .requiredOption("--logs <path...>", "files and folders to look in")
        .option("--published <date>", "when the list was published", timeMs)
        .option("--issuer <name>", "who published it")
        .option(
          "--shared <file>",
          "addresses and ranges that thousands share: Tor exits, VPNs, hosting (repeatable)",
          collect,
          [],
        )
        .option("--rules <path>", "rules to judge behaviour by (repeatable)", collect, [])
        .option("--no-builtin-rules", "leave out Vigie's own rules")
        .addHelpText(
          "after",
          "\nExample:\n  $ vigie claims indicators list.csv --logs /var/log/nginx --published 2016-12-29 --shared tor-exits-2015.txt",
        )
        .action((list: string, options: ListOptions) => indicators(list, options, effects)),
    )
    .addHelpText("after", "\nExample:\n  $ vigie claims check claims.yaml");
}

function readText(file: string): string {
  return readWhole(file, { mib: 64, remedy: "split it" }).toString();
}

async function indicators(file: string, options: ListOptions, effects: Effects): Promise<void> {
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

async function check(file: string, options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const claims = readClaims(file, readText(file));
  if (!claims.ok) throw new VigieError(claims.error);
  const store = openStore(options);
  try {
    const judged = claims.value.map((claim) => judgeClaim(claim, (id) => isSealedOnce(store, id)));
    for (const one of judged) await (options.json ? printClaimJson(one, output) : printClaim(one, output));
  } finally {
    store.close();
  }
}

async function printClaimJson(
  { claim, status, held, lacking, analysis, weakest }: JudgedClaim,
  output: Output,
): Promise<void> {
  const { id, text, claimant, date, kind: about, quotation, link, likelihood } = claim;
  await output.object({
    kind: "claim",
    id,
    text,
    claimant,
    date,
    about,
    quotation,
    link,
    status,
    held,
    lacking,
    analysis,
    likelihood:
      likelihood === null
        ? null
        : {
            ...likelihood,
            term: likelihoodWord(likelihood.percent, "en"),
            stix: stixLikelihood(likelihood.percent),
          },
    weakest_link: weakest,
    confidence: weakest === null ? null : stixConfidence(parseAdmiralty(weakest)),
  });
}

async function printClaim(
  { claim, status, held, lacking, analysis, weakest }: JudgedClaim,
  output: Output,
): Promise<void> {
  const { claims: m, language } = output.messages;
  const shown = (text: string): string => terminalText(text, 400);
  await output.line(output.color.bold(`${shown(claim.id)}  ${m.statuses[status as ClaimStatus]}`));
  await output.line(`  ${shown(claim.claimant)}, ${claim.date}: « ${shown(claim.quotation)} »`);
  if (claim.link !== null) await output.line(`  ${shown(claim.link)}`);
  await output.line(`  ${fill(m.cited, { held: held.length, lacking: lacking.length })}`);
  if (claim.kind === "attribution" || claim.kind === "intent") await output.line(`  ${m.beyondLogs}`);
  if (claim.likelihood !== null) {
    const word = likelihoodWord(claim.likelihood.percent, language === "fr" ? "fr" : "en");
    await output.line(`  ${fill(m.likelihood, { by: shown(claim.likelihood.by), word })}`);
  }
  if (weakest !== null) await output.line(`  ${fill(m.weakest, { pair: weakest })}`);
  if (analysis === null) return;
  for (const { hypothesis, inconsistency } of analysis.standings)
    await output.line(`  ${inconsistency.toFixed(2).padStart(6)}  ${shown(hypothesis)}`);
  await output.line(
    `  ${analysis.leading === null ? m.noLeader : fill(m.leader, { hypothesis: shown(analysis.leading) })}`,
  );
  if (analysis.decisive.length > 0)
    await output.line(`  ${fill(m.decisive, { items: shown(analysis.decisive.join(", ")) })}`);
}
