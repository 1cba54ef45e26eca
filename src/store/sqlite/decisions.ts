/**
 * Decisions and the allowlist in the embedded store.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Decision } from "../../model/decision.ts";
import type { AllowEntry, DecisionFilter, DecisionStore, NumberedDecision } from "../decisions.ts";

/**
 * `begun_ms` is when a decision came into force (null for one that never did), `ended_ms` when it ends or was ended;
 * what bouncers ask is answered from these two alone.
 */
export const DECISION_SCHEMA = `
create table if not exists decision (
  number integer primary key, id text not null unique, value text not null, status text not null, made_by text not null,
  created_ms integer not null, begun_ms integer, ended_ms integer not null, document text not null
) strict;
create index if not exists decision_value on decision (value, created_ms);
create index if not exists decision_begun on decision (begun_ms);
create index if not exists decision_ended on decision (ended_ms);
create index if not exists decision_created on decision (created_ms);
create table if not exists allow (
  value text primary key, name text not null, why text not null, added_ms integer not null
) strict, without rowid;
`;

export class SqliteDecisions implements DecisionStore {
  readonly #db: DatabaseSync;
  readonly #transaction: <T>(action: () => T) => T;
  readonly #insert: StatementSync;
  readonly #countSince: StatementSync;
  readonly #madeSince: StatementSync;

  /** @param transaction runs an action in one transaction of the store, or in the one that is open */
  constructor(db: DatabaseSync, transaction: <T>(action: () => T) => T) {
    this.#db = db;
    this.#transaction = transaction;
    this.#insert = db.prepare(
      "insert into decision values (null, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
    );
    this.#countSince = db.prepare(
      "select count(*) as n from decision where value = ? and created_ms >= ? and status <> 'proposed'",
    );
    this.#madeSince = db.prepare(
      "select count(*) as n from decision where created_ms >= ? and made_by = 'policy'",
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
    const done = this.#insert.run(id, value, status, by, createdMs, begunMs, Date.parse(until), document);
    return Number(done.changes);
  }

  find(id: string): readonly NumberedDecision[] {
    if (id.length < 6) return [];
    const rows = this.#db.prepare("select * from decision where substr(id, 1, ?) = ? limit 20");
    return rows.all(id.length, id).map(toDecision);
  }

  *list({ status, openAtMs, value, limit }: DecisionFilter): Iterable<NumberedDecision> {
    const rows = this.#db.prepare(
      `select * from decision where (?1 is null or status = ?1) and (?2 is null or ended_ms > ?2)
       and (?3 is null or value = ?3) order by number desc limit ?4`,
    );
    for (const row of rows.iterate(status ?? null, openAtMs ?? null, value ?? null, limit ?? -1))
      yield toDecision(row);
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

  countSince(value: string, sinceMs: number): number {
    return Number(this.#countSince.get(value, sinceMs)?.["n"] ?? 0);
  }

  madeSince(sinceMs: number): number {
    return Number(this.#madeSince.get(sinceMs)?.["n"] ?? 0);
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
  return { number: Number(row["number"]), decision: JSON.parse(String(row["document"])) as Decision };
}
