/**
 * What became of attacks that were counted anew: a late alert joins two, another window parts one. Never silently: whoever
 * holds an old id is told the new ones.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

export const SUCCESSION_SCHEMA = `
create table if not exists succession (
  old text not null, new text not null, at_ms integer not null, primary key (old, new)
) strict, without rowid;
`;

export class SqliteSuccessions {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** An attack is now part of these: one where it was joined to others, several where it was parted. */
  add(old: string, successors: Iterable<string>): void {
    const add = this.#db.prepare(
      "insert into succession values (?, ?, cast(unixepoch('subsec') * 1000 as integer)) on conflict do nothing",
    );
    for (const successor of successors) if (successor !== old) add.run(old, successor);
  }

  /** What an id, or its beginning, became in the end. */
  of(id: string): readonly string[] {
    const rows = this.#db
      .prepare(
        `with recursive became (id) as (
           select new from succession where old >= ?1 and old < ?1 || 'g'
           union select new from succession join became on old = became.id
         ) select id from became where id in (select id from attack) order by id`,
      )
      .all(id);
    return rows.map((row) => String(row["id"]));
  }

  erase(ids: readonly string[]): void {
    this.#db
      .prepare(
        "delete from succession where old in (select value from json_each(?1)) or new in (select value from json_each(?1))",
      )
      .run(JSON.stringify(ids));
  }
}
