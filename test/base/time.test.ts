import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  monthNumber,
  parseClf,
  parseDuration,
  parseIso,
  parseYearless,
  timeText,
  utc,
  zoneOffset,
} from "../../src/base/time.ts";

const at = (text: string): number => Date.parse(text);

test("ISO 8601 is read in the spellings that logs use", () => {
  const expected = at("2017-04-24T09:12:03.500Z");
  for (const text of [
    "2017-04-24T09:12:03.5Z",
    "2017-04-24T09:12:03.5z",
    "2017-04-24 09:12:03,500",
    "2017-04-24 09:12:03.500 UTC",
    "2017-04-24T11:12:03.5+02:00",
    "2017-04-24T11:12:03.500000+0200",
    "2017-04-24T04:12:03.500999999-05",
    "2017-04-24T09:12:03.500000000",
  ])
    assert.equal(parseIso(text), expected, text);
  assert.equal(parseIso("2017-04-24"), at("2017-04-24T00:00:00Z"));
  assert.equal(parseIso("2017-04-24T09:12"), at("2017-04-24T09:12:00Z"));
});

test("a time without a zone takes the zone of its source, one with a zone does not", () => {
  assert.equal(parseIso("2017-04-24 09:12:03", 120), at("2017-04-24T07:12:03Z"));
  assert.equal(parseIso("2017-04-24 09:12:03Z", 120), at("2017-04-24T09:12:03Z"));
  assert.equal(parseClf("10/Oct/2000:13:55:36", -420), at("2000-10-10T20:55:36Z"));
});

test("a fraction is cut, never rounded up into the next second", () => {
  assert.equal(parseIso("2017-04-24T09:12:03.999999999Z"), at("2017-04-24T09:12:03.999Z"));
  assert.equal(parseIso("2017-04-24T09:12:03.001Z"), at("2017-04-24T09:12:03.001Z"));
});

test("what is no time is refused", () => {
  for (const text of [
    "2017-13-01",
    "2017-00-01",
    "2017-02-29",
    "2100-02-29",
    "2017-04-31",
    "2017-04-00",
    "2017-04-24T24:00:00Z",
    "2017-04-24T09:60:00Z",
    "2017-04-24T09:12:61Z",
    "0017-04-24T09:12:03Z",
    "2017-04-24T09:12:03.Z",
    "2017-04-24T09:12:03Z ",
    "x2017-04-24",
    "2017-4-24",
    "",
  ])
    assert.equal(parseIso(text), null, text);
});

test("29 February is read in leap years only", () => {
  assert.equal(parseIso("2016-02-29"), at("2016-02-29T00:00:00Z"));
  assert.equal(parseIso("2000-02-29"), at("2000-02-29T00:00:00Z"));
  assert.equal(utc(2017, 2, 29, 0, 0, 0, 0, 0), null);
});

test("a leap second counts as second 59", () => {
  assert.equal(parseIso("2016-12-31T23:59:60Z"), at("2016-12-31T23:59:59Z"));
});

test("every moment reads back from its own text", () => {
  const time = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
  fc.assert(fc.property(time, (ms) => assert.equal(parseIso(timeText(ms)), ms)));
});

test("the Common Log Format is read", () => {
  assert.equal(parseClf("10/Oct/2000:13:55:36 -0700"), at("2000-10-10T20:55:36Z"));
  assert.equal(parseClf("10/Oct/2000:13:55:36.123 +0530"), at("2000-10-10T08:25:36Z"));
  for (const text of [
    "10/Okt/2000:13:55:36 -0700",
    "32/Oct/2000:13:55:36 -0700",
    "10/Oct/2000 13:55:36 -0700",
    "1/Oct/2000:13:55:36 -0700",
    "10/Oct/2000:25:55:36 -0700",
    "",
  ])
    assert.equal(parseClf(text), null, text);
});

test("zones and months are read", () => {
  assert.deepEqual(
    ["Z", "UTC", "+0200", "+02:00", "-05", "-0930"].map(zoneOffset),
    [0, 0, 120, 120, -300, -570],
  );
  assert.deepEqual(["Jan", "december", "MAY", "xyz", ""].map(monthNumber), [1, 12, 5, 0, 0]);
});

test("a December line read in January belongs to last year", () => {
  const reference = at("2025-01-02T00:00:00Z");
  assert.equal(parseYearless(12, 31, 23, 59, 58, reference), at("2024-12-31T23:59:58Z"));
  assert.equal(parseYearless(1, 1, 0, 0, 1, reference), at("2025-01-01T00:00:01Z"));
});

test("a January line read in December is not of the next year", () => {
  const reference = at("2025-12-30T12:00:00Z");
  assert.equal(parseYearless(1, 1, 8, 0, 0, reference), at("2025-01-01T08:00:00Z"));
});

test("a clock that is a day ahead is believed, one that is further ahead is not", () => {
  const reference = at("2025-12-31T12:00:00Z");
  assert.equal(parseYearless(1, 1, 11, 0, 0, reference), at("2026-01-01T11:00:00Z"));
  assert.equal(parseYearless(1, 1, 13, 0, 0, reference), at("2025-01-01T13:00:00Z"));
});

test("29 February without a year is put into the last leap year", () => {
  assert.equal(parseYearless(2, 29, 8, 0, 0, at("2026-05-01T00:00:00Z")), at("2024-02-29T08:00:00Z"));
  assert.equal(parseYearless(2, 30, 8, 0, 0, at("2026-05-01T00:00:00Z")), null);
});

test("a year-less time never lies more than a day after the reference clock, nor a leap cycle before it", () => {
  const DAY = 86_400_000;
  const reference = fc.integer({ min: at("1990-01-01T00:00:00Z"), max: at("2090-01-01T00:00:00Z") });
  fc.assert(
    fc.property(
      reference,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      (ms, month, day) => {
        const time = parseYearless(month, day, 12, 0, 0, ms);
        assert.ok(time !== null && time <= ms + DAY && time > ms - 366 * DAY);
      },
    ),
  );
});

test("durations are whole numbers with one unit", () => {
  assert.deepEqual(
    ["30s", "10m", "4h", "1d", "2w", "0s"].map(parseDuration),
    [30_000, 600_000, 14_400_000, 86_400_000, 1_209_600_000, 0],
  );
  for (const text of ["", "10", "m", "1.5h", "-1h", "1h30m", "1 h", "1y", "1H", "9999999999s"])
    assert.equal(parseDuration(text), null, text);
});
