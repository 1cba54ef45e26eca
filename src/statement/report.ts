/**
 * The answer of a scan as one self-contained HTML page: no script, no network, readable on paper, light and dark.
 * Every text that comes from a log goes through htmlText.
 * @module
 */
import { type Language, messagesOf } from "../base/messages/index.ts";
import { htmlText } from "../base/text.ts";
import { timeText } from "../base/time.ts";
import type { ScanResult } from "../pipeline/scan-options.ts";
import type { Store } from "../store/store.ts";
import { answerSentence } from "./answer.ts";
import { attackSection, citedAttacks } from "./report/attacks.ts";
import { campaignSection } from "./report/campaigns.ts";
import { funnelSection } from "./report/funnel.ts";
import { limitsSection } from "./report/limits.ts";
import { outcomeSection } from "./report/outcomes.ts";
import { page } from "./report/page.ts";
import { sourcesSection } from "./report/sources.ts";
import { timelineSection } from "./report/timeline.ts";
import { type GrowthShown, trendSection } from "./trend.ts";

/** When, by what and in which language a report is made. */
export interface Made {
  readonly nowMs: number;
  readonly version: string;
  readonly language: Language;
  /** Whether attacks grow; null where nothing is known of what was watched before. */
  readonly growth?: GrowthShown | null;
}

/**
 * @param store holds the alerts of the scan's attacks
 * @returns the page as text
 * @example await writeFile("report.html", await reportHtml(result, store, made))
 */
export async function reportHtml(result: ScanResult, store: Store, made: Made): Promise<string> {
  const m = messagesOf(made.language);
  const cited = await citedAttacks(result.attacks, store);
  const body = [
    `<header><p class="lead">${htmlText(m.report.lead)}</p>`,
    `<h1>${htmlText(m.report.title)}</h1>`,
    `<p class="answer">${htmlText(answerSentence(result, m))}</p>`,
    `<p class="caveat">${htmlText(m.scan.caveat)}</p></header>`,
    `<main>`,
    funnelSection(result, m),
    outcomeSection(result.summary, m),
    timelineSection(result.attacks, m),
    made.growth === undefined || made.growth === null ? "" : trendSection(made.growth, m),
    campaignSection(result.campaigns, result.attacks, m),
    attackSection(cited, result.attacks.length, m),
    sourcesSection(result.summary, m),
    limitsSection(m),
    `</main>`,
    `<footer><p>${htmlText(m.report.made(timeText(made.nowMs), made.version))}</p></footer>`,
  ];
  return page(made.language, m.report.title, body.join("\n"));
}
