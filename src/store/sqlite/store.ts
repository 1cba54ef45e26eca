/**
 * The embedded store: one SQLite file in WAL mode, which other processes may read while a scan writes.
 * @module
 */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { errorText, problem, systemCode, VigieError } from "../../base/errors.ts";
import { type Alert, type EvidenceRef, levelRank } from "../../model/alert.ts";
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
import { SqliteBouncers } from "./bouncers.ts";
import { SqliteChanges } from "./changes.ts";
import { SqliteDecisions } from "./decisions.ts";
import { Evidence } from "./evidence.ts";
import { SqliteJudgements } from "./judgements.ts";
import { SqliteLive } from "./live.ts";
import { SqliteNotices } from "./notices.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { Sealing } from "./sealing.ts";
import { SqliteSuccessions } from "./successions.ts";

/** How long a writer waits for another (milliseconds); without it the second one fails at once. */
const BUSY_MS = 10_000;
/** Shorter beginnings of an id would name half the store. */
const MIN_PREFIX = 6;

/**
 * Opens the store in a folder, making both when they are missing; only the owner may read them.
 * @throws VigieError with code "store"
 * @example const store = openSqliteStore("/var/lib/vigie")
 */
export function openSqliteStore(folder: string): Store {
  const file = join(folder, "vigie.db");
  try {
    makeFolder(folder);
    const db = new DatabaseSync(file, { timeout: BUSY_MS });
    chmodSync(file, 0o600);
    prepareSchema(db, file);
    return new SqliteStore(db);
  } catch (error) {
    if (error instanceof VigieError) throw error;
    throw storeError(file, error);
  }
}

/** Step by step: Node's recursive mkdir never comes back from folders that cannot have children (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(resolve(folder)));
  mkdirSync(folder, { mode: 0o700 });
}

/** A store that lives only as long as the process, in memory or in a private temporary file: `--store :memory:`. */
export function openTemporaryStore(): Store {
  const db = new DatabaseSync("");
  db.exec("pragma cache_size = -65536; pragma synchronous = off"); // ids are digests: every insert lands on another page
  db.exec(SCHEMA);
  return new SqliteStore(db);
}

function storeError(file: string, error: unknown, action = "opened"): VigieError {
  const reason = errorText(error);
  const remedy = /\bdisk is full\b/.test(reason)
    ? "free space on it, or choose another folder with --store"
    : "choose another folder with --store, or --store :memory: to keep nothing";
  return new VigieError(problem("store", { file }, `the store cannot be ${action}: ${reason}`, remedy), {
    cause: error,
  });
}

function prepareSchema(db: DatabaseSync, file: string): void {
  db.exec(
    "pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536; pragma wal_autocheckpoint = 8192;",
  );
  const { user_version: version } = db.prepare("pragma user_version").get() as { user_version: number };
  if (version !== 0 && version !== SCHEMA_VERSION) {
    const text = `the store is of version ${version}, and this Vigie writes version ${SCHEMA_VERSION}`;
    throw new VigieError(problem("store", { file }, text, "name another folder with --store and scan again"));
  }
  db.exec(`${SCHEMA} pragma user_version = ${SCHEMA_VERSION};`);
}

class SqliteStore implements Store {
  readonly decisions: SqliteDecisions;
  readonly live: SqliteLive;
  readonly changes: SqliteChanges;
  readonly bouncers: SqliteBouncers;
  readonly notices: SqliteNotices;
  readonly judgements: SqliteJudgements;
  readonly successions: SqliteSuccessions;
  readonly #db: DatabaseSync;
  readonly #sealing: Sealing;
  readonly #evidence: Evidence;
  readonly #addAlert: StatementSync;
  readonly #growAlert: StatementSync;
  readonly #knownAlert: StatementSync;
  readonly #findByPrefix: Readonly<Record<"alert" | "attack", StatementSync>>;
  readonly #findAlertIds: StatementSync;
  readonly #addAttack: StatementSync;
  readonly #link: StatementSync;
  readonly #findSharing: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#evidence = new Evidence(db);
    this.#sealing = new Sealing(db, this.#evidence);
    this.live = new SqliteLive(db);
    this.judgements = new SqliteJudgements(db);
    this.successions = new SqliteSuccessions(db);
    const transaction = <T>(action: () => T): T => this.#transaction(action);
    this.decisions = new SqliteDecisions(db, transaction);
    this.changes = new SqliteChanges(db, transaction);
    this.bouncers = new SqliteBouncers(db, transaction);
    this.notices = new SqliteNotices(db, transaction);
    this.#addAlert = db.prepare("insert into alert values (null, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#growAlert = db.prepare("update alert set origin = ?, document = ?, cited = ? where id = ?");
    this.#knownAlert = db.prepare("select 1 from alert where id = ?");
    const byPrefix = (columns: string, table: string): StatementSync =>
      db.prepare(`select ${columns} from ${table} where id >= ? and id < ? order by id limit 20`);
    this.#findByPrefix = {
      alert: byPrefix("document, cited", "alert"),
      attack: byPrefix("document", "attack"),
    };
    this.#findAlertIds = db.prepare(`select alert.id ${MEMBERS}`);
    // no "or replace": that deletes the row first, and with it everything that hangs on it
    this.#addAttack = db.prepare(
      `insert into attack values (null, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set body = excluded.body,
       first_ms = excluded.first_ms, last_ms = excluded.last_ms, class = excluded.class, score = excluded.score,
       document = excluded.document returning number`,
    );
    this.#findSharing = db.prepare(
      `select attack.id, count(*) as shared from json_each(?) as one join alert on alert.id = one.value
       join attack_alert on attack_alert.alert = alert.number join attack on attack.number = attack_alert.attack
       where attack.id <> ? group by attack.id order by attack.id`,
    );
    this.#link = db.prepare(
      `insert into attack_alert select ?, alert.number from json_each(?) as one join alert on alert.id = one.value
       where true on conflict do nothing`,
    );
  }

  addAlerts(alerts: readonly Alert[]): number {
    return this.#transaction(() => {
      const cite = this.#evidence.citing();
      return alerts.filter((alert) => this.#insertAlert(alert, cite)).length;
    });
  }

  #insertAlert(alert: Alert, cite: (refs: Alert["evidence"]) => string): boolean {
    const { id, time, rule, body, evidence } = alert;
    if (this.#isKnown(id)) return false; // nothing of it is cited twice
    const timeMs = time === null ? null : Date.parse(time);
    const origin = alert.origin?.ip ?? null;
    const level = levelRank(rule.level);
    const cited = cite(evidence);
    this.#addAlert.run(id, timeMs, rule.id, level, body, origin, documentOf(alert), cited);
    return true;
  }

  /** One that was erased meanwhile stays erased. */
  #replaceAlert(alert: Alert, cite: (refs: Alert["evidence"]) => string): void {
    if (!this.#isKnown(alert.id)) return;
    const origin = alert.origin?.ip ?? null;
    this.#growAlert.run(origin, documentOf(alert), cite(alert.evidence), alert.id);
  }

  #isKnown(id: string): boolean {
    return this.#knownAlert.get(id) !== undefined;
  }

  addAttacks(attacks: Seal["attacks"]): void {
    this.#transaction(() => {
      for (const one of attacks) this.#insertAttack(one);
    });
  }

  /**
   * An attack that is part of a known one adds nothing; one that shares alerts with known ones takes their place: the same
   * alerts are never counted twice.
   */
  #insertAttack({ attack, alertIds }: Seal["attacks"][number]): void {
    const { id, body, verdict } = attack;
    const ids = [...alertIds];
    const others = this.#sharing(ids, id);
    if (others.some(({ shared }) => shared === ids.length)) return;
    for (const other of others) {
      this.#db.prepare("delete from attack where id = ?").run(other.id);
      this.successions.add(other.id, [id]);
    }
    const [first, last] = [Date.parse(attack.first), Date.parse(attack.last)];
    const document = JSON.stringify(attack);
    const row = this.#addAttack.get(id, body, first, last, verdict.class, verdict.score, document);
    this.#link.run(Number(row?.["number"]), JSON.stringify(ids));
  }

  /** Other attacks that hold some of these alerts, and how many of them. */
  #sharing(
    alertIds: readonly string[],
    except: string,
  ): readonly { readonly id: string; readonly shared: number }[] {
    const rows = this.#findSharing.all(JSON.stringify(alertIds), except);
    return rows.map((row) => ({ id: String(row["id"]), shared: Number(row["shared"]) }));
  }

  addSource(source: SourceRecord): void {
    this.#transaction(() => this.#insertSource(source));
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
    const alerts = this.#rows("alert", id).map((row) => ({ alert: this.#toAlert(row) }));
    const attacks = this.#rows("attack", id).map((row) => ({
      attack: JSON.parse(String(row["document"])) as Attack,
    }));
    const decisions = this.decisions.find(id).map(({ decision }) => ({ decision }));
    return [...attacks, ...alerts, ...decisions];
  }

  #rows(table: "alert" | "attack", prefix: string): readonly Row[] {
    return this.#findByPrefix[table].all(prefix, `${prefix}g`); // 'g' follows every hexadecimal digit
  }

  *alertsOf(attackId: string): Iterable<Alert> {
    const rows = this.#db.prepare(`select alert.document, cited ${MEMBERS}`).iterate(attackId);
    for (const row of rows) yield this.#toAlert(row);
  }

  alertIdsOf(attackId: string): readonly string[] {
    return this.#findAlertIds.all(attackId).map((row) => String(row["id"]));
  }

  #toAlert(row: Row): Alert {
    const alert = JSON.parse(String(row["document"])) as Alert;
    return { ...alert, evidence: this.#evidence.refsOf(String(row["cited"])) };
  }

  *attacks(filter: AttackFilter): Iterable<Attack> {
    const rows = this.#db
      .prepare(
        `select document from attack where (?1 is null or body = ?1) and (?2 is null or class = ?2)
         and (?3 is null or last_ms >= ?3) order by score desc, first_ms, id limit ?4`,
      )
      .iterate(filter.body ?? null, filter.class ?? null, filter.sinceMs ?? null, filter.limit ?? -1);
    for (const row of rows) yield attackOf(String(row["document"]));
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
    return new Set(ids.filter((id) => !this.#isKnown(id)));
  }

  isSealed(about: string): boolean {
    return this.#sealing.isSealed(about);
  }

  seal(seal: Seal): void {
    this.#transaction(() => {
      const cite = this.#evidence.citing(new Map(seal.records.map(({ sha256, bytes }) => [sha256, bytes])));
      for (const alert of seal.alerts) this.#insertAlert(alert, cite);
      for (const alert of seal.grown) this.#replaceAlert(alert, cite);
      for (const one of seal.attacks) this.#insertAttack(one);
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
    const rows = this.#db
      .prepare(
        `select distinct attack.id from json_each(?) as one join alert on alert.id = one.value
         join attack_alert on attack_alert.alert = alert.number join attack on attack.number = attack_alert.attack`,
      )
      .all(JSON.stringify(alertIds));
    return rows.map((row) => String(row["id"]));
  }

  segmentsBefore(timeMs: number): readonly string[] {
    return this.#sealing.segmentsBefore(timeMs);
  }

  alertsIn(segments: readonly string[]): readonly string[] {
    return this.#evidence.alertsIn(segments);
  }

  erase(things: Erasable): Erased {
    this.#db.exec("pragma secure_delete = on"); // deleted bytes are overwritten, not only unlinked
    const erased = this.#transaction(() => {
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

  together<T>(action: () => T): T {
    return this.#transaction(action);
  }

  durable(): void {
    // a watch runs beside what it guards for months: it shall not take much memory from it
    // a page that one transaction after the other changes is written back once in so many, not once in a few
    this.#db.exec("pragma synchronous = full; pragma cache_size = -16384; pragma wal_autocheckpoint = 8000");
  }

  close(): void {
    this.#db.close();
  }

  #transaction<T>(action: () => T): T {
    if (this.#db.isTransaction) return action(); // part of a larger one
    try {
      this.#db.exec("begin immediate");
      const result = action();
      this.#db.exec("commit");
      return result;
    } catch (error) {
      this.#evidence.forget();
      if (this.#db.isTransaction) this.#db.exec("rollback"); // a full disk has rolled back already
      if (systemCode(error) !== "ERR_SQLITE_ERROR") throw error;
      throw storeError(this.#db.location() ?? ":memory:", error, "written");
    }
  }
}

type Row = Record<string, SQLOutputValue>;

/** The alerts of an attack, in their order. */
const MEMBERS = `from attack join attack_alert on attack_alert.attack = attack.number
  join alert on alert.number = attack_alert.alert where attack.id = ? order by alert.time_ms, alert.id`;

/** The document leaves the evidence out: a correlation has a thousand records of it, and other alerts have the same. */
function documentOf(alert: Alert): string {
  return JSON.stringify({ ...alert, evidence: [] });
}

/** An attack as it was kept; what older versions did not write of it is as good as unknown. */
function attackOf(document: string): Attack {
  const kept = JSON.parse(document) as Attack;
  if (Object.hasOwn(kept, "shown")) return kept;
  const steps = kept.steps.map((step) => ({ ...step, record: null }));
  return { ...kept, steps, shown: {}, announced: null, case: null };
}
