/**
 * Change numbers of decisions in the embedded store. Triggers count, so that whatever changes a decision, in whichever
 * process, numbers the change in the same transaction. SQLite has one writer at a time: numbers appear in their order.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { ChangeSpan, DecisionChanges, ForceRow, PagePlace } from "../changes.ts";
import type { Transaction } from "./database.ts";

const COUNT_UP = "update change_counter set value = value + 1;";
const LATEST = "(select value from change_counter)";
const BEGIN = `${COUNT_UP} insert into decision_change values (new.number, new.value, new.ended_ms, 0, ${LATEST}, null);`;

/**
 * One row for each decision that was ever in force. `begun` and `ended` are the changes that last put it in force and took
 * it out; `ended` is null while it is in force. `lifted` ones never come back, whatever the clock does.
 */
export const CHANGE_SCHEMA: string = `
create table if not exists change_counter (one integer primary key check (one = 1), value integer not null) strict;
insert or ignore into change_counter values (1, 0);
create table if not exists decision_change (
  decision integer primary key references decision (number) on delete cascade, value text not null,
  until_ms integer not null, lifted integer not null, begun integer not null, ended integer
) strict;
create index if not exists decision_change_begun on decision_change (begun) where ended is null;
create index if not exists decision_change_ended on decision_change (ended) where ended is not null;
create index if not exists decision_change_value on decision_change (value) where ended is null;
create index if not exists decision_change_open on decision_change (until_ms) where ended is null;
create index if not exists decision_change_shut on decision_change (until_ms) where ended is not null and lifted = 0;
create trigger if not exists decision_made after insert on decision when new.begun_ms is not null
begin ${BEGIN} end;
create trigger if not exists decision_confirmed after update on decision
when old.begun_ms is null and new.begun_ms is not null
begin ${BEGIN} end;
create trigger if not exists decision_lifted after update on decision
when old.status = 'active' and new.status <> 'active'
begin
  ${COUNT_UP}
  update decision_change set lifted = 1, until_ms = new.ended_ms, ended = coalesce(ended, ${LATEST})
  where decision = new.number;
end;
create trigger if not exists decision_moved after update on decision
when old.status = 'active' and new.status = 'active' and old.ended_ms <> new.ended_ms
begin
  ${COUNT_UP}
  update decision_change set until_ms = new.ended_ms, begun = ${LATEST}, ended = null where decision = new.number;
end;
`;

const ROW = `select c.decision, c.value, c.until_ms, c.begun, c.ended, d.document ->> '$.behaviour' as behaviour
  from decision_change c join decision d on d.number = c.decision`;

export class SqliteChanges implements DecisionChanges {
  readonly #db: DatabaseSync;
  readonly #transaction: Transaction;
  readonly #stale: StatementSync;
  readonly #latest: StatementSync;
  readonly #begun: StatementSync;
  readonly #ended: StatementSync;
  readonly #ofValues: StatementSync;
  readonly #after: StatementSync;

  /** @param transaction runs an action in one transaction of the store, or in the one that is open */
  constructor(db: DatabaseSync, transaction: Transaction) {
    this.#db = db;
    this.#transaction = transaction;
    this.#latest = db.prepare("select value from change_counter");
    this.#stale = db.prepare(
      `select exists (select 1 from decision_change where ended is null and until_ms <= ?1)
       or exists (select 1 from decision_change where ended is not null and lifted = 0 and until_ms > ?1) as stale`,
    );
    this.#begun = db.prepare(
      `${ROW} where c.ended is null and c.begun > ? and c.begun <= ? and (c.begun, c.decision) < (?, ?)
       order by c.begun desc, c.decision desc limit ?`,
    );
    this.#ended = db.prepare(
      `${ROW} where c.ended is not null and c.ended > ? and c.ended <= ? and (c.ended, c.decision) < (?, ?)
       order by c.ended desc, c.decision desc limit ?`,
    );
    this.#ofValues = db.prepare(
      `${ROW} where c.ended is null and c.value in (select value from json_each(?)) order by c.decision`,
    );
    this.#after = db.prepare(`${ROW} where c.ended is null and c.decision > ? order by c.decision limit ?`);
  }

  settle(nowMs: number): void {
    if (this.#stale.get(nowMs)?.["stale"] === 0) return;
    this.#transaction(() => {
      this.#db.exec(COUNT_UP);
      this.#db
        .prepare(`update decision_change set ended = ${LATEST} where ended is null and until_ms <= ?`)
        .run(nowMs);
      this.#db
        .prepare(
          `update decision_change set begun = ${LATEST}, ended = null
           where ended is not null and lifted = 0 and until_ms > ?`,
        )
        .run(nowMs);
    });
  }

  latest(): number {
    return Number(this.#latest.get()?.["value"] ?? 0);
  }

  begun(span: ChangeSpan, below: PagePlace | null, limit: number): readonly ForceRow[] {
    return this.#page(this.#begun, span, below, limit);
  }

  ended(span: ChangeSpan, below: PagePlace | null, limit: number): readonly ForceRow[] {
    return this.#page(this.#ended, span, below, limit);
  }

  #page(
    statement: StatementSync,
    { after, upTo }: ChangeSpan,
    below: PagePlace | null,
    limit: number,
  ): readonly ForceRow[] {
    const { change, number } = below ?? { change: upTo + 1, number: 0 };
    return statement.all(after, upTo, change, number, limit).map(toRow);
  }

  ofValues(values: readonly string[]): readonly ForceRow[] {
    return this.#ofValues.all(JSON.stringify(values)).map(toRow);
  }

  inForceAfter(number: number, limit: number): readonly ForceRow[] {
    return this.#after.all(number, limit).map(toRow);
  }

  counts(nowMs: number): { readonly all: number; readonly ranges: number } {
    const row = this.#db
      .prepare(
        "select count(*) as n, coalesce(sum(instr(value, '/') > 0), 0) as ranges from decision_change where ended is null and until_ms > ?",
      )
      .get(nowMs);
    return { all: Number(row?.["n"] ?? 0), ranges: Number(row?.["ranges"] ?? 0) };
  }
}

function toRow(row: Record<string, SQLOutputValue>): ForceRow {
  return {
    number: Number(row["decision"]),
    value: String(row["value"]),
    behaviour: String(row["behaviour"] ?? ""),
    untilMs: Number(row["until_ms"]),
    begun: Number(row["begun"]),
    ended: row["ended"] === null ? null : Number(row["ended"]),
  };
}
