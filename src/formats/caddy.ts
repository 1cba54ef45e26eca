/**
 * Caddy's access log: one JSON object a request.
 * @module
 */
import type { Event } from "../model/event.ts";
import type { FieldValue } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toList, toNumber, toObject, toPort, toText, toTime } from "./json-value.ts";
import { clientOf, webFields } from "./web.ts";

const CADDY: Logsource = logsource({ category: "webserver", product: "caddy" });

/** Reads Caddy's access log. */
export const caddy: JsonFormat = {
  name: "caddy",
  title: "Caddy access log in JSON",
  kind: "json",
  read: readCaddy,
};

function readCaddy(object: JsonObject, context: ReadContext): Event | null {
  const request = toObject(object["request"]);
  if (request === null || object["status"] === undefined || !toText(object["logger"])?.startsWith("http.")) {
    return null;
  }
  const headers = toObject(request["headers"]) ?? {};
  const peer = toAddress(request["remote_ip"]) ?? toAddress(request["remote_addr"]);
  const fields = webFields({
    ip: peer,
    method: toText(request["method"]),
    target: toText(request["uri"]) ?? "",
    version: toText(request["proto"]),
    status: toNumber(object["status"]),
    bytes: toNumber(object["size"]),
    referrer: header(headers, "Referer"),
    agent: header(headers, "User-Agent"),
    user: toText(object["user_id"]),
    host: toText(request["host"]),
  });
  fields["source.port"] = toPort(request["remote_port"]);
  const hops = (header(headers, "X-Forwarded-For") ?? "").split(",").filter((hop) => hop !== "");
  return toEvent({
    format: "caddy",
    why: "JSON access line of logger http",
    time: toTime(object["ts"], context.zoneMinutes),
    origin: clientOf(peer, hops, context.trustedProxies),
    logsource: CADDY,
    fields,
    raw: object,
  });
}

/** Go spells header names in canonical case and gives each as a list. */
function header(headers: JsonObject, name: string): string | null {
  const value: FieldValue | undefined = headers[name];
  return Array.isArray(value) ? toText(toList(value).map(toText).join(", ")) : toText(value);
}
