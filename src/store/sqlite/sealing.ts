/**
 * The part of the embedded store that the log stands on: findings, batches, the outbox, and their erasure.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Erasable, Erased, OutboxEntry, Seal, SealedBatch, SealedFinding } from "../seal.ts";
import type { Evidence } from "./evidence.ts";

/** Works inside the transactions of the store that owns it. */
export class Sealing {
  readonly #db: DatabaseSync;
  readonly #evidence: Evidence;
  readonly #addFinding: StatementSync;

  constructor(db: DatabaseSync, evidence: Evidence) {
    this.#db = db;
    this.#evidence = evidence;
    this.#addFinding = db.prepare("insert into finding values (?, ?, ?, ?, ?, ?, ?)");
  }

  /** Findings, batch and outbox of a seal. */
  add(seal: Seal): void {
    for (const f of seal.findings) {
      this.#addFinding.run(f.commitment, f.kind, f.about, f.timeMs, f.bytes, f.salt, f.batch);
    }
    if (seal.batch === null) return;
    const { commitment, bytes, salt, entry } = seal.batch;
    this.#db.prepare("insert into batch values (?, ?, ?)").run(commitment, bytes, salt);
    this.#db.prepare("insert into outbox select coalesce(max(number) + 1, 0), ? from outbox").run(entry);
  }

  isSealed(about: string): boolean {
    return this.#db.prepare("select 1 from finding where about = ? limit 1").get(about) !== undefined;
  }

  outboxSize(): number {
    return Number(this.#db.prepare("select count(*) as size from outbox").get()?.["size"] ?? 0);
  }

  *outbox(from: number): Iterable<OutboxEntry> {
    const rows = this.#db
      .prepare("select number, entry from outbox where number >= ? order by number")
      .iterate(from);
    for (const row of rows) yield { number: Number(row["number"]), entry: row["entry"] as Uint8Array };
  }

  *allFindings(kinds: readonly string[]): Iterable<SealedFinding> {
    const wanted = "? = '[]' or kind in (select value from json_each(?))";
    const names = JSON.stringify(kinds);
    const rows = this.#db.prepare(`select * from finding where ${wanted} order by rowid`);
    for (const row of rows.iterate(names, names)) yield findingOf(row);
  }

  findings(about: string): readonly SealedFinding[] {
    return this.#db.prepare("select * from finding where about = ? order by rowid").all(about).map(findingOf);
  }

  batch(commitment: string): Omit<SealedBatch, "entry"> | null {
    const row = this.#db.prepare("select * from batch where commitment = ?").get(commitment);
    if (row === undefined) return null;
    return { commitment, bytes: row["bytes"] as Uint8Array, salt: row["salt"] as Uint8Array };
  }

  entryIndex(entry: Uint8Array): number | null {
    const row = this.#db.prepare("select number from outbox where entry = ?").get(entry);
    return row === undefined ? null : Number(row["number"]);
  }

  /** Digests of segments that were sealed before a time. */
  segmentsBefore(timeMs: number): readonly string[] {
    const rows = this.#db
      .prepare("select distinct about from finding where kind = 'segment' and time_ms < ?")
      .all(timeMs);
    return rows.map((row) => String(row["about"]));
  }

  /**
   * Deletes alerts and attacks, the findings about them (and about decisions) with their salts, the records that nobody else cites, and every
   * trace of the segments that held these records: the digest of a short segment could be guessed.
   * What is left of them in other alerts is the word "erased".
   */
  erase({ alerts, attacks, segments: named, decisions = [] }: Erasable): Omit<Erased, "decisions"> {
    const db = this.#db;
    const ids = JSON.stringify(alerts);
    const segments = [...new Set([...named, ...this.#evidence.segmentsOf(alerts)])];
    const findings = this.#eraseFindings([...alerts, ...attacks, ...segments, ...decisions]);
    const records = this.#evidence.eraseRecordsOf(alerts);
    const gone = (sql: string, list: string): number => Number(db.prepare(sql).run(list).changes);
    const erased = {
      attacks: gone(
        "delete from attack where id in (select value from json_each(?))",
        JSON.stringify(attacks),
      ),
      alerts: gone("delete from alert where id in (select value from json_each(?))", ids),
    };
    for (const digest of segments) this.#eraseSegment(digest);
    return { ...erased, findings, records, segments };
  }

  #eraseFindings(about: readonly string[]): number {
    const list = JSON.stringify(about);
    return Number(
      this.#db.prepare("delete from finding where about in (select value from json_each(?))").run(list)
        .changes,
    );
  }

  #eraseSegment(digest: string): void {
    const name = `sha256:${digest}`;
    this.#evidence.eraseSegment(digest);
    this.#db.prepare("update segment set digest = 'erased' where digest in (?, ?)").run(name, digest);
  }
}

type Row = Record<string, SQLOutputValue>;

function findingOf(row: Row): SealedFinding {
  return {
    commitment: String(row["commitment"]),
    kind: String(row["kind"]),
    about: String(row["about"]),
    timeMs: Number(row["time_ms"]),
    bytes: row["bytes"] as Uint8Array,
    salt: row["salt"] as Uint8Array,
    batch: String(row["batch"]),
  };
}
