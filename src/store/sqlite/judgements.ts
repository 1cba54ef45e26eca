/**
 * People's decisions in the embedded store.
 * @module
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { JudgementRecord, JudgementStore } from "../judgements.ts";

export const JUDGEMENT_SCHEMA = `
create table if not exists judgement (
  number integer primary key, about text not null, verdict text not null, why text not null, rules text not null,
  at_ms integer not null
) strict;
create index if not exists judgement_about on judgement (about);
`;

export class SqliteJudgements implements JudgementStore {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  add({ about, verdict, why, rules, atMs }: JudgementRecord): void {
    this.#db
      .prepare("insert into judgement values (null, ?, ?, ?, ?, ?)")
      .run(about, verdict, why, JSON.stringify(rules), atMs);
  }

  about(id: string): readonly JudgementRecord[] {
    return this.#db.prepare("select * from judgement where about = ? order by number").all(id).map(toRecord);
  }

  all(): readonly JudgementRecord[] {
    return this.#db
      .prepare(
        "select * from judgement where number in (select max(number) from judgement group by about) order by number",
      )
      .all()
      .map(toRecord);
  }

  erase(ids: readonly string[]): void {
    this.#db
      .prepare("delete from judgement where about in (select value from json_each(?))")
      .run(JSON.stringify(ids));
  }
}

function toRecord(row: Record<string, SQLOutputValue>): JudgementRecord {
  return {
    about: String(row["about"]),
    verdict: String(row["verdict"]) as JudgementRecord["verdict"],
    why: String(row["why"]),
    rules: JSON.parse(String(row["rules"])) as string[],
    atMs: Number(row["at_ms"]),
  };
}
