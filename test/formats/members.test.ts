/** Members found in the bytes of a record, against JSON.parse of its text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Members, type RecordText } from "../../src/formats/members.ts";
import { Fields, type FieldValue, fieldBag } from "../../src/model/fields.ts";

const seed = Number(process.env["PROPERTY_SEED"] ?? 20_261_122);
const KEYS = ["EventID", "Channel", "a", "a.b", "b", "toString", "__proto__", "with space", "é", "", "\\"];

function recordOf(text: string): RecordText {
  const around = Buffer.from(`xy${text}}z`); // what stands around a record is not its own
  const end = around.length - 2;
  const ascii = end - 2 === text.length;
  return { bytes: around, start: 2, end, text, ascii };
}

/** The object that JSON.parse makes of a text, or null. */
function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Asserts that what is read is what JSON.parse reads. @returns whether it was read */
function agrees(members: Members, written: string): boolean {
  const text = written.toWellFormed(); // what bytes of UTF-8 can hold
  if (!members.read(recordOf(text))) return false;
  const object = parsed(text);
  assert.ok(object !== null, `JSON.parse refuses ${JSON.stringify(text)}`);
  const fields = new Fields(fieldBag(), object);
  for (const key of [...KEYS, ...Object.keys(object)]) {
    assert.deepEqual(members.field(key), fields.get(key), `${key} of ${JSON.stringify(text)}`);
  }
  assert.equal(
    members.spaced,
    Object.keys(object).some((key) => key.includes(" ")),
  );
  return true;
}

const scalar = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "\\", '"', "/", "\u0001", "\t", "é", "{", "]", ":"),
    maxLength: 12,
  }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.letrec<{ v: FieldValue }>((tie) => ({
  v: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("v"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("v"), { maxKeys: 3 }),
  ),
})).v;
const member = fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 6 })), value);
const spaces = fc.constantFrom("", "", "", " ", "  ", "\n\t");

/** Objects as text, keys twice now and then, and odd spaces. */
const objectText = fc
  .tuple(fc.array(member, { maxLength: 8 }), spaces, spaces)
  .map(
    ([list, a, b]) =>
      `{${a}${list.map(([k, v]) => `${JSON.stringify(k)}${b}:${a}${JSON.stringify(v)}`).join(`${b},`)}}${a}`,
  );

test("members read as JSON.parse reads them", (context) => {
  const members = new Members();
  let read = 0;
  fc.assert(
    fc.property(objectText, (text) => {
      if (agrees(members, text)) read++;
    }),
    { numRuns: 5000, seed },
  );
  context.diagnostic(`seed ${seed}: ${read} of 5000 read`);
  assert.ok(read > 1500, "too few were read to say anything");
});

test("what JSON.parse refuses is refused, wherever a text is spoilt", (context) => {
  const members = new Members();
  let read = 0;
  const spoilt = fc
    .tuple(
      objectText,
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.constantFrom('"', "\\", "{", "}", ",", ":", "0", "e", "-", " ", "\u0002", "u"),
    )
    .map(([text, at, cut, character]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + character + text.slice(place + cut);
    });
  fc.assert(
    fc.property(spoilt, (text) => {
      if (agrees(members, text)) read++;
    }),
    { numRuns: 10_000, seed },
  );
  context.diagnostic(`seed ${seed}: ${read} of 10000 read`);
});

test("of a key that stands twice the last value counts", () => {
  assert.ok(agrees(new Members(), '{"a":1,"b":2,"a":"x"}'));
});

test("numbers and escapes are read as JSON reads them", () => {
  const members = new Members();
  for (const number of ["0", "-0", "1.5", "1e3", "-1E-2", "123456789012345678901", "0.1e+1"])
    assert.ok(agrees(members, `{"a":${number}}`), number);
  for (const number of ["01", "1.", ".5", "+1", "1e", "-", "0x1", "NaN", "tru", "nulll"])
    assert.ok(!agrees(members, `{"a":${number}}`), number);
  assert.ok(agrees(members, String.raw`{"a":"C:\\users\\\"x\"\u00e9\r\n","b":"\\"}`));
  for (const text of [String.raw`"\x"`, String.raw`"\u12g4"`, '"\\', String.raw`"\"`])
    assert.ok(!agrees(members, `{"a":${text}}`), text);
});

test("names that strangers invent do not crowd out those that are asked for", () => {
  const members = new Members();
  let read = 0;
  for (let i = 0; i < 20_000; i++) if (members.read(recordOf(`{"k${i}":1}`))) read++;
  assert.ok(read < 4096, "names are learnt without end");
  assert.equal(members.field("EventID"), undefined);
  members.read(recordOf('{"EventID":7}'));
  assert.equal(members.field("EventID"), 7);
});

test("deep nesting and control characters are left to the parser", () => {
  const members = new Members();
  assert.ok(!members.read(recordOf(`{"a":${"[".repeat(100)}${"]".repeat(100)}}`)));
  assert.ok(!members.read(recordOf('{\t"a":1}')));
});
