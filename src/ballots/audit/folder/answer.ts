/**
 * What an audit says, in sentences: the same in its report and in the terminal.
 * @module
 */
import { fill } from "../../../base/messages/fill.ts";
import type { Messages } from "../../../base/messages/index.ts";
import { countText } from "../../../base/text.ts";
import { fraction, multiply, parseFraction, toNumber } from "../../fraction.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import type { Assessment } from "./assess.ts";
import type { CheckedAudit } from "./audit.ts";
import { drawnUnits } from "./drawn.ts";
import { type HandCount, handCount } from "./hand-count.ts";
import { kindOf, type Plan } from "./plan.ts";

/** What follows from the last round. */
export interface Answer {
  /** In one sentence. */
  readonly sentence: string;
  readonly confirmed: boolean;
  /** What the paper says; empty unless all of it was drawn. */
  readonly paper: readonly string[];
  /** What may be said, and what is not covered. */
  readonly meaning: string;
  /** The count of the paper, where all of it was drawn. */
  readonly count: HandCount | null;
}

/** @param last assessment; none before the first round */
export function answerOf(audit: CheckedAudit, last: Assessment | undefined, m: Messages): Answer {
  const count = last?.full === true ? handCount(audit, drawnUnits(audit).readings) : null;
  const overruled = count?.contests.some(({ same }) => !same) === true; // by the paper
  const confirmed = last?.confirmed === true && !overruled;
  return {
    sentence: confirmed ? m.audit.confirmed : last?.full === true ? m.audit.full : m.audit.goOn,
    confirmed,
    paper: count === null ? [] : paperSentences(audit.plan, count, m),
    meaning: meaningOf(audit.plan, confirmed, m),
    count,
  };
}

/** The sentence about the limit is for a confirmation alone. */
function meaningOf(plan: Plan, confirmed: boolean, m: Messages): string {
  const isBatches = kindOf(plan) === "batches";
  const uncovered = isBatches ? m.audit.uncoveredBatches : m.audit.uncoveredCards;
  if (!confirmed) return uncovered;
  const share = multiply(parseFraction(plan.riskLimit) ?? fraction(0n), fraction(100n));
  const percent = new Intl.NumberFormat(m.language, { style: "percent", maximumFractionDigits: 3 }).format(
    toNumber(share) / 100,
  );
  const meaning = isBatches ? m.audit.meaningBatches(percent) : m.audit.meaningCards(percent);
  return `${meaning} ${uncovered}`;
}

/** What a full count says, in place of a risk. */
function paperSentences(
  plan: Plan,
  { contests, missing, undrawn }: HandCount,
  m: Messages,
): readonly string[] {
  const { paper } = m.results.audits;
  const several = plan.contests.length > 1;
  const texts = contests.map(({ outcome, same }, i) => {
    const says = outcome === null ? paper.none : same ? paper.same : paper.other;
    const text = fill(says, { outcome: outcomeText(outcome ?? [], m) });
    return several
      ? fill(m.results.audits.contest, { contest: plan.contests[i]?.name ?? "", outcome: text })
      : text;
  });
  const count = (n: number): string => countText(n, m.language);
  if (missing > 0) texts.push(fill(paper.missing, { count: count(missing) }));
  if (undrawn > 0) texts.push(fill(paper.undrawn, { count: count(undrawn) }));
  return texts;
}

/** An outcome in words; what no choice was listed for is told in the language. */
export function outcomeText(outcome: readonly string[], m: Messages): string {
  return outcome.map((one) => one.replaceAll(NOT_LISTED, m.results.audits.notListed)).join(" · ");
}
