/**
 * ATT&CK as Sigma rules name it in their tags: `attack.t1110.003`, `attack.initial-access`.
 * @module
 */

/** The tactics in the order in which an intrusion usually passes through them (enterprise matrix). */
export const tactics = [
  "reconnaissance",
  "resource-development",
  "initial-access",
  "execution",
  "persistence",
  "privilege-escalation",
  "stealth", // v19 splits defense-evasion in two; both generations of names are accepted
  "defense-impairment",
  "defense-evasion",
  "credential-access",
  "discovery",
  "lateral-movement",
  "collection",
  "command-and-control",
  "exfiltration",
  "impact",
] as const;
export type Tactic = (typeof tactics)[number];

/** The technique a tag names, or null. @example techniqueOf("attack.t1110.003") // "T1110.003" */
export function techniqueOf(tag: string): string | null {
  const match = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
  return match === null ? null : (match[1] ?? "").toUpperCase();
}

/** The tactic a tag names, or null. @example tacticOf("attack.initial_access") // "initial-access" */
export function tacticOf(tag: string): Tactic | null {
  if (!tag.startsWith("attack.")) return null;
  const name = tag.slice("attack.".length).replaceAll("_", "-").toLowerCase();
  return tactics.find((tactic) => tactic === name) ?? null;
}

/** What version 19 renamed: rules and other sources may carry either generation. Source: MITRE ATT&CK, revoked-by relations. */
const RENAMED_IN_19: ReadonlyMap<string, string> = new Map([
  ["T1054", "T1685"],
  ["T1070.001", "T1685.005"],
  ["T1070.002", "T1685.006"],
  ["T1089", "T1685"],
  ["T1148", "T1690"],
  ["T1562", "T1685"],
  ["T1562.001", "T1685"],
  ["T1562.002", "T1685.001"],
  ["T1562.003", "T1690"],
  ["T1562.004", "T1686"],
  ["T1562.006", "T1685"],
  ["T1562.007", "T1686.001"],
  ["T1562.008", "T1685.002"],
  ["T1562.009", "T1688"],
  ["T1562.010", "T1689"],
  ["T1562.011", "T1685.003"],
  ["T1562.012", "T1685.004"],
  ["T1562.013", "T1686.002"],
  ["T1656", "T1684.001"],
  ["T1672", "T1684.002"],
]);

/** A technique by its id in version 19. @example currentTechnique("T1562.001") // "T1685" */
export function currentTechnique(id: string): string {
  return RENAMED_IN_19.get(id) ?? id;
}
