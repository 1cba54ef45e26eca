/**
 * JSON objects that no format of their own reads: time, level, message, the client where well-known keys agree, and a
 * web request where its parts are there.
 * @module
 */
import type { Event } from "../model/event.ts";
import { Fields, fieldBag } from "../model/fields.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toText } from "./json-value.ts";
import { clientOf } from "./web.ts";
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
  VAGUE_KEYS,
} from "./well-known.ts";

/** Reads any JSON object. */
export const genericJson: JsonFormat = {
  name: "json",
  title: "JSON object of an unknown program",
  kind: "json",
  read: readGeneric,
};

function readGeneric(object: JsonObject, context: ReadContext): Event | null {
  const reader = new Fields(fieldBag(), object);
  const get: Getter = (key) => reader.get(key);
  const time = timeIn(get, context.zoneMinutes);
  const peer = clientIn(get, VAGUE_KEYS);
  const hops = (toText(get("http_x_forwarded_for")) ?? "")
    .split(",")
    .filter((hop) => hop !== "" && hop !== "-");
  const origin = clientOf(peer, hops, context.trustedProxies);
  const request = requestIn(get, origin);
  const fields = request ?? fieldBag();
  addShared(get, fields);
  const login = readFailedLogin(get, fields, origin);
  return toEvent({
    format: "json",
    why: "JSON object of an unknown program",
    time,
    origin,
    logsource: login ? UNKNOWN_LOGIN : request === null ? UNKNOWN : UNKNOWN_WEB,
    fields,
    raw: object,
  });
}
