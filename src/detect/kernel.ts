/**
 * The kernel: from the bytes of a chunk to its alerts. The same code runs in the main thread and in workers, and
 * depends on nothing but the chunk, so that the number of threads changes nothing.
 * @module
 */

import { parseRange } from "../base/address.ts";
import { digestOf, sha256 } from "../base/digest.ts";
import { timeText } from "../base/time.ts";
import type { ReadContext } from "../formats/format.ts";
import { createRegistry } from "../formats/index.ts";
import { Preamble } from "../formats/preamble.ts";
import type { Reading, Registry } from "../formats/registry.ts";
import { forEachRecord } from "../intake/records.ts";
import { type Alert, levelRank } from "../model/alert.ts";
import type { Event } from "../model/event.ts";
import type { FieldValue } from "../model/fields.ts";
import type { MatchEvent, RecordBytes, SigmaRule } from "../sigma/index.ts";
import { placeIn } from "./place.ts";
import { RecordDecoder } from "./record.ts";
import type {
  BaseHit,
  ChunkResult,
  ChunkTask,
  KernelOptions,
  RecordFacts,
  SourceFacts,
  Span,
} from "./task.ts";
import { traitsOf } from "./traits.ts";

/** What the kernel asks of the Sigma engine. */
export interface EventMatcher {
  match(event: MatchEvent, record: RecordBytes | null): readonly SigmaRule[];
}

/** Detects over chunks; one per thread. */
export class Kernel {
  readonly #registries = new Map<string | null, Registry>();
  readonly #matcher: EventMatcher;
  readonly #needed: ReadonlyMap<string, readonly string[]>;
  readonly #options: KernelOptions;
  readonly #proxies: ReadContext["trustedProxies"];

  readonly #isBounded: boolean;

  /** @param needed fields that correlations read, by key of their base rule */
  constructor(matcher: EventMatcher, needed: ReadonlyMap<string, readonly string[]>, options: KernelOptions) {
    this.#matcher = matcher;
    this.#needed = needed;
    this.#options = options;
    this.#isBounded = options.fromMs !== null || options.toMs !== null;
    this.#proxies = options.trustedProxies.map(parseRange).filter((range) => range !== null);
  }

  run(task: ChunkTask): ChunkResult {
    const decoder = new RecordDecoder(task.chunk.bytes);
    const tally = new Tally();
    const context = this.#contextOf(task);
    const registry = this.#registryFor(task.source.format);
    registry.reset();
    const run: Run = { task, registry, decoder, tally, context };
    forEachRecord(task.chunk, (start, end, oversize) => {
      tally.records++;
      if (oversize) tally.oversize++;
      const place = { start, end, text: decoder.text(start, end) };
      if (!oversize && this.#glance(run, place)) return;
      this.#readWhole(run, place, oversize ? { ...context, cut: true } : context);
    });
    return tally.result(decoder);
  }

  /** Whether a look at a few fields is enough: no rule fires, or which ones do is told. */
  #glance({ registry, decoder, tally, context, task }: Run, place: Place): boolean {
    if (this.#isBounded) return false; // the time has to be read in any case
    const record = decoder.record(place.start, place.end, place.text);
    const glimpse = record === null ? null : registry.glance(record, context);
    if (record === null || glimpse === null) return false;
    const rules = this.#matcher.match(glimpse, glimpse.unicode ? null : decoder.unescaped(record));
    tally.format(glimpse.format);
    if (rules.length === 0) return true;
    const reading = this.#read(registry, place.text, context);
    if (reading.kind === "event") this.#report(rules, reading.event, task, place, decoder, tally);
    return true;
  }

  #readWhole({ registry, decoder, tally, task }: Run, place: Place, context: ReadContext): void {
    const reading = this.#read(registry, place.text, context);
    if (reading.kind === "header") tally.headers++;
    else if (reading.kind === "unparsed") this.#unparsed(tally, place.start, place.end - place.start);
    else {
      tally.format(reading.event.format);
      if (!this.#wanted(reading.event.time)) return;
      const rules = this.#matcher.match(reading.event, decoder.plain(place.start, place.end, place.text));
      if (rules.length > 0) this.#report(rules, reading.event, task, place, decoder, tally);
    }
  }

  /** A record that a format stumbles over is one unparsed record, never the end of a scan. */
  #read(registry: Registry, text: string, context: ReadContext): Reading {
    try {
      return registry.read(text, context);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // a stack or string that a record made too large; the rest are bugs
      return { kind: "unparsed", reason: "too deep or too large to be read" };
    }
  }

  #registryFor(format: string | null): Registry {
    const known = this.#registries.get(format);
    if (known !== undefined) return known;
    const made = createRegistry(format);
    this.#registries.set(format, made);
    return made;
  }

  #contextOf(task: ChunkTask): ReadContext {
    const { referenceMs, zoneMinutes } = task.source;
    const preamble = new Preamble(task.preamble.first, task.preamble.directives);
    return { referenceMs, zoneMinutes, trustedProxies: this.#proxies, preamble };
  }

  #unparsed(tally: Tally, start: number, length: number): void {
    tally.unparsed++;
    if (this.#options.keepUnparsed) tally.unparsedSpans.push({ start, length });
  }

  #report(
    rules: readonly SigmaRule[],
    event: Event,
    task: ChunkTask,
    { start, end }: Place,
    decoder: RecordDecoder,
    tally: Tally,
  ): void {
    const bytes = decoder.bytes.subarray(start, end);
    const record = recordFacts(event, task.source, task.chunk.offset + start, bytes);
    for (const rule of rules) {
      if (rule.alerts && levelRank(rule.level ?? "informational") >= this.#options.minimumLevel) {
        tally.alerts.push(alertOf(rule, event, task.source, record));
      }
      const needed = this.#needed.get(rule.key);
      if (needed === undefined) continue;
      if (event.time === null) tally.undated++;
      else tally.hits.push({ rule: rule.key, timeMs: event.time, fields: pick(event, needed), record });
    }
  }

  #wanted(timeMs: number | null): boolean {
    const { fromMs, toMs } = this.#options;
    if (!this.#isBounded) return true;
    return (
      timeMs !== null &&
      timeMs >= (fromMs ?? Number.NEGATIVE_INFINITY) &&
      timeMs <= (toMs ?? Number.POSITIVE_INFINITY)
    );
  }
}

/** What reading a chunk needs. */
interface Run {
  readonly task: ChunkTask;
  readonly registry: Registry;
  readonly decoder: RecordDecoder;
  readonly tally: Tally;
  readonly context: ReadContext;
}

/** A record in the bytes of a chunk. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The counts of one chunk while it is read. */
class Tally {
  records = 0;
  headers = 0;
  oversize = 0;
  undated = 0;
  unparsed = 0;
  readonly unparsedSpans: Span[] = [];
  readonly alerts: Alert[] = [];
  readonly hits: BaseHit[] = [];
  readonly #formats = new Map<string, number>();

  format(name: string): void {
    this.#formats.set(name, (this.#formats.get(name) ?? 0) + 1);
  }

  result(decoder: RecordDecoder): ChunkResult {
    const { records, headers, oversize, undated, unparsed, unparsedSpans, alerts, hits } = this;
    const { invalidUtf8, nul } = decoder;
    const formats = Object.fromEntries(this.#formats);
    return {
      records,
      headers,
      oversize,
      invalidUtf8,
      nul,
      undated,
      formats,
      unparsed,
      unparsedSpans,
      alerts,
      hits,
    };
  }
}

function recordFacts(event: Event, source: SourceFacts, offset: number, bytes: Uint8Array): RecordFacts {
  const place = placeIn(source.file, bytes);
  // windows remember records for hours: without a spread they all have one shape, a third smaller and made in one go
  const facts = {
    segment: "",
    file: source.file,
    source: source.source,
    identity: source.identity ?? source.source,
    offset,
    length: bytes.length,
    sha256: sha256(bytes),
    ip: event.origin === null ? null : (listOf(event.origin)[0] ?? null),
    users: names(event.fields.get("user.name")),
    hosts: names(event.fields.get("host.name")),
    traits: traitsOf(event, names),
    verdict: event.verdict,
  };
  return place === null ? facts : { ...facts, place };
}

/** At most this many names of one kind stand in an alert. */
const MAX_NAMES = 10;

const NONE: readonly string[] = Object.freeze([]);
/** Lists of one text that were made before. Windows remember records for hours, and most name the same few. */
const lists = new Map<string, readonly string[]>();
/** Who attacks chooses the texts: beyond so many, or so long ones, nothing is gained. */
const MAX_LISTS = 4096;
const MAX_SHARED = 64;

/** The list of this text alone; the same one for the same text, most of the time. */
function listOf(text: string): readonly string[] {
  if (text.length > MAX_SHARED) return [text];
  const known = lists.get(text);
  if (known !== undefined) return known;
  if (lists.size >= MAX_LISTS) lists.clear();
  const made = Object.freeze([text]);
  lists.set(text, made);
  return made;
}

function names(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || value === null || value === "" || value === "-") return NONE;
  if (typeof value === "string") return listOf(value); // almost always
  const list: readonly FieldValue[] = Array.isArray(value) ? value : [value as FieldValue];
  const texts = list.filter((item) => typeof item === "string" || typeof item === "number").map(String);
  return [...new Set(texts.filter((text) => text !== "" && text !== "-"))].slice(0, MAX_NAMES);
}

/** The id of an alert: the same for every run, thread, restart and cut of segments. */
export function alertId(rule: string, source: string, offset: number, recordSha256: string): string {
  return digestOf("alert", rule, source, String(offset), recordSha256);
}

function alertOf(rule: SigmaRule, event: Event, source: SourceFacts, record: RecordFacts): Alert {
  return {
    kind: "alert",
    id: alertId(rule.key, record.identity, record.offset, record.sha256),
    time: event.time === null ? null : timeText(event.time),
    rule: {
      id: rule.key,
      title: rule.title,
      level: rule.level ?? "informational",
      tags: [...rule.tags],
      type: "rule",
    },
    body: source.body,
    source: source.source,
    origin: record.ip === null ? null : { ip: record.ip },
    entities: { user: [...record.users], host: [...record.hosts] },
    group: {},
    evidence: [evidenceOf(record)],
    omitted: 0,
    verdict: record.verdict,
    traits: [...record.traits],
  };
}

/** The reference to a record as alerts carry it. */
export function evidenceOf(record: RecordFacts): Alert["evidence"][number] {
  const { segment, file, offset, place, length, sha256: digest } = record;
  if (place === undefined) return { segment, file, offset, length, sha256: digest };
  return { segment, file, offset, place, length, sha256: digest };
}

function pick(event: Event, fields: readonly string[]): Record<string, FieldValue> {
  const picked: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = event.fields.get(field);
    if (value !== undefined && value !== null) picked[field] = value;
  }
  return picked;
}
