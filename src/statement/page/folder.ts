/**
 * The main function of `verify.mjs`. Like everything in this room it travels as text, and uses no import of its own.
 * @module
 */
import { checkFiles, type PageFiles, publishedDigests } from "./verifier.ts";

interface FileSystem {
  readdirSync(path: string, options: { readonly recursive: true }): unknown[];
  lstatSync(path: string): { isFile(): boolean; isDirectory(): boolean };
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
    const stat = fs.lstatSync(path.join(folder, name));
    if (name === "index.html" || stat.isDirectory()) continue; // the page has a proof of its own
    // a link leads who knows where: it is no file of the statement, and its digest will not hold
    files.set(
      name,
      stat.isFile() ? new Uint8Array(fs.readFileSync(path.join(folder, name))) : new Uint8Array(0),
    );
  }
  const checks = await checkFiles(files);
  const named = [...(await publishedDigests(files)).keys()];
  const lost = named.filter((name) => !files.has(name) && !checks.some((one) => one.name === name));
  for (const name of lost) console.log(`FAILED missing: ${JSON.stringify(name)}`);
  const failed = checks.filter(({ ok }) => !ok);
  for (const { check, name } of failed) console.log(`FAILED ${check}: ${JSON.stringify(name)}`);
  console.log(`${checks.length - failed.length} of ${checks.length + lost.length} checks held`);
  if (failed.length + lost.length > 0) process.exitCode = 4;
}
