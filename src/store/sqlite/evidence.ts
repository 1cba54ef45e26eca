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

/** A record that was cited a moment ago. */
interface Known {
  readonly length: number;
  readonly sha256: string;
  readonly number: number;
  /** Whether its bytes are kept. */
  readonly isWhole: boolean;
}

/** So many records are known without being looked up: some megabytes. */
const MAX_KNOWN = 32_768;

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
  readonly #version: StatementSync;
  /**
   * Records that were cited lately, by holder and offset: ten correlations that end cite the same thousand. Forgotten
   * whenever anybody else may have deleted one.
   */
  readonly #known = new Map<number, Map<number, Known>>();
  #knownCount = 0;
  #knownVersion: SQLOutputValue | undefined;

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
    this.#version = db.prepare("pragma data_version");
  }

  /** What was written lately is not there: a transaction was rolled back, or records were erased. */
  forget(): void {
    this.#known.clear();
    this.#knownCount = 0;
  }

  /**
   * Takes the records of some alerts; called once in a transaction.
   * @param bytes of records, by their digest; those of others may come later, or never
   * @returns gives the list of an alert's records as its row holds it
   */
  citing(bytes: ReadonlyMap<string, Uint8Array> = new Map()): (refs: readonly EvidenceRef[]) => string {
    this.#forgetIfChanged();
    const holders = new Map<string, Map<string, number>>();
    const numberOf = (ref: EvidenceRef): number => {
      const holder = this.#holderOf(ref, holders);
      const known = this.#known.get(holder)?.get(ref.offset);
      const isSame = known?.length === ref.length && known.sha256 === ref.sha256;
      if (isSame && known.isWhole) return known.number;
      const own = bytes.get(ref.sha256) ?? null;
      return isSame && own === null ? known.number : this.#numberOf(ref, holder, own);
    };
    return (refs) => JSON.stringify(refs.map(numberOf));
  }

  /** Another process has written: it may have erased. */
  #forgetIfChanged(): void {
    const version = this.#version.get()?.["data_version"];
    if (version !== this.#knownVersion) this.forget();
    this.#knownVersion = version;
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
    const row = found ?? this.#add.get(holder, offset, length, sha256, place ?? null, bytes);
    const number = Number(row?.["number"]);
    const isBare = found?.["bare"] === 1;
    if (bytes !== null && isBare) this.#fill.run(bytes, number);
    const isWhole = bytes !== null || (found !== undefined && !isBare);
    this.#note(holder, offset, { length, sha256, number, isWhole });
    return number;
  }

  #note(holder: number, offset: number, known: Known): void {
    if (this.#knownCount >= MAX_KNOWN) this.forget();
    const own = this.#known.get(holder) ?? new Map<number, Known>();
    this.#known.set(holder, own);
    own.set(offset, known);
    this.#knownCount++;
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
    this.forget();
    return new Set(rows.filter((row) => row["kept"] === 1).map((row) => row["sha256"])).size;
  }

  /** What is left of a segment is the word "erased". */
  eraseSegment(digest: string): void {
    this.#db.prepare(`update holder set segment = '${ERASED}' where segment = ?`).run(segmentName(digest));
  }
}

const ERASED = "erased";
const segmentName = (digest: string): string => `sha256:${digest}`;

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
