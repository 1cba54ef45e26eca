/**
 * Lines of `key=value key="quoted value"` (logfmt), as Go programs write them.
 * @module
 */
import type { Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { readPairs } from "./pairs.ts";
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

const FEWEST = 3;
const MARKS = ["level", "lvl", "msg", "message"];

function readLogfmt(line: string, context: ReadContext): Event | null {
  const equals = line.indexOf("=");
  if (equals < 1 || equals > 64) return null;
  const { pairs, count, whole } = readPairs(line.trim());
  if (!whole || count < FEWEST || !MARKS.some((key) => pairs.has(key))) return null;
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
