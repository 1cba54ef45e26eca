/**
 * The spine of a store: its log, its segments and its key, opened together.
 *
 *   DIR/vigie.db     what is known, and the outbox of the log
 *   DIR/segments/    raw bytes, compressed, by digest
 *   DIR/log/         the transparency log: static files (C2SP tlog-tiles)
 *   DIR/keys/log.key the log's signer key, readable by its owner only
 * @module
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { problem, VigieError } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import type { Method } from "../evidence/finding.ts";
import { SegmentFolder } from "../evidence/segments.ts";
import {
  createSeed,
  type Fault,
  faultText,
  formatSignerKey,
  type LogWriter,
  openLog,
  parseSignerKeys,
  readKeyFile,
  SIGNATURE_TYPES,
  type SignerKey,
  writeKeyFile,
} from "../evidence/tlog/index.ts";
import type { Store } from "../store/store.ts";
import { flushOutbox, Sealer } from "./seal.ts";

/** Where the parts of a store lie. */
export function spinePaths(folder: string): {
  readonly log: string;
  readonly segments: string;
  readonly key: string;
} {
  return {
    log: join(folder, "log"),
    segments: join(folder, "segments"),
    key: join(folder, "keys", "log.key"),
  };
}

/** A spine that is open for writing; one process at a time. */
export interface Spine {
  readonly log: LogWriter;
  readonly segments: SegmentFolder;
  /** @param ruleDigests digests of the texts behind a rule, by key */
  sealer(method: Method, ruleDigests?: (rule: string) => Readonly<Record<string, string>>): Sealer;
  /** Brings the log up to the outbox. */
  flush(): Promise<void>;
  close(): void;
}

/**
 * Opens the spine of a store, making log and key at first use.
 * @param origin name of a new log; without one a random name that tells nothing about its owner
 * @throws VigieError with code "store"
 */
export function openSpine(folder: string, store: Store, origin: string | null = null): Spine {
  const { log, path } = openLogOf(folder, store, origin);
  return spineOf(must(log, path), folder, store);
}

/** What a short command needs to seal something. */
export interface Sealing {
  readonly sealer: Sealer;
  /** Brings the log up to the outbox, unless another Vigie has the log open and does it. */
  close(): Promise<void>;
}

/**
 * Opens a store to seal a few findings, also while a watch has its log open: findings and outbox are written in one
 * transaction of the store, and whoever has the log puts what the outbox holds into it.
 * @throws VigieError with code "store"
 */
export function openSealing(folder: string, store: Store, method: Method): Sealing {
  const { log, path } = openLogOf(folder, store, null);
  if (!log.ok && log.error.code === "locked") {
    const others = { size: Number.MAX_SAFE_INTEGER, append: () => {} };
    const segments = new SegmentFolder(spinePaths(folder).segments);
    return { sealer: new Sealer(store, segments, others, method), close: async () => {} };
  }
  const spine = spineOf(must(log, path), folder, store);
  return {
    sealer: spine.sealer(method),
    close: () => spine.flush().finally(() => spine.close()),
  };
}

function openLogOf(
  folder: string,
  store: Store,
  origin: string | null,
): { readonly log: Result<LogWriter, Fault>; readonly path: string } {
  const paths = spinePaths(folder);
  const signers = signersOf(paths.key, paths.log, origin);
  if (store.outboxSize() > 0 && !existsSync(join(paths.log, "checkpoint"))) {
    throw new VigieError(
      problem(
        "store",
        { file: paths.log },
        "the log is gone, and the store has entries in it",
        "restore it from its backup",
      ),
    );
  }
  mkdirSync(paths.log, { recursive: true, mode: 0o700 });
  const [first] = signers;
  const name = first?.verifier.name ?? "";
  return { log: openLog(paths.log, { origin: name, signers }), path: paths.log };
}

function spineOf(log: LogWriter, folder: string, store: Store): Spine {
  const paths = spinePaths(folder);
  try {
    checkOutbox(log, store, paths.log);
  } catch (error) {
    log.close();
    throw error;
  }
  const segments = new SegmentFolder(paths.segments);
  const entries = new Entries(log, paths.log, () => openLogOf(folder, store, null).log);
  return {
    get log() {
      return entries.log;
    },
    segments,
    sealer: (method, ruleDigests) => new Sealer(store, segments, entries, method, ruleDigests),
    flush: () => flushOutbox(store, entries),
    close: () => entries.log.close(),
  };
}

/** Name of the environment variable that holds the log's signer keys, for machines without a disk of their own. */
const KEY_VARIABLE = "VIGIE_LOG_KEY";

function signersOf(file: string, log: string, origin: string | null): readonly SignerKey[] {
  const given = process.env[KEY_VARIABLE];
  if (given !== undefined && given !== "") return must(parseSignerKeys(given), KEY_VARIABLE);
  if (!existsSync(file)) {
    if (existsSync(join(log, "checkpoint"))) {
      throw new VigieError(
        problem(
          "store",
          { file },
          "the log's key is missing",
          "restore it from its backup; a new key would make another log",
        ),
      );
    }
    const name = origin ?? `vigie.example/${randomBytes(8).toString("hex")}`;
    must(writeKeyFile(file, [formatSignerKey(name, SIGNATURE_TYPES.note, createSeed())]), file);
  }
  return must(readKeyFile(file), file);
}

/** A log that holds more than the store ever gave it belongs to another store, or the store is an old copy. */
function checkOutbox(log: LogWriter, store: Store, folder: string): void {
  const entries = store.outboxSize();
  if (log.size <= entries) return;
  const text = `the log holds ${log.size} entries, and the store knows of ${entries}: the store is an older copy`;
  throw new VigieError(
    problem("store", { file: folder }, text, "restore store and log from the same moment"),
  );
}

/**
 * The log as the outbox feeds it. A write that failed (a full disk) leaves a writer that knows no more what is on the
 * disk: the log is opened again, and the next flush goes on from what it finds there.
 */
class Entries {
  #log: LogWriter;
  readonly #folder: string;
  readonly #open: () => Result<LogWriter, Fault>;

  constructor(log: LogWriter, folder: string, open: () => Result<LogWriter, Fault>) {
    this.#log = log;
    this.#folder = folder;
    this.#open = open;
  }

  get log(): LogWriter {
    return this.#log;
  }

  get size(): number {
    return this.#log.size;
  }

  /** @throws VigieError; nothing is known to be appended then */
  append(entries: readonly Uint8Array[]): void {
    const appended = this.#log.append(entries);
    if (!appended.ok && appended.error.code === "unreadable") this.#reopen();
    must(appended, this.#folder);
  }

  #reopen(): void {
    this.#log.close();
    const opened = this.#open();
    if (opened.ok) this.#log = opened.value;
  }
}

/** The value, or the fault as a problem of the store. */
export function must<T>(result: Result<T, Fault>, file: string): T {
  if (result.ok) return result.value;
  const text = faultText(result.error);
  const isFull = /\b(?:ENOSPC|EDQUOT)\b/.test(text);
  const remedy = isFull ? FREE_SPACE : (REMEDIES[result.error.code] ?? "see docs/tlog.md");
  throw new VigieError(problem("store", { file }, text, remedy));
}

const FREE_SPACE = "the disk is full: free space on it";
const REMEDIES: Partial<Record<Fault["code"], string>> = {
  locked: "wait until the other Vigie has finished",
  "insecure-key": "take away the rights of others: chmod 600",
  "bad-key": "restore the key file from its backup",
  unreadable: "give this user the right to read and write it",
};
