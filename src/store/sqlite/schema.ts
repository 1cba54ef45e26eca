/**
 * The tables of the embedded store. Times are milliseconds since 1970; documents are JSON as printed, so that what is
 * shown later is what was printed then.
 *
 * `finding` holds what the log commits to: bytes as they were hashed, the salt, and the batch they were sealed in; `about` is the
 * id of the alert or attack, or the digest of the segment. `outbox` holds the entries of the log in their order: entry
 * number n is the log's index n, so that the log's size alone says which of them it already has.
 *
 * Rows stand in the order in which they came, and only their ids in trees by digest: whatever is written by digest lands
 * on another page each time, and each page that a transaction touches is written twice.
 * @module
 */

import { BOUNCER_SCHEMA } from "./bouncers.ts";
import { CHANGE_SCHEMA } from "./changes.ts";
import { DECISION_SCHEMA } from "./decisions.ts";
import { EVIDENCE_SCHEMA } from "./evidence.ts";
import { JUDGEMENT_SCHEMA } from "./judgements.ts";
import { LIVE_SCHEMA } from "./live.ts";
import { NOTICE_SCHEMA } from "./notices.ts";
import { SUCCESSION_SCHEMA } from "./successions.ts";

/** Raised when a table changes; a store of another version is refused with a remedy. */
export const SCHEMA_VERSION = 8;

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
  number integer primary key, id text not null unique, time_ms integer, rule text not null, level integer not null,
  body text not null, origin text, document text not null, cited text not null
) strict;
create index if not exists alert_time on alert (time_ms);
create table if not exists attack (
  number integer primary key, id text not null unique, body text not null, first_ms integer not null,
  last_ms integer not null, class text not null, score real not null, document text not null
) strict;
create index if not exists attack_score on attack (score desc, first_ms, id);
create table if not exists attack_alert (
  attack integer not null references attack (number) on delete cascade,
  alert integer not null references alert (number) on delete cascade,
  primary key (attack, alert)
) strict, without rowid;
create index if not exists attack_alert_alert on attack_alert (alert);
create table if not exists finding (
  commitment text not null, kind text not null, about text not null, time_ms integer not null,
  bytes blob not null, salt blob not null, batch text not null
) strict;
create index if not exists finding_about on finding (about);
create table if not exists batch (commitment text primary key, bytes blob not null, salt blob not null) strict;
create table if not exists outbox (number integer primary key, entry blob not null unique) strict;
${EVIDENCE_SCHEMA}${DECISION_SCHEMA}${CHANGE_SCHEMA}${BOUNCER_SCHEMA}${LIVE_SCHEMA}${NOTICE_SCHEMA}${JUDGEMENT_SCHEMA}${SUCCESSION_SCHEMA}`;
