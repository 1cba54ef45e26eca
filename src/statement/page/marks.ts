/**
 * Which sentences of the page hold: compares what is shown with what was published, and marks what a failed check concerns.
 * Text of the page (see inline.ts): nothing here may call what does not travel with it.
 * @module
 */
import type { StatementPageMessages } from "../../base/messages/statement-page.ts";
import type { PageDocument } from "./dom.ts";
import type { Parts } from "./parts.ts";
import type { PageCheck } from "./verifier.ts";

declare const document: PageDocument;

/** A sentence as `statement.json` has it. */
export interface PageSentence {
  readonly id: string;
  readonly cites: readonly string[];
  readonly grade: keyof StatementPageMessages["grades"] | null;
  readonly text: Readonly<Record<string, string>>;
}
type Words = Pick<StatementPageMessages, "states" | "checks" | "grades">;

export function words(): Readonly<Record<string, Words>> {
  return JSON.parse(document.querySelector("#words")?.textContent ?? "{}") as Record<string, Words>;
}

export function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** Whether what does not hold is among what a sentence rests on. */
function concerns(files: readonly string[], cites: readonly string[]): boolean {
  return files.some(
    (file) =>
      file === "*" ||
      cites.some((cite) =>
        cite.endsWith("/") || file.endsWith("/")
          ? file.startsWith(cite) || (file.endsWith("/") && cite.startsWith(file))
          : file === cite,
      ),
  );
}

function checkText({ check, name, files }: PageCheck, { checks }: Words): string {
  return check === "digest"
    ? filled(checks.file, { file: files[0] ?? name })
    : filled(checks[check], { name });
}

/** Marks a sentence as not holding, in every language, saying why. */
function markBroken(id: string, why: (words: Words) => string): void {
  for (const element of document.querySelectorAll(`[data-sentence="${id}"]`)) {
    const own = words()[element.dataset["lang"] ?? "en"];
    const place = element.querySelector(".failure");
    if (own === undefined || place === null) continue;
    element.classList.add("broken");
    place.hidden = false;
    place.textContent = filled(own.states.sentenceFailed, { why: why(own) });
  }
}

/** Compares what is shown with what was published: each sentence once, with its grade. @returns how many differ */
export function compareTexts(sentences: readonly PageSentence[]): number {
  const published = new Map(sentences.map((one) => [one.id, one]));
  const shown = new Set<string>();
  let wrong = 0;
  for (const element of document.querySelectorAll("[data-sentence]")) {
    const { sentence = "", lang = "" } = element.dataset;
    const own = published.get(sentence);
    const grade = own?.grade == null ? undefined : words()[lang]?.grades[own.grade];
    const isSame =
      own !== undefined &&
      !shown.has(element.id) &&
      element.id === `${sentence}-${lang}` &&
      element.querySelector(".text")?.textContent === own.text[lang] &&
      element.querySelector(".grade")?.textContent === grade;
    shown.add(element.id);
    if (isSame) continue;
    wrong++;
    markBroken(sentence, ({ checks }) => checks.text);
  }
  for (const { id, text } of sentences)
    for (const lang of Object.keys(text))
      if (!shown.has(`${id}-${lang}`)) {
        wrong++;
        markBroken(id, ({ checks }) => checks.text);
      }
  return wrong;
}

function shownIds(): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const element of document.querySelectorAll("[data-sentence]"))
    ids.add(element.dataset["sentence"] ?? "");
  return ids;
}

/** Colours every sentence that a failed check concerns, and names the first: a file that was changed fails later ones too. */
export function markFailed(failed: readonly PageCheck[], sentences: readonly PageSentence[]): void {
  const cites = new Map(sentences.map((one) => [one.id, one.cites]));
  for (const id of shownIds()) {
    const first = failed.find(({ files }) => concerns(files, cites.get(id) ?? []));
    if (first !== undefined) markBroken(id, (own) => checkText(first, own));
  }
}

export function tell(state: "held" | "failed" | "unable", values: Readonly<Record<string, number>>): void {
  for (const element of document.querySelectorAll("[data-status]")) {
    const own = words()[element.dataset["status"] ?? "en"];
    if (own === undefined) continue;
    element.textContent = filled(own.states[state], values);
    for (const other of ["held", "failed", "unable"]) element.classList.remove(other);
    element.classList.add(state);
  }
}

export const markParts: Parts = [
  words,
  filled,
  concerns,
  checkText,
  markBroken,
  compareTexts,
  shownIds,
  markFailed,
  tell,
];
