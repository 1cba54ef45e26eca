/**
 * Files that the reader chooses or drops on the page: are they those that were published? Text of the page (see inline.ts):
 * nothing here may call what does not travel with it.
 * @module
 */
import type { PageDocument, PageEntry, PageFile } from "./dom.ts";
import { filled, markFailed, type PageSentence, tell, words } from "./marks.ts";
import type { Parts } from "./parts.ts";
import { checkOther, type PageCheck } from "./verifier.ts";

declare const document: PageDocument;

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
export function listen(
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

export const givenParts: Parts = [filesBelow, candidates, checkGiven, listen];
