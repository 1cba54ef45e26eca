/**
 * The files of a folder that somebody handed over, read once and bounded.
 * @module
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestHex } from "../../evidence/commitment.ts";
import { type Check, failed } from "./check.ts";

const MAX_FILES = 100_000;
const MAX_FILE_BYTES: number = 512 * 1024 * 1024;
/** Everything together: a nation's results, twice, and an audit. */
const MAX_FOLDER_BYTES: number = 2 * 1024 * 1024 * 1024;

/** Files by path with "/". */
export type Files = ReadonlyMap<string, Buffer>;

/** Every regular file of a folder; links and anything odd are refused. */
export function readFolder(folder: string): Files | Check {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) continue;
    if (!stat.isFile()) return failed("kind of file", `${name} is no regular file`);
    bytes += stat.size;
    if (stat.size > MAX_FILE_BYTES || bytes > MAX_FOLDER_BYTES || files.size >= MAX_FILES)
      return failed("size", `${name} is too much`);
    files.set(name.replaceAll("\\", "/"), readFileSync(file));
  }
  return files;
}

/** What a manifest in the form of sha256sum lists, by path; lines of another form are left out. */
export function listedIn(manifest: string): ReadonlyMap<string, string> {
  const listed = new Map<string, string>();
  for (const line of manifest.split("\n")) {
    const match = /^([0-9a-f]{64}) {2}(.{1,1000})$/.exec(line);
    if (match !== null) listed.set(match[2] ?? "", match[1] ?? "");
  }
  return listed;
}

/** Checks that every file of a set is listed with its digest, and every listed file is there. */
export function checkListed(name: string, listed: ReadonlyMap<string, string>, files: Files): Check {
  const wrong = [...listed].filter(([path, digest]) => digestOfFile(files.get(path)) !== digest);
  const extra = [...files.keys()].filter((path) => !listed.has(path));
  const bad = [...wrong.map(([path]) => path), ...extra];
  const detail = bad.length === 0 ? `${listed.size} files` : `wrong: ${bad.slice(0, 5).join(", ")}`;
  return { name, ok: bad.length === 0 && listed.size > 0, detail };
}

export function digestOfFile(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : digestHex(bytes);
}

/** The text of a file, or null. */
export function textOf(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : bytes.toString("utf8");
}
