import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Format, JsonObject } from "../../src/formats/format.ts";
import { otherFallbacks, otherFormats } from "../../src/formats/list-other.ts";
import { Registry } from "../../src/formats/registry.ts";
import { context } from "./context-other.ts";
import { genericSamples, otherSamples } from "./samples-other.ts";

const all: readonly Format[] = [...otherFormats, ...otherFallbacks];
const registry = (): Registry => new Registry(otherFormats, otherFallbacks);
const IIS = "#Fields: date time c-ip cs-method cs-uri-stem";
const ZEEK = "#fields\tts\tid.orig_h";

for (const { format, line, origin } of [...otherSamples, ...genericSamples]) {
  test(`${format}: ${line.slice(0, 80)}`, () => {
    const reading = registry().read(line, context());
    assert.equal(reading.kind, "event");
    if (reading.kind !== "event") return;
    assert.equal(reading.event.format, format);
    assert.equal(reading.event.origin, origin);
    assert.equal(reading.event.fields.get("source.ip"), origin);
    assert.ok(reading.event.time !== null || format === "cisco-asa");
  });
}

test("every specific sample is read by exactly one format", () => {
  for (const { line } of otherSamples) {
    const object = line.startsWith("{") ? (JSON.parse(line) as JsonObject) : null;
    const readers = otherFormats.filter((format) => {
      if (format.kind === "json") return object !== null && format.read(object, context()) !== null;
      return format.kind === "line" && object === null && format.read(line, context()) !== null;
    });
    assert.equal(readers.length, 1, `${readers.map((f) => f.name).join(", ")}: ${line.slice(0, 80)}`);
  }
});

test("what was read before never changes a reading", () => {
  const shared = registry();
  const samples = [...otherSamples, ...genericSamples];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...samples), { maxLength: 12 }), (chosen) => {
      for (const { format, line, origin } of chosen) {
        const reading = shared.read(line, context());
        assert.ok(
          reading.kind === "event" && reading.event.format === format && reading.event.origin === origin,
        );
      }
    }),
  );
});

function readAll(text: string, object: JsonObject | null): void {
  const given = context({ first: "a,b,time", headers: [IIS, ZEEK] });
  for (const format of all) {
    if (format.kind === "line") format.read(text, given);
    else if (format.kind === "json" && object !== null)
      void [...(format.read(object, given)?.fields.texts() ?? [])];
  }
}

test("property: no format throws on any text", () => {
  const heads = otherSamples.map(({ line }) => line);
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.tuple(fc.constantFrom(...heads), fc.nat(), fc.string({ maxLength: 40 })).map(([line, at, noise]) => {
      const cut = at % (line.length + 1);
      return line.slice(0, cut) + noise + line.slice(cut);
    }),
  );
  fc.assert(
    fc.property(text, (line) => readAll(line, null)),
    { numRuns: 600 },
  );
});

const leaf = fc.oneof(
  fc.constantFrom("", "-", "192.0.2.66", "2025-06-21T16:47:48Z", "{", '{"a":1}'),
  fc.double(),
  fc.bigInt().map(Number),
  fc.constantFrom(null, true, false, [], {}, [null], [[]], [{ name: [] }]),
  fc.jsonValue(),
);

/** A sample with some of its values, at any depth, replaced. */
function distort(value: unknown, pick: () => unknown, chance: () => boolean): unknown {
  if (chance()) return pick();
  if (Array.isArray(value)) return value.map((item) => distort(item, pick, chance));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, distort(v, pick, chance)]));
}

test("property: no JSON format throws, whatever types its keys hold", () => {
  const objects = otherSamples.filter(({ line }) => line.startsWith("{")).map(({ line }) => line);
  fc.assert(
    fc.property(
      fc.constantFrom(...objects),
      fc.array(leaf, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }),
      (line, leaves, dice) => {
        let at = 0;
        const chance = (): boolean => dice[at++ % dice.length] === 0 && at > 1;
        const pick = (): unknown => leaves[at % leaves.length];
        const object = distort(JSON.parse(line), pick, chance);
        if (typeof object === "object" && object !== null && !Array.isArray(object))
          readAll("", object as JsonObject);
      },
    ),
    { numRuns: 1500 },
  );
});

test("property: no JSON format throws on any object", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const object: unknown = JSON.parse(text);
      if (typeof object === "object" && object !== null && !Array.isArray(object))
        readAll(text, object as JsonObject);
    }),
    { numRuns: 400 },
  );
});

test("keys of Object.prototype are names like any other", () => {
  for (const { line } of otherSamples.filter((sample) => sample.line.startsWith("{"))) {
    const hostile = `${line.slice(0, -1)},"__proto__":{"polluted":1},"constructor":{"prototype":1},"source.ip":"198.51.100.9","event.type":"denied"}`;
    const reading = registry().read(hostile, context());
    assert.ok(reading.kind === "event");
    assert.notEqual(reading.event.fields.get("source.ip"), "198.51.100.9");
    assert.equal(reading.event.fields.get("event.type"), reading.event.verdict);
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("a bomb of depth is refused, whatever is in it", () => {
  for (const depth of [70, 5000, 200_000]) {
    const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    for (const { line } of otherSamples.filter((sample) => sample.line.startsWith("{"))) {
      const reading = registry().read(`${line.slice(0, -1)},"deep":${deep}}`, context());
      assert.equal(reading.kind, "unparsed");
    }
  }
});

test("lines of a megabyte are read in linear time by every line format", () => {
  const pieces = [
    "a",
    " ",
    '"',
    "=",
    'a="b" ',
    "a=b ",
    "|",
    "\\",
    ",",
    '""',
    "[x] ",
    ": ",
    " src=1",
    "a:1 ",
    "%41",
    "<",
    "{}",
  ];
  const heads = otherSamples.filter(({ line }) => !line.startsWith("{")).map(({ line }) => line);
  for (const format of all) {
    if (format.kind !== "line") continue;
    const started = performance.now();
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(2e5 / piece.length));
      format.read(text, context({ first: "a,b,time", headers: [IIS, ZEEK] }));
      for (const head of heads) {
        if (format.read(head, context()) === null) continue;
        const middle = Math.floor(head.length / 2);
        format.read(head + text, context());
        format.read(head.slice(0, middle) + text + head.slice(middle), context());
      }
    }
    assert.ok(performance.now() - started < 6000, format.name);
  }
});
