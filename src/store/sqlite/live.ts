/**
 * The watch's part of the embedded store.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { ClosedLive, CountedAlert, LiveBytes, LiveSourceRecord, LiveStep, LiveStore } from "../live.ts";
import { OPEN_SEGMENT } from "../live.ts";

/**
 * `live_bytes` holds the bytes of open segments, compressed: they are committed with what was found in them, and need no
 * file of their own that would have to be brought back into step after a kill.
 */
export const LIVE_SCHEMA = `
create table if not exists live_source (
  id text primary key, body text not null, name text not null, identity text not null, cursor text,
  stream_offset integer not null, segment_offset integer not null, segments integer not null, preamble text not null,
  lost integer not null, records integer not null, last_ms integer not null, event_ms integer, silence_ms integer,
  spoofable integer not null
) strict, without rowid;
create table if not exists live_bytes (
  source text not null, offset integer not null, bytes blob not null, primary key (source, offset)
) strict;
create table if not exists live_segment (
  source text not null, offset integer not null, length integer not null, digest text not null,
  primary key (source, offset)
) strict, without rowid;
create table if not exists live_step (
  number integer primary key, source text not null, offset integer not null, length integer not null, facts text not null
) strict;
create table if not exists live_state (one integer primary key check (one = 1), rules text not null, state blob not null) strict;
create table if not exists live_alert (
  alert integer primary key references alert (number) on delete cascade, body text not null, thread text not null,
  time_ms integer not null, rule text not null, ip text, verdict text, names text not null, counted integer not null
) strict;
create index if not exists live_alert_thread on live_alert (body, thread, time_ms);
create index if not exists live_alert_counted on live_alert (counted) where counted = 0;
create table if not exists live_attack (
  attack integer primary key references attack (number) on delete cascade, body text not null, thread text not null,
  first_ms integer not null, last_ms integer not null, sealed integer not null
) strict;
create index if not exists live_attack_thread on live_attack (body, thread, first_ms);
create index if not exists live_attack_unsealed on live_attack (last_ms) where sealed = 0;
`;

type Row = Record<string, SQLOutputValue>;

/** The bytes of an open segment lie here for minutes only. */
const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export class SqliteLive implements LiveStore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Prepares a statement once. */
  #sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  sources(): readonly LiveSourceRecord[] {
    return this.#sql("select * from live_source order by id").all().map(toSource);
  }

  source(id: string): LiveSourceRecord | null {
    const row = this.#sql("select * from live_source where id = ?").get(id);
    return row === undefined ? null : toSource(row);
  }

  watchedForSilence(): readonly LiveSourceRecord[] {
    return this.#sql("select * from live_source where silence_ms is not null order by id")
      .all()
      .map(toSource);
  }

  saveSource(s: LiveSourceRecord): void {
    this.#sql("insert or replace into live_source values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
      s.id,
      s.body,
      s.name,
      s.identity,
      s.cursor,
      s.offset,
      s.segmentOffset,
      s.segments,
      JSON.stringify(s.preamble),
      s.lost,
      s.records,
      s.lastMs,
      s.eventMs,
      s.silenceMs,
      s.spoofable ? 1 : 0,
    );
  }

  addBytes({ source, offset, bytes }: LiveBytes): void {
    this.#sql("insert into live_bytes values (?, ?, ?)").run(source, offset, zstdCompressSync(bytes, QUICK));
  }

  *bytes(source: string): Iterable<LiveBytes> {
    for (const row of this.#sql("select * from live_bytes where source = ? order by offset").all(source)) {
      const bytes = zstdDecompressSync(row["bytes"] as Uint8Array);
      yield { source, offset: Number(row["offset"]), bytes };
    }
  }

  closeSegment({ source, digest, offset, length }: ClosedLive, file: string): void {
    this.#sql("delete from live_bytes where source = ?").run(source);
    this.#sql("insert or replace into live_segment values (?, ?, ?, ?)").run(source, offset, length, digest);
    // whatever alerts cite in the open segment lies in it: one name stands for all of it
    this.#sql("update holder set segment = ? where file = ? and segment = ?").run(
      `sha256:${digest}`,
      file,
      OPEN_SEGMENT,
    );
  }

  segmentAt(source: string, offset: number): ClosedLive | null {
    const row = this.#sql(
      "select * from live_segment where source = ? and offset <= ? order by offset desc limit 1",
    ).get(source, offset);
    if (row === undefined) return null;
    const [start, length] = [Number(row["offset"]), Number(row["length"])];
    return offset < start + length ? { source, digest: String(row["digest"]), offset: start, length } : null;
  }

  pieceAt(source: string, offset: number): Uint8Array | null {
    const row = this.#sql("select bytes from live_bytes where source = ? and offset = ?").get(source, offset);
    return row === undefined ? null : zstdDecompressSync(row["bytes"] as Uint8Array);
  }

  addSteps(steps: readonly LiveStep[]): void {
    const insert = this.#sql("insert into live_step values (null, ?, ?, ?, ?)");
    for (const { source, offset, length, facts } of steps) insert.run(source, offset, length, facts);
  }

  *steps(): Iterable<LiveStep> {
    for (const row of this.#sql("select * from live_step order by number").iterate())
      yield {
        source: String(row["source"]),
        offset: Number(row["offset"]),
        length: Number(row["length"]),
        facts: String(row["facts"]),
      };
  }

  saveState(rules: string, state: Uint8Array): void {
    this.#sql("insert or replace into live_state values (1, ?, ?)").run(
      rules,
      zstdCompressSync(state, QUICK),
    );
    this.#sql("delete from live_step").run();
  }

  state(): { readonly rules: string; readonly state: Uint8Array } | null {
    const row = this.#sql("select rules, state from live_state").get();
    if (row === undefined) return null;
    return { rules: String(row["rules"]), state: zstdDecompressSync(row["state"] as Uint8Array) };
  }

  forgetCorrelations(): void {
    this.#db.exec("delete from live_state; delete from live_step");
  }

  /**
   * Takes away what names anybody besides alerts: the state of correlations, and first lines that are no header. The
   * digests of erased segments go as well: that of a short one could be guessed.
   */
  erase(segments: readonly string[]): void {
    this.forgetCorrelations();
    this.#sql("delete from live_segment where digest in (select value from json_each(?))").run(
      JSON.stringify(segments),
    );
    for (const source of this.sources()) {
      if (!/\d/.test(source.preamble.first)) continue; // names of columns
      this.saveSource({ ...source, preamble: { ...source.preamble, first: "" } });
    }
  }

  addCounted(body: string, thread: string, alert: CountedAlert): void {
    const { id, timeMs, rule, ip, verdict, users, hosts, traits, record } = alert;
    this.#sql(
      "insert into live_alert select number, ?, ?, ?, ?, ?, ?, ?, 0 from alert where id = ? on conflict do nothing",
    ).run(body, thread, timeMs, rule, ip, verdict, JSON.stringify({ users, hosts, traits, record }), id);
  }

  *alertsOfThread(body: string, thread: string, fromMs: number): Iterable<CountedAlert> {
    const rows = this.#sql(
      `select live_alert.*, alert.id from live_alert join alert on alert.number = live_alert.alert
       where live_alert.body = ? and thread = ? and live_alert.time_ms >= ? order by live_alert.time_ms, alert.id`,
    );
    for (const row of rows.iterate(body, thread, fromMs))
      yield {
        id: String(row["id"]),
        timeMs: Number(row["time_ms"]),
        rule: String(row["rule"]),
        ip: textOrNull(row["ip"]),
        verdict: textOrNull(row["verdict"]) as CountedAlert["verdict"],
        ...(JSON.parse(String(row["names"])) as Pick<CountedAlert, "users" | "hosts" | "traits" | "record">),
      };
  }

  attackBefore(body: string, thread: string, timeMs: number): number | null {
    const row = this.#sql(
      "select max(first_ms) as at from live_attack where body = ? and thread = ? and first_ms <= ?",
    ).get(body, thread, timeMs);
    const at = row?.["at"] ?? null;
    return at === null ? null : Number(at);
  }

  dropAttacks(body: string, thread: string, fromMs: number): readonly string[] {
    const own = `select attack, id from live_attack join attack on attack.number = attack
      where live_attack.body = ? and thread = ? and live_attack.first_ms >= ?`;
    const rows = this.#sql(own).all(body, thread, fromMs);
    for (const row of rows) this.#sql("delete from attack where number = ?").run(row["attack"] ?? null);
    return rows.map((row) => String(row["id"]));
  }

  setAttacks(
    body: string,
    thread: string,
    fromMs: number,
    attacks: readonly { readonly id: string; readonly firstMs: number; readonly lastMs: number }[],
  ): void {
    const insert = this.#sql(
      "insert or replace into live_attack select number, ?, ?, ?, ?, 0 from attack where id = ?",
    );
    for (const { id, firstMs, lastMs } of attacks) insert.run(body, thread, firstMs, lastMs, id);
    this.#sql(
      "update live_alert set counted = 1 where counted = 0 and body = ? and thread = ? and time_ms >= ?",
    ).run(body, thread, fromMs);
  }

  unsealedAttacks(beforeMs: number, limit: number): readonly string[] {
    const rows = this.#sql(
      `select id from live_attack join attack on attack.number = attack
       where sealed = 0 and live_attack.last_ms < ? order by live_attack.last_ms, id limit ?`,
    );
    return rows.all(beforeMs, limit).map((row) => String(row["id"]));
  }

  markSealed(attacks: readonly string[]): void {
    const update = this.#sql(
      "update live_attack set sealed = 1 where attack = (select number from attack where id = ?)",
    );
    for (const attack of attacks) update.run(attack);
  }

  uncountedThreads(): readonly { readonly body: string; readonly thread: string; readonly fromMs: number }[] {
    const rows = this.#sql(
      "select body, thread, min(time_ms) as at from live_alert where counted = 0 group by body, thread",
    );
    return rows.all().map((row) => ({
      body: String(row["body"]),
      thread: String(row["thread"]),
      fromMs: Number(row["at"]),
    }));
  }
}

function toSource(row: Row): LiveSourceRecord {
  return {
    id: String(row["id"]),
    body: String(row["body"]),
    name: String(row["name"]),
    identity: String(row["identity"]),
    cursor: textOrNull(row["cursor"]),
    offset: Number(row["stream_offset"]),
    segmentOffset: Number(row["segment_offset"]),
    segments: Number(row["segments"]),
    preamble: JSON.parse(String(row["preamble"])),
    lost: Number(row["lost"]),
    records: Number(row["records"]),
    lastMs: Number(row["last_ms"]),
    eventMs: numberOrNull(row["event_ms"]),
    silenceMs: numberOrNull(row["silence_ms"]),
    spoofable: row["spoofable"] === 1,
  };
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
