/**
 * `vigie rules coverage`: which techniques of ATT&CK the rules name, as a layer of the ATT&CK Navigator (layer format 4.5).
 * @module
 */
import { compareText } from "../../base/text.ts";
import { techniqueOf } from "../../model/technique.ts";
import type { RuleSet } from "../../sigma/index.ts";

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

/** The number of rules and correlations for each technique, by its id in version 19, sorted. */
export function techniquesOf(set: RuleSet): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tags } of [...set.rules, ...set.correlations]) {
    const named = tags.map(techniqueOf).filter((id) => id !== null);
    for (const id of new Set(named.map((one) => RENAMED_IN_19.get(one) ?? one)))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => compareText(a, b)));
}

/** A layer that the Navigator opens: each technique scored with its number of rules. */
export function layerOf(set: RuleSet): object {
  const counts = techniquesOf(set);
  return {
    name: "Vigie rules",
    versions: { attack: "19", navigator: "5.1.0", layer: "4.5" },
    domain: "enterprise-attack",
    description: `${set.rules.length} rules and ${set.correlations.length} correlations`,
    gradient: { colors: ["#ffffff", "#2a6f97"], minValue: 0, maxValue: Math.max(1, ...counts.values()) },
    techniques: [...counts].map(([techniqueID, score]) => ({
      techniqueID,
      score,
      comment: `rules: ${score}`,
      enabled: true,
      showSubtechniques: techniqueID.includes("."),
    })),
  };
}
