/**
 * Traefik's access log in JSON; its common-log lines are read as web access lines.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toNumber, toPort, toText, toTime } from "./json-value.ts";
import { clientOf, webFields } from "./web.ts";

const TRAEFIK: Logsource = logsource({ category: "webserver", product: "traefik" });

/** Reads Traefik's access log. */
export const traefik: JsonFormat = {
  name: "traefik",
  title: "Traefik access log in JSON",
  kind: "json",
  read: readTraefik,
};

function readTraefik(object: JsonObject, context: ReadContext): Event | null {
  if (object["RequestMethod"] === undefined || object["RequestPath"] === undefined) return null;
  // ClientHost may come from a forwarded-for header that Traefik was told to trust; ClientAddr is the connection.
  const peer = toAddress(object["ClientAddr"]) ?? toAddress(object["ClientHost"]);
  const hops = (toText(object["request_X-Forwarded-For"]) ?? "").split(",").filter((hop) => hop !== "");
  const fields = webFields({
    ip: peer,
    method: toText(object["RequestMethod"]),
    target: toText(object["RequestPath"]) ?? "",
    version: toText(object["RequestProtocol"]),
    status: toNumber(object["DownstreamStatus"] ?? object["OriginStatus"]),
    bytes: toNumber(object["DownstreamContentSize"]),
    referrer: toText(object["request_Referer"]),
    agent: toText(object["request_User-Agent"]),
    user: dashless(object["ClientUsername"]),
    host: toText(object["RequestHost"] ?? object["RequestAddr"]),
  });
  fields["source.port"] = toPort(object["ClientPort"]);
  return toEvent({
    format: "traefik",
    why: "JSON access line with RequestPath",
    time: toTime(object["time"], context.zoneMinutes) ?? toTime(object["StartUTC"]),
    origin: clientOf(peer, hops, context.trustedProxies),
    logsource: TRAEFIK,
    fields,
    raw: object,
  });
}

function dashless(value: JsonObject[string] | undefined): string | null {
  const text = toText(value);
  return text === "-" ? null : text;
}
