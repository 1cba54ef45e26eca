import assert from "node:assert/strict";
import { test } from "node:test";
import { Scorer } from "../../src/rehearsal/score.ts";
import type { Actor, Role } from "../../src/rehearsal/stage.ts";
import { makeAlert, makeAttack } from "../helpers/make.ts";

const actor = (ip: string, role: Role, campaign: string | null = null): Actor => ({
  ip,
  role,
  campaign,
  bodies: ["ministry"],
  deed: "",
});

const TRUTH = {
  seed: 1,
  actors: [
    actor("192.0.2.1", "campaign", "register"),
    actor("192.0.2.2", "campaign", "register"),
    actor("192.0.2.3", "campaign", "mail"),
    actor("192.0.2.4", "noise"),
    actor("192.0.2.5", "visitor"),
    actor("192.0.2.6", "staff"),
  ],
};

const attack = (ip: string | null, rank: number): ReturnType<typeof makeAttack> =>
  makeAttack(rank, { origin: ip === null ? null : { ip } });

test("a campaign stands at the best rank of its actors; one that nobody saw is missed", () => {
  const score = new Scorer(TRUTH).score([
    attack("192.0.2.4", 1),
    attack("192.0.2.2", 2),
    attack("192.0.2.1", 3),
    attack("192.0.2.2", 4),
    attack(null, 5),
  ]);
  assert.deepEqual(score.campaigns, [
    { name: "register", rank: 2, actors: 2, found: 2 },
    { name: "mail", rank: null, actors: 1, found: 0 },
  ]);
  assert.deepEqual([score.attackers, score.found], [4, 3]);
});

test("an innocent is flagged by a serious alert only", () => {
  const scorer = new Scorer(TRUTH);
  const alert = (ip: string, level: "medium" | "high"): void =>
    scorer.add(makeAlert(1, { origin: { ip }, rule: { ...makeAlert(1).rule, level } }));
  alert("192.0.2.5", "medium");
  alert("192.0.2.6", "high");
  alert("192.0.2.1", "high");
  const { innocents, flagged } = scorer.score([]);
  assert.equal(innocents, 2);
  assert.deepEqual(flagged, ["192.0.2.6"]);
});
