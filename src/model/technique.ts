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
