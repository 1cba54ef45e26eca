/**
 * A flood of made-up clients and accounts against correlators, in a process of its own so that its memory can be measured:
 * node flood-child.ts ORIGINS LIMIT. Before the flood begins, a slow attack is under way; afterwards it goes on. Prints
 * what became of it as JSON.
 */
import { loadRules } from "../../src/pipeline/rules.ts";
import { Correlator } from "../../src/sigma/index.ts";

const [origins = 0, groups = 0] = process.argv.slice(2).map(Number);
const SLOW = "203.0.113.9";
const { set } = await loadRules([], true);
const failed = set.rules.find(({ title }) => title === "Failed login")?.key ?? "";
const byTitle = (title: string) => set.correlations.filter((one) => one.title === title);
const correlations = [
  ...byTitle("Sustained password guessing"),
  ...byTitle("Guessing at one account from many addresses"),
];
const correlator = new Correlator<object>({ correlations }, true, { groups, items: 5 * groups });
const began = Date.UTC(2026, 3, 1);
let peak = 0;
let alerts = 0;

function fail(timeMs: number, ip: string, user: string | null): void {
  for (const hit of correlator.push({
    rule: failed,
    timeMs,
    fields: user === null ? { "source.ip": ip } : { "source.ip": ip, "user.name": user },
    record: {},
  })) {
    if (hit.group["source.ip"] === SLOW) alerts++;
  }
}

/** Every second one an IPv6 address in a network of its own. */
function originOf(i: number): string {
  const high = (i >> 16) & 0xffff;
  return i % 2 === 0
    ? `${11 + ((i >> 24) & 63)}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`
    : `2001:db8:${high.toString(16)}:${(i & 0xffff).toString(16)}::1`;
}

// forty failures in half an hour: sixty within an hour are an attack
for (let i = 0; i < 40; i++) fail(began + i * 45_000, SLOW, "root");
const flood = began + 40 * 45_000;
for (let i = 0; i < origins; i++) {
  // within ten minutes, so that nothing is forgotten because it is old; every tenth under a name of its own
  fail(flood + (i / origins) * 600_000, originOf(i), i % 10 === 0 ? `user${i}` : null);
  if (i % 50_000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
}
const before = alerts;
for (let i = 0; i < 20; i++) fail(flood + 600_000 + i * 45_000, SLOW, "root");
const losses = [...correlator.loss().byRule.values()].map((loss) => loss.groups);
console.log(JSON.stringify({ peak, before, alerts, losses, size: correlator.size }));
