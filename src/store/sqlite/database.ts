/**
 * The file of the embedded store: opened, given its tables, and written in transactions.
 * @module
 */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { errorText, problem, systemCode, VigieError } from "../../base/errors.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** How long a writer waits for another (milliseconds); without it the second one fails at once. */
const BUSY_MS = 10_000;

/**
 * Opens the database in a folder, making both when they are missing; only the owner may read them.
 * @param use what is made of it; it asks for tables as this version has them
 * @throws VigieError with code "store"
 */
export function openDatabase<T>(folder: string, use: (db: DatabaseSync) => T): T {
  const file = join(folder, "vigie.db");
  try {
    makeFolder(folder);
    const db = new DatabaseSync(file, { timeout: BUSY_MS });
    chmodSync(file, 0o600);
    return used(db, file, use);
  } catch (error) {
    if (error instanceof VigieError) throw error;
    throw storeError(file, error, "opened");
  }
}

/** What cannot be used is not left open. */
function used<T>(db: DatabaseSync, file: string, use: (db: DatabaseSync) => T): T {
  try {
    prepareSchema(db, file);
    return use(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A database in memory, or in a private temporary file once it is large. */
export function temporaryDatabase(): DatabaseSync {
  const db = new DatabaseSync("");
  db.exec("pragma cache_size = -65536; pragma synchronous = off"); // ids are digests: every insert lands on another page
  db.exec(SCHEMA);
  return db;
}

/** Runs an action in a transaction: all of it is kept, or nothing. One that is part of a larger one joins it. */
export type Transaction = <T>(action: () => T) => T;

/** @param undone called when a transaction was rolled back: what is remembered of it is not in the database */
export function transactionsOf(db: DatabaseSync, undone: () => void): Transaction {
  return (action) => {
    if (db.isTransaction) return action();
    try {
      db.exec("begin immediate");
      const result = action();
      db.exec("commit");
      return result;
    } catch (error) {
      undone();
      if (db.isTransaction) db.exec("rollback"); // a full disk has rolled back already
      if (systemCode(error) !== "ERR_SQLITE_ERROR") throw error;
      throw storeError(db.location() ?? ":memory:", error, "written");
    }
  };
}

/** Step by step: Node's recursive mkdir never comes back from folders that cannot have children (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(resolve(folder)));
  mkdirSync(folder, { mode: 0o700 });
}

function storeError(file: string, error: unknown, action: "opened" | "written"): VigieError {
  const reason = errorText(error);
  const remedy = /\bdisk is full\b/.test(reason)
    ? "free space on it, or choose another folder with --store"
    : "choose another folder with --store, or --store :memory: to keep nothing";
  return new VigieError(problem("store", { file }, `the store cannot be ${action}: ${reason}`, remedy), {
    cause: error,
  });
}

function prepareSchema(db: DatabaseSync, file: string): void {
  db.exec(
    "pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536; pragma wal_autocheckpoint = 8192;",
  );
  const { user_version: version } = db.prepare("pragma user_version").get() as { user_version: number };
  if (version !== 0 && version !== SCHEMA_VERSION) {
    const text = `the store is of version ${version}, and this Vigie writes version ${SCHEMA_VERSION}`;
    throw new VigieError(problem("store", { file }, text, "name another folder with --store and scan again"));
  }
  db.exec(`${SCHEMA} pragma user_version = ${SCHEMA_VERSION};`);
}
