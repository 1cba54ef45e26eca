/** What others read of drills claims no more than a drill showed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import type { DrillResult } from "../../../src/assess/coverage/drill.ts";
import { dettectYaml, navigatorLayer } from "../../../src/assess/coverage/layers.ts";

function result(
  depth: DrillResult["depth"],
  shown: readonly string[],
  covered: readonly string[],
): DrillResult {
  const drill = { name: "a", pattern: "a", path: "a", techniques: ["T1110", "T1190", "T1485"] };
  return { drill, depth, events: 1, alerts: shown.length, rules: [], shown, covered, rank: null };
}

const seen = result("ranked", ["T1110"], ["T1110", "T1190"]);

test("a technique is only as deep as a rule that names it", () => {
  assert.deepEqual((navigatorLayer([seen]) as { techniques: unknown }).techniques, [
    { techniqueID: "T1110", score: 4, enabled: true },
    { techniqueID: "T1190", score: 2, enabled: true },
    { techniqueID: "T1485", score: 1, enabled: true },
  ]);
});

test("the best drill of a technique counts", () => {
  const layer = navigatorLayer([result("no data", [], []), seen]) as { techniques: { score: number }[] };
  assert.deepEqual(
    layer.techniques.map(({ score }) => score),
    [4, 2, 1],
  );
});

test("DeTT&CT gets detection and visibility apart, dated, and never more than fair", () => {
  const file = parse(dettectYaml([seen], "2026-04-13")) as {
    file_type: string;
    techniques: {
      technique_id: string;
      detection: { score_logbook: { date: string; score: number }[] }[];
      visibility: { score_logbook: { score: number }[] }[];
    }[];
  };
  assert.equal(file.file_type, "technique-administration");
  assert.deepEqual(
    file.techniques.map(({ technique_id, detection, visibility }) => [
      technique_id,
      detection[0]?.score_logbook[0]?.score,
      visibility[0]?.score_logbook[0]?.score,
    ]),
    [
      ["T1110", 2, 2],
      ["T1190", -1, 1],
      ["T1485", -1, 1],
    ],
  );
  assert.equal(file.techniques[0]?.detection[0]?.score_logbook[0]?.date, "2026-04-13");
});
