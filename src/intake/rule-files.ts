/**
 * Sigma rules as text: a file, a .zip or a .tar.gz, or a folder of any of these.
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
/** All rules together; the largest public collections take a twentieth of it. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_DEPTH = 32;
const RULE_NAME = /\.ya?ml$/i;
const ZIP_NAME = /\.zip$/i;
const TAR_NAME = /\.(?:tar|tar\.gz|tgz)$/i;

/**
 * Reads every .yml and .yaml under the paths and in the archives there, sorted by name.
 * @param room left for rules, where several lists of paths are read
 * @example const { texts, problems } = await readRuleTexts(["sigma-rules.tar.gz"])
 */
export async function readRuleTexts(
  paths: Iterable<string>,
  room: RuleRoom = new RuleRoom(),
): Promise<RuleTexts> {
  const found = new Gathered(room);
  for (const path of paths) {
    try {
      await gather(path, found, 0, true);
    } catch (error) {
      found.problems.push(readProblem(path, error));
    }
  }
  return found;
}

/** How much may still be read of all rules together. */
export class RuleRoom {
  #files = 0;
  #bytes = 0;

  /** Takes a file of this size. @returns whether there was room */
  take(bytes: number): boolean {
    this.#files++;
    this.#bytes += bytes;
    return !this.isFull;
  }

  get isFull(): boolean {
    return this.#files > MAX_FILES || this.#bytes > MAX_BYTES;
  }
}

/** What was found under some paths. */
class Gathered implements RuleTexts {
  readonly texts: RuleText[] = [];
  readonly problems: Problem[] = [];
  readonly #room: RuleRoom;

  constructor(room: RuleRoom) {
    this.#room = room;
  }

  /** Nothing more is read. */
  get isFull(): boolean {
    return this.#room.isFull;
  }

  /** Whether a file of this size is read; tells of one that is too large, and once that there are too many. */
  hasRoom(file: string, bytes: number): boolean {
    if (bytes > MAX_RULE_BYTES) {
      const text = `is larger than ${MAX_RULE_BYTES / 1024 / 1024} MiB, as no rule is`;
      this.problems.push(problem("too-large", { file }, text, "split it, or leave it out"));
      return false;
    }
    if (this.isFull) return false;
    if (this.#room.take(bytes)) return true;
    const text = `is beyond the ${MAX_FILES} files and ${MAX_BYTES / 1024 / 1024} MiB of rules that are read`;
    this.problems.push(problem("too-large", { file }, text, "name fewer rules"));
    return false;
  }
}

async function gather(path: string, found: Gathered, depth: number, named: boolean): Promise<void> {
  const stat = await fs.stat(path);
  if (stat.isDirectory()) return gatherFolder(path, found, depth);
  if (ZIP_NAME.test(path)) return gatherZip(path, found);
  if (TAR_NAME.test(path)) return gatherTar(path, found);
  if (!RULE_NAME.test(path) && !named) return;
  if (found.hasRoom(path, stat.size)) found.texts.push({ file: path, text: await fs.readFile(path, "utf8") });
}

async function gatherFolder(path: string, found: Gathered, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) {
    found.problems.push(
      problem("too-large", { file: path }, `lies more than ${MAX_DEPTH} folders deep`, "name it directly"),
    );
    return;
  }
  const names = await fs.readdir(path, { withFileTypes: true });
  for (const entry of names.toSorted((a, b) => compareText(a.name, b.name))) {
    if (!entry.isDirectory() && !entry.isFile()) continue; // a pipe would be waited for
    const inner = join(path, entry.name);
    try {
      await gather(inner, found, depth + 1, false);
    } catch (error) {
      found.problems.push(readProblem(inner, error));
    }
  }
}

async function gatherZip(path: string, found: Gathered): Promise<void> {
  for await (const member of openZip(path, path)) {
    if (found.isFull) return;
    if ("problem" in member) found.problems.push(member.problem);
    else if (RULE_NAME.test(member.input.file)) {
      const { file } = member.input;
      const bytes = await readBytes(member.input.open(() => {}));
      if (found.hasRoom(file, bytes.length)) found.texts.push({ file, text: bytes.toString("utf8") });
    }
  }
}

async function gatherTar(path: string, found: Gathered): Promise<void> {
  const members: Promise<void>[] = [];
  const texts: RuleText[] = [];
  const parser = new tar.Parser({
    strict: true,
    onReadEntry: (entry) => {
      const file = `${path}!${entry.path}`;
      const isRule = entry.type === "File" && RULE_NAME.test(entry.path);
      if (!isRule || !found.hasRoom(file, entry.size)) return entry.resume();
      members.push(entry.concat().then((bytes) => void texts.push({ file, text: bytes.toString("utf8") })));
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
  found.texts.push(...texts.toSorted((a, b) => compareText(a.file, b.file)));
}

/** The bytes of a member; of one that is too large no more than show it. */
async function readBytes(stream: Pieces): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    held += piece.length;
    if (held > MAX_RULE_BYTES) break;
  }
  return Buffer.concat(pieces);
}
