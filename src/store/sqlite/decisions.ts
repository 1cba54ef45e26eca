/**
 * Decisions and the allowlist in the embedded store.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { networkOf } from "../../base/interval.ts";
import type { Decision } from "../../model/decision.ts";
import type {
  AllowEntry,
  DecisionFilter,
  DecisionStore,
  EnforcedCount,
  NumberedDecision,
} from "../decisions.ts";
import type { Transaction } from "./database.ts";

/**
 * `begun_ms` is when a decision came into force (null for one that never did), `ended_ms` when it ends or was ended;
 * what bouncers ask is answered from these two alone. `network` is what escalation counts together.
 */
export const DECISION_SCHEMA = `
create table if not exists decision (
  number integer primary key, id text not null unique, value text not null, status text not null, made_by text not null,
  created_ms integer not null, begun_ms integer, ended_ms integer not null, document text not null,
  network text not null, scope text not null
) strict;
create index if not exists decision_value on decision (value, created_ms);
create index if not exists decision_begun on decision (begun_ms);
create index if not exists decision_ended on decision (ended_ms);
create index if not exists decision_created on decision (created_ms);
create index if not exists decision_network on decision (network, created_ms);
create table if not exists enforced (decision text primary key, document text not null) strict, without rowid;
create table if not exists allow (
  value text primary key, name text not null, why text not null, added_ms integer not null
) strict, without rowid;
`;

export class SqliteDecisions implements DecisionStore {
  readonly #db: DatabaseSync;
  readonly #transaction: Transaction;
  readonly #insert: StatementSync;
  readonly #lists = new Map<string, StatementSync>();
  readonly #countSince: StatementSync;
  readonly #madeSince: StatementSync;

  /** @param transaction runs an action in one transaction of the store, or in the one that is open */
  constructor(db: DatabaseSync, transaction: Transaction) {
    this.#db = db;
    this.#transaction = transaction;
    this.#insert = db.prepare(
      "insert into decision values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
    );
    this.#countSince = db.prepare(
      `select count(*) as n from decision where network = ? and created_ms >= ? and ended_ms <= ?
       and status in ('active', 'dry_run')`,
    );
    this.#madeSince = db.prepare(
      `select count(*) filter (where status <> 'proposed') as blocks, count(*) filter (where status = 'proposed') as proposals
       from decision where created_ms >= ? and made_by = 'policy'`,
    );
  }

  add(decisions: readonly Decision[]): number {
    return this.#transaction(() => decisions.reduce((fresh, one) => fresh + this.#add(one), 0));
  }

  #add(decision: Decision): number {
    const { id, value, status, by, created, until } = decision;
    const createdMs = Date.parse(created);
    const begunMs = status === "active" ? createdMs : null;
    const document = JSON.stringify(decision);
    const done = this.#insert.run(
      ...[id, value, status, by, createdMs, begunMs, Date.parse(until), document],
      ...[networkOf(value), decision.scope],
    );
    return Number(done.changes);
  }

  find(id: string): readonly NumberedDecision[] {
    if (id.length < 6 || !/^[0-9a-f]+$/.test(id)) return [];
    const rows = this.#prepared("select * from decision where id >= ? and id < ? order by id limit 20");
    return rows.all(id, `${id}g`).map(toDecision); // 'g' follows every hexadecimal digit
  }

  *list({ status, openAtMs, value, values, limit }: DecisionFilter): Iterable<NumberedDecision> {
    const conditions: readonly (readonly [string, string | number | undefined])[] = [
      ["status = ?", status],
      ["ended_ms > ?", openAtMs],
      ["value = ?", value],
      [
        "value in (select value from json_each(?))",
        values === undefined ? undefined : JSON.stringify(values),
      ],
    ];
    const given = conditions.filter(([, wanted]) => wanted !== undefined);
    const where = given.length === 0 ? "" : `where ${given.map(([condition]) => condition).join(" and ")}`;
    // spelled out, so that the engine may use its index: this is asked for every alert
    const sql = `select * from decision ${where} order by number desc limit ?`;
    const rows = this.#prepared(sql).all(...given.map(([, wanted]) => wanted ?? null), limit ?? -1);
    yield* rows.map(toDecision);
  }

  /** At most one statement for each way of filtering. */
  #prepared(sql: string): StatementSync {
    const known = this.#lists.get(sql) ?? this.#db.prepare(sql);
    this.#lists.set(sql, known);
    return known;
  }

  lift(id: string, why: string, nowMs: number): boolean {
    return this.#change(id, nowMs, (decision) =>
      decision.status === "lifted"
        ? null
        : { ...decision, status: "lifted", lifted: { time: new Date(nowMs).toISOString(), why } },
    );
  }

  activate(id: string, why: string, nowMs: number): boolean {
    return this.#change(id, nowMs, (decision) =>
      decision.status !== "proposed" && decision.status !== "dry_run"
        ? null
        : { ...decision, status: "active", why: `${decision.why}; confirmed: ${why}` },
    );
  }

  /** Replaces an open decision by what `change` makes of it. */
  #change(id: string, nowMs: number, change: (decision: Decision) => Decision | null): boolean {
    return this.#transaction(() => {
      const row = this.#db.prepare("select * from decision where id = ? and ended_ms > ?").get(id, nowMs);
      const changed = row === undefined ? null : change(toDecision(row).decision);
      if (changed === null) return false;
      const endedMs = changed.status === "lifted" ? nowMs : Date.parse(changed.until);
      this.#db
        .prepare(
          `update decision set status = ?, ended_ms = ?, document = ?,
           begun_ms = case when ? = 'active' then ? else begun_ms end where id = ?`,
        )
        .run(changed.status, endedMs, JSON.stringify(changed), changed.status, nowMs, id);
      return true;
    });
  }

  countSince(network: string, sinceMs: number, overAtMs: number): number {
    return Number(this.#countSince.get(network, sinceMs, overAtMs)?.["n"] ?? 0);
  }

  addressesSince(network: string, sinceMs: number): readonly string[] {
    const rows = this.#prepared(
      `select distinct value from decision where network = ? and created_ms >= ? and scope = 'ip'
       and status <> 'proposed' limit 100`,
    ).all(network, sinceMs);
    return rows.map((row) => String(row["value"]));
  }

  madeSince(sinceMs: number): { readonly blocks: number; readonly proposals: number } {
    const row = this.#madeSince.get(sinceMs);
    return { blocks: Number(row?.["blocks"] ?? 0), proposals: Number(row?.["proposals"] ?? 0) };
  }

  about(alertIds: readonly string[]): readonly string[] {
    const rows = this.#db
      .prepare(
        `with gone as (select value as id from json_each(?)),
         origins as (select origin from alert where id in gone
           except select origin from alert where id not in gone)
         select id from decision where value in origins
           or exists (select 1 from json_each(document, '$.alerts') as one where one.value in gone)`,
      )
      .all(JSON.stringify(alertIds));
    return rows.map((row) => String(row["id"]));
  }

  overBefore(timeMs: number): readonly string[] {
    const rows = this.#db.prepare("select id from decision where ended_ms < ?").all(timeMs);
    return rows.map((row) => String(row["id"]));
  }

  /** Deletes decisions with their counts. For erasure; a part of its transaction. @returns how many there were */
  erase(ids: readonly string[]): number {
    const list = JSON.stringify(ids);
    this.#db.prepare("delete from enforced where decision in (select value from json_each(?))").run(list);
    const gone = this.#db.prepare("delete from decision where id in (select value from json_each(?))");
    return Number(gone.run(list).changes);
  }

  saveCounts(counts: readonly EnforcedCount[]): void {
    this.#transaction(() => {
      // what was erased must not come back with what the firewall still counts
      const save = this.#prepared("insert or replace into enforced select id, ? from decision where id = ?");
      for (const count of counts) save.run(JSON.stringify(count), count.decision);
    });
  }

  counts(): readonly EnforcedCount[] {
    const rows = this.#db.prepare("select document from enforced order by decision").all();
    return rows.map((row) => JSON.parse(String(row["document"])) as EnforcedCount);
  }

  *inForce(nowMs: number): Iterable<NumberedDecision> {
    const rows = this.#db.prepare(
      // not "begun before now": a clock that was set back must not take a decision out of force
      "select * from decision where status = 'active' and begun_ms is not null and ended_ms > ? order by number",
    );
    for (const row of rows.iterate(nowMs)) yield toDecision(row);
  }

  *ended(sinceMs: number, nowMs: number): Iterable<NumberedDecision> {
    const rows = this.#db.prepare(
      "select * from decision where begun_ms is not null and ended_ms > ? and ended_ms <= ? order by number",
    );
    for (const row of rows.iterate(sinceMs, nowMs)) yield toDecision(row);
  }

  *begun(sinceMs: number, nowMs: number): Iterable<NumberedDecision> {
    const rows = this.#db.prepare(
      `select * from decision where status = 'active' and begun_ms > ?1 and begun_ms <= ?2 and ended_ms > ?2
       order by number`,
    );
    for (const row of rows.iterate(sinceMs, nowMs)) yield toDecision(row);
  }

  allow({ value, name, why, addedMs }: AllowEntry): void {
    this.#db.prepare("insert or replace into allow values (?, ?, ?, ?)").run(value, name, why, addedMs);
  }

  disallow(value: string): boolean {
    return Number(this.#db.prepare("delete from allow where value = ?").run(value).changes) > 0;
  }

  allowed(): readonly AllowEntry[] {
    return this.#db
      .prepare("select * from allow order by value")
      .all()
      .map((row) => ({
        value: String(row["value"]),
        name: String(row["name"]),
        why: String(row["why"]),
        addedMs: Number(row["added_ms"]),
      }));
  }
}

function toDecision(row: Record<string, SQLOutputValue>): NumberedDecision {
  const decision = JSON.parse(String(row["document"])) as Decision;
  return { number: Number(row["number"]), decision, begun: row["begun_ms"] !== null };
}
