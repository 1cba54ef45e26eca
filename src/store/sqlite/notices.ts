/**
 * Notices in the embedded store.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { type Level, levelRank, levels } from "../../model/alert.ts";
import type { Notice, NoticeKind } from "../../model/notice.ts";
import {
  type ChannelState,
  type GatheredNotice,
  MAX_WAITING,
  type NoticeMessage,
  type NoticeStore,
} from "../notices.ts";
import type { Transaction } from "./database.ts";

/**
 * A row of `notify_outbox` waits (no message), is under way (a message), or was sent, and then stays until its window is
 * over, so that what comes again is known. Levels are ranks.
 */
export const NOTICE_SCHEMA = `
create table if not exists notify_outbox (
  number integer primary key, channel text not null, grp text not null, kind text not null, level integer not null,
  body text not null, about text not null, text text not null, first_ms integer not null, last_ms integer not null,
  count integer not null, again integer not null, due_ms integer not null, message text, sent_ms integer
) strict;
create index if not exists notify_group on notify_outbox (channel, grp);
create index if not exists notify_waiting on notify_outbox (channel, due_ms) where message is null;
create index if not exists notify_about on notify_outbox (about) where about <> '';
create table if not exists notify_message (
  channel text primary key, id text not null, created_ms integer not null, tries integer not null, due_ms integer not null
) strict, without rowid;
create table if not exists notify_channel (
  channel text primary key, sent integer not null default 0, given_up integer not null default 0,
  failures integer not null default 0, last_error text not null default '', last_sent_ms integer, last_failed_ms integer
) strict, without rowid;
`;

type Row = Record<string, SQLOutputValue>;

export class SqliteNotices implements NoticeStore {
  readonly #db: DatabaseSync;
  readonly #transaction: Transaction;
  readonly #statements = new Map<string, StatementSync>();

  /** @param transaction runs an action in one transaction of the store, or in the one that is open */
  constructor(db: DatabaseSync, transaction: Transaction) {
    this.#db = db;
    this.#transaction = transaction;
  }

  add(channel: string, notices: readonly Notice[], nowMs: number, windowMs: number): void {
    if (notices.length === 0) return;
    this.#transaction(() => {
      let waiting = Number(
        this.#sql("select count(*) as n from notify_outbox where channel = ? and message is null").get(
          channel,
        )?.["n"],
      );
      for (const notice of notices)
        if (this.#addOne(channel, waiting < MAX_WAITING ? notice : countedOnly(notice), nowMs, windowMs))
          waiting++;
    });
  }

  /** @returns whether it took a row of its own */
  #addOne(channel: string, notice: Notice, nowMs: number, windowMs: number): boolean {
    const { group, kind, level, body, about, text, timeMs } = notice;
    const more = this.#sql(
      `update notify_outbox set count = count + 1, level = max(level, ?), last_ms = max(last_ms, ?)
       where channel = ? and grp = ? and message is null`,
    ).run(levelRank(level), timeMs, channel, group);
    if (more.changes > 0) return false;
    const told = this.#sql(
      `select max(coalesce(sent_ms, ?1)) as ms from notify_outbox
       where channel = ?2 and grp = ?3 and message is not null and coalesce(sent_ms, ?1) > ?4`,
    ).get(nowMs, channel, group, nowMs - windowMs)?.["ms"];
    const again = typeof told === "number";
    this.#sql("insert into notify_outbox values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, null, null)").run(
      ...[channel, group, kind, levelRank(level), body, about, text, timeMs, timeMs],
      // a clock that was set back must not hold anything for longer than the window
      ...[again ? 1 : 0, again ? Math.min(told, nowMs) + windowMs : nowMs],
    );
    return true;
  }

  next(channel: string, nowMs: number, id: string): NoticeMessage | null {
    const open = this.#sql("select * from notify_message where channel = ?").get(channel);
    if (open !== undefined) return Number(open["due_ms"]) > nowMs ? null : this.#message(channel, open);
    // asked every second: no transaction unless there is something to tell
    const due = this.#sql(
      "select 1 from notify_outbox where channel = ? and message is null and due_ms <= ? limit 1",
    ).get(channel, nowMs);
    if (due === undefined) return null;
    return this.#transaction(() => {
      this.#sql(
        "update notify_outbox set message = ? where channel = ? and message is null and due_ms <= ?",
      ).run(id, channel, nowMs);
      this.#sql("insert into notify_message values (?, ?, ?, 0, ?)").run(channel, id, nowMs, nowMs);
      return this.#message(channel, { id, created_ms: nowMs, tries: 0 });
    });
  }

  #message(channel: string, row: Row): NoticeMessage {
    const id = String(row["id"]);
    const rows = this.#sql(
      "select * from notify_outbox where channel = ? and message = ? and sent_ms is null order by level desc, number",
    ).all(channel, id);
    const createdMs = Number(row["created_ms"]);
    return { id, createdMs, tries: Number(row["tries"]), notices: rows.map(toNotice) };
  }

  sent(channel: string, id: string, nowMs: number, windowMs: number): void {
    this.#transaction(() => {
      this.#sql("delete from notify_message where channel = ? and id = ?").run(channel, id);
      this.#sql("update notify_outbox set sent_ms = ? where channel = ? and message = ?").run(
        nowMs,
        channel,
        id,
      );
      this.#sql("delete from notify_outbox where channel = ? and sent_ms <= ?").run(
        channel,
        nowMs - windowMs,
      );
      this.#sql(
        `insert into notify_channel (channel, sent, last_sent_ms) values (?1, 1, ?2) on conflict (channel) do update
         set sent = sent + 1, failures = 0, last_error = '', last_sent_ms = ?2`,
      ).run(channel, nowMs);
    });
  }

  failed(channel: string, id: string, error: string, nowMs: number, dueMs: number | null): void {
    this.#transaction(() => {
      const lost = dueMs === null ? this.#drop(channel, id) : 0;
      if (dueMs !== null)
        this.#sql("update notify_message set tries = tries + 1, due_ms = ? where channel = ? and id = ?").run(
          dueMs,
          channel,
          id,
        );
      this.#sql(
        `insert into notify_channel (channel, failures, given_up, last_error, last_failed_ms) values (?1, 1, ?2, ?3, ?4)
         on conflict (channel) do update set failures = failures + 1, given_up = given_up + ?2, last_error = ?3,
         last_failed_ms = ?4`,
      ).run(channel, lost, error, nowMs);
    });
  }

  /** @returns how many events the message held */
  #drop(channel: string, id: string): number {
    const events = this.#sql(
      "select coalesce(sum(count), 0) as n from notify_outbox where channel = ? and message = ?",
    ).get(channel, id)?.["n"];
    this.#sql("delete from notify_outbox where channel = ? and message = ?").run(channel, id);
    this.#sql("delete from notify_message where channel = ? and id = ?").run(channel, id);
    return Number(events);
  }

  states(): readonly ChannelState[] {
    return this.#sql(
      `with waiting as (select channel, sum(count) as n from notify_outbox where sent_ms is null group by channel)
       select channel, coalesce(n, 0) as waiting, coalesce(sent, 0) as sent, coalesce(given_up, 0) as given_up,
       coalesce(failures, 0) as failures, coalesce(last_error, '') as last_error, last_sent_ms, last_failed_ms
       from notify_channel full join waiting using (channel) order by channel`,
    )
      .all()
      .map(toState);
  }

  retain(channels: readonly string[], nowMs: number): void {
    const list = JSON.stringify(channels);
    this.#transaction(() => {
      this.#sql(
        `insert into notify_channel (channel, given_up, last_error, last_failed_ms)
         select channel, sum(count), ?2, ?3 from notify_outbox
         where sent_ms is null and channel not in (select value from json_each(?1)) group by channel
         on conflict (channel) do update set given_up = given_up + excluded.given_up, last_error = ?2, last_failed_ms = ?3`,
      ).run(list, "the channel is not in vigie.yaml any more", nowMs);
      for (const table of ["notify_outbox", "notify_message"])
        this.#sql(`delete from ${table} where channel not in (select value from json_each(?))`).run(list);
    });
  }

  /** What was erased is told of by its kind alone. For erasure; a part of its transaction. */
  erase(ids: readonly string[]): void {
    this.#sql("update notify_outbox set about = '' where about in (select value from json_each(?))").run(
      JSON.stringify(ids),
    );
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }
}

/** Too much waits already: of this one, kind and level are kept. */
function countedOnly({ kind, level, timeMs }: Notice): Notice {
  return { group: `more ${kind} ${level}`, kind, level, body: "", about: "", text: "", timeMs };
}

function toNotice(row: Row): GatheredNotice {
  return {
    kind: String(row["kind"]) as NoticeKind,
    level: levels[Number(row["level"])] as Level,
    body: String(row["body"]),
    about: String(row["about"]),
    text: String(row["text"]),
    count: Number(row["count"]),
    again: row["again"] === 1,
    firstMs: Number(row["first_ms"]),
    lastMs: Number(row["last_ms"]),
  };
}

function toState(row: Row): ChannelState {
  const time = (value: SQLOutputValue | undefined): number | null =>
    typeof value === "number" ? value : null;
  return {
    channel: String(row["channel"]),
    waiting: Number(row["waiting"]),
    sent: Number(row["sent"]),
    givenUp: Number(row["given_up"]),
    failures: Number(row["failures"]),
    lastError: String(row["last_error"]),
    lastSentMs: time(row["last_sent_ms"]),
    lastFailedMs: time(row["last_failed_ms"]),
  };
}
