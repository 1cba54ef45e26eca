/**
 * Access lines of application servers with layouts of their own: Zoraxy, CouchDB, TheHive; and the JSON of OpenSearch
 * Dashboards and Kibana. Each pattern counts words from both ends, so that a blank in a client's text makes it fail
 * rather than shift the address.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toNumber, toObject, toText, toTime } from "./json-value.ts";
import { WEB, webFields } from "./web.ts";

/** Reads access lines of application servers. */
export const appAccess: LineFormat = {
  name: "app-access",
  title: "access line of Zoraxy, CouchDB or TheHive",
  kind: "line",
  embeddable: true,
  read: readLine,
};

const IP = "(?<ip>[0-9a-fA-F:.]{2,45})";
const METHOD = "(?<method>[A-Z]{3,16})";

const layouts: readonly (readonly [string, RegExp])[] = [
  [
    "Zoraxy",
    new RegExp(
      "^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[(?<time>\\d{4}-\\d\\d-\\d\\d [\\d:.]{8,15})\\] \\[router:[^ \\]]{1,64}\\] " +
        `\\[origin:(?<host>[^ ]*)\\] \\[client: ${IP}\\] \\[useragent: (?<agent>.*)\\] ${METHOD} (?<target>[^ ]*) (?<status>\\d{3})\\s*$`,
    ),
  ],
  [
    "CouchDB",
    new RegExp(
      "^\\[[a-z]{4,9}\\] (?<time>\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z) [^ @]{1,64}@[^ ]{1,255} <[\\d.]{3,32}> [0-9a-f]{10} " +
        `(?<host>[^ ]+) ${IP} (?<user>[^ ]+) ${METHOD} (?<target>[^ ]*) (?<status>\\d{3}) [a-z]{2,16} \\d{1,12}\\s*$`,
    ),
  ],
  [
    "TheHive",
    new RegExp(
      `^(?:(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}) )?\\[[a-z]{4,6}\\] [a-z.]{1,64}AccessLogFilter (?:\\[[0-9a-f|]{1,64}\\] )?${IP} ${METHOD} ` +
        "(?<target>[^ ]*) took \\d{1,9}ms and returned (?<status>\\d{3}) \\d{1,15} bytes\\s*$",
    ),
  ],
];

function readLine(line: string, context: ReadContext): Event | null {
  for (const [name, pattern] of layouts) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return toLine(name, groups, context);
  }
  return null;
}

function toLine(
  name: string,
  groups: Readonly<Record<string, string | undefined>>,
  context: ReadContext,
): Event {
  const ip = parseAddress(groups["ip"] ?? "");
  const fields = webFields({
    ip,
    method: groups["method"] ?? null,
    target: groups["target"] ?? "",
    version: null,
    status: Number(groups["status"]),
    bytes: null,
    referrer: null,
    agent: groups["agent"] ?? null,
    user: groups["user"] === "undefined" ? null : (groups["user"] ?? null),
    host: groups["host"] ?? null,
  });
  return toEvent({
    format: "app-access",
    why: `access line of ${name}`,
    time: parseIso(groups["time"] ?? "", context.zoneMinutes),
    origin: ip,
    logsource: WEB,
    fields,
  });
}

/** Reads the responses that OpenSearch Dashboards and Kibana log. */
export const dashboards: JsonFormat = {
  name: "dashboards",
  title: "OpenSearch Dashboards or Kibana response as JSON",
  kind: "json",
  read: readResponse,
};

const DASHBOARDS: Logsource = logsource({ category: "webserver", product: "opensearch-dashboards" });

function readResponse(object: JsonObject): Event | null {
  const request = toObject(object["req"]);
  if (object["type"] !== "response" || request === null || object["statusCode"] === undefined) return null;
  const ip = toAddress(request["remoteAddress"]);
  const fields = webFields({
    ip,
    method: toText(object["method"])?.toUpperCase() ?? null,
    target: toText(request["url"]) ?? "",
    version: null,
    status: toNumber(object["statusCode"]),
    bytes: null,
    referrer: toText(request["referer"]),
    agent: toText(request["userAgent"]),
    user: null,
    host: toText(toObject(request["headers"])?.["host"]),
  });
  return toEvent({
    format: "dashboards",
    why: "JSON of type response with req",
    time: toTime(object["@timestamp"]),
    origin: ip,
    logsource: DASHBOARDS,
    fields,
    raw: object,
  });
}
