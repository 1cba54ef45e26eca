/**
 * Envoy's access log in JSON. Operators choose the keys; these are the ones of Envoy's documentation and of Istio.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toNumber, toText, toTime } from "./json-value.ts";
import { clientOf, webFields } from "./web.ts";

const ENVOY: Logsource = logsource({ category: "webserver", product: "envoy" });

/** Reads Envoy's access log. */
export const envoy: JsonFormat = {
  name: "envoy",
  title: "Envoy access log in JSON",
  kind: "json",
  read: readEnvoy,
};

function first(object: JsonObject, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = toText(object[key]);
    if (text !== null && text !== "-") return text;
  }
  return null;
}

function readEnvoy(object: JsonObject, context: ReadContext): Event | null {
  const status = object["response_code"];
  if (status === undefined || (object["start_time"] ?? object["upstream_cluster"]) === undefined) return null;
  const peer = toAddress(
    object["downstream_direct_remote_address"] ?? object["downstream_remote_address"] ?? undefined,
  );
  const hops = (first(object, "x_forwarded_for", "x-forwarded-for") ?? "")
    .split(",")
    .filter((hop) => hop !== "");
  const fields = webFields({
    ip: peer,
    method: first(object, "method", ":method"),
    target: first(object, "path", "x-envoy-origin-path", "x_envoy_origin_path", ":path") ?? "",
    version: first(object, "protocol"),
    status: toNumber(status),
    bytes: toNumber(object["bytes_sent"]),
    referrer: first(object, "referer"),
    agent: first(object, "user_agent", "user-agent"),
    user: null,
    host: first(object, "authority", ":authority"),
  });
  return toEvent({
    format: "envoy",
    why: "JSON access line with response_code",
    time: toTime(object["start_time"], context.zoneMinutes),
    origin: clientOf(peer, hops, context.trustedProxies),
    logsource: ENVOY,
    fields,
    raw: object,
  });
}
