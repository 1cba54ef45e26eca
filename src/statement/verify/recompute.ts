/**
 * Fires the rules of a bundle again on its records: does the finding come out once more?
 * That the rule fires on these bytes is all that is shown; that the bytes record what happened still rests on the body
 * that supplied them.
 * @module
 */
import { Kernel } from "../../detect/kernel.ts";
import type { Finding } from "../../evidence/finding.ts";
import { MAX_RECORD_BYTES } from "../../model/chunk.ts";
import { Correlations } from "../../pipeline/correlate.ts";
import { compile, loadRules, neededFields, type RuleSet } from "../../sigma/index.ts";
import type { Check } from "./check.ts";

/** One check for each alert among the findings. */
export async function recompute(
  findings: readonly Finding[],
  files: ReadonlyMap<string, Buffer>,
): Promise<readonly Check[]> {
  const { set, problems } = loadRules(ruleTexts(files));
  const checks: Check[] = problems.map(({ text }) => ({
    name: "rules of the bundle",
    ok: false,
    detail: text,
  }));
  for (const finding of findings) if (finding.kind === "alert") checks.push(again(finding, files, set));
  if (checks.length === 0)
    checks.push({ name: "recompute", ok: false, detail: "there is no alert to make again" });
  return checks;
}

function ruleTexts(
  files: ReadonlyMap<string, Buffer>,
): readonly { readonly file: string; readonly text: string }[] {
  const paths = [...files.keys()].filter((path) => path.startsWith("rules/")).sort();
  return paths.map((file) => ({ file, text: files.get(file)?.toString("utf8") ?? "" }));
}

function again(finding: Finding, files: ReadonlyMap<string, Buffer>, rules: RuleSet): Check {
  const rule = finding.method?.rule ?? "";
  const name = `recompute ${rule}`;
  if (!rules.byKey.has(rule)) return { name, ok: false, detail: "the rule is not in the bundle" };
  const records = finding.subjects.map(({ sha256 }) => files.get(`records/${sha256}`));
  if (records.some((record) => record === undefined))
    return { name, ok: false, detail: "a record is not in the bundle" };
  const fired = fires(
    rule,
    records.filter((record) => record !== undefined),
    rules,
    finding,
  );
  return {
    name,
    ok: fired,
    detail: fired ? `fires again on ${records.length} record(s)` : "does not fire on these records alone",
  };
}

/** Each record is read as a chunk of its own: it may be JSON over several lines, or a line. */
function fires(rule: string, records: readonly Buffer[], rules: RuleSet, finding: Finding): boolean {
  const options = { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false };
  const loud: RuleSet = { ...rules, rules: rules.rules.map((one) => ({ ...one, alerts: true })) };
  const kernel = new Kernel(compile(loud), neededFields(loud), options);
  const correlations = new Correlations(loud, () => true);
  const time = finding.result["time"];
  const referenceMs = typeof time === "string" ? Date.parse(time) : 0;
  let found = false;
  let offset = 0;
  for (const bytes of records) {
    if (bytes.length > MAX_RECORD_BYTES) return false;
    const source = {
      file: "bundle",
      source: "bundle",
      body: "bundle",
      referenceMs,
      zoneMinutes: 0,
      format: null,
    };
    const framing = bytes.includes(10) ? ("values" as const) : ("lines" as const);
    const chunk = { bytes, offset, framing, continuation: null, last: false, endsSegment: false };
    const result = kernel.run({ source, chunk, preamble: { first: "", directives: [] } });
    found ||= result.alerts.some((alert) => alert.rule.id === rule);
    correlations.add("bundle", result.hits, "");
    offset += bytes.length + 1;
  }
  for (const alert of correlations.alerts()) found ||= alert.rule.id === rule;
  return found;
}
