/** Scans in this process, with everything that was told on the way. */
import { resolve } from "node:path";
import type { Problem } from "../../src/base/errors.ts";
import type { SourceFacts } from "../../src/detect/task.ts";
import type { Input } from "../../src/intake/input.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Attack } from "../../src/model/attack.ts";
import type { Summary } from "../../src/model/summary.ts";
import { type LoadedRules, loadRules } from "../../src/pipeline/rules.ts";
import { scan } from "../../src/pipeline/scan.ts";
import type { ScanOptions } from "../../src/pipeline/scan-options.ts";
import { loadRules as loadRuleSet } from "../../src/sigma/index.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";

/** The clock of every source: the year of year-less lines follows from it. */
const REFERENCE_MS: number = Date.UTC(2026, 10, 1);

export interface Scanned {
  readonly alerts: readonly Alert[];
  readonly attacks: readonly Attack[];
  readonly problems: readonly Problem[];
  readonly unparsed: readonly string[];
  readonly summary: Summary;
}

/** The built-in pack, read once. */
export const builtinRules: () => Promise<LoadedRules> = once(() => loadRules([], true));

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** Rules from texts of YAML; a problem in them is a mistake of the test. */
export function rulesOf(...texts: readonly string[]): LoadedRules {
  const { set, problems } = loadRuleSet(texts.map((text, i) => ({ file: `rule-${i}.yml`, text })));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return {
    set,
    loaded: set.rules.length + set.correlations.length,
    rejected: 0,
    usedPaths: [],
    problems,
    files: new Map(),
    digest: "test",
  };
}

/** Scans paths; without a store nothing is kept. */
export async function scanAll(
  paths: readonly string[],
  options: Partial<Omit<ScanOptions, "paths">> & { readonly rules: LoadedRules },
): Promise<Scanned> {
  const alerts: Alert[] = [];
  const unparsed: string[] = [];
  const store = options.store ?? openTemporaryStore();
  const { summary, attacks, problems } = await scan(
    {
      paths,
      threads: 1,
      gapMs: 30 * 60_000,
      minimumLevel: "informational",
      fromMs: null,
      toMs: null,
      trustedProxies: [],
      factsOf,
      ...options,
      store,
    },
    {
      onAlert: (alert) => void alerts.push(alert),
      onUnparsed: (bytes) => void unparsed.push(Buffer.from(bytes).toString("latin1")),
    },
  );
  if (options.store === undefined) store.close();
  return { alerts, attacks, problems, unparsed, summary };
}

/** Every source belongs to one body and one clock. */
export function factsOf(input: Input): SourceFacts {
  return {
    file: input.file,
    source: resolve(input.source),
    body: "body",
    referenceMs: REFERENCE_MS,
    zoneMinutes: 0,
    format: null,
  };
}

/** A rule that fires on web requests whose target holds a word. */
export function webRule(name: string, word: string, level = "medium"): string {
  return `title: ${name}
id: ${ruleId(name)}
name: ${name}
status: test
level: ${level}
tags: [attack.initial-access, attack.t1190]
logsource: { category: webserver }
detection:
  selection:
    cs-uri-query|contains: ${word}
  condition: selection
`;
}

/** A correlation that counts the hits of a rule by origin. */
export function countRule(name: string, of: string, atLeast: number, timespan = "10m"): string {
  return `title: ${name}
id: ${ruleId(name)}
status: test
level: high
tags: [attack.credential-access]
correlation:
  type: event_count
  rules: [${of}]
  group-by: [source.ip]
  timespan: ${timespan}
  condition: { gte: ${atLeast} }
  generate: true
`;
}

/** A UUID that a name always gets. */
export function ruleId(name: string): string {
  const hex = Buffer.from(name.padEnd(16, "-")).toString("hex").slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A line of an access log; times count from 13 April 2026, midnight UTC. */
export function accessLine(ip: string, afterMs: number, target: string, agent = "Mozilla/5.0"): string {
  const time = new Date(Date.UTC(2026, 3, 13) + afterMs).toISOString();
  const month = MONTHS[Number(time.slice(5, 7)) - 1];
  const stamp = `${time.slice(8, 10)}/${month}/${time.slice(0, 4)}:${time.slice(11, 19)} +0000`;
  return `${ip} - - [${stamp}] "GET ${target} HTTP/1.1" 200 512 "-" "${agent}"`;
}
