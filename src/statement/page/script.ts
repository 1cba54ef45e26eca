/**
 * What a statement's page does when it is opened: it checks the copies inside it and colours the sentences. It is put into
 * the page as text, behind the verifier; so it has no import that outlives its types, and no library.
 * @module
 */
import type { StatementPageMessages } from "../../base/messages/statement-page.ts";
import {
  bytesOfBase64,
  checkFiles,
  checkOther,
  type PageCheck,
  type PageFiles,
  publishedDigests,
} from "./verifier.ts";

/** As much of the document as is used here. */
interface PageElement {
  textContent: string | null;
  hidden: boolean;
  readonly id: string;
  readonly lang: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly classList: { add(name: string): void; remove(name: string): void };
  readonly files: Iterable<PageFile> | null;
  querySelector(selector: string): PageElement | null;
  append(...nodes: readonly (PageElement | string)[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
}
interface PageFile {
  readonly name: string;
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}
interface PageEntry {
  readonly isDirectory: boolean;
  readonly fullPath: string;
  file(then: (file: PageFile) => void, failed: () => void): void;
  createReader(): { readEntries(then: (entries: readonly PageEntry[]) => void, failed: () => void): void };
}
interface PageEvent {
  preventDefault(): void;
  readonly dataTransfer: {
    readonly items: Iterable<{ webkitGetAsEntry(): PageEntry | null }>;
  } | null;
}
declare const document: {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createElement(name: string): PageElement;
};

/** A sentence as `statement.json` has it. */
interface PageSentence {
  readonly id: string;
  readonly cites: readonly string[];
  readonly grade: keyof StatementPageMessages["grades"] | null;
  readonly text: Readonly<Record<string, string>>;
}
type Words = Pick<StatementPageMessages, "states" | "checks" | "grades">;

/** The copies of files that are in the page. */
function embeddedFiles(): PageFiles {
  const files: PageFiles = new Map();
  for (const element of document.querySelectorAll("script[data-file]"))
    files.set(element.dataset["file"] ?? "", copyOf(element.textContent ?? ""));
  return files;
}

/** A copy that cannot be read is empty: its digest will not hold. */
function copyOf(text: string): Uint8Array {
  try {
    return bytesOfBase64(text);
  } catch {
    return new Uint8Array(0);
  }
}

function words(): Readonly<Record<string, Words>> {
  return JSON.parse(document.querySelector("#words")?.textContent ?? "{}") as Record<string, Words>;
}

function filled(template: string, values: Readonly<Record<string, string | number>>): string {
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
function compareTexts(sentences: readonly PageSentence[]): number {
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

function sentencesOf(files: PageFiles): readonly PageSentence[] {
  try {
    const text = new TextDecoder().decode(files.get("statement.json"));
    return (JSON.parse(text) as { sentences: PageSentence[] }).sentences;
  } catch {
    return [];
  }
}

function shownIds(): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const element of document.querySelectorAll("[data-sentence]"))
    ids.add(element.dataset["sentence"] ?? "");
  return ids;
}

/** Colours every sentence that a failed check concerns. */
function markFailed(failed: readonly PageCheck[], sentences: readonly PageSentence[]): void {
  const cites = new Map(sentences.map((one) => [one.id, one.cites]));
  for (const id of shownIds())
    for (const check of failed)
      if (concerns(check.files, cites.get(id) ?? [])) markBroken(id, (own) => checkText(check, own));
}

function tell(state: "held" | "failed" | "unable", values: Readonly<Record<string, number>>): void {
  for (const element of document.querySelectorAll("[data-status]")) {
    const own = words()[element.dataset["status"] ?? "en"];
    if (own === undefined) continue;
    element.textContent = filled(own.states[state], values);
    for (const other of ["held", "failed", "unable"]) element.classList.remove(other);
    element.classList.add(state);
  }
}

/** Whether this browser has Ed25519 (the Web Cryptography API gained it in 2025). */
async function canVerify(): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Files behind a dropped folder, with their paths. */
async function filesBelow(entry: PageEntry): Promise<readonly (readonly [string, PageFile])[]> {
  if (!entry.isDirectory) {
    const file = await new Promise<PageFile | null>((done) => entry.file(done, () => done(null)));
    return file === null ? [] : [[entry.fullPath, file]];
  }
  const reader = entry.createReader();
  const found: (readonly [string, PageFile])[] = [];
  for (;;) {
    const batch = await new Promise<readonly PageEntry[]>((done) => reader.readEntries(done, () => done([])));
    if (batch.length === 0) return found;
    for (const one of batch) found.push(...(await filesBelow(one)));
  }
}

/** The published paths that a file may be: its path's end, else all of its name. */
function candidates(path: string, subjects: ReadonlyMap<string, string>): readonly string[] {
  const all = [...subjects.keys()];
  const whole = all.filter((one) => `/${path}`.endsWith(`/${one}`)).sort((a, b) => b.length - a.length);
  if (whole[0] !== undefined) return [whole[0]];
  const name = path.slice(path.lastIndexOf("/") + 1);
  return path.includes("/data/") ? [] : all.filter((one) => one.endsWith(`/${name}`));
}

/** Checks one file that the reader gave, and says so on the page. */
async function checkGiven(
  path: string,
  file: PageFile,
  subjects: ReadonlyMap<string, string>,
  sentences: readonly PageSentence[],
): Promise<boolean> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const possible = candidates(path, subjects);
  const results = await Promise.all(possible.map((one) => checkOther(one, bytes, subjects)));
  const state = possible.length === 0 ? "fileUnknown" : results.includes(true) ? "fileHeld" : "fileFailed";
  for (const list of document.querySelectorAll("[data-given]")) {
    const own = words()[list.dataset["given"] ?? "en"];
    const item = document.createElement("li");
    item.classList.add(state);
    item.textContent = own === undefined ? path : filled(own.states[state], { file: path });
    list.append(item);
  }
  if (state !== "fileFailed") return true;
  const check: PageCheck = { check: "digest", name: path, ok: false, files: possible };
  markFailed([check], sentences);
  return false;
}

/** Lets the reader check other files of the folder. */
function listen(
  subjects: ReadonlyMap<string, string>,
  sentences: readonly PageSentence[],
  checks: number,
): void {
  let [given, failed] = [0, 0];
  const check = async (files: readonly (readonly [string, PageFile])[]): Promise<void> => {
    for (const [path, file] of files) {
      given++;
      if (!(await checkGiven(path, file, subjects, sentences))) failed++;
    }
    if (failed > 0) tell("failed", { count: failed, all: checks + given });
  };
  for (const input of document.querySelectorAll("input[type=file]"))
    input.addEventListener("change", () => {
      void check(
        [...(input.files ?? [])].map((file) => [file.webkitRelativePath || file.name, file] as const),
      );
    });
  const zone = document.querySelector("body");
  zone?.addEventListener("dragover", (event) => event.preventDefault());
  zone?.addEventListener("drop", (event) => {
    event.preventDefault();
    const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    void Promise.all(entries.map(filesBelow)).then((files) => check(files.flat()));
  });
}

/** Checks everything in the page. */
async function runPage(): Promise<void> {
  const files = embeddedFiles();
  const able = await canVerify();
  const made = await checkFiles(files);
  const checks = able ? made : made.filter(({ check }) => check === "digest" || check === "commitment");
  const sentences = sentencesOf(files);
  const failed = checks.filter(({ ok }) => !ok);
  const wrong = compareTexts(sentences);
  markFailed(failed, sentences);
  const all = checks.length + 2 * sentences.length;
  const bad = failed.length + wrong + (sentences.length === 0 ? 1 : 0);
  if (bad > 0) tell("failed", { count: bad, all });
  else tell(able ? "held" : "unable", { count: all }); // without signatures nothing is said to hold
  listen(await publishedDigests(files), sentences, all);
}

/** Everything above, in the order in which it is put into a page; `runPage` starts it. */
export const scriptParts: readonly ((...args: never[]) => unknown)[] = [
  embeddedFiles,
  copyOf,
  words,
  filled,
  concerns,
  checkText,
  markBroken,
  compareTexts,
  sentencesOf,
  shownIds,
  markFailed,
  tell,
  canVerify,
  filesBelow,
  candidates,
  checkGiven,
  listen,
  runPage,
];
