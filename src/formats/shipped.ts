/**
 * Lines of a log file that a shipper put into a JSON object: Filebeat, Vector, Fluent Bit, Logstash, an OpenTelemetry
 * collector. The line inside is read as if it stood in the file.
 *
 * Only objects with the marks of a shipper are opened. An application's own object may also hold a `message`, in which a
 * client's words stand: a syslog line in there would be the client's, so such objects stay what they are.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { FieldValue } from "../model/fields.ts";
import type { Carrier, JsonObject, Message, ShippedLine } from "./format.ts";
import { journald } from "./journald.ts";
import { toObject } from "./json-value.ts";

export const shipped: Carrier = {
  kind: "carrier",
  name: "shipped",
  title: "line of a file, shipped as JSON (Filebeat, Vector, Fluent Bit, Logstash, OpenTelemetry)",
  unwrapRecord(object): ShippedLine | null {
    const line =
      originalOf(object) ?? filebeat(object) ?? vector(object) ?? fluentBit(object) ?? otlpFile(object);
    if (line === null || line.text === "" || /[\n\r]/.test(line.text)) return null;
    return line;
  },
  unwrapJson(object): Message | null {
    const body = isOtlp(object) ? toObject(object["body"]) : null;
    return body === null ? null : (journald.unwrapJson?.(body as JsonObject) ?? null);
  },
};

/** ECS: the raw text of the whole event. */
function originalOf(object: JsonObject): ShippedLine | null {
  const text = toObject(object["event"])?.["original"] ?? object["event.original"];
  return made("event.original", text, object["@timestamp"], hostOf(object));
}

function filebeat(object: JsonObject): ShippedLine | null {
  if (toObject(object["agent"])?.["type"] !== "filebeat" || toObject(object["input"]) === null) return null;
  return made("Filebeat", object["message"], object["@timestamp"], hostOf(object));
}

function vector(object: JsonObject): ShippedLine | null {
  if (object["source_type"] !== "file" || typeof object["file"] !== "string") return null;
  return made("Vector", object["message"], object["timestamp"], hostOf(object));
}

/** Its tail input without a parser: the line, a time, and what can be told of the file. */
const FLUENT_BIT: ReadonlySet<string> = new Set([
  "log",
  "date",
  "@timestamp",
  "path",
  "file",
  "filename",
  "file_path",
  "host",
  "hostname",
  "tag",
]);

function fluentBit(object: JsonObject): ShippedLine | null {
  const keys = Object.keys(object);
  const time = object["date"] ?? object["@timestamp"];
  if (time === undefined || keys.length > FLUENT_BIT.size || !keys.every((key) => FLUENT_BIT.has(key)))
    return null;
  return made("Fluent Bit", object["log"], time, hostOf(object) ?? text(object["hostname"]));
}

/** The line that Vigie makes of an OTLP log record (intake/http-otlp.ts), when its body was read from a file. */
function otlpFile(object: JsonObject): ShippedLine | null {
  if (!isOtlp(object)) return null;
  const attributes = toObject(object["attributes"]);
  const host = text(toObject(object["resource"])?.["host.name"]);
  const original = attributes?.["log.record.original"];
  const fromFile = text(attributes?.["log.file.path"]) ?? text(attributes?.["log.file.name"]);
  return made(
    "OpenTelemetry",
    original ?? (fromFile === null ? null : object["body"]),
    object["timestamp"],
    host,
  );
}

function isOtlp(object: JsonObject): boolean {
  return (
    Object.hasOwn(object, "body") &&
    toObject(object["attributes"]) !== null &&
    toObject(object["resource"]) !== null
  );
}

function made(
  shipper: string,
  line: FieldValue | undefined,
  time: FieldValue | undefined,
  host: string | null,
): ShippedLine | null {
  const whole = text(line);
  if (whole === null) return null;
  const seconds = typeof time === "number" ? Math.trunc(time * 1000) : null;
  return { shipper, text: whole.replace(/\r?\n$/, ""), time: seconds ?? parseIso(text(time) ?? ""), host };
}

function hostOf(object: JsonObject): string | null {
  return text(object["host"]) ?? text(toObject(object["host"])?.["name"]);
}

function text(value: FieldValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
