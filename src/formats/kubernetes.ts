/**
 * Kubernetes audit events. The right-most of `sourceIPs` is the connection's; those to its left are forwarded-for hops,
 * which any client may write.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toList, toNumber, toObject, toText, toTime } from "./json-value.ts";
import { clientOf } from "./web.ts";

/** Reads Kubernetes audit events. */
export const kubernetes: JsonFormat = {
  name: "kubernetes",
  title: "Kubernetes audit event",
  kind: "json",
  read: readKubernetes,
};

const AUDIT: Logsource = logsource({ category: "application", product: "kubernetes", service: "audit" });

function readKubernetes(object: JsonObject, context: ReadContext): Event | null {
  if (!toText(object["apiVersion"])?.startsWith("audit.k8s.io/") || object["verb"] === undefined) return null;
  const addresses = toList(object["sourceIPs"]).map((ip) => toText(ip) ?? "");
  const peer = toAddress(addresses.at(-1));
  const reference = toObject(object["objectRef"]);
  const code = toNumber(toObject(object["responseStatus"])?.["code"]);
  const fields = fieldBag();
  fields["user.name"] = toText(toObject(object["user"])?.["username"]) ?? undefined;
  fields["user_agent.original"] = toText(object["userAgent"]) ?? undefined;
  fields["url.original"] = toText(object["requestURI"]) ?? undefined;
  fields["apiGroup"] = toText(reference?.["apiGroup"]) ?? undefined;
  fields["event.action"] = "audit";
  fields["event.outcome"] = code === null ? undefined : code < 400 ? "success" : "failure";
  addSpec(object, fields);
  return toEvent({
    format: "kubernetes",
    why: "audit event of apiVersion audit.k8s.io",
    time: toTime(object["requestReceivedTimestamp"]) ?? toTime(object["stageTimestamp"]),
    origin: clientOf(peer, addresses.slice(0, -1), context.trustedProxies),
    logsource: AUDIT,
    fields,
    raw: object,
  });
}

/** What a created pod may do to its host, by the names that public rules use. */
function addSpec(object: JsonObject, fields: FieldBag): void {
  const spec = toObject(toObject(object["requestObject"])?.["spec"]);
  if (spec === null) return;
  const paths = toList(spec["volumes"]).map((volume) =>
    toText(toObject(toObject(volume)?.["hostPath"])?.["path"]),
  );
  const found = paths.filter((path) => path !== null);
  if (found.length > 0) fields["hostPath"] = found;
  const added = toList(spec["containers"]).flatMap((container) =>
    toList(toObject(toObject(toObject(container)?.["securityContext"])?.["capabilities"])?.["add"]),
  );
  if (added.length > 0) fields["capabilities"] = added;
}
