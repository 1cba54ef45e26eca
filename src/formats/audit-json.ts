/**
 * Audit records in JSON of services that need few words each: by which keys a record is told, where it keeps time, user
 * and client, and what a login looks like.
 * @module
 */
import type { Event } from "../model/event.ts";
import { Fields, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toObject, toText, toTime } from "./json-value.ts";
import type { Getter } from "./well-known.ts";

interface Service {
  readonly name: string;
  readonly title: string;
  /** Keys or paths that only this service's records have together. */
  readonly signs: readonly string[];
  readonly source: Logsource;
  readonly time: string;
  readonly client: string;
  readonly user: string;
  /** The outcome of a login, or null when the record is none. */
  login(get: Getter): "success" | "failure" | null;
  readonly action: string;
}

const source = (product: string, service?: string): Logsource =>
  logsource(service === undefined ? { category: "application", product } : { product, service });

const services: readonly Service[] = [
  {
    name: "bitbucket",
    title: "Bitbucket audit event",
    signs: ["auditType.action", "auditType.category"],
    source: source("bitbucket", "audit"),
    time: "timestamp",
    client: "source",
    user: "author.name",
    login: (get) =>
      /login failed|login success/i.test(toText(get("auditType.action")) ?? "")
        ? /failed/i.test(toText(get("auditType.action")) ?? "")
          ? "failure"
          : "success"
        : null,
    action: "audit",
  },
  {
    name: "onelogin",
    title: "OneLogin event",
    signs: ["event_type_id", "account_id"],
    source: source("onelogin", "onelogin.events"),
    time: "event_timestamp",
    client: "ipaddr",
    user: "user_name",
    login: (get) => {
      const id = toText(get("event_type_id"));
      return id === "5" ? "success" : id === "6" ? "failure" : null;
    },
    action: "audit",
  },
  {
    name: "duo",
    title: "Duo authentication event",
    signs: ["access_device", "event_type", "txid"],
    source: source("cisco", "duo"),
    time: "timestamp",
    client: "access_device.ip",
    user: "user.name",
    login: (get) => {
      if (get("event_type") !== "authentication") return null;
      return get("result") === "success" ? "success" : "failure";
    },
    action: "audit",
  },
  {
    name: "opencanary",
    title: "OpenCanary event",
    signs: ["logtype", "node_id", "dst_port"],
    source: source("opencanary"),
    time: "utc_time",
    client: "src_host",
    user: "logdata.USERNAME",
    login: (get) => (toText(get("logdata.USERNAME")) === null ? null : "failure"),
    action: "connection",
  },
];

const withLogin = new Map<Logsource, Logsource>(
  services.map(({ source: plain }) => [
    plain,
    logsource({ ...plain, category: [...plain.category, "authentication"] }),
  ]),
);

/** One format for each service. */
export const auditJson: readonly JsonFormat[] = services.map((service) => ({
  name: service.name,
  title: service.title,
  kind: "json",
  read: (object: JsonObject, context: ReadContext): Event | null => readService(service, object, context),
}));

function readService(service: Service, object: JsonObject, context: ReadContext): Event | null {
  const [sign = ""] = service.signs;
  const root = sign.split(".", 1)[0] ?? "";
  if (!Object.hasOwn(object, sign) && !Object.hasOwn(object, root)) return null;
  const reader = new Fields(fieldBag(), object);
  const get: Getter = (key) => reader.get(key);
  if (!service.signs.every((key) => get(key) !== undefined)) return null;
  const outcome = service.login(get);
  const fields = fieldBag();
  fields["event.action"] = outcome === null ? service.action : "login";
  if (outcome !== null) fields["event.outcome"] = outcome;
  fields["user.name"] = toText(get(service.user)) ?? undefined;
  const time = get(service.time);
  return toEvent({
    format: service.name,
    why: `record with ${service.signs.join(", ")}`,
    time: toTime(toObject(time)?.["epochSecond"] ?? time, context.zoneMinutes),
    origin: toAddress(get(service.client)),
    logsource: outcome === null ? service.source : (withLogin.get(service.source) ?? service.source),
    fields,
    raw: object,
  });
}
