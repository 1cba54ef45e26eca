/**
 * Looking up by the beginning of an id, as people type it.
 * @module
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;

/** More would be no answer to a person. */
const MAX_FOUND = 20;

/** How to find rows of a table whose id, a digest in hexadecimal digits, begins so. */
export function byPrefix(
  db: DatabaseSync,
  table: "alert" | "attack",
  columns: string,
): (prefix: string) => readonly Row[] {
  const found = db.prepare(
    `select ${columns} from ${table} where id >= ? and id < ? order by id limit ${MAX_FOUND}`,
  );
  return (prefix) => found.all(prefix, `${prefix}g`); // 'g' follows every hexadecimal digit
}
