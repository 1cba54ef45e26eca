/**
 * A rehearsed year through triage: what is found of its truth, beside a ranking by number of alerts, and what it costs at one,
 * three and ten times the size.
 *   node bench/year.ts [--seed N] [--seeds N] [--scales 1,3,10] [--json]
 * @module
 */

import { parseArgs } from "node:util";
import type { Attack } from "../src/model/attack.ts";
import { AttackCounter } from "../src/pipeline/count.ts";
import { loadRules, ruleFacts } from "../src/pipeline/rules.ts";
import type { Part } from "../src/rehearsal/year/stage.ts";
import { rehearseYear, YEAR } from "../src/rehearsal/year.ts";
import { scoreYear, type YearScore } from "../src/rehearsal/year-score.ts";
import { Announcements } from "../src/triage/announced.ts";
import { describeAttack } from "../src/triage/describe.ts";
import { triage } from "../src/triage/triage.ts";
import { common } from "./options.ts";
import { peakMb } from "./report.ts";

const { values } = parseArgs({
  options: {
    ...common,
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    scales: { type: "string", default: "1" },
  },
});

const { set } = await loadRules([], true);
const facts = ruleFacts(set);
const rules = new Map(
  [...set.rules, ...set.correlations].map((rule) => [
    rule.title,
    {
      id: rule.key,
      title: rule.title,
      level: rule.level ?? "informational",
      tags: [...rule.tags],
      type: rule.kind === "correlation" ? ("correlation" as const) : ("rule" as const),
    },
  ]),
);

for (const scale of String(values.scales).split(",").map(Number)) {
  for (let i = 0; i < Number(values.seeds); i++) run(Number(values.seed) + i, scale);
}

function run(seed: number, scale: number): void {
  const { opportunists, hardNegatives, campaigns } = YEAR;
  // alerts are let go once they are counted, as a scan lets them go
  let { alerts, truth, announced } = rehearseYear(seed, rules, {
    opportunists: opportunists * scale,
    hardNegatives: hardNegatives * scale,
    campaigns: campaigns * scale,
  });
  const cpu = process.cpuUsage();
  const counter = new AttackCounter();
  const tests = new Announcements(announced);
  for (const alert of alerts) counter.add(alert, 0);
  const n = alerts.length;
  alerts = [];
  const described = Iterator.from(counter.attacks(30 * 60_000))
    .map((counted) => tests.mark(describeAttack(counted, facts)))
    .toArray();
  counter.close();
  const triaged = triage(described);
  const { user, system } = process.cpuUsage(cpu);
  const cpuS = (user + system) / 1e6;
  const line = {
    bench: "year",
    lane: `seed-${seed}`,
    yardstick: false,
    scale,
    alerts: n,
    cpu_s: Math.round(cpuS * 1000) / 1000,
    us_per_alert: Math.round((cpuS * 1e6 * 10) / n) / 10,
    us_per_n_log_n: Math.round((cpuS * 1e6 * 1000) / (n * Math.log2(n))) / 1000,
    peak_mb: peakMb(),
    campaigns: triaged.campaigns.length,
    ...scoreYear(triaged.attacks, triaged.campaigns, truth),
  };
  tell(line);
  tell({ ...line, lane: `seed-${seed}-by-alerts`, yardstick: true, ...byAlerts(triaged.attacks, truth) });
}

/** The naive method: as many attacks escalated, but those with the most alerts. */
function byAlerts(attacks: readonly Attack[], truth: ReadonlyMap<string, Part>): YearScore {
  const escalated = attacks.filter(({ verdict }) => verdict.class === "elaborate").length;
  const ranked = attacks
    .toSorted((a, b) => b.alerts - a.alerts)
    .map((attack, rank): Attack => {
      const verdict = { ...attack.verdict, class: rank < escalated ? "elaborate" : "opportunistic" } as const;
      return { ...attack, verdict, campaign: null, announced: null };
    });
  return scoreYear(ranked, [], truth);
}

function tell(line: YearScore & Readonly<Record<string, unknown>>): void {
  if (values.json) {
    console.log(JSON.stringify(line));
    return;
  }
  const { recall, patterns, completeness, purity, falseEscalations } = line;
  console.log(
    `${line["lane"]} x${line["scale"]}: ${line["alerts"]} alerts, ${line.attacks} attacks, ${line["cpu_s"]} s, ${line["peak_mb"]} MB; recall ${recall.found}/${recall.of} (>= ${recall.lower95.toFixed(3)}), patterns ${patterns.found}/${patterns.of} (>= ${patterns.lower95.toFixed(3)}), announced tests ${line.announced}, false escalations ${falseEscalations} ${JSON.stringify(line.escalated)}, completeness ${completeness.toFixed(3)}, purity ${purity.toFixed(3)}; missed ${line.missed.join(", ") || "none"}`,
  );
}
