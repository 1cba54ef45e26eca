/** What a format gets besides the record, for tests. */
import { parseRange } from "../../src/base/address.ts";
import type { JsonFormat, JsonObject, LineFormat, ReadContext } from "../../src/formats/format.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import type { Event } from "../../src/model/event.ts";

/** A context; `trusted` are ranges of proxies, `headers` the directive lines before the record. */
export function context(
  options: { trusted?: readonly string[]; first?: string; headers?: readonly string[] } = {},
): ReadContext {
  const preamble = new Preamble(options.first ?? "");
  for (const header of options.headers ?? []) preamble.observe(header);
  return {
    referenceMs: Date.UTC(2025, 6, 1),
    zoneMinutes: 0,
    trustedProxies: (options.trusted ?? []).flatMap((text) => parseRange(text) ?? []),
    preamble,
  };
}

/** The event of a line that must be read. */
export function readLine(format: LineFormat, line: string, given: ReadContext = context()): Event {
  const event = format.read(line, given);
  if (event === null) throw new Error(`not read: ${line.slice(0, 200)}`);
  return event;
}

/** The event of an object that must be read. */
export function readObject(format: JsonFormat, object: object, given: ReadContext = context()): Event {
  const event = format.read(object as JsonObject, given);
  if (event === null) throw new Error(`not read: ${JSON.stringify(object).slice(0, 200)}`);
  return event;
}
