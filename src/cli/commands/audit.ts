/**
 * `vigie audit plan|draw|enter|assess|report DIR`, `vigie audit size`: a reported outcome against a sample of the paper.
 * @module
 */
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { answerOf } from "../../ballots/audit/folder/answer.ts";
import { type Assessment, assess } from "../../ballots/audit/folder/assess.ts";
import { checkAudit } from "../../ballots/audit/folder/audit.ts";
import { drawRound, recordSeed } from "../../ballots/audit/folder/draw.ts";
import { addEntry } from "../../ballots/audit/folder/entries.ts";
import { type Plan, titleOf } from "../../ballots/audit/folder/plan.ts";
import { nextSizes } from "../../ballots/audit/folder/planned.ts";
import { recompute } from "../../ballots/audit/folder/recompute.ts";
import { writeReport } from "../../ballots/audit/folder/report.ts";
import { writeRetrieval } from "../../ballots/audit/folder/retrieval.ts";
import { ruleNames } from "../../ballots/audit/folder/rule.ts";
import { stratumKinds } from "../../ballots/audit/folder/stratum.ts";
import { fraction, parseFraction, toNumber } from "../../ballots/fraction.ts";
import { fill } from "../../base/messages/fill.ts";
import { countText, riskText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { type PlanOptions, plan } from "../audit/plan.ts";
import { assessmentStep, drawStep, sealStep } from "../audit/seal.ts";
import { printSizes, type SizeOptions } from "../audit/size.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { keepHeapSmall } from "../memory.ts";
import { type CommonOptions, outputOf, wholeNumber, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface DrawOptions extends CommonOptions {
  readonly seed?: string;
  readonly ceremony?: string;
  readonly count?: number;
}

interface EnterOptions extends CommonOptions {
  readonly by: string;
  readonly resolve: boolean;
}

export function build(effects: Effects): Command {
  const audit = new Command("audit").addHelpText(
    "after",
    "\nExample:\n  $ vigie audit plan audit-2 --kind batches ...",
  );
  const sub = (name: string, text: string, example: string): Command => {
    const command = withCommonOptions(new Command(name), effects)
      .description(text)
      .addHelpText("after", `\nExample:\n  $ vigie audit ${example}`);
    audit.addCommand(command);
    return command;
  };
  sub(
    "plan",
    "commit to what is audited, before the seed is known",
    'plan audit-2 --kind batches --contest "Round 2" --results votes.csv --bounds roll.csv --bounds-source "roll of 2 April"',
  )
    .argument("<dir>", "folder of the audit; it is made")
    .addOption(
      new Option(
        "--kind <kind>",
        "minutes of stations; cards alone; cards with records; cards with records or totals of batches",
      ).choices(stratumKinds),
    )
    .option("--contest <name>", "what was elected; for records, as they name it")
    .option("--contests <file>", "several in one sample: contest,rule,seats,share,votes_allowed,cards")
    .option("--strata <file>", "parts that are drawn on their own: stratum,kind,manifest,results,cvr")
    .addOption(
      new Option("--rule <rule>", "how the contest is decided").choices(ruleNames).default("plurality"),
    )
    .option("--seats <n>", "how many win, or qualify", wholeNumber(1), 1)
    .option("--share <decimal>", "for majority: the share to pass", "0.5")
    .option("--votes-allowed <n>", "votes on one card", wholeNumber(1), 1)
    .option(
      "--contest-cards <n>",
      "draw from the cards that hold it by their records; at most so many do",
      wholeNumber(1),
    )
    .option("--replace", "put each unit back: it may be drawn several times", false)
    .option("--risk-limit <decimal>", "largest chance to confirm a wrong outcome", "0.05")
    .option("--results <file>", "reported votes: unit,CHOICE,...")
    .option("--bounds <file>", "registered voters of each unit, not from the results: unit,bound")
    .option("--bounds-source <text>", "where the bounds come from")
    .option("--manifest <file>", "cards of each batch: batch,cards")
    .option("--cvr <path>", "cast vote records: Dominion, ClearBallot, ES&S, Hart")
    .action((dir: string, options: PlanOptions) => plan(dir, options, effects));
  sub(
    "draw",
    "draw a round; the first one records the seed",
    'draw audit-2 --seed 01382438112797316654 --ceremony "town hall, 3 May, 20 dice"',
  )
    .argument("<dir>", "folder of the audit")
    .option("--seed <digits>", "at least 20 digits, thrown in public after the plan was published")
    .option("--ceremony <text>", "who threw which dice, where and when")
    .option("--count <n>", "how many units to add; planned by default", wholeNumber(1))
    .action((dir: string, options: DrawOptions) => draw(dir, options, effects));
  sub("enter", "add what one person read from the paper", 'enter audit-2 sheet.csv --by "A. Martin"')
    .argument("<dir>", "folder of the audit")
    .argument("<file>", "the filled sheet of the round; `missing` for what cannot be shown")
    .requiredOption("--by <name>", "the person who read it; two different people must")
    .option("--resolve", "decide where two entries differ, with the paper in hand", false)
    .action((dir: string, file: string, options: EnterOptions) => enter(dir, file, options, effects));
  sub("assess", "compute the risk of the last round", "assess audit-2 --recompute")
    .argument("<dir>", "folder of the audit")
    .option("--recompute", "compute everything again from the files, and compare", false)
    .action((dir: string, options: CommonOptions & { readonly recompute: boolean }) =>
      options.recompute ? recomputeAll(dir, options, effects) : assessRound(dir, options, effects),
    );
  sub("report", "write report.html", "report audit-2 --lang fr")
    .argument("<dir>", "folder of the audit")
    .action(async (dir: string, options: CommonOptions) => {
      const output = outputOf(options, effects);
      const path = writeReport(dir, output.messages);
      await (options.json ? output.object({ kind: "report", path }) : output.line(terminalText(path)));
    });
  sub(
    "size",
    "how many cards the methods need, without an audit",
    "size --cards 100000 --votes 60000,40000 --risk-limit 0.1",
  )
    .requiredOption("--cards <n>", "all cards", wholeNumber(1))
    .requiredOption("--votes <list>", "reported votes of the choices, such as 600,400", wholes)
    .option("--seats <n>", "how many win", wholeNumber(1), 1)
    .option("--risk-limit <decimal>", "largest chance to confirm a wrong outcome", "0.05")
    .action((options: SizeOptions) => printSizes(options, effects));
  audit.hook("preAction", keepHeapSmall);
  return audit;
}

function wholes(text: string): readonly number[] {
  const values = text.split(",").map(Number);
  if (!/^\d{1,12}(,\d{1,12})+$/.test(text))
    throw new InvalidArgumentError("expected whole numbers such as 600,400");
  return values;
}

async function draw(dir: string, options: DrawOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const audit = checkAudit(dir); // before the seed: a folder that is refused stays as it was
  if (options.seed !== undefined)
    recordSeed(dir, options.seed, options.ceremony ?? "", timeText(effects.now()));
  const { plan: made } = audit;
  const { round, fresh } = drawRound(dir, nextSizes(audit, options.count ?? null), audit);
  writeRetrieval(dir, round.round, titleOf(made), fresh, output.messages);
  await sealStep(dir, made, drawStep(made, round), options, output);
  const list = join(dir, `round-${round.round}-retrieval.csv`);
  if (options.json) {
    for (const { unit, ticket, times, samples } of fresh)
      await output.object({ kind: "draw", round: round.round, unit, ticket, times, for: samples });
    return output.object({
      kind: "summary",
      round: round.round,
      fresh: fresh.length,
      drawn: round.drawn,
      list,
    });
  }
  await output.line(
    output.messages.audit.drawn(
      String(round.round),
      countText(fresh.length, options.lang),
      terminalText(list),
    ),
  );
  const again = fresh.filter(({ known }) => known).length;
  if (again > 0)
    await output.line(fill(output.messages.results.audits.again, { count: countText(again, options.lang) }));
}

async function enter(dir: string, file: string, options: EnterOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { units } = addEntry(dir, file, options.by, options.resolve);
  if (options.json) return output.object({ kind: "entry", by: options.by, units });
  await output.line(output.messages.audit.entered(countText(units, options.lang), terminalText(options.by)));
}

async function assessRound(dir: string, options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const audit = checkAudit(dir);
  const found = assess(dir, audit);
  const { plan: made } = audit;
  const { sentence, paper, meaning } = answerOf(audit, found, output.messages);
  await sealStep(dir, made, assessmentStep(made, found), options, output);
  if (options.json) return output.object({ kind: "assessment", ...found, limit: made.riskLimit, meaning });
  for (const line of riskLines(made, found, options, output)) await output.line(line);
  for (const line of [sentence, ...paper, meaning]) await output.line(terminalText(line, MAX_SENTENCE));
}

const MAX_SENTENCE = 2000;

/** What differs, and the risk; where several contests are audited, how each of them stands. */
function riskLines(plan: Plan, found: Assessment, options: CommonOptions, output: Output): readonly string[] {
  const { audit, results } = output.messages;
  const limit = toNumber(parseFraction(plan.riskLimit) ?? fraction(1n));
  const risk = (value: number): string => riskText(value, options.lang);
  const count = (value: number): string => countText(value, options.lang);
  const { contestConfirmed, contestOpen } = results.audits;
  const contests = found.contests.length > 1 ? found.contests : [];
  return [
    audit.found(count(found.drawn), count(found.discrepancies), count(found.missing)),
    audit.risk(String(found.round), risk(found.risk), risk(limit)),
    ...contests.map((one) =>
      fill(one.confirmed ? contestConfirmed : contestOpen, {
        contest: terminalText(one.contest),
        risk: risk(one.risk),
      }),
    ),
  ];
}

async function recomputeAll(dir: string, options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const checks = recompute(dir);
  const { checks: names, values } = output.messages.results.audits;
  for (const { name, round, ok, text } of checks) {
    if (options.json) {
      await output.object({ kind: "check", name: round === null ? name : `${name} ${round}`, ok, text });
      continue;
    }
    const title = fill(names[name], { round: round ?? 0 });
    const value = name === "assessment" ? riskText(Number(text), options.lang) : terminalText(text);
    const line = ok ? fill(values[name], { text: value }) : terminalText(text);
    await output.line(output.messages.audit[ok ? "held" : "broken"](title, line));
  }
  if (checks.some(({ ok }) => !ok)) throw new ExitError(exit.check);
}
