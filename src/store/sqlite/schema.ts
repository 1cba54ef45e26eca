/**
 * The tables of the embedded store. Times are milliseconds since 1970; documents are JSON as printed, so that what is
 * shown later is what was printed then.
 *
 * `finding` holds what the log commits to: bytes as they were hashed, the salt, and the batch they were sealed in; `about` is the
 * id of the alert or attack, or the digest of the segment. `outbox` holds the entries of the log in their order: entry
 * number n is the log's index n, so that the log's size alone says which of them it already has.
 * @module
 */

import { BOUNCER_SCHEMA } from "./bouncers.ts";
import { CHANGE_SCHEMA } from "./changes.ts";
import { DECISION_SCHEMA } from "./decisions.ts";
import { JUDGEMENT_SCHEMA } from "./judgements.ts";
import { LIVE_SCHEMA } from "./live.ts";
import { NOTICE_SCHEMA } from "./notices.ts";
import { SUCCESSION_SCHEMA } from "./successions.ts";

/** Raised when a table changes; a store of another version is refused with a remedy. */
export const SCHEMA_VERSION = 7;

export const SCHEMA: string = `
create table if not exists source (
  source text not null, body text not null, file text not null, bytes integer not null,
  primary key (source, body)
) strict, without rowid;
create table if not exists segment (
  source text not null, body text not null, number integer not null, digest text not null,
  primary key (source, body, number)
) strict, without rowid;
create index if not exists segment_digest on segment (digest);
create table if not exists scan (
  id text primary key, finished_ms integer not null, rules text not null, summary text not null
) strict, without rowid;
create table if not exists alert (
  id text primary key, time_ms integer, rule text not null, level integer not null,
  body text not null, origin text, document text not null
) strict, without rowid;
create index if not exists alert_time on alert (time_ms);
create table if not exists evidence (
  alert text not null references alert (id) on delete cascade, number integer not null,
  segment text not null, file text not null, offset integer not null, length integer not null, sha256 text not null,
  place integer,
  primary key (alert, number)
) strict, without rowid;
create index if not exists evidence_record on evidence (sha256);
create index if not exists evidence_segment on evidence (segment);
create table if not exists attack (
  id text primary key, body text not null, first_ms integer not null, last_ms integer not null,
  class text not null, score real not null, document text not null
) strict, without rowid;
create index if not exists attack_score on attack (score desc, first_ms, id);
create table if not exists attack_alert (
  attack text not null references attack (id) on delete cascade, alert text not null references alert (id) on delete cascade,
  primary key (attack, alert)
) strict, without rowid;
create index if not exists attack_alert_alert on attack_alert (alert);
create table if not exists finding (
  commitment text primary key, kind text not null, about text not null, time_ms integer not null,
  bytes blob not null, salt blob not null, batch text not null
) strict;
create index if not exists finding_about on finding (about);
create table if not exists batch (commitment text primary key, bytes blob not null, salt blob not null) strict;
create table if not exists record (sha256 text primary key, bytes blob not null) strict;
create table if not exists outbox (number integer primary key, entry blob not null unique) strict;
${DECISION_SCHEMA}${CHANGE_SCHEMA}${BOUNCER_SCHEMA}${LIVE_SCHEMA}${NOTICE_SCHEMA}${JUDGEMENT_SCHEMA}${SUCCESSION_SCHEMA}`;
