/**
 * `vigie audit plan`: the options, and the tables that name several contests or strata, as one input.
 * @module
 */
import { dirname, resolve } from "node:path";
import { readCvr } from "../../ballots/audit/cvr/read.ts";
import {
  type ContestInput,
  type PlanInput,
  planAudit,
  type StratumInput,
} from "../../ballots/audit/folder/commit.ts";
import { readBytes, textOf } from "../../ballots/audit/folder/files.ts";
import { samplesOf } from "../../ballots/audit/folder/plan.ts";
import { plannedSizes, plannedUnits } from "../../ballots/audit/folder/planned.ts";
import { type RuleName, ruleNames } from "../../ballots/audit/folder/rule.ts";
import { type StratumKind, stratumKinds } from "../../ballots/audit/folder/stratum.ts";
import { countOf, parseCsv } from "../../ballots/csv.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { countText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf } from "../options.ts";
import { planStep, sealStep } from "./seal.ts";

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
  const samples = samplesOf(made).map(({ name, units }, i) => ({ name, units, planned: sizes[i] ?? 0 }));
  const units = made.strata.reduce((sum, one) => sum + one.units, 0);
  const sealed = await sealStep(dir, made, planStep(made, commitment), options, output);
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

/** A row of a table of ours: its cells by the names of their columns. */
interface Named {
  readonly line: number;
  cell(name: string): string;
}

function readTable(file: string, first: string, known: readonly string[]): readonly Named[] {
  const fault = (line: number, text: string): never => {
    throw new VigieError(
      problem("data-invalid", { file, line }, text, `name the columns: ${known.join(",")}`),
    );
  };
  let head: readonly string[] = [];
  const rows: Named[] = [];
  for (const { line, cells } of parseCsv(textOf(readBytes(file), file), file)) {
    const row = cells.map((cell) => cell.trim());
    if (head.length === 0) {
      head = row;
      for (const name of row)
        if (!known.includes(name)) fault(line, `there is no column "${name.slice(0, 40)}"`);
      if (!row.includes(first)) fault(line, `the column "${first}" is missing`);
      continue;
    }
    if (row.length !== head.length)
      fault(line, `${row.length} cells where the first line has ${head.length}`);
    rows.push({ line, cell: (name) => row[head.indexOf(name)] ?? "" });
  }
  if (rows.length === 0) fault(1, "the table names nothing");
  return rows;
}

function oneOf<T extends string>(
  text: string,
  known: readonly T[],
  what: string,
  file: string,
  line: number,
): T {
  const found = known.find((one) => one === text);
  if (found === undefined)
    throw new VigieError(
      problem(
        "data-invalid",
        { file, line },
        `there is no ${what} "${text.slice(0, 40)}"`,
        `say one of: ${known.join(", ")}`,
      ),
    );
  return found;
}

const CONTEST_COLUMNS = ["contest", "rule", "seats", "share", "votes_allowed", "cards"];

/** `contest,rule,seats,share,votes_allowed,cards`: all but the first may be left out. */
function readContests(file: string): readonly ContestInput[] {
  return readTable(file, "contest", CONTEST_COLUMNS).map(({ line, cell }) => {
    const whole = (name: string, otherwise: number): number => {
      const count = cell(name) === "" ? otherwise : countOf(cell(name), name, file, line);
      if (count > 0) return count;
      throw new VigieError(problem("data-invalid", { file, line }, `${name} is 0`, "correct the figure"));
    };
    return {
      name: cell("contest"),
      rule: {
        name: oneOf(cell("rule") || "plurality", ruleNames, "rule", file, line),
        seats: whole("seats", 1),
        share: cell("share") || "0.5",
      },
      votesAllowed: whole("votes_allowed", 1),
      cards: cell("cards") === "" ? null : whole("cards", 1),
    };
  });
}

const STRATUM_COLUMNS = ["stratum", "kind", "manifest", "results", "cvr"];

/** `stratum,kind,manifest,results,cvr`: paths are taken from where the table lies. */
function readStrata(file: string): readonly StratumInput[] {
  const found = readTable(file, "stratum", STRATUM_COLUMNS).map(({ line, cell }) => {
    const path = (name: string): string | null =>
      cell(name) === "" ? null : resolve(dirname(file), cell(name));
    const cvr = path("cvr");
    if (cell("stratum") === "")
      throw new VigieError(problem("data-invalid", { file, line }, "the stratum has no name", "name it"));
    return {
      name: cell("stratum"),
      kind: oneOf(cell("kind"), stratumKinds, "kind", file, line),
      results: path("results"),
      manifest: path("manifest"),
      cvr: cvr === null ? null : { file: cvr, table: readCvr(cvr) },
    };
  });
  if (found.length < 2) usage("one stratum alone", "name two or more, or plan without --strata");
  return found;
}
