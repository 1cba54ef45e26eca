/**
 * What bouncers report of themselves, in the embedded store: the latest reports, and sums that go on for ever.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { BouncerClient, MetricItem, MetricReport, MetricTotal } from "../bouncers.ts";

/** A report is known by the bouncer's own times: one that is sent again, because the answer was lost, counts once. */
export const REPORT_SCHEMA = `
create table if not exists bouncer_report (
  number integer primary key autoincrement, bouncer text not null references bouncer (name) on delete cascade,
  client text not null, utc_now integer not null, started_at integer not null, received_ms integer not null,
  document text not null, unique (bouncer, client, utc_now, started_at)
) strict;
create table if not exists bouncer_total (
  bouncer text not null references bouncer (name) on delete cascade, name text not null, unit text not null,
  origin text not null, value real not null, primary key (bouncer, name, unit, origin)
) strict, without rowid;
`;

/** Reports kept of each bouncer: two days at one each 15 minutes. What is older lives on in the totals. */
const MAX_REPORTS = 200;
/** Counts what is now, where the other names count what happened. */
const GAUGE = "active_decisions";

/** Stores a report and adds it up; a part of its transaction. @returns false when this very report was stored before */
export function storeReport(
  db: DatabaseSync,
  { bouncer, name }: BouncerClient,
  report: MetricReport,
): boolean {
  const document = JSON.stringify({ window_seconds: report.windowSeconds, items: report.items });
  const { changes } = db
    .prepare("insert into bouncer_report values (null, ?, ?, ?, ?, ?, ?) on conflict do nothing")
    .run(bouncer, name, report.utcNow, report.startedAt, report.receivedMs, document);
  if (Number(changes) === 0) return false;
  for (const item of report.items) addUp(db, bouncer, item);
  db.prepare(
    `delete from bouncer_report where bouncer = ?1 and number <= (
       select number from bouncer_report where bouncer = ?1 order by number desc limit 1 offset ?2)`,
  ).run(bouncer, MAX_REPORTS);
  return true;
}

function addUp(db: DatabaseSync, bouncer: string, { name, unit, origin, value }: MetricItem): void {
  const sum = name === GAUGE ? "excluded.value" : "value + excluded.value";
  db.prepare(`insert into bouncer_total values (?, ?, ?, ?, ?) on conflict do update set value = ${sum}`).run(
    bouncer,
    name,
    unit,
    origin,
    value,
  );
}

/** Every sum. */
export function allTotals(db: DatabaseSync): readonly MetricTotal[] {
  return db
    .prepare("select * from bouncer_total")
    .all()
    .map((row) => ({
      bouncer: String(row["bouncer"]),
      name: String(row["name"]),
      unit: String(row["unit"]),
      origin: String(row["origin"]),
      value: Number(row["value"]),
    }));
}
