/**
 * `POST /v1/usage-metrics`: what bouncers say they did. It is the only source of "enforced" where somebody else's program
 * does the blocking, and it is no better than that program's word.
 * @module
 */
import * as z from "zod";
import { err, ok, type Result } from "../../base/result.ts";
import type { MetricItem, MetricReport } from "../../store/bouncers.ts";
import { ORIGIN } from "./wire.ts";

const text = z.string().max(255);
const seconds = z.int().min(0).max(253_402_300_799); // up to the year 9999
const item = z.object({
  name: text,
  unit: text,
  value: z.number().min(-1e15).max(1e15),
  labels: z.record(text, text).nullish(),
});
const metrics = z.object({
  meta: z.object({ window_size_seconds: seconds, utc_now_timestamp: seconds }),
  items: z.array(item).max(10_000).nullish(),
});
const component = z.object({
  version: text,
  type: text.nullish(),
  utc_startup_timestamp: seconds,
  metrics: z.array(metrics).max(100).nullish(),
});
const payload = z.object({ remediation_components: z.array(component).max(16).nullish() });

/** The names and units that are added up; whatever else a bouncer counts is none of ours. */
const NAMES = ["dropped", "processed", "active_decisions"];
const UNITS = ["packet", "byte", "ip", "request"];

/**
 * Reads a report. Errors: 400 for what is no JSON, 422 for what is no report, with a sentence.
 * @example readMetrics('{"remediation_components":[]}', 0) // { ok: true, value: [] }
 */
export function readMetrics(
  body: string,
  receivedMs: number,
): Result<readonly MetricReport[], { readonly status: 400 | 422; readonly message: string }> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return err({ status: 400, message: "the body is not JSON" });
  }
  const parsed = payload.safeParse(value);
  if (!parsed.success) return err({ status: 422, message: issueText(parsed.error) });
  const reports = (parsed.data.remediation_components ?? []).flatMap((one) =>
    (one.metrics ?? []).map(
      ({ meta, items }): MetricReport => ({
        receivedMs,
        utcNow: meta.utc_now_timestamp,
        startedAt: one.utc_startup_timestamp,
        windowSeconds: meta.window_size_seconds,
        items: summed(items ?? []),
      }),
    ),
  );
  return ok(reports);
}

/** Known figures by name, unit and origin: however long a report is, what is kept of it is short. */
function summed(items: readonly z.infer<typeof item>[]): readonly MetricItem[] {
  const sums = new Map<string, MetricItem>();
  for (const { name, unit, value, labels } of items) {
    if (!NAMES.includes(name) || !UNITS.includes(unit) || value < 0) continue;
    const origin = labels?.["origin"] === ORIGIN ? ORIGIN : "other";
    const key = `${name} ${unit} ${origin}`;
    sums.set(key, { name, unit, origin, value: value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
}

function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.path.map(String).join(".") || "the body"}: ${issue?.message ?? "invalid"}`.slice(0, 300);
}
