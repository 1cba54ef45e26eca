/**
 * OTLP/HTTP logs in their JSON encoding (opentelemetry-proto, logs/v1): each log record becomes one JSON line.
 * @module
 */
import { err, ok, type Result } from "../base/result.ts";
import { timeText } from "../base/time.ts";
import type { Refusal } from "./http-body.ts";

const MAX_DEPTH = 32;
const MAX_RECORDS = 100_000;

/** The line of a record; its shape does not change. */
interface OtlpLine {
  /** RFC 3339, UTC: when it happened, else when it was observed. */
  readonly timestamp?: string;
  readonly severity?: string;
  /** Text, or what the sender put in its place. */
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** Reads a request. @returns one line, without its end, for each log record */
export function otlpLines(body: Buffer): Result<readonly Buffer[], Refusal> {
  let request: unknown;
  try {
    request = JSON.parse(body.toString("utf8"));
  } catch {
    return err({ status: 400, reason: "the body is no JSON; set the exporter's encoding to json" });
  }
  const lines: Buffer[] = [];
  for (const group of list(field(request, "resourceLogs"))) {
    const resource = plainAttributes(field(field(group, "resource"), "attributes"), 0);
    for (const scoped of list(field(group, "scopeLogs"))) {
      const scope = text(field(field(scoped, "scope"), "name"));
      for (const record of list(field(scoped, "logRecords"))) {
        if (lines.length === MAX_RECORDS)
          return err({ status: 413, reason: `more than ${MAX_RECORDS} log records; send smaller batches` });
        lines.push(Buffer.from(JSON.stringify(lineOf(record, resource, scope))));
      }
    }
  }
  return ok(lines);
}

function lineOf(record: unknown, resource: OtlpLine["resource"], scope: string | undefined): OtlpLine {
  const line: { [Key in keyof OtlpLine]: OtlpLine[Key] | undefined } = {
    timestamp: time(field(record, "timeUnixNano")) ?? time(field(record, "observedTimeUnixNano")),
    severity: text(field(record, "severityText")),
    body: plainValue(field(record, "body"), 0),
    attributes: plainAttributes(field(record, "attributes"), 0),
    resource,
    scope,
    trace_id: text(field(record, "traceId")),
    span_id: text(field(record, "spanId")),
  };
  return line as OtlpLine; // what is undefined is left out by JSON
}

/** An AnyValue as plain JSON. Integers come as text, as they may be too large for a number. */
function plainValue(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return null;
  const [kind, inner] = Object.entries(value)[0] ?? [];
  if (kind === "arrayValue") return list(field(inner, "values")).map((item) => plainValue(item, depth + 1));
  if (kind === "kvlistValue") return plainAttributes(field(inner, "values"), depth + 1);
  if (kind === "intValue") {
    const number = Number(inner);
    return Number.isSafeInteger(number) ? number : text(inner);
  }
  return typeof inner === "string" || typeof inner === "number" || typeof inner === "boolean" ? inner : null;
}

/** Of a key that comes twice all values are kept: a reader that takes one of them could be misled. */
function plainAttributes(attributes: unknown, depth: number): Readonly<Record<string, unknown>> {
  const found = new Map<string, unknown[]>();
  for (const attribute of list(attributes)) {
    const key = text(field(attribute, "key"));
    if (key === undefined) continue;
    const value = plainValue(field(attribute, "value"), depth);
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...found].map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
  );
}

function time(nanos: unknown): string | undefined {
  const digits = typeof nanos === "number" ? String(nanos) : nanos;
  if (typeof digits !== "string" || !/^\d{13,19}$/.test(digits)) return undefined;
  return timeText(Number(BigInt(digits) / 1_000_000n));
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
