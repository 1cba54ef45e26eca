/** Audits of batches with totals beside cards with records, and of strata. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkAudit } from "../../../../src/ballots/audit/folder/audit.ts";
import { type PlanInput, planAudit } from "../../../../src/ballots/audit/folder/commit.ts";
import { plannedSizes } from "../../../../src/ballots/audit/folder/planned.ts";
import { parseCsv } from "../../../../src/ballots/csv.ts";
import { auditOnce, flat, refused, workshop } from "./audits.ts";
import { cards, contest, row, table, twoContests } from "./two-contests.ts";

const shop = workshop("strata");
const { folder, file } = shop;
const { manifest, input } = twoContests(shop);

test("ONEAudit: batches with totals beside cards with records", () => {
  const pooled = (id: string): boolean => Number(id.split("-")[0]) >= 24;
  const totals = new Map<string, [number, number]>();
  for (const [id, [mayor]] of cards)
    if (pooled(id)) {
      const batch = id.split("-")[0] ?? "";
      const sum = totals.get(batch) ?? [0, 0];
      totals.set(batch, [sum[0] + (mayor === "ADA" ? 1 : 0), sum[1] + (mayor === "BEN" ? 1 : 0)]);
    }
  const text = `unit,ADA,BEN\n${Array.from(totals, ([batch, [a, b]]) => `${batch},${a},${b}\n`).join("")}`;
  const of = (results: string, ids: Iterable<string>): PlanInput =>
    flat({
      kind: "oneaudit",
      results: file("totals.csv", results),
      manifest: manifest(),
      cvr: { file: "cvr.csv", table: table(ids, 1) },
    });
  const recorded = [...cards.keys()].filter((id) => !pooled(id));
  const found = auditOnce(shop, of(text, recorded), null, row(1));
  assert.ok(found.confirmed, `risk ${found.risk}`);
  const audit = checkAudit(found.dir);
  const votes = (name: string): number => [...cards.values()].filter(([mayor]) => mayor === name).length;
  assert.deepEqual(audit.plan.contests[0]?.votes, [votes("ADA"), votes("BEN"), 0]);
  const polled = flat({
    kind: "polling",
    results: file("all.csv", `unit,ADA,BEN\nall,${votes("ADA")},${votes("BEN")}\n`),
    manifest: manifest(),
  });
  const size = (one: PlanInput): number => plannedSizes(planAudit(folder(), one))[0] ?? 0;
  assert.ok(size(of(text, recorded)) < size(polled) / 2, "records of most cards save most of the work");
  const turned = new Map(
    [...cards].map(([id, [mayor]]) => [id, [mayor === "ADA" && pooled(id) ? "BEN" : (mayor ?? "")]]),
  );
  assert.ok(auditOnce(shop, of(text, recorded), [300], row(1, turned)).risk > found.risk);
  refused(
    () => planAudit(folder(), of(text, cards.keys())),
    /totals\.csv:2:\d: 24 has totals here, and card "24-1" of it has a record/,
  );
  refused(
    () => planAudit(folder(), of(text.replace(/^24,\d+/m, "24,101"), recorded)),
    /totals\.csv:2:\d: 24 has \d+ votes on 100 cards/,
  );
  refused(
    () => planAudit(folder(), of(text.replace(/^24,/m, "99,"), recorded)),
    /totals\.csv:2:1: 99 is not in/,
  );
});

test("strata: cards with records beside cards without, each with its own sample", () => {
  const split = (from: number, to: number): string =>
    file(
      `m${from}.csv`,
      `batch,cards\n${Array.from({ length: to - from }, (_, i) => `${from + i},100\n`).join("")}`,
    );
  const inFirst = (id: string): boolean => Number(id.split("-")[0]) < 20;
  const count = (name: string): number =>
    [...cards].filter(([id, [mayor]]) => !inFirst(id) && mayor === name).length;
  const of = (): PlanInput =>
    input({
      contests: [contest("Mayor")],
      strata: [
        {
          name: "machines",
          kind: "comparison",
          results: null,
          manifest: split(0, 20),
          cvr: { file: "cvr.csv", table: table([...cards.keys()].filter(inFirst), 1) },
        },
        {
          name: "by post",
          kind: "polling",
          results: file("post.csv", `unit,ADA,BEN\nall,${count("ADA")},${count("BEN")}\n`),
          manifest: split(20, 30),
          cvr: null,
        },
      ],
    });
  const found = auditOnce(shop, of(), null, row(1));
  assert.ok(found.confirmed && !found.full, `risk ${found.risk} of ${found.drawn}`);
  const units = [...parseCsv(readFileSync(join(found.dir, "round-1-retrieval.csv"), "utf8"), "list")];
  assert.ok(units.some(({ cells }) => cells[0]?.startsWith("by post/2") && cells[4] === "by post"));
  assert.ok(units.some(({ cells }) => cells[0]?.startsWith("machines/") && cells[4] === "machines"));
  const turned = new Map([...cards].map(([id, [mayor]]) => [id, [mayor === "ADA" ? "BEN" : "ADA"]]));
  assert.equal(auditOnce(shop, of(), [200, 100], row(1, turned)).risk, 1);
  refused(
    () => planAudit(folder(), { ...of(), replace: true }),
    /strata and card styles are drawn without replacement/,
  );
  const slashed = { ...of(), strata: of().strata.map((one) => ({ ...one, name: `${one.name}/x` })) };
  refused(() => planAudit(folder(), slashed), /the name of a stratum has a slash/);
  const batches = { ...of(), strata: of().strata.map((one) => ({ ...one, kind: "oneaudit" as const })) };
  refused(() => planAudit(folder(), batches), /--results is missing|strata are of cards/);
});
