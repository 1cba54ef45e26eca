import assert from "node:assert/strict";
import { test } from "node:test";
import { messagesOf } from "../../src/base/messages/index.ts";
import type { Attack } from "../../src/model/attack.ts";
import type { ScanResult } from "../../src/pipeline/scan-options.ts";
import { answerSentence, funnel } from "../../src/statement/answer.ts";
import { makeAttack } from "../helpers/make.ts";

const en = messagesOf("en");
const result = (records: number, attacks: readonly Attack[]): ScanResult => ({
  summary: { records, alerts: 9, attacks: attacks.length } as ScanResult["summary"],
  attacks,
  campaigns: [],
  problems: [],
});
const elaborate = { ...makeAttack(1).verdict, class: "elaborate" } as const;
const ATTACKS = [
  makeAttack(1, { outcome: "succeeded", verdict: elaborate }),
  makeAttack(2, { outcome: "blocked_by_device" }),
  makeAttack(3),
  makeAttack(4, { verdict: { ...elaborate, directed: true } }),
];

test("the answer counts what the logs show and no more", () => {
  assert.equal(
    answerSentence(result(1000, ATTACKS), en),
    "Attacked: yes. 4 attacks counted; 2 elaborate; 1 succeeded at something; 1 blocked by a device.",
  );
});

test("announced tests are counted apart: said, and not among the elaborate ones", () => {
  const tested = [
    ...ATTACKS,
    makeAttack(5, { verdict: { ...elaborate, directed: true }, announced: "Testers" }),
  ];
  assert.equal(
    answerSentence(result(1000, tested), en),
    "Attacked: yes. 5 attacks counted; 2 elaborate; 1 succeeded at something; 1 blocked by a device. 1 of the attacks belongs to an announced penetration test; 1 of these is elaborate, and not counted as such.",
  );
  assert.deepEqual(funnel(result(1000, tested), en).slice(-2), [
    ["elaborate", 2],
    ["directed", 1],
  ]);
});

test("nothing found and nothing read are two answers", () => {
  assert.equal(answerSentence(result(1000, []), en), "No attack found in what was read.");
  assert.equal(answerSentence(result(0, []), en), "Nothing could be read.");
});

test("the funnel goes from records to the attacks with evidence that this body was meant", () => {
  assert.deepEqual(funnel(result(1000, ATTACKS), en), [
    ["records", 1000],
    ["alerts", 9],
    ["attacks", 4],
    ["elaborate", 2],
    ["directed", 1],
  ]);
});
