/**
 * What the answer does not say: it stands in every report.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { htmlText } from "../../base/text.ts";

export function limitsSection(m: Messages): string {
  const items = m.report.limitItems.map((item) => `<li>${htmlText(item)}</li>`).join("");
  return `<section aria-labelledby="limits"><h2 id="limits">${htmlText(m.report.limits)}</h2><ul>${items}</ul></section>`;
}
