/**
 * Lines of `key=value key="quoted value"` (logfmt), as Go programs write them.
 * @module
 */
import type { Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { addPair, type Pairs } from "./device.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import {
  addShared,
  clientIn,
  type Getter,
  readFailedLogin,
  requestIn,
  timeIn,
  UNKNOWN,
  UNKNOWN_LOGIN,
  UNKNOWN_WEB,
} from "./well-known.ts";

/** Reads logfmt lines. */
export const logfmt: LineFormat = {
  name: "logfmt",
  title: "key=value line of an unknown program (logfmt)",
  kind: "line",
  read: readLogfmt,
};

const PAIR = /([A-Za-z_@][A-Za-z0-9_.@/-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^" ][^ ]*)?)(?= |$)/y;
const FEWEST = 3;

/** All pairs of the line, or null when anything else stands in it. */
function parsePairs(line: string): Pairs | null {
  const pairs = new Map<string, string[]>();
  let at = 0;
  let seen = 0;
  while (at < line.length) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(line);
    if (match === null) return null;
    addPair(pairs, match[1] ?? "", match[2]?.replace(/\\(["\\])/g, "$1") ?? match[3] ?? "");
    seen++;
    at = PAIR.lastIndex;
    while (line.charCodeAt(at) === 32) at++;
  }
  return seen < FEWEST ? null : pairs;
}

function readLogfmt(line: string, context: ReadContext): Event | null {
  const equals = line.indexOf("=");
  if (equals < 1 || equals > 64) return null;
  const pairs = parsePairs(line.trim());
  if (
    pairs === null ||
    !(pairs.has("level") || pairs.has("lvl") || pairs.has("msg") || pairs.has("message"))
  ) {
    return null;
  }
  // A key with several values is read as a list, which is no address: a planted one cannot replace the server's.
  const get: Getter = (key) => {
    const values = pairs.get(key);
    return values === undefined || values.length !== 1 ? values : values[0];
  };
  const origin = clientIn(get);
  const request = requestIn(get, origin);
  const fields = request ?? fieldBag();
  for (const [key] of pairs) fields[key] ??= get(key);
  addShared(get, fields);
  const login = readFailedLogin(get, fields, origin);
  return toEvent({
    format: "logfmt",
    why: "key=value line",
    time: timeIn(get, context.zoneMinutes),
    origin,
    logsource: login ? UNKNOWN_LOGIN : request === null ? UNKNOWN : UNKNOWN_WEB,
    fields,
  });
}
