/**
 * A list that is written in any order and read in one: the workbench of a scan.
 * It lives in a private temporary database of SQLite, which stays in memory while it is small and spills to disk when
 * it is not, so that a scan of any size runs in flat memory. Nothing of it outlives the process.
 * @module
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Rows of one transaction; fewer, and the journal costs more than the rows. */
const BATCH = 10_000;

/**
 * Values with a sort key of a text (group) and three numbers.
 * @example
 * const spool = new Spool<{ id: string }>();
 * spool.add("b", 2, 0, 0, { id: "x" });
 * spool.add("a", 9, 0, 0, { id: "y" });
 * [...spool.inOrder()]; // y, x
 */
export class Spool<T> {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  #open = 0;
  #size = 0;

  constructor() {
    this.#db = new DatabaseSync(""); // the empty name is SQLite's private temporary database
    this.#db.exec("pragma cache_size = -32768; pragma journal_mode = off; pragma synchronous = off");
    this.#db.exec("create table item (g text, a integer, b integer, c integer, value text) strict");
    this.#insert = this.#db.prepare("insert into item values (?, ?, ?, ?, ?)");
  }

  get size(): number {
    return this.#size;
  }

  add(group: string, first: number, second: number, third: number, value: T): void {
    if (this.#open === 0) this.#db.exec("begin");
    this.#insert.run(group, first, second, third, JSON.stringify(value));
    this.#size++;
    if (++this.#open >= BATCH) this.#commit();
  }

  /** All values by group, then by the numbers; equal keys in the order of writing. */
  *inOrder(): Iterable<{ readonly group: string; readonly value: T }> {
    this.#commit();
    const rows = this.#db.prepare("select g, value from item order by g, a, b, c, rowid").iterate();
    for (const row of rows) yield { group: String(row["g"]), value: JSON.parse(String(row["value"])) as T };
  }

  close(): void {
    this.#commit();
    this.#db.close();
  }

  #commit(): void {
    if (this.#open > 0) this.#db.exec("commit");
    this.#open = 0;
  }
}
