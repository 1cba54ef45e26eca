/**
 * `vigie rules coverage`: which techniques of ATT&CK the rules name, as a layer of the ATT&CK Navigator (layer format 4.5).
 * @module
 */
import { compareText } from "../../base/text.ts";
import { currentTechnique, techniqueOf } from "../../model/technique.ts";
import type { RuleSet } from "../../sigma/index.ts";

/** The number of rules and correlations for each technique, by its id in version 19, sorted. */
export function techniquesOf(set: RuleSet): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tags } of [...set.rules, ...set.correlations]) {
    const named = tags.map(techniqueOf).filter((id) => id !== null);
    for (const id of new Set(named.map((one) => currentTechnique(one))))
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
