/**
 * `vigie audit plan`: the options as one input, and what is said of the plan.
 * @module
 */
import { readCvr } from "../../ballots/audit/cvr/read.ts";
import {
  type ContestInput,
  type PlanInput,
  planAudit,
  type StratumInput,
} from "../../ballots/audit/folder/commit.ts";
import { type Phantoms, phantomsOf } from "../../ballots/audit/folder/phantoms.ts";
import { plannedSizes, plannedUnits } from "../../ballots/audit/folder/planned.ts";
import type { RuleName } from "../../ballots/audit/folder/rule.ts";
import { type StratumKind, stratumKinds } from "../../ballots/audit/folder/stratum.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Messages } from "../../base/messages/index.ts";
import { countText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf } from "../options.ts";
import { planStep, sealStep } from "./seal.ts";
import { readContests, readStrata } from "./tables.ts";

export interface PlanOptions extends CommonOptions {
  readonly kind?: StratumKind;
  readonly contest?: string;
  readonly contests?: string;
  readonly strata?: string;
  readonly rule: RuleName;
  readonly seats: number;
  readonly share: string;
  readonly votesAllowed: number;
  readonly contestCards?: number;
  readonly riskLimit: string;
  readonly replace: boolean;
  readonly results?: string;
  readonly bounds?: string;
  readonly boundsSource?: string;
  readonly manifest?: string;
  readonly cvr?: string;
}

/** Plans an audit and says what to publish. */
export async function plan(dir: string, options: PlanOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const audit = planAudit(dir, inputOf(options, timeText(effects.now())));
  const { plan: made, commitment } = audit;
  const sizes = plannedSizes(audit);
  const first = plannedUnits(audit, sizes);
  const phantoms = phantomsOf(audit);
  const samples = phantoms.map(({ name, cards, withoutRecord }, i) => ({
    name,
    units: cards,
    planned: sizes[i] ?? 0,
    without_record: withoutRecord,
  }));
  const units = made.strata.reduce((sum, one) => sum + one.units, 0);
  const sealed = await sealStep(dir, made, planStep(made, commitment), options, output);
  const remarks = phantoms.filter(({ withoutRecord }) => withoutRecord > 0);
  for (const one of remarks) output.remark(phantomText(one, options.lang, output.messages));
  if (options.json)
    return output.object({
      kind: "audit-plan",
      dir,
      commitment,
      units,
      planned: first,
      sealed,
      outcome: made.contests.flatMap(({ outcome }) => outcome),
      contests: made.contests.map(({ name, outcome }) => ({ contest: name, outcome })),
      samples,
      remarks: remarks.map((one) => phantomText(one, options.lang, output.messages)),
    });
  const count = (n: number): string => countText(n, options.lang);
  const { audits } = output.messages.results;
  if (made.contests.length > 1)
    for (const { name, outcome } of made.contests)
      await output.line(
        fill(audits.contest, { contest: terminalText(name), outcome: terminalText(outcome.join(" · ")) }),
      );
  if (samples.length > 1)
    for (const one of samples)
      await output.line(
        fill(audits.stratum, {
          name: terminalText(one.name),
          units: count(one.units),
          first: count(one.planned),
        }),
      );
  await output.line(output.messages.audit.planned(count(units), count(first)));
  await output.line(output.messages.audit.commitment(commitment));
}

/** Nothing is wrong with a phantom or two; that there are any must be known before the draw. */
function phantomText(
  { name, cards, withoutRecord }: Phantoms,
  language: string,
  { results: { audits } }: Messages,
): string {
  const count = countText(withoutRecord, language);
  return fill(name === "" ? audits.phantoms : audits.phantomsOf, {
    name,
    count,
    cards: countText(cards, language),
  });
}

function usage(text: string, remedy: string): never {
  throw new VigieError(problem("usage", null, text, remedy));
}

function inputOf(options: PlanOptions, now: string): PlanInput {
  return {
    contests: contestsOf(options),
    strata: strataOf(options),
    riskLimit: options.riskLimit,
    bounds: options.bounds ?? null,
    boundsSource: options.boundsSource ?? null,
    replace: options.replace,
    now,
  };
}

function contestsOf(options: PlanOptions): readonly ContestInput[] {
  if (options.contests !== undefined) {
    if (options.contest !== undefined)
      usage("--contest and --contests", "name one contest, or a table of several");
    return readContests(options.contests);
  }
  if (options.contest === undefined)
    usage("--contest is missing", "name what was elected, or --contests TABLE");
  const rule = { name: options.rule, seats: options.seats, share: options.share };
  return [
    { name: options.contest, rule, votesAllowed: options.votesAllowed, cards: options.contestCards ?? null },
  ];
}

function strataOf(options: PlanOptions): readonly StratumInput[] {
  if (options.strata !== undefined) {
    if (options.kind ?? options.manifest ?? options.results ?? options.cvr)
      usage("--strata and the tables of one audit", "name the tables of each stratum in its table alone");
    return readStrata(options.strata);
  }
  if (options.kind === undefined) usage("--kind is missing", `say one of: ${stratumKinds.join(", ")}`);
  return [
    {
      name: "",
      kind: options.kind,
      results: options.results ?? null,
      manifest: options.manifest ?? null,
      cvr: options.cvr === undefined ? null : { file: options.cvr, table: readCvr(options.cvr) },
    },
  ];
}
