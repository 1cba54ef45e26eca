/** Detects over a text in this process: for tests of rules and formats. */
import { Kernel } from "../../src/detect/kernel.ts";
import type { Alert } from "../../src/model/alert.ts";
import { Correlations } from "../../src/pipeline/correlate.ts";
import { compile, neededFields, type RuleSet } from "../../src/sigma/index.ts";

/** Some day after every sample: years are put on year-less lines from it. */
const REFERENCE_MS = Date.UTC(2026, 10, 1);

/** @returns a function that gives every alert that a text raises */
export function detector(rules: RuleSet): (text: string) => readonly Alert[] {
  const options = { trustedProxies: [], minimumLevel: 0, fromMs: null, toMs: null, keepUnparsed: false };
  const kernel = new Kernel(compile(rules), neededFields(rules), options);
  return (text) => {
    const source = {
      file: "sample",
      source: "sample",
      body: "b",
      referenceMs: REFERENCE_MS,
      zoneMinutes: 0,
      format: null,
    };
    const bytes = Buffer.from(text);
    const chunk = {
      bytes,
      offset: 0,
      framing: "lines",
      continuation: null,
      last: true,
      endsSegment: true,
    } as const;
    const first = text.split("\n")[0] ?? "";
    const result = kernel.run({ source, chunk, preamble: { first, directives: [] } });
    const correlations = new Correlations(rules, () => true);
    correlations.add("b", result.hits, "sha256:0");
    return [...result.alerts, ...correlations.alerts()];
  };
}
