/**
 * Alerts in the embedded store: a document each, whose evidence lies with the records that are cited.
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Alert, type EvidenceRef, levelRank } from "../../model/alert.ts";
import type { Evidence } from "./evidence.ts";
import { byPrefix, type Row } from "./prefix.ts";

/** Keeps the records that an alert cites; gives the list as its row holds it. */
export type Cite = (refs: readonly EvidenceRef[]) => string;

/** The alerts of an attack, in their order. */
const MEMBERS = `from attack join attack_alert on attack_alert.attack = attack.number
  join alert on alert.number = attack_alert.alert where attack.id = ? order by alert.time_ms, alert.id`;

/** Works inside the transactions of the store that owns it. */
export class SqliteAlerts {
  readonly #db: DatabaseSync;
  readonly #evidence: Evidence;
  readonly #add: StatementSync;
  readonly #grow: StatementSync;
  readonly #known: StatementSync;
  readonly #idsOf: StatementSync;
  readonly #find: (prefix: string) => readonly Row[];

  constructor(db: DatabaseSync, evidence: Evidence) {
    this.#db = db;
    this.#evidence = evidence;
    this.#add = db.prepare("insert into alert values (null, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#grow = db.prepare("update alert set origin = ?, document = ?, cited = ? where id = ?");
    this.#known = db.prepare("select 1 from alert where id = ?");
    this.#idsOf = db.prepare(`select alert.id ${MEMBERS}`);
    this.#find = byPrefix(db, "alert", "document, cited");
  }

  /** @returns whether it was not known before */
  add(alert: Alert, cite: Cite): boolean {
    const { id, time, rule, body, evidence } = alert;
    if (this.isKnown(id)) return false; // nothing of it is cited twice
    const timeMs = time === null ? null : Date.parse(time);
    const origin = alert.origin?.ip ?? null;
    const level = levelRank(rule.level);
    const cited = cite(evidence);
    this.#add.run(id, timeMs, rule.id, level, body, origin, documentOf(alert), cited);
    return true;
  }

  /** Takes the place of what was kept of it before. One that was erased meanwhile stays erased. */
  grow(alert: Alert, cite: Cite): void {
    if (!this.isKnown(alert.id)) return;
    const origin = alert.origin?.ip ?? null;
    this.#grow.run(origin, documentOf(alert), cite(alert.evidence), alert.id);
  }

  isKnown(id: string): boolean {
    return this.#known.get(id) !== undefined;
  }

  /** Those whose id begins so. */
  find(prefix: string): readonly Alert[] {
    return this.#find(prefix).map((row) => this.#toAlert(row));
  }

  *ofAttack(attackId: string): Iterable<Alert> {
    const rows = this.#db.prepare(`select alert.document, cited ${MEMBERS}`).iterate(attackId);
    for (const row of rows) yield this.#toAlert(row);
  }

  idsOfAttack(attackId: string): readonly string[] {
    return this.#idsOf.all(attackId).map((row) => String(row["id"]));
  }

  #toAlert(row: Row): Alert {
    const alert = JSON.parse(String(row["document"])) as Alert;
    return { ...alert, evidence: this.#evidence.refsOf(String(row["cited"])) };
  }
}

/** The document leaves the evidence out: a correlation has a thousand records of it, and other alerts have the same. */
function documentOf(alert: Alert): string {
  return JSON.stringify({ ...alert, evidence: [] });
}
