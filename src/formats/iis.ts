/**
 * W3C extended lines (IIS and others) under a `#Fields:` header: words in the order that the header gives. IIS writes
 * `+` for a blank inside a word, so that no client text can add a column.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toNumber, toPort } from "./json-value.ts";
import type { Preamble } from "./preamble.ts";
import { clientOf, webFields } from "./web.ts";

const IIS: Logsource = logsource({ category: "webserver", product: "windows", service: "iis" });

/** Reads W3C extended lines. */
export const iis: LineFormat = {
  name: "iis",
  title: "IIS access line (W3C extended) under #Fields",
  kind: "line",
  read: readIis,
};

interface Columns {
  readonly version: number;
  readonly names: readonly string[];
}

const known = new WeakMap<Preamble, Columns>();

function columnsOf(preamble: Preamble): readonly string[] | null {
  const last = known.get(preamble);
  if (last !== undefined && last.version === preamble.version) return last.names;
  const text = preamble.directive("#Fields:");
  if (text === undefined) return null;
  const names = text.trim().split(/\s+/);
  known.set(preamble, { version: preamble.version, names });
  return names;
}

function readIis(line: string, context: ReadContext): Event | null {
  const names = columnsOf(context.preamble);
  if (names === null || !names.includes("c-ip")) return null;
  const cells = line.trimEnd().split(" ", names.length + 1);
  if (cells.length !== names.length) return null;
  const get = (name: string): string | null => {
    const cell = cells[names.indexOf(name)];
    return cell === undefined || cell === "-" || cell === "" ? null : cell;
  };
  // W3C times are UTC whatever the machine's zone.
  const time = parseIso(
    `${get("date") ?? context.preamble.directive("#Date:")?.slice(0, 10)} ${get("time")}`,
  );
  if (time === null) return null;
  return toIis(names, cells, get, time, context);
}

function toIis(
  names: readonly string[],
  cells: readonly string[],
  get: (name: string) => string | null,
  time: number,
  context: ReadContext,
): Event {
  const peer = toAddress(get("c-ip"));
  const query = get("cs-uri-query");
  const stem = get("cs-uri-stem") ?? get("cs-uri") ?? "";
  const words = (name: string): string | null => get(name)?.replaceAll("+", " ") ?? null;
  const fields = webFields({
    ip: peer,
    method: get("cs-method"),
    target: query === null ? stem : `${stem}?${query}`,
    version: get("cs-version"),
    status: toNumber(get("sc-status")),
    bytes: toNumber(get("sc-bytes")),
    referrer: get("cs(Referer)"),
    agent: words("cs(User-Agent)"),
    user: get("cs-username"),
    host: get("cs-host") ?? get("cs(Host)"),
  });
  for (const [i, name] of names.entries()) if (fields[name] === undefined) fields[name] = cells[i];
  fields["destination.port"] = toPort(get("s-port"));
  fields["host.name"] = get("s-computername") ?? undefined;
  const hops = (get("X-Forwarded-For") ?? get("cs(X-Forwarded-For)") ?? "").replaceAll("+", "").split(",");
  const origin = clientOf(peer, hops[0] === "" ? [] : hops, context.trustedProxies);
  return toEvent({
    format: "iis",
    why: "line under #Fields with c-ip",
    time,
    origin,
    logsource: IIS,
    fields,
  });
}
