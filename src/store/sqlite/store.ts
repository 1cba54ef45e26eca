/**
 * The embedded store: one SQLite file in WAL mode, which other processes may read while a scan writes.
 * Each kind of thing has a file of its own; here they share one database and its transactions.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { problem, VigieError } from "../../base/errors.ts";
import type { Alert, EvidenceRef } from "../../model/alert.ts";
import type { Attack } from "../../model/attack.ts";
import type { Summary } from "../../model/summary.ts";
import type {
  DecisionChange,
  Erasable,
  Erased,
  OutboxEntry,
  Seal,
  SealedBatch,
  SealedFinding,
} from "../seal.ts";
import type { AttackFilter, ScanRecord, SourceRecord, Store, Thing } from "../store.ts";
import { SqliteAlerts } from "./alerts.ts";
import { SqliteAttacks } from "./attacks.ts";
import { SqliteBouncers } from "./bouncers.ts";
import { SqliteChanges } from "./changes.ts";
import { openDatabase, type Transaction, temporaryDatabase, transactionsOf } from "./database.ts";
import { SqliteDecisions } from "./decisions.ts";
import { Evidence } from "./evidence.ts";
import { SqliteJudgements } from "./judgements.ts";
import { SqliteLive } from "./live.ts";
import { SqliteNotices } from "./notices.ts";
import { Sealing } from "./sealing.ts";
import { SqliteSuccessions } from "./successions.ts";

/** Shorter beginnings of an id would name half the store. */
const MIN_PREFIX = 6;

/**
 * Opens the store in a folder, making both when they are missing; only the owner may read them.
 * @throws VigieError with code "store"
 * @example const store = openSqliteStore("/var/lib/vigie")
 */
export function openSqliteStore(folder: string): Store {
  return openDatabase(folder, (db) => new SqliteStore(db));
}

/** A store that lives only as long as the process, in memory or in a private temporary file: `--store :memory:`. */
export function openTemporaryStore(): Store {
  return new SqliteStore(temporaryDatabase());
}

class SqliteStore implements Store {
  readonly decisions: SqliteDecisions;
  readonly live: SqliteLive;
  readonly changes: SqliteChanges;
  readonly bouncers: SqliteBouncers;
  readonly notices: SqliteNotices;
  readonly judgements: SqliteJudgements;
  readonly successions: SqliteSuccessions;
  readonly together: Transaction;
  readonly #db: DatabaseSync;
  readonly #sealing: Sealing;
  readonly #evidence: Evidence;
  readonly #alerts: SqliteAlerts;
  readonly #attacks: SqliteAttacks;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#evidence = new Evidence(db);
    this.together = transactionsOf(db, () => this.#evidence.forget());
    this.#sealing = new Sealing(db, this.#evidence);
    this.live = new SqliteLive(db);
    this.judgements = new SqliteJudgements(db);
    this.successions = new SqliteSuccessions(db);
    this.decisions = new SqliteDecisions(db, this.together);
    this.changes = new SqliteChanges(db, this.together);
    this.bouncers = new SqliteBouncers(db, this.together);
    this.notices = new SqliteNotices(db, this.together);
    this.#alerts = new SqliteAlerts(db, this.#evidence);
    this.#attacks = new SqliteAttacks(db, this.successions);
  }

  addAlerts(alerts: readonly Alert[]): number {
    return this.together(() => {
      const cite = this.#evidence.citing();
      return alerts.filter((alert) => this.#alerts.add(alert, cite)).length;
    });
  }

  addAttacks(attacks: Seal["attacks"]): void {
    this.together(() => {
      for (const one of attacks) this.#attacks.add(one);
    });
  }

  addSource(source: SourceRecord): void {
    this.together(() => this.#insertSource(source));
  }

  #insertSource(source: SourceRecord): void {
    this.#db
      .prepare("insert or replace into source values (?, ?, ?, ?)")
      .run(source.source, source.body, source.file, source.bytes);
    const shorter = this.#db.prepare("delete from segment where source = ? and body = ? and number >= ?");
    shorter.run(source.source, source.body, source.segments.length);
    const add = this.#db.prepare("insert or replace into segment values (?, ?, ?, ?)");
    for (const [number, digest] of source.segments.entries())
      add.run(source.source, source.body, number, digest);
  }

  addScan(scan: ScanRecord): void {
    this.#db
      .prepare("insert or replace into scan values (?, ?, ?, ?)")
      .run(scan.id, scan.finishedMs, scan.rules, JSON.stringify(scan.summary));
  }

  find(id: string): readonly Thing[] {
    if (id.length < MIN_PREFIX || !/^[0-9a-f]+$/.test(id)) return [];
    const alerts = this.#alerts.find(id).map((alert) => ({ alert }));
    const attacks = this.#attacks.find(id).map((attack) => ({ attack }));
    const decisions = this.decisions.find(id).map(({ decision }) => ({ decision }));
    return [...attacks, ...alerts, ...decisions];
  }

  alertsOf(attackId: string): Iterable<Alert> {
    return this.#alerts.ofAttack(attackId);
  }

  alertIdsOf(attackId: string): readonly string[] {
    return this.#alerts.idsOfAttack(attackId);
  }

  attacks(filter: AttackFilter): Iterable<Attack> {
    return this.#attacks.list(filter);
  }

  scans(): readonly ScanRecord[] {
    const rows = this.#db.prepare("select * from scan order by finished_ms, id").all();
    return rows.map((row) => ({
      id: String(row["id"]),
      finishedMs: Number(row["finished_ms"]),
      rules: String(row["rules"]),
      summary: JSON.parse(String(row["summary"])) as Summary,
    }));
  }

  unknownAlerts(ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.filter((id) => !this.#alerts.isKnown(id)));
  }

  isSealed(about: string): boolean {
    return this.#sealing.isSealed(about);
  }

  seal(seal: Seal): void {
    this.together(() => {
      const cite = this.#evidence.citing(new Map(seal.records.map(({ sha256, bytes }) => [sha256, bytes])));
      for (const alert of seal.alerts) this.#alerts.add(alert, cite);
      for (const alert of seal.grown) this.#alerts.grow(alert, cite);
      for (const one of seal.attacks) this.#attacks.add(one);
      if (seal.source !== null) this.#insertSource(seal.source);
      for (const change of seal.decisions ?? []) this.#changeDecision(change);
      this.#sealing.add(seal);
    });
  }

  #changeDecision(change: DecisionChange): void {
    if ("add" in change) {
      this.decisions.add([change.add]);
      return;
    }
    const { why, nowMs } = change;
    const id = "lift" in change ? change.lift : change.activate;
    const changed =
      "lift" in change ? this.decisions.lift(id, why, nowMs) : this.decisions.activate(id, why, nowMs);
    if (changed) return;
    const text = `decision ${id} is not open any more, or was changed by somebody else`;
    throw new VigieError(problem("store", null, text, "look at it again: vigie blocks list"));
  }

  outboxSize(): number {
    return this.#sealing.outboxSize();
  }

  outbox(from: number): Iterable<OutboxEntry> {
    return this.#sealing.outbox(from);
  }

  allFindings(...kinds: readonly string[]): Iterable<SealedFinding> {
    return this.#sealing.allFindings(kinds);
  }

  findings(about: string): readonly SealedFinding[] {
    return this.#sealing.findings(about);
  }

  batch(commitment: string): Omit<SealedBatch, "entry"> | null {
    return this.#sealing.batch(commitment);
  }

  entryIndex(entry: Uint8Array): number | null {
    return this.#sealing.entryIndex(entry);
  }

  record(ref: EvidenceRef): Uint8Array | null {
    return this.#evidence.bytesOf(ref);
  }

  alertsSharing(alertIds: readonly string[]): readonly string[] {
    return this.#evidence.alertsSharing(alertIds);
  }

  attacksOf(alertIds: readonly string[]): readonly string[] {
    return this.#attacks.holding(alertIds);
  }

  segmentsBefore(timeMs: number): readonly string[] {
    return this.#sealing.segmentsBefore(timeMs);
  }

  alertsIn(segments: readonly string[]): readonly string[] {
    return this.#evidence.alertsIn(segments);
  }

  erase(things: Erasable): Erased {
    this.#db.exec("pragma secure_delete = on"); // deleted bytes are overwritten, not only unlinked
    const erased = this.together(() => {
      const decisions = this.decisions.erase(things.decisions ?? []);
      this.notices.erase([...things.alerts, ...(things.decisions ?? [])]);
      this.judgements.erase(things.attacks);
      this.successions.erase(things.attacks);
      const erased = this.#sealing.erase(things);
      this.live.erase(erased.segments);
      return { ...erased, decisions };
    });
    this.#db.exec("vacuum; pragma wal_checkpoint(truncate)"); // no page, no journal keeps a copy
    return erased;
  }

  before(timeMs: number): { readonly alerts: readonly string[]; readonly attacks: readonly string[] } {
    const ids = (sql: string): string[] =>
      this.#db
        .prepare(sql)
        .all(timeMs)
        .map((row) => String(row["id"]));
    return {
      alerts: ids("select id from alert where time_ms < ?"),
      attacks: ids("select id from attack where last_ms < ?"),
    };
  }

  durable(): void {
    // a watch runs beside what it guards for months: it shall not take much memory from it
    // a page that one transaction after the other changes is written back once in so many, not once in a few
    this.#db.exec("pragma synchronous = full; pragma cache_size = -16384; pragma wal_autocheckpoint = 8000");
  }

  close(): void {
    this.#db.close();
  }
}
