/**
 * Attacks in the embedded store, each with its alerts.
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Attack } from "../../model/attack.ts";
import type { Seal } from "../seal.ts";
import type { AttackFilter } from "../store.ts";
import { byPrefix, type Row } from "./prefix.ts";
import type { SqliteSuccessions } from "./successions.ts";

/** From alerts to the attacks that hold them. */
const HOLDERS = `from json_each(?) as one join alert on alert.id = one.value
  join attack_alert on attack_alert.alert = alert.number join attack on attack.number = attack_alert.attack`;

/** Works inside the transactions of the store that owns it. */
export class SqliteAttacks {
  readonly #db: DatabaseSync;
  readonly #successions: SqliteSuccessions;
  readonly #add: StatementSync;
  readonly #link: StatementSync;
  readonly #sharing: StatementSync;
  readonly #delete: StatementSync;
  readonly #find: (prefix: string) => readonly Row[];

  constructor(db: DatabaseSync, successions: SqliteSuccessions) {
    this.#db = db;
    this.#successions = successions;
    // no "or replace": that deletes the row first, and with it everything that hangs on it
    this.#add = db.prepare(
      `insert into attack values (null, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set body = excluded.body,
       first_ms = excluded.first_ms, last_ms = excluded.last_ms, class = excluded.class, score = excluded.score,
       document = excluded.document returning number`,
    );
    this.#link = db.prepare(
      `insert into attack_alert select ?, alert.number from json_each(?) as one join alert on alert.id = one.value
       where true on conflict do nothing`,
    );
    this.#sharing = db.prepare(
      `select attack.id, count(*) as shared ${HOLDERS} where attack.id <> ? group by attack.id order by attack.id`,
    );
    this.#delete = db.prepare("delete from attack where id = ?");
    this.#find = byPrefix(db, "attack", "document");
  }

  /**
   * An attack that is part of a known one adds nothing; one that shares alerts with known ones takes their place: the same
   * alerts are never counted twice.
   */
  add({ attack, alertIds }: Seal["attacks"][number]): void {
    const { id, body, verdict } = attack;
    const ids = [...alertIds];
    const others = this.#othersWith(ids, id);
    if (others.some(({ shared }) => shared === ids.length)) return;
    for (const other of others) {
      this.#delete.run(other.id);
      this.#successions.add(other.id, [id]);
    }
    const [first, last] = [Date.parse(attack.first), Date.parse(attack.last)];
    const document = JSON.stringify(attack);
    const row = this.#add.get(id, body, first, last, verdict.class, verdict.score, document);
    this.#link.run(Number(row?.["number"]), JSON.stringify(ids));
  }

  /** Other attacks that hold some of these alerts, and how many of them. */
  #othersWith(
    alertIds: readonly string[],
    except: string,
  ): readonly { readonly id: string; readonly shared: number }[] {
    const rows = this.#sharing.all(JSON.stringify(alertIds), except);
    return rows.map((row) => ({ id: String(row["id"]), shared: Number(row["shared"]) }));
  }

  /** Those whose id begins so. */
  find(prefix: string): readonly Attack[] {
    return this.#find(prefix).map((row) => attackOf(String(row["document"])));
  }

  *list(filter: AttackFilter): Iterable<Attack> {
    const rows = this.#db
      .prepare(
        `select document from attack where (?1 is null or body = ?1) and (?2 is null or class = ?2)
         and (?3 is null or last_ms >= ?3) order by score desc, first_ms, id limit ?4`,
      )
      .iterate(filter.body ?? null, filter.class ?? null, filter.sinceMs ?? null, filter.limit ?? -1);
    for (const row of rows) yield attackOf(String(row["document"]));
  }

  /** Ids of those that hold any of these alerts. */
  holding(alertIds: readonly string[]): readonly string[] {
    const rows = this.#db.prepare(`select distinct attack.id ${HOLDERS}`).all(JSON.stringify(alertIds));
    return rows.map((row) => String(row["id"]));
  }
}

/** An attack as it was kept; what older versions did not write of it is as good as unknown. */
function attackOf(document: string): Attack {
  const kept = JSON.parse(document) as Attack;
  if (Object.hasOwn(kept, "shown")) return kept;
  const steps = kept.steps.map((step) => ({ ...step, record: null }));
  return { ...kept, steps, shown: {}, announced: null, case: null };
}
