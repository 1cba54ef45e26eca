/**
 * Bouncers, what they were told, and what they report, in the embedded store.
 * @module
 */
import { timingSafeEqual } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type Bouncer,
  type BouncerClient,
  type BouncerKind,
  type BouncerStore,
  bouncerKinds,
  type CompletedPull,
  type MetricReport,
  type MetricTotal,
  type PulledBy,
} from "../bouncers.ts";
import { allTotals, REPORT_SCHEMA, storeReport } from "./bouncer-reports.ts";
import type { Transaction } from "./database.ts";

/**
 * Keys are kept as digests only. `cursor` is the last change that a client was told; `bouncer_pull` says when each change
 * number was reached first, so that "in the hands of X since T" is derived and not stored for each decision.
 */
export const BOUNCER_SCHEMA: string = `
create table if not exists bouncer (
  name text primary key, kind text not null, key_hash blob, created_ms integer not null, revoked_ms integer
) strict, without rowid;
create table if not exists bouncer_client (
  number integer primary key autoincrement, bouncer text not null references bouncer (name) on delete cascade,
  name text not null, address text not null, type text not null, version text not null, cursor integer not null,
  last_pull_ms integer, last_seen_ms integer, omitted integer not null, unique (bouncer, address)
) strict;
create table if not exists bouncer_pull (
  client integer not null references bouncer_client (number) on delete cascade, up_to integer not null,
  time_ms integer not null, ranges integer not null, whole integer not null, primary key (client, up_to)
) strict, without rowid;
${REPORT_SCHEMA}`;

/** Certificates make bouncers by themselves: their number must end somewhere. */
const MAX_BOUNCERS = 256;
/** A key that travels from address to address must not fill the store; the client not seen for longest goes first. */
const MAX_CLIENTS = 64;
/** Pulls kept of each client. */
const MAX_PULLS = 10_000;
/** A client that asks for single addresses is noted this often. */
const ASKED_EVERY_MS = 60_000;
type Row = Record<string, SQLOutputValue>;

export class SqliteBouncers implements BouncerStore {
  readonly #db: DatabaseSync;
  readonly #transaction: Transaction;

  /** @param transaction runs an action in one transaction of the store, or in the one that is open */
  constructor(db: DatabaseSync, transaction: Transaction) {
    this.#db = db;
    this.#transaction = transaction;
  }

  add(name: string, kind: BouncerKind, keyHash: Uint8Array, nowMs: number): boolean {
    return this.#transaction(() => {
      const known = this.#one("select revoked_ms from bouncer where name = ?", name);
      if (known !== undefined && known["revoked_ms"] === null) return false;
      this.#run("delete from bouncer where name = ?", name);
      this.#run("insert into bouncer values (?, ?, ?, ?, null)", name, kind, keyHash, nowMs);
      this.#insertClient(name, name, "");
      return true;
    });
  }

  remove(name: string, nowMs: number): boolean {
    return (
      this.#run("update bouncer set revoked_ms = ? where name = ? and revoked_ms is null", nowMs, name) > 0
    );
  }

  list(): readonly Bouncer[] {
    return this.#all("select * from bouncer order by name").map(toBouncer);
  }

  byKey(keyHash: Uint8Array): Bouncer | null {
    let found: Bouncer | null = null;
    // every key is compared, in the same time whatever it holds: an answer's delay tells nothing
    for (const row of this.#all("select * from bouncer where revoked_ms is null and key_hash is not null")) {
      const hash = row["key_hash"];
      if (!(hash instanceof Uint8Array) || hash.length !== keyHash.length) continue;
      if (timingSafeEqual(hash, keyHash)) found = toBouncer(row);
    }
    return found;
  }

  byCertificate(name: string, nowMs: number): Bouncer | null {
    return this.#transaction(() => {
      const known = this.#one("select * from bouncer where name = ?", name);
      if (known !== undefined) return known["revoked_ms"] === null ? toBouncer(known) : null;
      if (Number(this.#one("select count(*) as n from bouncer")?.["n"]) >= MAX_BOUNCERS) return null;
      this.#run("insert into bouncer values (?, 'other', null, ?, null)", name, nowMs);
      return { name, kind: "other", certificate: true, createdMs: nowMs, revokedMs: null };
    });
  }

  client(
    bouncer: Bouncer,
    address: string,
    agent: { type: string; version: string },
    nowMs: number,
  ): BouncerClient {
    const known = this.#clientAt(bouncer.name, address);
    if (known !== null && known.type === agent.type && known.version === agent.version) return known;
    return this.#transaction(() => {
      if (known === null) this.#takeClient(bouncer, address);
      this.#run(
        "update bouncer_client set type = ?, version = ?, last_seen_ms = ? where bouncer = ? and address = ?",
        agent.type,
        agent.version,
        nowMs,
        bouncer.name,
        address,
      );
      const taken = this.#clientAt(bouncer.name, address);
      if (taken === null) throw new Error("a client that was just made is not there");
      return taken;
    });
  }

  /** The first caller takes the row that has no address yet; every further address, and every certificate, gets one of its own. */
  #takeClient({ name }: Bouncer, address: string): void {
    const taken = this.#run(
      "update bouncer_client set address = ? where bouncer = ? and address = ''",
      address,
      name,
    );
    if (taken > 0) return;
    this.#run(
      `delete from bouncer_client where number in (select number from bouncer_client where bouncer = ?
       order by last_seen_ms desc, number desc limit -1 offset ?)`,
      name,
      MAX_CLIENTS - 1,
    );
    this.#insertClient(name, `${name}@${address}`, address);
  }

  #insertClient(bouncer: string, name: string, address: string): void {
    this.#run(
      "insert into bouncer_client values (null, ?, ?, ?, '', '', 0, null, null, 0)",
      bouncer,
      name,
      address,
    );
  }

  #clientAt(bouncer: string, address: string): BouncerClient | null {
    const row = this.#one("select * from bouncer_client where bouncer = ? and address = ?", bouncer, address);
    return row === undefined ? null : toClient(row);
  }

  clients(): readonly BouncerClient[] {
    return this.#all("select * from bouncer_client order by number").map(toClient);
  }

  restarted({ number }: BouncerClient): void {
    this.#run("update bouncer_client set cursor = 0 where number = ? and cursor > 0", number);
  }

  pulled({ number, cursor }: BouncerClient, pull: CompletedPull): void {
    const { timeMs, upTo, ranges, whole, omitted } = pull;
    this.#transaction(() => {
      this.#run(
        `update bouncer_client set cursor = max(cursor, ?), last_pull_ms = ?, last_seen_ms = ?, omitted = ?
         where number = ?`,
        upTo,
        timeMs,
        timeMs,
        omitted,
        number,
      );
      if (upTo <= cursor) return;
      this.#run(
        `insert into bouncer_pull select ?1, ?2, ?3, ?4, ?5 where exists (select 1 from bouncer_client where number = ?1)
         on conflict do nothing`,
        number,
        upTo,
        timeMs,
        Number(ranges),
        Number(whole),
      );
      this.#run(
        `delete from bouncer_pull where client = ?1 and up_to < (
           select up_to from bouncer_pull where client = ?1 order by up_to desc limit 1 offset ?2)`,
        number,
        MAX_PULLS - 1,
      );
    });
  }

  asked({ number, lastSeenMs }: BouncerClient, nowMs: number): void {
    if (lastSeenMs !== null && Math.abs(nowMs - lastSeenMs) < ASKED_EVERY_MS) return;
    this.#run("update bouncer_client set last_seen_ms = ? where number = ?", nowMs, number);
  }

  pullsOf(decision: number): readonly PulledBy[] {
    // the first pull that reached the decision's begin, unless it had ended by then or was not of a kind that is served
    const rows = this.#all(
      `select b.name as client, p.time_ms from decision_change c join bouncer_client b
       join bouncer_pull p on p.client = b.number and p.up_to = (
         select min(up_to) from bouncer_pull where client = b.number and up_to >= c.begun)
       where c.decision = ? and (c.ended is null or c.ended < c.begun or p.up_to < c.ended) and p.whole = 1
       and (p.ranges = 1 or instr(c.value, '/') = 0) order by p.time_ms, b.number`,
      decision,
    );
    return rows.map((row) => ({ client: String(row["client"]), timeMs: Number(row["time_ms"]) }));
  }

  report(client: BouncerClient, report: MetricReport): boolean {
    return this.#transaction(() => storeReport(this.#db, client, report));
  }

  totals(): readonly MetricTotal[] {
    return allTotals(this.#db);
  }

  #one(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#db.prepare(sql).get(...values);
  }

  #all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#db.prepare(sql).all(...values);
  }

  #run(sql: string, ...values: readonly Value[]): number {
    return Number(this.#db.prepare(sql).run(...values).changes);
  }
}

type Value = string | number | null | Uint8Array;

function toBouncer(row: Row): Bouncer {
  return {
    name: String(row["name"]),
    kind: bouncerKinds.find((kind) => kind === row["kind"]) ?? "other",
    certificate: row["key_hash"] === null,
    createdMs: Number(row["created_ms"]),
    revokedMs: numberOrNull(row["revoked_ms"]),
  };
}

function toClient(row: Row): BouncerClient {
  return {
    number: Number(row["number"]),
    bouncer: String(row["bouncer"]),
    name: String(row["name"]),
    address: String(row["address"]),
    type: String(row["type"]),
    version: String(row["version"]),
    cursor: Number(row["cursor"]),
    lastPullMs: numberOrNull(row["last_pull_ms"]),
    lastSeenMs: numberOrNull(row["last_seen_ms"]),
    omitted: Number(row["omitted"]),
  };
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
