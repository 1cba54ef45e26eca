/**
 * The records that alerts cite, each once: what an alert keeps is the list of their numbers.
 *
 * Ten correlations that remember the same hits cite the same thousand records, so the list is one JSON array in the
 * alert's row and not a row for each. Records get their numbers as they come, which is the order of the bytes: new ones
 * stand side by side in few pages, where keys by digest would spread them over the whole table.
 * `holder` is what records lie in: a segment of a file. A segment that is still open gets its digest there, in one row.
 * @module
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { EvidenceRef } from "../../model/alert.ts";

export const EVIDENCE_SCHEMA = `
create table if not exists holder (number integer primary key, segment text not null, file text not null) strict;
create index if not exists holder_file on holder (file, segment);
create index if not exists holder_segment on holder (segment);
create table if not exists record (
  number integer primary key, holder integer not null references holder (number), offset integer not null,
  length integer not null, sha256 text not null, place integer, bytes blob
) strict;
create unique index if not exists record_place on record (holder, offset, length, sha256);
`;

/** A record that was looked up a moment ago. */
interface Known {
  readonly ref: EvidenceRef;
  readonly number: number;
}

/** Works inside the transactions of the store that owns it. */
export class Evidence {
  readonly #db: DatabaseSync;
  readonly #findHolder: StatementSync;
  readonly #addHolder: StatementSync;
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #fill: StatementSync;
  readonly #refs: StatementSync;
  readonly #bytes: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#findHolder = db.prepare("select number from holder where file = ? and segment = ? limit 1");
    this.#addHolder = db.prepare("insert into holder values (null, ?, ?) returning number");
    this.#find = db.prepare(
      "select number, bytes is null as bare from record where holder = ? and offset = ? and length = ? and sha256 = ?",
    );
    this.#add = db.prepare("insert into record values (null, ?, ?, ?, ?, ?, ?) returning number");
    this.#fill = db.prepare("update record set bytes = ? where number = ?");
    this.#refs = db.prepare(
      `select segment, file, offset, length, sha256, place from json_each(?) as cited
       join record on record.number = cited.value join holder on holder.number = record.holder order by cited.key`,
    );
    this.#bytes = db.prepare(
      `select bytes from holder join record on record.holder = holder.number
       where file = ? and segment = ? and offset = ? and length = ? and sha256 = ? and bytes is not null limit 1`,
    );
  }

  /**
   * Takes the records of some alerts; numbers are known to it only as long as the transaction lasts.
   * @param bytes of records, by their digest; those of others may come later, or never
   * @returns gives the list of an alert's records as its row holds it
   */
  citing(bytes: ReadonlyMap<string, Uint8Array> = new Map()): (refs: readonly EvidenceRef[]) => string {
    const holders = new Map<string, Map<string, number>>();
    const known = new Map<number, Map<number, Known>>();
    const numberOf = (ref: EvidenceRef): number => {
      const holder = this.#holderOf(ref, holders);
      const own = known.get(holder) ?? new Map<number, Known>();
      known.set(holder, own);
      const last = own.get(ref.offset);
      if (last !== undefined && isSame(last.ref, ref)) return last.number;
      const number = this.#numberOf(ref, holder, bytes.get(ref.sha256) ?? null);
      own.set(ref.offset, { ref, number });
      return number;
    };
    return (refs) => JSON.stringify(refs.map(numberOf));
  }

  #holderOf({ file, segment }: EvidenceRef, holders: Map<string, Map<string, number>>): number {
    const ofFile = holders.get(file) ?? new Map<string, number>();
    holders.set(file, ofFile);
    const known = ofFile.get(segment);
    if (known !== undefined) return known;
    const row = this.#findHolder.get(file, segment) ?? this.#addHolder.get(segment, file);
    const number = Number(row?.["number"]);
    ofFile.set(segment, number);
    return number;
  }

  #numberOf(
    { offset, length, sha256, place }: EvidenceRef,
    holder: number,
    bytes: Uint8Array | null,
  ): number {
    const found = this.#find.get(holder, offset, length, sha256);
    if (found === undefined)
      return Number(this.#add.get(holder, offset, length, sha256, place ?? null, bytes)?.["number"]);
    const number = Number(found["number"]);
    if (bytes !== null && found["bare"] === 1) this.#fill.run(bytes, number);
    return number;
  }

  /** The records behind a list that {@link citing} gave, in its order. */
  refsOf(cited: string): EvidenceRef[] {
    return this.#refs.all(cited).map(toRef);
  }

  /** The bytes of a record, or null when they were not kept or are erased. */
  bytesOf({ file, segment, offset, length, sha256 }: EvidenceRef): Uint8Array | null {
    const row = this.#bytes.get(file, segment, offset, length, sha256);
    return row === undefined ? null : (row["bytes"] as Uint8Array);
  }

  /** These alerts and all others that cite one of their records, in whatever segment it lies. For erasure: reads all lists. */
  alertsSharing(ids: readonly string[]): readonly string[] {
    const rows = this.#db
      .prepare(
        `with own as (select distinct one.value as number from alert, json_each(alert.cited) as one
           where alert.id in (select value from json_each(?))),
         twin as materialized (select distinct other.number from own join record using (number)
           join holder on holder.number = record.holder join holder as elsewhere on elsewhere.file = holder.file
           join record as other on other.holder = elsewhere.number and other.offset = record.offset
             and other.sha256 = record.sha256)
         select distinct alert.id from alert, json_each(alert.cited) as one where one.value in (select number from twin)`,
      )
      .all(JSON.stringify(ids));
    return rows.map((row) => String(row["id"]));
  }

  /** Alerts that cite a record in one of these segments. For erasure: reads all lists. */
  alertsIn(segments: readonly string[]): readonly string[] {
    const rows = this.#db
      .prepare(
        `with gone as materialized (select record.number from record join holder on holder.number = record.holder
           where segment in (select value from json_each(?)))
         select distinct alert.id from alert, json_each(alert.cited) as one where one.value in (select number from gone)`,
      )
      .all(JSON.stringify(segments.map(segmentName)));
    return rows.map((row) => String(row["id"]));
  }

  /** The segments that hold records of these alerts, as far as they are closed and not erased. */
  segmentsOf(ids: readonly string[]): readonly string[] {
    const rows = this.#db
      .prepare(
        `select distinct segment from alert, json_each(alert.cited) as one join record on record.number = one.value
         join holder on holder.number = record.holder
         where alert.id in (select value from json_each(?)) and segment <> '${ERASED}'`,
      )
      .all(JSON.stringify(ids));
    return rows.map((row) => String(row["segment"]).replace(/^sha256:/, ""));
  }

  /** Deletes the records that these alerts cite and no other. @returns how many lines they held */
  eraseRecordsOf(ids: readonly string[]): number {
    const rows = this.#db
      .prepare(
        `delete from record where number in (select one.value from alert, json_each(alert.cited) as one
           where alert.id in (select value from json_each(?1)))
         and number not in (select one.value from alert, json_each(alert.cited) as one
           where alert.id not in (select value from json_each(?1)))
         returning sha256, bytes is not null as kept`,
      )
      .all(JSON.stringify(ids));
    return new Set(rows.filter((row) => row["kept"] === 1).map((row) => row["sha256"])).size;
  }

  /** What is left of a segment is the word "erased". */
  eraseSegment(digest: string): void {
    this.#db.prepare(`update holder set segment = '${ERASED}' where segment = ?`).run(segmentName(digest));
  }
}

const ERASED = "erased";
const segmentName = (digest: string): string => `sha256:${digest}`;

function isSame(one: EvidenceRef, other: EvidenceRef): boolean {
  return one.length === other.length && one.sha256 === other.sha256;
}

function toRef(row: Record<string, SQLOutputValue>): EvidenceRef {
  const place = row["place"];
  return {
    segment: String(row["segment"]),
    file: String(row["file"]),
    offset: Number(row["offset"]),
    length: Number(row["length"]),
    sha256: String(row["sha256"]),
    ...(place === null ? {} : { place: Number(place) }),
  };
}
