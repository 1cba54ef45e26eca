/**
 * What drills showed, technique by technique, in the forms that others read: a layer of the ATT&CK Navigator (layer format
 * 4.5), and a technique administration file of DeTT&CT (version 1.2).
 * @module
 */
import { stringify } from "yaml";
import { compareText } from "../../base/text.ts";
import type { Depth } from "./bound.ts";
import type { DrillResult } from "./drill.ts";

const SCORES: Readonly<Record<Depth, number>> = {
  "no data": 0,
  data: 1,
  "rule loaded": 2,
  "rule fired": 3,
  ranked: 4,
};

/** Each technique with the depth that its best drill reached. */
function bestDepths(
  results: readonly DrillResult[],
): readonly (readonly [technique: string, depth: Depth])[] {
  const best = new Map<string, Depth>();
  for (const result of results)
    for (const id of result.drill.techniques) {
      const depth = depthOf(id, result);
      const known = best.get(id);
      if (known === undefined || SCORES[depth] > SCORES[known]) best.set(id, depth);
    }
  return [...best].sort(([a], [b]) => compareText(a, b));
}

/** That a drill was seen says nothing for those of its techniques that no rule which fired names. */
function depthOf(technique: string, { depth, shown, covered }: DrillResult): Depth {
  if (depth === "no data" || shown.includes(technique)) return depth;
  return covered.includes(technique) ? "rule loaded" : "data";
}

/** @example JSON.stringify(navigatorLayer(results)) */
export function navigatorLayer(results: readonly DrillResult[]): object {
  return {
    name: "Vigie drills",
    versions: { attack: "19", navigator: "5.1.0", layer: "4.5" },
    domain: "enterprise-attack",
    description: "0 no data, 1 data, 2 rule loaded, 3 rule fired, 4 ranked where a person looks",
    gradient: { colors: ["#ffffff", "#2a6f97"], minValue: 0, maxValue: 4 },
    techniques: bestDepths(results).map(([techniqueID, depth]) => ({
      techniqueID,
      score: SCORES[depth],
      enabled: true,
    })),
  };
}

/**
 * DeTT&CT scores detection from -1 (none) to 5 and visibility from 0 (none) to 4. A drill shows that something fires and is
 * looked at, not how well it would do against everything else: nothing above 2 ("fair") is claimed.
 */
const DETTECT: Readonly<Record<Depth, readonly [detection: number, visibility: number]>> = {
  "no data": [-1, 0],
  data: [-1, 1],
  "rule loaded": [-1, 1],
  "rule fired": [1, 2],
  ranked: [2, 2],
};

/** @param day of the drills, such as 2026-04-13 @returns YAML */
export function dettectYaml(results: readonly DrillResult[], day: string): string {
  const techniques = bestDepths(results).map(([id, depth]) => {
    const [detection, visibility] = DETTECT[depth];
    const log = (score: number): object[] => [{ date: day, score, comment: `drill: ${depth}` }];
    return {
      technique_id: id,
      technique_name: id,
      detection: [
        { applicable_to: ["all"], location: ["Vigie"], comment: "", score_logbook: log(detection) },
      ],
      visibility: [{ applicable_to: ["all"], comment: "", score_logbook: log(visibility) }],
    };
  });
  return stringify({
    version: 1.2,
    file_type: "technique-administration",
    name: "Vigie drills",
    domain: "enterprise-attack",
    platform: ["all"],
    techniques,
  });
}
