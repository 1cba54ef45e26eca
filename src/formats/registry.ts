/**
 * Recognition, record by record: one file may mix services, and rotated files change their format.
 * The order is: JSON formats for objects; line formats, the last one that fitted first; carriers, whose message goes to
 * the format of its program. Generic readers come last, so that nothing specific is ever read as generic.
 * @module
 */
import type { Event } from "../model/event.ts";
import { shapedBag } from "../model/fields.ts";
import { logsource } from "../model/logsource.ts";
import { embeds } from "./embedding.ts";
import type {
  Carrier,
  Format,
  Glimpse,
  JsonFormat,
  LineFormat,
  Message,
  MessageFormat,
  ReadContext,
  ShippedLine,
} from "./format.ts";
import { toEvent } from "./format.ts";
import { type JsonText, parseJson } from "./json-value.ts";
import { Members, type RecordText } from "./members.ts";
import { isDirective } from "./preamble.ts";

/** What became of a record. */
export type Reading =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "header" }
  | { readonly kind: "unparsed"; readonly reason: string };

const HEADER: Reading = { kind: "header" };
const MAX_PROGRAMS = 4096;
/** A shipper's object may hold the object of a container's runtime or of another shipper; more is no log. */
const MAX_WRAPPINGS = 2;

/** The formats in order of preference, ready to read. One registry per thread; it remembers which format fitted last. */
export class Registry {
  readonly #json: readonly JsonFormat[];
  readonly #lines: readonly LineFormat[];
  readonly #messages: readonly MessageFormat[];
  readonly #libraries: readonly MessageFormat[];
  readonly #carriers: readonly Carrier[];
  readonly #fallbackJson: readonly JsonFormat[];
  readonly #fallbackLines: readonly LineFormat[];
  readonly #byProgram = new Map<string, readonly MessageFormat[]>();
  readonly #members: Members = new Members();
  #lastLine: LineFormat | null = null;
  #lastJson: JsonFormat | null = null;

  /** @param formats specific ones, at most one of which fits a record; @param fallbacks generic ones, tried in order */
  constructor(formats: readonly Format[], fallbacks: readonly Format[] = []) {
    this.#json = formats.filter((f) => f.kind === "json");
    this.#lines = formats.filter((f) => f.kind === "line");
    const messages = formats.filter((f) => f.kind === "message");
    this.#messages = messages.filter((f) => f.library !== true);
    this.#libraries = messages.filter((f) => f.library === true);
    this.#carriers = formats.filter((f) => f.kind === "carrier");
    this.#fallbackJson = fallbacks.filter((f) => f.kind === "json");
    this.#fallbackLines = fallbacks.filter((f) => f.kind === "line");
  }

  /** Forgets what fitted last: called at every chunk, so that no reading depends on what came before. */
  reset(): void {
    this.#lastLine = null;
    this.#lastJson = null;
  }

  /**
   * What rules need to know of a record that the format which fitted last reads, if that can be told without reading all
   * of it; else null. Good until the next record is glanced at.
   */
  glance(record: RecordText, context: ReadContext): Glimpse | null {
    const format = this.#lastJson;
    if (format?.glance === undefined || context.cut === true || !this.#members.read(record)) return null;
    return format.glance(this.#members, () => {
      const reading = this.read(record.text, context);
      if (reading.kind !== "event") throw new Error("bug: a record that can be glanced at cannot be read");
      return reading.event;
    });
  }

  /** Reads one record. `text` is the record without its line end. */
  read(text: string, context: ReadContext): Reading {
    const reading = this.#read(text, context);
    if (context.cut !== true || reading.kind !== "event") return reading;
    return { kind: "event", event: nameless(reading.event, "cut record") };
  }

  #read(text: string, context: ReadContext): Reading {
    const start = firstVisible(text);
    if (start < 0) return { kind: "unparsed", reason: "blank" };
    if (text.charCodeAt(start) === 123 /* { */) {
      const event = this.#readJsonText(text, context);
      if (event !== null) return { kind: "event", event };
    }
    if (text.charCodeAt(0) === 35 /* # */ && isDirective(text)) {
      context.preamble.observe(text);
      return HEADER;
    }
    const event = this.#readLine(text, context) ?? this.#readFallback(text, context);
    if (event !== null) return { kind: "event", event };
    return this.#isHeader(text, context)
      ? HEADER
      : { kind: "unparsed", reason: "no format reads this record" };
  }

  #isHeader(line: string, context: ReadContext): boolean {
    const names = (format: LineFormat): boolean => format.isHeader?.(line, context) === true;
    return this.#lines.some(names) || this.#fallbackLines.some(names);
  }

  #readJsonText(text: string, context: ReadContext): Event | null {
    const json = parseJson(text);
    return json === null ? null : unlessTwice(json, this.#readJson(json, context));
  }

  #readJson(json: JsonText, context: ReadContext, depth = 0): Event | null {
    const { object } = json;
    const last = this.#lastJson?.read(object, context) ?? null;
    if (last !== null) return depth === 0 ? standing(json, last) : last;
    for (const format of this.#json) {
      const event = format.read(object, context);
      if (event === null) continue;
      this.#lastJson = format;
      return depth === 0 ? standing(json, event) : event;
    }
    for (const carrier of this.#carriers) {
      const message = carrier.unwrapJson?.(object) ?? null;
      if (message !== null) return inJson(this.#readMessage(message, context));
      const line = carrier.unwrapRecord?.(object) ?? null;
      const event = line === null ? null : this.#readShipped(line, context, depth + 1);
      if (event !== null) return inJson(event);
    }
    return firstOf(this.#fallbackJson, (format) => format.read(object, context));
  }

  /** A line that a shipper wrapped; null when no specific format reads it, for the wrapping then says more. */
  #readShipped(line: ShippedLine, context: ReadContext, depth: number): Event | null {
    if (depth > MAX_WRAPPINGS) return null;
    const inner = line.time === null ? context : { ...context, referenceMs: line.time };
    const json = line.text.startsWith("{") ? parseJson(line.text) : null;
    const event =
      json === null
        ? this.#readLine(line.text, inner)
        : unlessTwice(json, this.#readJson(json, inner, depth));
    if (event === null) return null;
    event.fields.set["host.name"] ??= line.host;
    return { ...event, why: `${event.why}, shipped by ${line.shipper}`, time: event.time ?? line.time };
  }

  #readLine(line: string, context: ReadContext): Event | null {
    const last = this.#lastLine?.read(line, context) ?? null;
    if (last !== null) return last;
    const claimed = this.#readClaimed(line, context);
    if (claimed !== null) return claimed;
    for (const format of this.#lines) {
      const event = format.read(line, context);
      if (event === null) continue;
      this.#lastLine = format;
      return event;
    }
    for (const carrier of this.#carriers) {
      const message = carrier.unwrapLine?.(line, context) ?? null;
      if (message !== null) return this.#readMessage(message, context);
    }
    return null;
  }

  /**
   * A line of syslog whose program a format claims: no line format has to be asked. Without a host it may be the
   * service's own log file, which line formats read.
   */
  #readClaimed(line: string, context: ReadContext): Event | null {
    for (const carrier of this.#carriers) {
      const message = carrier.unwrapLine?.(line, context) ?? null;
      if (message === null) continue;
      const claimed = message.host !== null && this.#formatsOf(message.program ?? "").length > 0;
      return claimed ? this.#readMessage(message, context) : null;
    }
    return null;
  }

  #readFallback(line: string, context: ReadContext): Event | null {
    return firstOf(this.#fallbackLines, (format) => format.read(line, context));
  }

  /** The program name decides; only where no format claims the program may the text speak for itself. */
  #readMessage(message: Message, context: ReadContext): Event {
    const claimed = this.#formatsOf(message.program ?? "");
    const own = firstOf(claimed, (format) => format.read(message, context));
    if (own !== null) return carried(own, message);
    const written = this.#readLibrary(message, context);
    if (written !== null) return carried(written, message);
    const open = claimed.length === 0 || embeds(message.program ?? "");
    const inner = open ? this.#readEmbedded(message, context) : null;
    return inner === null ? plainMessage(message) : carried(inner, message);
  }

  #readLibrary(message: Message, context: ReadContext): Event | null {
    const { program } = message;
    if (program === null) return null;
    return firstOf(this.#libraries, (format) =>
      format.accepts(program) ? format.read(message, context) : null,
    );
  }

  #readEmbedded(message: Message, context: ReadContext): Event | null {
    const whole = message.carrier === "container";
    const free = whole || message.program === null || embeds(message.program);
    const text = message.text.startsWith("@cee:") ? message.text.slice(5).trimStart() : message.text;
    const json = free && text.startsWith("{") ? parseJson(text) : null;
    if (json !== null) {
      const event = firstOf(this.#json, (format) => format.read(json.object, context));
      if (event !== null) return unlessTwice(json, event);
    }
    return firstOf(this.#lines, (format) =>
      whole || mayStand(format, message.program, free) ? format.read(text, context) : null,
    );
  }

  #formatsOf(program: string): readonly MessageFormat[] {
    const known = this.#byProgram.get(program);
    if (known !== undefined) return known;
    const found = this.#messages.filter((format) => format.accepts(program));
    if (this.#byProgram.size < MAX_PROGRAMS) this.#byProgram.set(program, found);
    return found;
  }
}

function firstVisible(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 32) return i;
  return -1;
}

/** Whether a line of the format may stand in a message of the program; `free`: the program is known to log so. */
function mayStand(format: LineFormat, program: string | null, free: boolean): boolean {
  const { embeddable } = format;
  return embeddable instanceof RegExp
    ? program !== null && embeddable.test(program)
    : free && embeddable === true;
}

/** The record is the JSON text itself: what it holds stands there. */
function standing(json: JsonText, event: Event): Event {
  event.fields.readFrom(json.object);
  return event;
}

/** The line was a text of a JSON object, whose escapes the record still has. */
function inJson(event: Event): Event {
  event.fields.standNowhere();
  return event;
}

/** A key that comes twice is read differently by different readers: such an object names nobody. */
function unlessTwice(json: JsonText, event: Event | null): Event | null {
  if (event === null || event.origin === null || !json.hasTwins()) return event;
  return nameless(event, "ambiguous origin");
}

/** The event without its client. */
function nameless(event: Event, reason: string): Event {
  event.fields.set["source.ip"] = null;
  event.fields.set["event.reason"] = reason;
  return { ...event, origin: null };
}

function firstOf<F>(formats: readonly F[], read: (format: F) => Event | null): Event | null {
  for (const format of formats) {
    const event = read(format);
    if (event !== null) return event;
  }
  return null;
}

/** Adds what only the carrier knows. */
function carried(event: Event, message: Message): Event {
  const set = event.fields.set;
  set["host.name"] ??= message.host;
  set["process.name"] ??= message.program;
  set["process.pid"] ??= message.pid;
  if (message.repeated !== undefined) set["event.repeated"] ??= message.repeated;
  const { format, origin, logsource: source, verdict } = event; // see headOf in syslog3164.ts
  return {
    format,
    why: `${event.why}, in ${message.carrier}`,
    time: event.time ?? message.time,
    origin,
    logsource: source,
    verdict,
    fields: message.data === undefined ? event.fields : event.fields.with(message.data),
  };
}

/** A message that no format reads still has its time, host, program and text. */
function plainMessage(message: Message): Event {
  const fields = shapedBag();
  fields["message"] = message.text;
  const service = message.program ?? "";
  const event = toEvent({
    format: "syslog",
    why: service === "" ? "message without a program" : `message of program ${service}`,
    time: message.time,
    origin: null,
    logsource: logsource({
      product: "linux",
      service: message.program === null ? ["syslog"] : ["syslog", message.program],
    }),
    fields,
  });
  return carried(event, message);
}
