/**
 * What a statement's page does when it is opened: it checks the copies inside it and colours the sentences. It is put into
 * the page as text, behind the verifier (see inline.ts); so nothing here may call what does not travel with it.
 * @module
 */
import { bytesOfBase64 } from "./bytes.ts";
import type { PageDocument } from "./dom.ts";
import { givenParts, listen } from "./given.ts";
import { compareTexts, markFailed, markParts, type PageSentence, tell } from "./marks.ts";
import type { Parts } from "./parts.ts";
import { checkFiles, type PageFiles, publishedDigests } from "./verifier.ts";

declare const document: PageDocument;

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

function sentencesOf(files: PageFiles): readonly PageSentence[] {
  try {
    const text = new TextDecoder().decode(files.get("statement.json"));
    return (JSON.parse(text) as { sentences: PageSentence[] }).sentences;
  } catch {
    return [];
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

/** Checks everything in the page. */
async function runPage(): Promise<void> {
  const files = embeddedFiles();
  const able = await canVerify();
  const made = await checkFiles(files);
  const checks = able ? made : made.filter(({ check }) => check === "digest" || check === "commitment");
  const sentences = sentencesOf(files);
  const failed = checks.filter(({ ok }) => !ok);
  markFailed(failed, sentences);
  const wrong = compareTexts(sentences); // that a sentence is not the published one says more than any file
  const all = checks.length + 2 * sentences.length;
  const bad = failed.length + wrong + (sentences.length === 0 ? 1 : 0);
  if (bad > 0) tell("failed", { count: bad, all });
  else tell(able ? "held" : "unable", { count: all }); // without signatures nothing is said to hold
  listen(await publishedDigests(files), sentences, all);
}

/** Everything that works on the page; `runPage` starts it. The verifier's parts go before it. */
export const scriptParts: Parts = [
  ...markParts,
  ...givenParts,
  embeddedFiles,
  copyOf,
  sentencesOf,
  canVerify,
  runPage,
];
