/** Values of consistent_sampler (Rivest, MIT), and the draw of batches against its own definition. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  drawWithReplacement,
  firstTicket,
  nextTicket,
  smallestTickets,
  uniform,
} from "../../../../src/ballots/audit/sample/consistent.ts";
import { sampleContests } from "../../../../src/ballots/audit/sample/style.ts";
import { TicketHeads } from "../../../../src/ballots/audit/sample/tickets.ts";
import { drawWeighted } from "../../../../src/ballots/audit/sample/weighted.ts";

const SEED = "01382438112797316654";

test("tickets are those of consistent_sampler", () => {
  const first = "0.26299714122838008416507544297546663599715395525154425586041245287750224561854";
  assert.equal(
    uniform("abc"),
    "0.56998071861792858926477341561059638840106636224182943832566300809078486324348",
  );
  assert.equal(firstTicket(SEED, "AB-130"), first);
  assert.equal(
    nextTicket(first),
    "0.8232357229934205790595761924514048157652891124687533667363938813600770093316",
  );
  assert.equal(
    nextTicket("0.25471"),
    "0.642853261655004694691182528114375607701032283189922170593838029306715548381901",
  );
});

test("one block of SHA-256 of our own gives the digits of the library's", () => {
  const heads = new TicketHeads(SEED);
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: "grapheme", maxLength: 30 })),
      (id) => {
        assert.equal(String(heads.of(id)).padStart(9, "0"), firstTicket(SEED, id).slice(2, 11));
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

test("the smallest tickets are those of a full sort, and a larger sample begins with the smaller one", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `b${i % 100}-${i}`);
  const sorted = ids
    .map((id) => ({ id, ticket: firstTicket(SEED, id) }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
  const drawn = smallestTickets(ids, SEED, 300, (id) => id);
  assert.deepEqual(
    drawn.map(({ item }) => item),
    sorted.slice(0, 300).map(({ id }) => id),
  );
  assert.deepEqual(
    smallestTickets(ids, SEED, 40, (id) => id),
    drawn.slice(0, 40),
  );
});

test("with replacement every item comes again, in the order of tickets", () => {
  const draws = drawWithReplacement(["a", "b", "c"], SEED, 60, (id) => id);
  assert.equal(draws.length, 60);
  assert.deepEqual(
    draws.map(({ ticket }) => ticket),
    draws.map(({ ticket }) => ticket).sort(),
  );
  for (const id of ["a", "b", "c"]) {
    const own = draws.filter(({ item }) => item === id).map(({ generation }) => generation);
    assert.deepEqual(
      own,
      own.map((_, i) => i + 1),
    );
  }
});

test("batches: each draw is what SHA-256 of its number says", () => {
  const weights = [5n, 0n, 90n, 5n];
  const total = 100n;
  for (const { index, ticket } of drawWeighted(weights, SEED, 40, { replace: true })) {
    const digest = createHash("sha256").update(`vigie-batches-v1:${SEED}:${ticket}`).digest("hex");
    const at = BigInt(`0x${digest}`) % total;
    assert.equal(index, at < 5n ? 0 : at < 95n ? 2 : 3);
  }
  const all = drawWeighted(weights, SEED, 3).map(({ index }) => index);
  assert.deepEqual([...all].sort(), [0, 2, 3], "without replacement each one once, and never a weight of 0");
  assert.throws(() => drawWeighted(weights, SEED, 4), RangeError);
  assert.throws(() => drawWeighted([0n, 0n], SEED, 1), RangeError);
});

test("batches are drawn as often as their weights say", () => {
  const draws = drawWeighted([1n, 3n, 6n], SEED, 10_000, { replace: true });
  const share = (i: number): number => draws.filter(({ index }) => index === i).length / draws.length;
  assert.ok(
    Math.abs(share(0) - 0.1) < 0.015 && Math.abs(share(2) - 0.6) < 0.025,
    [share(0), share(2)].join(),
  );
});

test("several contests share cards: each is drawn among the cards that hold it", () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `1-${i}`);
  const few = ids.filter((_, i) => i % 10 === 0);
  const { fetch, contests } = sampleContests(
    [
      { name: "all", cards: 200, held: ids },
      { name: "few", cards: 30, held: few },
    ],
    SEED,
  );
  assert.equal(contests.get("few")?.length, 30);
  assert.ok(contests.get("few")?.every((id) => few.includes(id)));
  const shared = few.filter((id) => contests.get("all")?.includes(id));
  // consistent: what the large sample holds of the small contest comes first in the small one
  assert.deepEqual(contests.get("few")?.slice(0, shared.length).toSorted(), shared.toSorted());
  assert.equal(fetch.length, 200 + 30 - shared.length);
});
