/**
 * Programs that travel inside a statement: the page's own, and `verify.mjs`. They are the text of our functions as they
 * run here, so there is no second copy of the source and no bundler.
 * @module
 */
import { hash } from "node:crypto";
import { runFolder } from "./folder.ts";
import { partsText } from "./parts.ts";
import { scriptParts } from "./script.ts";
import { verifierParts } from "./verifier.ts";

/** The script of the page. Nothing in it may end the element that holds it. */
export function pageScript(): string {
  const text = `"use strict";\n${partsText([...verifierParts, ...scriptParts])}\nvoid runPage();\n`;
  if (/<\/script|<!--/i.test(text)) throw new Error("the page's script would end its own element");
  return text;
}

/** The value of a Content-Security-Policy source for a script. */
export function scriptSource(script: string): string {
  return `'sha256-${hash("sha256", script, "base64")}'`;
}

/** `verify.mjs`: the same checks in any Node or other runtime that has WebCrypto and `node:fs`. */
export function verifyProgram(): string {
  return `// Checks the folder it lies in, without Vigie: node verify.mjs\nimport fs from "node:fs";\nimport path from "node:path";\nimport url from "node:url";\n${partsText(verifierParts)}\n${String(runFolder)}\nawait runFolder(fs, path, path.dirname(url.fileURLToPath(import.meta.url)));\n`;
}
