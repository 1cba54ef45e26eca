/**
 * Follows the files that a path or a glob names, those that are there and those that come.
 * @module
 */

import { promises as fs } from "node:fs";
import { dirname, join, matchesGlob, resolve } from "node:path";
import { errorText } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import { pause } from "./handover.ts";
import type { Intake, IntakeContext, LiveSource } from "./live.ts";
import { FollowedFile } from "./tail-file.ts";
import { statOf } from "./tail-plan.ts";
import { isRotated } from "./tail-rotated.ts";

const POLL_MS = 100;
const SEARCH_MS = 1000;
/** Beyond this many files each is looked at less often, so that looking does not become the work. */
const FILES_PER_MS = 1;
const MAX_FILES = 4096;
const MAX_DEPTH = 32;
const GLOB = /[*?[\]{}!]/;

/** Whether a name stands for several files. */
export function isGlob(pattern: string): boolean {
  return GLOB.test(pattern);
}

/** What a source is called and whose it is; its id and name come from the file. */
export type SourceTraits = Omit<LiveSource, "id" | "name">;

export interface TailOptions {
  /** A file, a folder (everything in it), or a glob; absolute, or relative to the working folder. */
  readonly pattern: string;
  /** The traits of a file's source; null when the file is not to be followed here. */
  readonly traitsOf: (file: string) => SourceTraits | null;
}

/**
 * An intake for the files of a pattern. Under a folder or glob, files that rotation has put aside and compressed files
 * are not followed on their own, and links are not followed.
 * @example follow({ pattern: "/var/log/nginx/*.log", traitsOf: () => traits })
 */
export function follow(options: TailOptions): Intake {
  return new Tail(options);
}

class Tail implements Intake {
  readonly #options: TailOptions;
  readonly #abort = new AbortController();
  readonly #files = new Map<string, FollowedFile>();
  readonly #running: Promise<void>[] = [];
  #fullTold = false;

  constructor(options: TailOptions) {
    this.#options = { ...options, pattern: resolve(options.pattern) };
  }

  async start(context: IntakeContext): Promise<void> {
    await this.#search(context);
    this.#running.push(this.#keepSearching(context));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#running);
  }

  async #keepSearching(context: IntakeContext): Promise<void> {
    while (await pause(SEARCH_MS, this.#abort.signal)) {
      await this.#search(context).catch((error: unknown) =>
        context.tell({ source: `file:${this.#options.pattern}`, level: "warning", text: errorText(error) }),
      );
    }
  }

  async #search(context: IntakeContext): Promise<void> {
    const { pattern } = this.#options;
    if (!isGlob(pattern) && !(await isFolder(pattern))) {
      await this.#follow(pattern, context);
      return;
    }
    const glob = isGlob(pattern) ? pattern : join(pattern, "**");
    for await (const file of filesUnder(rootOf(glob), glob, 0)) {
      const known = this.#files.has(file) || (await this.#isHeld(file));
      if (!known) await this.#follow(file, context);
    }
  }

  /** A file that was renamed to a name that the pattern fits too is still being read under its old one. */
  async #isHeld(file: string): Promise<boolean> {
    const stat = await statOf(file).catch(() => null);
    return stat === null || [...this.#files.values()].some((other) => other.holds(stat));
  }

  async #follow(path: string, context: IntakeContext): Promise<void> {
    if (this.#files.has(path)) return;
    const traits = this.#options.traitsOf(path);
    if (traits === null) return;
    if (this.#files.size >= MAX_FILES) {
      if (!this.#fullTold) {
        const text = `${this.#options.pattern}: more than ${MAX_FILES} files; the others are not followed`;
        context.tell({ source: `file:${path}`, level: "error", text });
      }
      this.#fullTold = true;
      return;
    }
    const source: LiveSource = { id: `file:${path}`, name: path, ...traits };
    const file = new FollowedFile({ path, source, context, signal: this.#abort.signal });
    this.#files.set(path, file);
    await file.open();
    this.#running.push(this.#run(file));
  }

  async #run(file: FollowedFile): Promise<void> {
    do {
      while (await file.poll());
    } while (await pause(Math.max(POLL_MS, this.#files.size / FILES_PER_MS), this.#abort.signal));
    await file.close();
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null))?.isDirectory() === true;
}

/** The deepest folder that holds everything the glob can fit. */
function rootOf(glob: string): string {
  let root = glob;
  while (isGlob(root)) root = dirname(root);
  return root;
}

/** Files that a glob fits, without those that rotation has put aside. */
async function* filesUnder(folder: string, glob: string, depth: number): AsyncIterable<string> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
  for (const entry of entries.toSorted((a, b) => compareText(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) yield* filesUnder(path, glob, depth + 1);
    else if (entry.isFile() && matchesGlob(path, glob) && !isRotated(entry.name, names)) yield path;
  }
}
