/**
 * The main function of `verify.mjs`. Like everything in this room it travels as text, and uses no import of its own.
 * @module
 */
import { checkFiles, type PageFiles } from "./verifier.ts";

interface FileSystem {
  readdirSync(path: string, options: { readonly recursive: true }): unknown[];
  statSync(path: string): { isFile(): boolean };
  readFileSync(path: string): Uint8Array;
}
interface Paths {
  join(...parts: readonly string[]): string;
}

/** Checks every file of the payload that this program lies in, prints what does not hold, and ends with 4 if anything. */
export async function runFolder(fs: FileSystem, path: Paths, folder: string): Promise<void> {
  const files: PageFiles = new Map();
  for (const found of fs.readdirSync(folder, { recursive: true })) {
    const name = String(found).replaceAll("\\", "/");
    if (name === "index.html" || !fs.statSync(path.join(folder, name)).isFile()) continue; // the page has a proof of its own
    files.set(name, new Uint8Array(fs.readFileSync(path.join(folder, name))));
  }
  const checks = await checkFiles(files);
  const failed = checks.filter(({ ok }) => !ok);
  for (const { check, name } of failed) console.log(`FAILED ${check}: ${JSON.stringify(name)}`);
  console.log(`${checks.length - failed.length} of ${checks.length} checks held`);
  if (failed.length > 0) process.exitCode = 4;
}
