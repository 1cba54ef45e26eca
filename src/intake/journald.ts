/**
 * The systemd journal, through `journalctl -o json`. Each entry carries the journal's own cursor: reading goes on behind
 * the last one that was committed. What entries say was written by any program; journalctl escapes it.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { errorText, systemCode } from "../base/errors.ts";
import { pause, tellSource } from "./handover.ts";
import type { Cursor, Intake, IntakeContext, LiveSource } from "./live.ts";
import { deliverLines } from "./stream-lines.ts";
import type { SourceTraits } from "./tail.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const MAX_ERROR_CHARS = 500;

export interface JournalOptions {
  readonly traits: SourceTraits;
  /** Only entries of these units; empty for all. */
  readonly units: readonly string[];
  /** A folder of journal files instead of this machine's journal; null for the latter. */
  readonly directory: string | null;
  readonly command?: string;
}

/**
 * An intake for a journal: "journald", or "journald:FOLDER". Without a cursor it begins with the entries of this boot;
 * a folder is read from its beginning.
 * @example followJournal({ traits, units: ["ssh.service"], directory: null })
 */
export function followJournal(options: JournalOptions): Intake {
  return new Journal(options);
}

class Journal implements Intake {
  readonly #options: JournalOptions;
  readonly #source: LiveSource;
  readonly #abort = new AbortController();
  #child: ChildProcess | null = null;
  #running: Promise<void> = Promise.resolve();
  /** The cursor of the last entry that was handed over in full. */
  #cursor: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    const { directory, units } = options;
    const parts = ["journald", ...(directory === null ? [] : [resolve(directory)]), ...units.toSorted()];
    const id = parts.join(":");
    this.#source = { id, name: id, ...options.traits };
  }

  start(context: IntakeContext): Promise<void> {
    const kept = context.cursorOf(this.#source.id)?.["cursor"];
    this.#cursor = typeof kept === "string" ? kept : null;
    this.#running = this.#run(context);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#child?.kill();
    this.#child?.stdout?.destroy();
    await this.#running;
  }

  async #run(context: IntakeContext): Promise<void> {
    let wait = FIRST_WAIT_MS;
    for (let told = ""; !this.#abort.signal.aborted; ) {
      const before = this.#cursor;
      const failure = await this.#readOnce(context);
      if (this.#abort.signal.aborted) return;
      if (this.#cursor !== before) wait = FIRST_WAIT_MS;
      if (failure !== told) tellSource(context, this.#source, "error", `${failure}; trying again`);
      told = failure;
      await pause(wait, this.#abort.signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  /** Reads until journalctl ends. @returns why it did */
  async #readOnce(context: IntakeContext): Promise<string> {
    const command = this.#options.command ?? "journalctl";
    const child = spawn(command, this.#args(), { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let errors = "";
    child.stderr.on("data", (bytes: Buffer) => {
      errors = (errors + bytes.toString("utf8")).slice(-MAX_ERROR_CHARS);
    });
    const ended = new Promise<string>((done) => {
      child.once("error", (error) => done(startFailure(command, error)));
      child.once("close", (code) => done(errors.trim() || `${command} ended with code ${code}`));
    });
    try {
      await this.#deliver(child.stdout, context);
    } catch (error) {
      child.kill();
      return `could not be read: ${errorText(error)}`;
    }
    child.kill();
    return ended;
  }

  async #deliver(stream: Readable, context: IntakeContext): Promise<void> {
    await deliverLines(
      stream,
      this.#source,
      {
        tell: (event) => context.tell(event),
        cursorOf: (id) => context.cursorOf(id),
        deliver: async (piece) => {
          await context.deliver(piece);
          const cursor = piece.cursor?.["cursor"];
          if (typeof cursor === "string") this.#cursor = cursor;
        },
      },
      this.#abort.signal,
      (lines) => this.#cursorBehind(lines),
    );
  }

  #args(): readonly string[] {
    const { directory, units } = this.#options;
    const from = this.#cursor === null ? this.#begin() : [`--after-cursor=${this.#cursor}`];
    const folder = directory === null ? [] : [`--directory=${directory}`];
    return [
      "--follow",
      "--output=json",
      "--no-pager",
      "--quiet",
      "--all", // without it, fields above 4 KiB are left out: whoever writes long messages would go unseen
      "--no-tail",
      ...folder,
      ...from,
      ...units.map((unit) => `--unit=${unit}`),
    ];
  }

  #begin(): readonly string[] {
    return this.#options.directory === null ? ["--boot"] : [];
  }

  /** A line too long to be held was cut and shows no cursor: reading goes on behind the entry before it, or it. */
  #cursorBehind(lines: Buffer): Cursor | null {
    const start = lines.lastIndexOf(10, lines.length - 2) + 1;
    const cursor = cursorIn(lines.subarray(start)) ?? this.#cursor;
    return cursor === null ? null : { cursor };
  }
}

function startFailure(command: string, error: Error): string {
  if (systemCode(error) === "ENOENT")
    return `there is no ${command} on this machine; follow the files in /var/log instead`;
  return `${command} cannot be started: ${error.message}`;
}

/** The journal's cursor of an entry; its keys are written by journald alone. */
function cursorIn(line: Buffer): string | null {
  try {
    const entry = JSON.parse(line.toString("utf8")) as { readonly __CURSOR?: unknown };
    return typeof entry.__CURSOR === "string" ? entry.__CURSOR : null;
  } catch {
    return null;
  }
}
