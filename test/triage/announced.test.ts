/** Announced penetration tests: marked, never hidden, never mixed with others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attack } from "../../src/model/attack.ts";
import { Announcements, isEscalated } from "../../src/triage/announced.ts";
import { triage } from "../../src/triage/triage.ts";
import { attacksOf, type Deed, INTRUSION, named, noise } from "./making.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const during = (from: number, to: number) => ({ fromMs: START + from * DAY, toMs: START + to * DAY });
const INSIDE: Deed = {
  day: 20,
  rules: ["scan", "inject", "enter", "persist", "take"],
  ip: "203.0.113.5",
  id: "test",
};

function marked(
  deeds: readonly Deed[],
  tests: ConstructorParameters<typeof Announcements>[0],
): readonly Attack[] {
  const announcements = new Announcements(tests);
  return attacksOf(deeds).map((attack) => announcements.mark(attack));
}

test("an attack is marked by its address, its time and its body, all three", () => {
  const mark = (test: object, deed: Partial<Deed> = {}): string | null | undefined =>
    marked(
      [{ ...INSIDE, ...deed }],
      [{ by: "Testers", ranges: ["203.0.113.0/24"], ...during(19, 21), ...test }],
    )[0]?.announced;
  assert.equal(mark({}), "Testers");
  assert.equal(mark({ body: "commission" }), "Testers");
  assert.equal(mark({ body: "ministry" }), null);
  assert.equal(mark({ ranges: ["198.51.100.0/24"] }), null);
  assert.equal(mark(during(21, 22)), null);
  assert.equal(mark({ toMs: START + 20 * DAY }), null, "it went on after the announced time");
  assert.equal(mark({ ranges: ["::/0"] }), null);
  assert.equal(mark({ ranges: ["2001:db8::/32"] }, { ip: "2001:db8::7" }), "Testers");
});

test("a marked attack keeps its score, its reasons and its place, and is not counted as escalated", () => {
  const deeds = [INSIDE, ...noise(300)];
  const plain = named(triage(marked(deeds, [])), ["test"])[0];
  const told = named(triage(marked(deeds, [{ by: "Testers", ranges: ["203.0.113.5"], ...during(19, 21) }])), [
    "test",
  ])[0];
  assert.equal(told?.announced, "Testers");
  assert.equal(told?.rank, plain?.rank);
  assert.deepEqual(told?.verdict, plain?.verdict);
  assert.equal(plain?.verdict.class, "elaborate");
  assert.deepEqual(
    [plain, told].map((one) => one !== undefined && isEscalated(one)),
    [true, false],
  );
});

test("who attacks in the days of a test from elsewhere, even after it from its address, is not taken for it", () => {
  const tests = [{ by: "Testers", ranges: ["203.0.113.5"], ...during(19, 21) }];
  const { attacks, campaigns } = triage(marked([...INTRUSION, ...noise(300)], tests));
  const own = attacks.filter(({ announced }) => announced !== null);
  assert.equal(own.length, 1, "only the scan on day 20");
  assert.ok(campaigns.every((campaign) => !campaign.attacks.includes(own[0]?.id ?? "")));
  assert.ok(attacks.some(isEscalated));
});
