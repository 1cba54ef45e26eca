/** Detects over a text in this process: for tests of rules and formats. */
import { Kernel } from "../../src/detect/kernel.ts";
import type { ChunkTask, KernelOptions } from "../../src/detect/task.ts";
import type { Alert } from "../../src/model/alert.ts";
import { Correlations } from "../../src/pipeline/correlate.ts";
import { compile, neededFields, type RuleSet } from "../../src/sigma/index.ts";

/** Some day after every sample: years are put on year-less lines from it. */
const REFERENCE_MS = Date.UTC(2026, 10, 1);

/** Nothing is left out for its level or its time. */
export const EVERYTHING: KernelOptions = {
  trustedProxies: [],
  minimumLevel: 0,
  fromMs: null,
  toMs: null,
  keepUnparsed: false,
};

/** A text that is all of a file, as a kernel is given it. @param offset of the text in its stream */
export function lineTask(text: string | Uint8Array, offset = 0): ChunkTask {
  const source = {
    file: "a.log",
    source: "/a.log",
    body: "b",
    referenceMs: REFERENCE_MS,
    zoneMinutes: 0,
    format: null,
  };
  const ends = { continuation: null, last: true, endsSegment: true };
  const bytes = Buffer.from(text as string);
  const first = bytes.toString("utf8").split("\n")[0] ?? "";
  return {
    source,
    chunk: { bytes, offset, framing: "lines", ...ends },
    preamble: { first, directives: [] },
  };
}

/** @returns a function that gives every alert that a text raises */
export function detector(rules: RuleSet): (text: string) => readonly Alert[] {
  const kernel = new Kernel(compile(rules), neededFields(rules), EVERYTHING);
  return (text) => {
    const result = kernel.run(lineTask(text));
    const correlations = new Correlations(rules, () => true);
    correlations.add("b", result.hits, "sha256:0");
    return [...result.alerts, ...correlations.alerts()];
  };
}
