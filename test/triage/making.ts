/** Attacks for triage, as short as they can be said. */
import type { Attack } from "../../src/model/attack.ts";
import { countAttacks } from "../../src/triage/attack.ts";
import { describeAttack, type RuleFacts } from "../../src/triage/describe.ts";
import { type Triaged, triage } from "../../src/triage/triage.ts";

const fact = (
  title: string,
  level: RuleFacts["level"],
  tactic: string,
  succeeded = false,
): [string, RuleFacts] => [title, { title, level, tags: [`attack.${tactic}`], succeeded }];

export const RULES: ReadonlyMap<string, RuleFacts> = new Map([
  fact("knock", "informational", "reconnaissance"),
  fact("scan", "medium", "reconnaissance"),
  fact("guess", "medium", "credential-access"),
  fact("spray", "high", "credential-access"),
  fact("inject", "high", "initial-access"),
  fact("enter", "critical", "initial-access", true),
  fact("shell", "critical", "execution", true),
  fact("persist", "high", "persistence"),
  fact("pack", "medium", "collection"),
  fact("take", "high", "exfiltration"),
  fact("hide", "high", "stealth"),
]);

export interface Deed {
  readonly day: number;
  readonly rules: readonly string[];
  readonly ip?: string;
  readonly users?: readonly string[];
  readonly hosts?: readonly string[];
  readonly traits?: readonly string[];
  readonly body?: string;
  readonly id?: string;
  /** All its rules fire on one record. */
  readonly atOnce?: boolean;
}

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);

/** One attack for each deed, its rules a minute apart. */
export function attacksOf(deeds: readonly Deed[]): readonly Attack[] {
  return deeds.flatMap(
    (
      { day, rules, ip, users = [], hosts = [], traits = [], body = "commission", id, atOnce = false },
      number,
    ) => {
      const thread = ip === undefined ? `host:${hosts[0] ?? "none"}` : `ip:${ip}`;
      const facts = rules.map((rule, i) => ({
        body,
        thread,
        fact: {
          id: `${id ?? number} ${i}`,
          timeMs: START_MS + Math.round(day * DAY_MS) + (atOnce ? 0 : i * 60_000),
          rule,
          ip: ip ?? null,
          verdict: null,
          users,
          hosts,
          traits,
          record: { file: "a log", offset: atOnce ? 0 : i },
        },
      }));
      return [...countAttacks(facts)].map((counted) => describeAttack(counted, RULES));
    },
  );
}

/** Strangers who come once, from everywhere. */
export function noise(count: number, from = 0): readonly Deed[] {
  const dull = ["knock", "scan", "guess"] as const;
  return Array.from({ length: count }, (_, i) => ({
    day: ((i + from) * 37) % 300,
    rules: [dull[i % 3] ?? "knock"],
    ip: `10.${(i + from) >> 8}.${(i + from) & 255}.9`,
    users: i % 3 === 2 ? ["root"] : [],
    traits: ["agent everybody"],
    id: `noise ${i + from}`,
  }));
}

/** An intrusion over months: its addresses, its account and its machine tie it. */
export const INTRUSION: readonly Deed[] = [
  { day: 20, rules: ["scan", "inject"], ip: "203.0.113.5", id: "a" },
  { day: 51, rules: ["enter"], ip: "203.0.113.5", users: ["alix"], hosts: ["files"], id: "b" },
  { day: 51.1, rules: ["hide", "pack"], hosts: ["files"], id: "c" },
  { day: 82, rules: ["enter", "persist"], ip: "198.51.100.8", users: ["alix"], hosts: ["files"], id: "d" },
  { day: 113, rules: ["pack", "take"], ip: "198.51.100.8", users: ["alix"], id: "e" },
];

export function triageOf(deeds: readonly Deed[]): Triaged {
  return triage(attacksOf(deeds));
}

/** Ids of the attacks that deeds with these beginnings of ids became. */
export function named(triaged: Triaged, ids: readonly string[]): readonly Attack[] {
  return triaged.attacks.filter(({ steps }) => ids.includes(steps[0]?.examples[0]?.split(" ")[0] ?? ""));
}
