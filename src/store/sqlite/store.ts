/**
 * The embedded store: one SQLite file in WAL mode, which other processes may read while a scan writes.
 * @module
 */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
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

/** A reference as its row holds it. */
type EvidenceRow = Omit<EvidenceRef, "place"> & { readonly place: number | null };

function isSameRef(known: EvidenceRef | undefined, ref: EvidenceRef): boolean {
  return (
    known !== undefined &&
    known.offset === ref.offset &&
    known.length === ref.length &&
    known.sha256 === ref.sha256 &&
    known.segment === ref.segment &&
    known.file === ref.file
  );
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
  readonly #addAlert: StatementSync;
  readonly #addEvidence: StatementSync;
  readonly #growAlert: StatementSync;
  readonly #putEvidence: StatementSync;
  readonly #cutEvidence: StatementSync;
  readonly #findByPrefix: Readonly<Record<"alert" | "attack", StatementSync>>;
  readonly #findAlertIds: StatementSync;
  readonly #addAttack: StatementSync;
  readonly #link: StatementSync;
  readonly #findSharing: StatementSync;
  readonly #findEvidence: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sealing = new Sealing(db);
    this.live = new SqliteLive(db);
    this.judgements = new SqliteJudgements(db);
    this.successions = new SqliteSuccessions(db);
    const transaction = <T>(action: () => T): T => this.#transaction(action);
    this.decisions = new SqliteDecisions(db, transaction);
    this.changes = new SqliteChanges(db, transaction);
    this.bouncers = new SqliteBouncers(db, transaction);
    this.notices = new SqliteNotices(db, transaction);
    this.#addAlert = db.prepare("insert into alert values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing");
    this.#addEvidence = db.prepare("insert into evidence values (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#growAlert = db.prepare("update alert set origin = ?, document = ? where id = ?");
    this.#putEvidence = db.prepare("insert or replace into evidence values (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#cutEvidence = db.prepare("delete from evidence where alert = ? and number >= ?");
    const byPrefix = (table: string): StatementSync =>
      db.prepare(`select document from ${table} where id >= ? and id < ? order by id limit 20`);
    this.#findByPrefix = { alert: byPrefix("alert"), attack: byPrefix("attack") };
    this.#findAlertIds = db.prepare(
      "select alert.id from alert join attack_alert on alert = alert.id where attack = ? order by time_ms, alert.id",
    );
    // no "or replace": that deletes the row first, and with it everything that hangs on it
    this.#addAttack = db.prepare(
      `insert into attack values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set body = excluded.body,
       first_ms = excluded.first_ms, last_ms = excluded.last_ms, class = excluded.class, score = excluded.score,
       document = excluded.document`,
    );
    this.#findEvidence = db.prepare(
      "select segment, file, offset, length, sha256, place from evidence where alert = ? order by number",
    );
    this.#findSharing = db.prepare(
      `select attack, count(*) as shared from attack_alert
       where alert in (select value from json_each(?)) and attack <> ? group by attack order by attack`,
    );
    this.#link = db.prepare("insert into attack_alert values (?, ?) on conflict do nothing");
  }

  addAlerts(alerts: readonly Alert[]): number {
    return this.#transaction(() => {
      let fresh = 0;
      for (const alert of alerts) if (this.#insertAlert(alert)) fresh++;
      return fresh;
    });
  }

  #insertAlert(alert: Alert): boolean {
    const timeMs = alert.time === null ? null : Date.parse(alert.time);
    const level = levelRank(alert.rule.level);
    const origin = alert.origin?.ip ?? null;
    // the evidence has its own table, and a correlation has a thousand of it: the document leaves it out
    const document = JSON.stringify({ ...alert, evidence: [] });
    const done = this.#addAlert.run(alert.id, timeMs, alert.rule.id, level, alert.body, origin, document);
    if (done.changes === 0) return false;
    this.#insertEvidence(alert);
    return true;
  }

  #insertEvidence(alert: Alert): void {
    for (const [number, e] of alert.evidence.entries()) {
      this.#addEvidence.run(
        alert.id,
        number,
        e.segment,
        e.file,
        e.offset,
        e.length,
        e.sha256,
        e.place ?? null,
      );
    }
  }

  #replaceAlert(alert: Alert): void {
    const document = JSON.stringify({ ...alert, evidence: [] });
    const origin = alert.origin?.ip ?? null;
    const done = this.#growAlert.run(origin, document, alert.id);
    if (done.changes === 0) return; // erased meanwhile: it stays erased
    this.#updateEvidence(alert);
  }

  /** An alert grows at its end: what is there already is left alone, a row stands in four trees. */
  #updateEvidence({ id, evidence }: Alert): void {
    const known = this.#findEvidence.all(id) as unknown as EvidenceRef[];
    for (const [number, e] of evidence.entries()) {
      if (isSameRef(known[number], e)) continue;
      this.#putEvidence.run(id, number, e.segment, e.file, e.offset, e.length, e.sha256, e.place ?? null);
    }
    if (known.length > evidence.length) this.#cutEvidence.run(id, evidence.length);
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
    this.#addAttack.run(id, body, first, last, verdict.class, verdict.score, JSON.stringify(attack));
    for (const alert of ids) this.#link.run(id, alert);
  }

  /** Other attacks that hold some of these alerts, and how many of them. */
  #sharing(
    alertIds: readonly string[],
    except: string,
  ): readonly { readonly id: string; readonly shared: number }[] {
    const rows = this.#findSharing.all(JSON.stringify(alertIds), except);
    return rows.map((row) => ({ id: String(row["attack"]), shared: Number(row["shared"]) }));
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
    const alerts = this.#documents<Alert>("alert", id).map((alert) => ({ alert: this.#withEvidence(alert) }));
    const attacks = this.#documents<Attack>("attack", id).map((attack) => ({ attack }));
    const decisions = this.decisions.find(id).map(({ decision }) => ({ decision }));
    return [...attacks, ...alerts, ...decisions];
  }

  #documents<T>(table: "alert" | "attack", prefix: string): readonly T[] {
    const rows = this.#findByPrefix[table].all(prefix, `${prefix}g`); // 'g' follows every hexadecimal digit
    return rows.map((row) => JSON.parse(String(row["document"])) as T);
  }

  *alertsOf(attackId: string): Iterable<Alert> {
    const rows = this.#db
      .prepare(
        "select document from alert join attack_alert on alert = alert.id where attack = ? order by time_ms, alert.id",
      )
      .iterate(attackId);
    for (const row of rows) yield this.#withEvidence(JSON.parse(String(row["document"])) as Alert);
  }

  alertIdsOf(attackId: string): readonly string[] {
    return this.#findAlertIds.all(attackId).map((row) => String(row["id"]));
  }

  #withEvidence(alert: Alert): Alert {
    const rows = this.#findEvidence.all(alert.id) as unknown as EvidenceRow[];
    const evidence = rows.map(({ place, ...ref }) => ({ ...ref, ...(place === null ? {} : { place }) }));
    return { ...alert, evidence };
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
    const known = this.#db.prepare("select 1 from alert where id = ?");
    return new Set(ids.filter((id) => known.get(id) === undefined));
  }

  isSealed(about: string): boolean {
    return this.#sealing.isSealed(about);
  }

  seal(seal: Seal): void {
    this.#transaction(() => {
      for (const alert of seal.alerts) this.#insertAlert(alert);
      for (const alert of seal.grown) this.#replaceAlert(alert);
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

  allFindings(): Iterable<SealedFinding> {
    return this.#sealing.allFindings();
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

  record(sha256: string): Uint8Array | null {
    return this.#sealing.record(sha256);
  }

  alertsSharing(alertIds: readonly string[]): readonly string[] {
    return this.#sealing.alertsSharing(alertIds);
  }

  attacksOf(alertIds: readonly string[]): readonly string[] {
    const rows = this.#db
      .prepare("select distinct attack from attack_alert where alert in (select value from json_each(?))")
      .all(JSON.stringify(alertIds));
    return rows.map((row) => String(row["attack"]));
  }

  segmentsBefore(timeMs: number): readonly string[] {
    return this.#sealing.segmentsBefore(timeMs);
  }

  alertsIn(segments: readonly string[]): readonly string[] {
    return this.#sealing.alertsIn(segments);
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
      if (this.#db.isTransaction) this.#db.exec("rollback"); // a full disk has rolled back already
      if (systemCode(error) !== "ERR_SQLITE_ERROR") throw error;
      throw storeError(this.#db.location() ?? ":memory:", error, "written");
    }
  }
}

/** An attack as it was kept; what older versions did not write of it is as good as unknown. */
function attackOf(document: string): Attack {
  const kept = JSON.parse(document) as Attack;
  if (Object.hasOwn(kept, "shown")) return kept;
  const steps = kept.steps.map((step) => ({ ...step, record: null }));
  return { ...kept, steps, shown: {}, announced: null, case: null };
}
