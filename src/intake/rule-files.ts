/**
 * Sigma rules as text: a file, a folder, a .zip or a .tar.gz.
 * Rule packs come from strangers: their number and sizes are bounded, their names are only shown.
 * @module
 */
import { createReadStream, promises as fs } from "node:fs";
import { join } from "node:path";
import * as tar from "tar";
import { type Problem, problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import type { Pieces } from "./decode.ts";
import { readProblem } from "./problems.ts";
import { openZip } from "./zip.ts";

interface RuleText {
  /** Path as given, "archive.tar.gz!member" inside an archive. */
  readonly file: string;
  readonly text: string;
}

export interface RuleTexts {
  readonly texts: readonly RuleText[];
  readonly problems: readonly Problem[];
}

const MAX_RULE_BYTES = 4 * 1024 * 1024;
const MAX_FILES = 100_000;
const MAX_DEPTH = 32;
const RULE_NAME = /\.ya?ml$/i;

/**
 * Reads every .yml and .yaml under the paths, sorted by name.
 * @example const { texts, problems } = await readRuleTexts(["sigma-rules.tar.gz"])
 */
export async function readRuleTexts(paths: Iterable<string>): Promise<RuleTexts> {
  const found: Gathered = { texts: [], problems: [] };
  for (const path of paths) {
    const before = found.texts.length + found.problems.length;
    try {
      await gather(path, found, 0, true);
      if (found.texts.length + found.problems.length === before) found.problems.push(noRule(path));
    } catch (error) {
      found.problems.push(readProblem(path, error));
    }
  }
  return found;
}

interface Gathered {
  readonly texts: RuleText[];
  readonly problems: Problem[];
}

async function gather(path: string, found: Gathered, depth: number, named: boolean): Promise<void> {
  const stat = await fs.stat(path);
  if (stat.isDirectory()) return gatherFolder(path, found, depth);
  if (/\.zip$/i.test(path)) return gatherZip(path, found);
  if (/\.(tar|tar\.gz|tgz)$/i.test(path)) return gatherTar(path, found);
  if (!RULE_NAME.test(path) && !named) return;
  if (stat.size > MAX_RULE_BYTES) return tooLarge(path, found);
  add(found, path, await fs.readFile(path, "utf8"));
}

async function gatherFolder(path: string, found: Gathered, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) {
    found.problems.push(
      problem("too-large", { file: path }, `lies more than ${MAX_DEPTH} folders deep`, "name it directly"),
    );
    return;
  }
  const names = (await fs.readdir(path, { withFileTypes: true })).filter((entry) => !entry.isSymbolicLink());
  for (const entry of names.toSorted((a, b) => compareText(a.name, b.name))) {
    const inner = join(path, entry.name);
    if (!entry.isDirectory() && !RULE_NAME.test(entry.name)) continue;
    try {
      await gather(inner, found, depth + 1, false);
    } catch (error) {
      found.problems.push(readProblem(inner, error));
    }
  }
}

async function gatherZip(path: string, found: Gathered): Promise<void> {
  for await (const member of openZip(path, path)) {
    if ("problem" in member) found.problems.push(member.problem);
    else if (RULE_NAME.test(member.input.file)) {
      const text = await readText(member.input.open(() => {}));
      if (text === null) tooLarge(member.input.file, found);
      else add(found, member.input.file, text);
    }
  }
}

async function gatherTar(path: string, found: Gathered): Promise<void> {
  const members: Promise<void>[] = [];
  const texts: RuleText[] = [];
  const parser = new tar.Parser({
    strict: true,
    onReadEntry: (entry) => {
      const wanted = entry.type === "File" && RULE_NAME.test(entry.path) && entry.size <= MAX_RULE_BYTES;
      if (entry.type === "File" && entry.size > MAX_RULE_BYTES) tooLarge(`${path}!${entry.path}`, found);
      if (!wanted || texts.length >= MAX_FILES) return entry.resume();
      members.push(
        entry
          .concat()
          .then((bytes) => void texts.push({ file: `${path}!${entry.path}`, text: bytes.toString("utf8") })),
      );
    },
  });
  await new Promise<void>((done, fail) => {
    parser.on("end", () => done());
    parser.on("error", fail);
    createReadStream(path)
      .on("error", fail)
      .pipe(parser as unknown as NodeJS.WritableStream);
  });
  await Promise.all(members);
  for (const { file, text } of texts.toSorted((a, b) => compareText(a.file, b.file))) add(found, file, text);
}

async function readText(stream: Pieces): Promise<string | null> {
  const pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    held += piece.length;
    if (held > MAX_RULE_BYTES) return null;
  }
  return Buffer.concat(pieces).toString("utf8");
}

function add(found: Gathered, file: string, text: string): void {
  if (found.texts.length < MAX_FILES) found.texts.push({ file, text });
  else if (found.texts.length === MAX_FILES) {
    found.problems.push(
      problem("too-large", { file }, `is beyond the ${MAX_FILES} files that are read`, "name fewer rules"),
    );
  }
}

function noRule(file: string): Problem {
  const remedy = "name files that end in .yml or .yaml, or folders or archives of them";
  return problem("not-found", { file }, "holds no rule", remedy);
}

function tooLarge(file: string, found: Gathered): void {
  const text = `is larger than ${MAX_RULE_BYTES / 1024 / 1024} MiB, as no rule is`;
  found.problems.push(problem("too-large", { file }, text, "split it, or leave it out"));
}
