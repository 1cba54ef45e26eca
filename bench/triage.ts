/**
 * How well alerts of other tools are ranked: ours, simple baselines, and Elastic's entity risk formula, on labelled
 * networks, in one run.
 *   node bench/triage.ts [--data DIR] [--json]
 * Baselines that need to know what is frequent learn it on the other networks (leave one out); ours learns nothing.
 * One object per lane and network, then one per lane with the means.
 * @module
 */
import { globSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseMapping } from "../src/pipeline/foreign/mapping.ts";
import { triageForeign } from "../src/pipeline/foreign/triage.ts";
import {
  byRank,
  entityRisk,
  frequencies,
  type Measured,
  measure,
  type Network,
  readNetwork,
  type Unit,
} from "./ait.ts";
import { common } from "./options.ts";
import { peakMb } from "./report.ts";

const { values } = parseArgs({
  options: common,
});
const DATA = resolve(values.data);
const files = globSync(join(DATA, "triage/ait/*.csv.gz")).sort();
if (files.length === 0) {
  console.error(`vigie bench: no triage/ait/*.csv.gz in ${DATA}; name another folder with --data`);
  process.exit(2);
}

/** Elastic's rules carry 21, 47, 73 or 99: here by how rare a type is on the other networks, since these have no levels. */
const RISKS = [21, 47, 73, 99] as const;
const SUPPORT_S = 3600;

interface Lane {
  readonly name: string;
  readonly yardstick: boolean;
  score(network: Network, others: readonly Network[]): Promise<(unit: Unit) => number>;
}

const lanes: readonly Lane[] = [
  { name: "vigie", yardstick: false, score: ours },
  baseline("alert-count", () => (unit) => unit.rows.length),
  baseline("distinct-types", () => (unit) => unit.types.size),
  baseline("sum-idf", (_, idf) => (unit) => [...unit.types.keys()].reduce((sum, type) => sum + idf(type), 0)),
  baseline("max-idf", (_, idf) => (unit) => Math.max(...[...unit.types.keys()].map(idf))),
  baseline("elastic-entity-risk", (_, idf, top) => {
    const risk = (type: string): number =>
      RISKS[Math.min(3, Math.floor((4 * Math.max(0, idf(type))) / top))] ?? 21;
    return (unit) => entityRisk([...unit.types].map(([type, count]) => [risk(type), count]));
  }),
  baseline("idf-with-neighbours", neighbours),
];

function baseline(
  name: string,
  make: (network: Network, idf: (type: string) => number, top: number) => (unit: Unit) => number,
): Lane {
  return {
    name,
    yardstick: true,
    score: async (network, others) => {
      const { units, of } = frequencies(others);
      const idf = (type: string): number => Math.log((units + 1) / ((of.get(type) ?? 0) + 1));
      return make(network, idf, Math.log(units + 1) + 1e-9);
    },
  };
}

/** The rarity of the rarest type, and half that of the rarest on each of the three most unusual other hosts nearby. */
function neighbours(network: Network, idf: (type: string) => number): (unit: Unit) => number {
  const own = new Map(network.units.map((unit) => [unit, Math.max(...[...unit.types.keys()].map(idf))]));
  return (unit) => {
    const hosts = new Map<string, number>();
    for (const [other, value] of own) {
      const apart = Math.max(other.first - unit.last, unit.first - other.last);
      if (other.host !== unit.host && apart <= SUPPORT_S)
        hosts.set(other.host, Math.max(hosts.get(other.host) ?? 0, value));
    }
    const support = [...hosts.values()].sort((a, b) => b - a).slice(0, 3);
    return (own.get(unit) ?? 0) + support.reduce((sum, value) => sum + value, 0) / 2;
  };
}

async function ours(network: Network): Promise<(unit: Unit) => number> {
  const { attacks } = await triageForeign([network.file], {
    mapping: parseMapping("time=time,rule=short,host=host"),
    gapMs: 600_000,
    body: "bench",
    onProblem: (found) => console.error(found.text),
  });
  return byRank(attacks);
}

const networks = files.map(readNetwork);
for (const lane of lanes) {
  const all: (Measured & { cpu_s: number; alerts: number })[] = [];
  for (const network of networks) {
    const cpu = process.cpuUsage();
    const score = await lane.score(
      network,
      networks.filter((other) => other !== network),
    );
    const measured = measure(network, score);
    const { user, system } = process.cpuUsage(cpu);
    all.push({ ...measured, alerts: network.alerts, cpu_s: (user + system) / 1e6 });
    print(lane, network.file.split("/").at(-1)?.split(".")[0] ?? "", all.slice(-1));
  }
  print(lane, "mean", all);
}

function print(
  lane: Lane,
  network: string,
  all: readonly (Measured & { cpu_s: number; alerts: number })[],
): void {
  const mean = (key: keyof (typeof all)[number]): number =>
    round(all.reduce((sum, one) => sum + one[key], 0) / all.length);
  const line = {
    bench: "triage",
    lane: lane.name,
    yardstick: lane.yardstick,
    network,
    alerts: mean("alerts"),
    average_precision: mean("ap"),
    precision_at_10: mean("p_at_10"),
    steps_in_top_20: mean("steps_in_top_20"),
    all_steps_at_rank: mean("all_steps_at"),
    cpu_s: mean("cpu_s"),
    peak_mb: peakMb(),
  };
  if (values.json) console.log(JSON.stringify(line));
  else if (network === "mean")
    console.log(
      `${lane.name.padEnd(22)} AP ${line.average_precision.toFixed(3)}  P@10 ${line.precision_at_10.toFixed(2)}  steps in top 20 ${line.steps_in_top_20.toFixed(2)}  all steps at ${line.all_steps_at_rank.toFixed(0)}`,
    );
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
