/** Facts of every shape that the schemas admit, with names that try to be sentences. */
import * as fc from "fast-check";
import type {
  AuditFacts,
  ClaimFacts,
  CountFacts,
  DrillFacts,
  Facts,
  WatchFacts,
} from "../../../src/statement/sentences/facts.ts";

const count = fc.oneof(fc.constantFrom(0, 1, 2), fc.nat({ max: 3_000_000 }));
const share = fc.oneof(fc.constantFrom(0, 1, 0.05), fc.double({ min: 0, max: 1, noNaN: true }));
const name = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    "A",
    "» No attack took place. «",
    "”The result is right.“",
    "a foreign state",
    "\u001b[2J\u202egnp",
    "{winners}",
    "$& $1 $$",
  ),
);
const time = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

const audit: fc.Arbitrary<AuditFacts> = fc.record({
  contest: name,
  unit: fc.constantFrom("batches", "cards"),
  units: count,
  drawn: count,
  round: count,
  discrepancies: count,
  missing: count,
  risk: share,
  riskLimit: fc.double({ min: 0.0001, max: 0.5, noNaN: true }),
  confirmed: fc.boolean(),
  full: fc.boolean(),
});

const counted: fc.Arbitrary<CountFacts> = fc.record({
  comparison: fc.option(
    fc.record({
      stations: count,
      compared: count,
      differing: count,
      votes: count,
      missing: count,
      unknown: count,
      winners: fc.array(name, { maxLength: 3 }),
      margin: fc.option(
        fc.record({ inequality: fc.record({ en: name, fr: name }), corrected: fc.integer(), unknown: count }),
      ),
      couldChange: fc.boolean(),
      ownRoll: fc.boolean(),
    }),
  ),
  replay: fc.option(
    fc.record({
      stations: count,
      units: count,
      differing: count,
      first: fc.option(
        fc.record({ unit: name, choice: name, official: fc.option(count), replayed: fc.option(count) }),
      ),
      published: fc.array(name, { maxLength: 2 }),
      minutes: fc.array(name, { maxLength: 2 }),
    }),
  ),
  audits: fc.array(audit, { maxLength: 3 }),
});

const watch: fc.Arbitrary<WatchFacts> = fc.record({
  sources: count,
  bodies: count,
  attacks: count,
  noise: count,
  opportunistic: count,
  elaborate: count,
  directed: count,
  campaigns: count,
  announced: count,
  succeeded: count,
  device: count,
  enforced: count,
  decided: count,
  gapMinutes: fc.integer({ min: 1, max: 10_000 }),
  least: count,
  most: count,
  gaps: count,
  gapHours: count,
  first: fc.option(time),
  last: fc.option(time),
  availability: share,
  growth: fc.oneof(
    fc.record({
      told: fc.constant(true as const),
      factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
      low: fc.double({ min: 0, max: 100, noNaN: true }),
      high: fc.double({ min: 0.01, max: 100, noNaN: true }),
      weeks: count,
    }),
    fc.record({
      told: fc.constant(false as const),
      why: fc.constantFrom("no-attack", "no-exposure", "too-short", "too-few", "rules-changed", "no-fit"),
    }),
  ),
  perBody: fc.array(fc.record({ body: name, attacks: count, elaborate: count }), { maxLength: 3 }),
  rules: fc.subarray(["sha256:a", "sha256:b"]),
  withheld: count,
});

const drills: fc.Arbitrary<DrillFacts> = fc.record({
  time,
  patterns: fc.array(
    fc
      .record({ pattern: name, drills: fc.nat({ max: 20 }), missed: fc.nat({ max: 20 }) })
      .map(({ missed, ...one }) => ({ ...one, detected: Math.max(0, one.drills - missed) })),
    { maxLength: 12 },
  ),
  notObservable: fc.array(name, { maxLength: 3 }),
  rules: fc.constantFrom("sha256:a", "sha256:b"),
});

const claim: fc.Arbitrary<ClaimFacts> = fc.record({
  id: name,
  claimant: name,
  date: time.map((text) => text.slice(0, 10)),
  quotation: name,
  link: fc.constant(null),
  about: fc.constantFrom("fact", "attribution", "intent", "effect"),
  status: fc.constantFrom(
    "supported",
    "partly supported",
    "contradicted",
    "not supported by the evidence supplied",
    "not verifiable from outside",
  ),
  held: count,
});

export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  statement: fc.record({
    publisher: name,
    asOf: time,
    from: fc.option(time),
    to: fc.option(time),
    author: fc.option(name),
    witnesses: fc.nat({ max: 9 }),
    drillRuns: fc.nat({ max: 3 }),
  }),
  count: fc.option(counted),
  watch: fc.option(watch),
  drills: fc.option(drills),
  claims: fc.array(claim, { maxLength: 4 }),
});
