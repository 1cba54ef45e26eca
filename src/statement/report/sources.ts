/**
 * What was read: every file with its formats, and what could not be read.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { countText, htmlText } from "../../base/text.ts";
import type { FileSummary, Summary } from "../../model/summary.ts";

const FILES = 500;

export function sourcesSection(summary: Summary, m: Messages): string {
  const r = m.report;
  const rows = summary.files.slice(0, FILES).map((file) => row(file, m));
  const head = [r.file, r.formats].map((name) => `<th scope="col">${htmlText(name)}</th>`).join("");
  return (
    `<section aria-labelledby="sources"><h2 id="sources">${htmlText(r.sources)}</h2>` +
    `<table><thead><tr>${head}<th scope="col" class="number">${htmlText(r.records)}</th><th scope="col">${htmlText(r.remarks)}</th></tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table></section>`
  );
}

function row(file: FileSummary, m: Messages): string {
  const formats = Object.entries(file.formats).map(
    ([name, count]) => `${name} ${countText(count, m.language)}`,
  );
  const remarks = file.remarks.map(({ code, count }) => `${code} ${countText(count, m.language)}`);
  if (file.error !== null) remarks.unshift(file.error);
  return `<tr><td>${htmlText(file.path)}</td><td>${htmlText(formats.join(", "))}</td><td class="number">${countText(file.records, m.language)}</td><td>${htmlText(remarks.join("; "))}</td></tr>`;
}
