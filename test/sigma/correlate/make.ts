/**
 * Correlations and hits for tests.
 * @module
 */
import { type CorrelationHit, correlate, type Hit, type RuleSet } from "../../../src/sigma/index.ts";
import { loaded } from "../make.ts";

/** A correlation over the rules `a`, `b`, `c`; the body is indented YAML. */
export function correlations(...bodies: readonly string[]): RuleSet {
  const rules = ["a", "b", "c"].map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: {category: test}\ndetection: {s: {F: ${name}}, condition: s}`,
  );
  const docs = bodies.map((body, i) => {
    const lines = body
      .trim()
      .split("\n")
      .map((line) => `  ${line}`);
    return `title: C${i}\nname: c${i}\nlevel: high\ncorrelation:\n${lines.join("\n")}`;
  });
  return loaded([...rules, ...docs].join("\n---\n"));
}

/** `at(5, "a", { ip: "x" })`: rule a fired at second 5. */
export function at(
  second: number,
  rule: string,
  fields: Hit<number>["fields"],
  record?: number,
): Hit<number> {
  return { rule, timeMs: second * 1000, fields, record: record ?? second };
}

/** Alerts as `name trigger: refs`. */
export function run(set: RuleSet, hits: Iterable<Hit<number>>): readonly string[] {
  return [...correlate(set, hits)].map(text);
}

function text(hit: CorrelationHit<number>): string {
  const more = hit.omitted > 0 ? ` +${hit.omitted}` : "";
  return `${hit.correlation.name} ${hit.trigger}: ${hit.refs.join(" ")}${more}`;
}
