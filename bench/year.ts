/**
 * A rehearsed year through triage: what is found of its truth, and what it costs at one, three and ten times the size.
 *   node bench/year.ts [--seed N] [--seeds N] [--scales 1,3,10] [--json]
 * @module
 */

import { parseArgs } from "node:util";
import { AttackCounter } from "../src/pipeline/count.ts";
import { loadRules, ruleFacts } from "../src/pipeline/rules.ts";
import { rehearseYear, YEAR } from "../src/rehearsal/year.ts";
import { scoreYear } from "../src/rehearsal/year-score.ts";
import { Announcements } from "../src/triage/announced.ts";
import { describeAttack } from "../src/triage/describe.ts";
import { triage } from "../src/triage/triage.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    scales: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
  strict: false,
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
  const score = scoreYear(triaged.attacks, triaged.campaigns, truth);
  const line = {
    bench: "year",
    lane: `seed-${seed}`,
    yardstick: false,
    scale,
    alerts: n,
    cpu_s: Math.round(cpuS * 1000) / 1000,
    us_per_alert: Math.round((cpuS * 1e6 * 10) / n) / 10,
    us_per_n_log_n: Math.round((cpuS * 1e6 * 1000) / (n * Math.log2(n))) / 1000,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    campaigns: triaged.campaigns.length,
    ...score,
  };
  if (values.json === true) console.log(JSON.stringify(line));
  else
    console.log(
      `seed ${seed} x${scale}: ${n} alerts, ${score.attacks} attacks, ${line.cpu_s} s, ${line.peak_mb} MB; recall ${score.recall.found}/${score.recall.of} (>= ${score.recall.lower95.toFixed(3)}), patterns ${score.patterns.found}/${score.patterns.of} (>= ${score.patterns.lower95.toFixed(3)}), announced tests ${score.announced}, false escalations ${score.falseEscalations} ${JSON.stringify(score.escalated)}, completeness ${score.completeness.toFixed(3)}, purity ${score.purity.toFixed(3)}; missed ${score.missed.join(", ") || "none"}`,
    );
}
