/**
 * `index.html` of a statement: both languages, every sentence with its grade and its evidence, copies of the files, and a
 * script that checks them. A pure function of the files. Names and quotations in it were written by others: all of it
 * goes through htmlText, and the policy of the page lets no script but ours run and nothing be fetched.
 * @module
 */
import { type Language, languages, messagesOf } from "../../base/messages/index.ts";
import type { StatementPageMessages } from "../../base/messages/statement-page.ts";
import { compareText, htmlText } from "../../base/text.ts";
import { grades } from "../../evidence/grade.ts";
import { sections } from "../sentences/compose.ts";
import type { PublishedSentence, StatementDocument } from "../sentences/document.ts";
import type { Section } from "../sentences/sentence.ts";
import { figures } from "./figures.ts";
import { pageScript, scriptSource } from "./inline.ts";
import { STATEMENT_STYLE } from "./style.ts";

/** Larger files lie beside the page only; the reader drops them on it. */
const EMBEDDED_BYTES: number = 1024 * 1024;
/** Copies together: a page that a browser opens at once. */
const PAGE_BYTES: number = 16 * 1024 * 1024;

export type Payload = ReadonlyMap<string, Uint8Array>;

/**
 * @param payload without `index.html`; whoever makes the page again may have read its files in another order
 * @param first the language that is shown at first
 */
export function statementPage(document: StatementDocument, payload: Payload, first: Language): string {
  const files = new Map([...payload].sort(([a], [b]) => compareText(a, b)));
  const inside = embedded(files);
  const script = pageScript();
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scriptSource(script)}; base-uri 'none'; form-action 'none'`;
  const words = Object.fromEntries(languages.map((language) => [language, wordsOf(language)]));
  return `<!doctype html>
<html lang="${first}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${htmlText(`${messagesOf(first).statementPage.title} · ${document.publisher}`, 200)}</title>
<style>${STATEMENT_STYLE}</style>
</head>
<body>
${languageChoice(first)}
${languages.map((language) => article(document, files, inside, language)).join("\n")}
<script type="application/json" id="words">${jsonText(words)}</script>
${[...inside].map(([path, bytes]) => `<script type="text/plain" data-file="${htmlText(path)}">${Buffer.from(bytes).toString("base64")}</script>`).join("\n")}
<script>${script}</script>
</body>
</html>
`;
}

/** What the page checks and compares itself by, then small files first, so that no large one can keep it out. */
function embedded(files: Payload): Payload {
  const inside = new Map<string, Uint8Array>();
  let room = PAGE_BYTES;
  for (const [path, bytes] of [...files].sort(([, a], [, b]) => a.length - b.length)) {
    const isNeeded = path.startsWith("findings/") || path === "statement.json" || path === "policy.txt";
    if (!isNeeded && (bytes.length > EMBEDDED_BYTES || bytes.length > room)) continue;
    inside.set(path, bytes);
    room -= bytes.length;
  }
  return new Map(
    [...files.keys()].flatMap((path) => {
      const bytes = inside.get(path);
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
}

function wordsOf(language: Language): Pick<StatementPageMessages, "states" | "checks" | "grades"> {
  const { states, checks, grades: words } = messagesOf(language).statementPage;
  return { states, checks, grades: words };
}

/** JSON inside a script element: nothing in it may look like a tag. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Works without any script: the choice hides the other language. */
function languageChoice(first: Language): string {
  const names = { en: "English", fr: "Français" } as const;
  const choices = languages.map(
    (language) =>
      `<label lang="${language}"><input type="radio" name="language" id="in-${language}"${language === first ? " checked" : ""}> ${names[language]}</label>`,
  );
  return `<nav class="languages" aria-label="Language · Langue"><fieldset><legend>Language · Langue</legend>${choices.join(" ")}</fieldset></nav>`;
}

function article(document: StatementDocument, files: Payload, inside: Payload, language: Language): string {
  const m = messagesOf(language).statementPage;
  const parts = sections.map((section) => sectionHtml(document, section, language, m));
  return `<main lang="${language}" class="in-${language}">
${parts.join("\n")}
${checkPanel(files, inside, language, m)}
${gradesPanel(document, language, m)}
</main>`;
}

function sectionHtml(
  document: StatementDocument,
  section: Section,
  language: Language,
  m: StatementPageMessages,
): string {
  const own = document.sentences.filter((one) => one.section === section);
  if (own.length === 0) return "";
  if (section === "answer") return answer(own, language, m);
  const lead = section === "claims" ? m.claimsLead : section === "author" ? m.authorLead : "";
  const id = `${section}-${language}`;
  return `<section aria-labelledby="${id}" class="${section}"><h2 id="${id}">${htmlText(m.sections[section])}</h2>${lead === "" ? "" : `<p class="faint">${htmlText(lead)}</p>`}
${section === "watch" ? figures(document, language) : ""}${own.map((one) => sentenceHtml(one, "p", language, m)).join("\n")}</section>`;
}

/** The question, what is answered, and at once whether the page holds. */
function answer(
  [question, ...rest]: readonly PublishedSentence[],
  language: Language,
  m: StatementPageMessages,
): string {
  const heading = question === undefined ? "" : sentenceHtml(question, "h1", language, m);
  return `<header>${heading}
${rest.map((one) => sentenceHtml(one, "p", language, m)).join("\n")}
<p class="status" role="status" data-status="${language}">${htmlText(m.states.running)}</p>
<noscript><p class="status failed">${htmlText(m.noScript)}</p></noscript></header>`;
}

function sentenceHtml(
  { id, text, grade, cites }: PublishedSentence,
  tag: "h1" | "p",
  language: Language,
  m: StatementPageMessages,
): string {
  const badge =
    grade === null
      ? ""
      : ` <span class="grade ${grade}" title="${htmlText(m.gradesMeaning[grade])}">${htmlText(m.grades[grade])}</span>`;
  const links = cites.map(
    (path) =>
      `<a href="${htmlText(encodeURI(hrefOf(path)))}">${htmlText(path.replace(/^findings\/|\/$/g, ""))}</a>`,
  );
  return `<${tag} id="${id}-${language}" class="sentence" data-sentence="${id}" data-lang="${language}"><span class="text">${htmlText(text[language])}</span>${badge}${links.length === 0 ? "" : ` <span class="links">${htmlText(m.evidence)} ${links.join(" ")}</span>`} <span class="failure" hidden></span></${tag}>`;
}

/** A folder of a finding is best opened at the finding. */
function hrefOf(path: string): string {
  return path.startsWith("findings/") ? `${path}finding.json` : path;
}

function checkPanel(files: Payload, inside: Payload, language: Language, m: StatementPageMessages): string {
  const outside = [...files.keys()].filter((path) => !inside.has(path));
  const list =
    outside.length === 0
      ? ""
      : `<p>${htmlText(m.states.outside)}</p><ul>${outside.map((path) => `<li><a href="${htmlText(encodeURI(path))}">${htmlText(path)}</a></li>`).join("")}</ul>`;
  const id = `check-${language}`;
  return `<section aria-labelledby="${id}" class="check"><h2 id="${id}">${htmlText(m.checkHeading)}</h2>
<p>${htmlText(m.checkLead)}</p>
<p><label>${htmlText(m.choose)} <input type="file" multiple></label></p>
<ul data-given="${language}" aria-live="polite"></ul>
${list}<p class="faint">${htmlText(m.limitsOfPage)}</p></section>`;
}

function gradesPanel(document: StatementDocument, language: Language, m: StatementPageMessages): string {
  const rows = grades.map(
    (grade) =>
      `<tr><th scope="row"><span class="grade ${grade}">${htmlText(m.grades[grade])}</span></th><td>${htmlText(m.gradesMeaning[grade])}</td><td class="number">${document.grades[grade]}</td></tr>`,
  );
  const id = `grades-${language}`;
  return `<section aria-labelledby="${id}"><h2 id="${id}">${htmlText(m.gradesHeading)}</h2><p class="faint">${htmlText(m.gradesLead)}</p>
<table><tbody>${rows.join("")}</tbody></table></section>`;
}
