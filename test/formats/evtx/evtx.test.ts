import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type EvtxJson, EvtxReader, readEvtx } from "../../../src/formats/evtx/index.ts";
import { BEGIN, type Made, makeEvtx, text, u16, u32, u64, type Value } from "../../helpers/evtx.ts";

const CHANNEL = "Microsoft-Windows-Sysmon/Operational";
const made = (...data: readonly Value[]): Made => ({ eventId: 1, channel: CHANNEL, data });

function dataOf(json: unknown): Readonly<Record<string, EvtxJson>> {
  return (json as { Event: { EventData: Record<string, EvtxJson> } }).Event.EventData;
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

test("an event has the shape that tools for event logs share", () => {
  const { records, loss } = readEvtx(makeEvtx([made(text("a"), u32(7))]));
  assert.deepEqual(JSON.parse(JSON.stringify(records[0]?.json)), {
    Event: {
      "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
      System: {
        Provider: { "#attributes": { Name: "Made" } },
        EventID: 1,
        TimeCreated: { "#attributes": { SystemTime: "2026-04-01T00:00:01.000000Z" } },
        EventRecordID: 1,
        Channel: CHANNEL,
      },
      EventData: { D0: "a", D1: 7 },
    },
  });
  assert.deepEqual(records[0]?.writtenMs, Date.UTC(2026, 3, 1, 0, 0, 1));
  assert.equal(records[0]?.offset, 4096 + 512);
  assert.deepEqual(loss, { damagedChunks: 0, lostRecords: 0, lostBytes: 0, reasons: [] });
});

/** Type, bytes, JSON. Types and their sizes: libyal, EVTX format, section "Value types". */
const VALUES: readonly (readonly [string, Value, EvtxJson])[] = [
  ["null", [0x00, bytes("")], null],
  ["text", text("né \u{1f5f3}"), "né \u{1f5f3}"],
  ["text with blanks at its end", text("cmd.exe  "), "cmd.exe"],
  ["empty text", text(""), ""],
  ["ANSI text", [0x02, bytes("6361 66e9 00")], "café"],
  ["int8", [0x03, bytes("ff")], -1],
  ["uint8", [0x04, bytes("ff")], 255],
  ["int16", [0x05, bytes("feff")], -2],
  ["uint16", u16(65_535), 65_535],
  ["int32", [0x07, bytes("ffffffff")], -1],
  ["uint32", u32(4_294_967_295), 4_294_967_295],
  ["int64", [0x09, bytes("ffffffffffffffff")], -1],
  ["uint64", u64(0x0a, 12_345n), 12_345],
  ["uint64 beyond what a number holds", u64(0x0a, 2n ** 64n - 1n), "18446744073709551615"],
  ["float", [0x0b, bytes("0000c03f")], 1.5],
  ["double", [0x0c, bytes("000000000000f83f")], 1.5],
  ["a double that is no number", [0x0c, bytes("000000000000f87f")], "NaN"],
  ["true", [0x0d, bytes("01000000")], true],
  ["false", [0x0d, bytes("00000000")], false],
  ["binary", [0x0e, bytes("00ff10")], "00FF10"],
  ["guid", [0x0f, bytes("5f385777 2ac2 e043 bf4c06f5698ffbd9")], "7757385F-C22A-43E0-BF4C-06F5698FFBD9"],
  ["size, 32 bits", [0x10, bytes("10000000")], "0x10"],
  ["size, 64 bits", u64(0x10, 16n), "0x10"],
  ["file time", u64(0x11, BEGIN + 1_234_567n), "2026-04-01T00:00:00.123456Z"],
  ["file time of the far future", u64(0x11, 2n ** 64n - 1n), "+060056-05-28T05:36:10.955161Z"],
  ["system time", [0x12, bytes("ea07 0400 0300 0100 0a00 0b00 0c00 0d00")], "2026-04-01T10:11:12.013000Z"],
  ["sid", [0x13, bytes("01 02 000000000005 20000000 20020000")], "S-1-5-32-544"],
  [
    "sid that lies about its length",
    [0x13, bytes("01 0f 000000000005 20000000")],
    "010F00000000000520000000",
  ],
  ["hexadecimal, 32 bits", [0x14, bytes("e79a5200")], "0x529ae7"],
  ["hexadecimal, 64 bits", u64(0x15, 2n ** 63n), "0x8000000000000000"],
  ["texts", [0x81, Buffer.from("a\0b\0\0", "utf16le")], ["a", "b", ""]],
  ["numbers", [0x88, bytes("01000000 02000000")], [1, 2]],
  ["sids", [0x93, bytes("0101000000000005 12000000 0101000000000005 13000000")], ["S-1-5-18", "S-1-5-19"]],
  ["unknown type", [0x7f, bytes("beef")], "BEEF"],
  ["too short for its type", [0x08, bytes("0102")], "0102"],
];

for (const [name, value, expected] of VALUES) {
  test(`value: ${name}`, () => {
    const { records, loss } = readEvtx(makeEvtx([made(value)]));
    assert.deepEqual(loss.reasons, []);
    assert.deepEqual(dataOf(records[0]?.json)["D0"], expected);
  });
}

const many = makeEvtx(Array.from({ length: 400 }, (_, i) => made(text(`program${i}.exe`), u32(i))));

test("pieces of any size give the same records", () => {
  const whole = readEvtx(many).records;
  assert.equal(whole.length, 400);
  for (const size of [1000, 65_536, 100_001]) {
    const reader = new EvtxReader();
    const found = [];
    for (let at = 0; at < many.length; at += size) found.push(...reader.push(many.subarray(at, at + size)));
    found.push(...reader.end());
    assert.deepEqual(found, whole);
  }
});

test("a record's offset is its place in the file", () => {
  for (const { offset, length } of readEvtx(many).records) {
    assert.equal(many.readUInt32LE(offset), 0x2a2a);
    assert.equal(many.readUInt32LE(offset + 4), length);
  }
});

test("a damaged record is counted, and the records around it are read", () => {
  const damaged = Buffer.from(many);
  const { records } = readEvtx(many);
  damaged.writeUInt32LE(0, records[5]?.offset ?? 0); // its magic
  damaged.writeUInt8(0x3f, (records[9]?.offset ?? 0) + 24 + 4); // a token
  const read = readEvtx(damaged);
  assert.deepEqual(
    read.records.map(({ id }) => id),
    records.map(({ id }) => id).filter((id) => id !== 6n && id !== 10n),
  );
  assert.equal(read.loss.lostRecords, 2);
  assert.equal(read.loss.damagedChunks, 1);
  assert.equal(read.loss.lostBytes, (records[5]?.length ?? 0) + (records[9]?.length ?? 0));
});

test("a file that is cut short gives what is whole", () => {
  const { records } = readEvtx(many);
  const last = records[300];
  const cut = readEvtx(many.subarray(0, (last?.offset ?? 0) + 10));
  assert.equal(cut.records.length, 300);
  assert.equal(cut.loss.lostRecords, 1);
});

test("a file that ends between two chunks is damaged: its header counts more", () => {
  assert.deepEqual(readEvtx(many).loss.reasons, []);
  const { records, loss } = readEvtx(many.subarray(0, 4096 + 65_536));
  assert.ok(records.length > 0);
  assert.ok(loss.damagedChunks > 0);
  assert.match(loss.reasons[0] ?? "", /^at byte 69632: chunks that the file header counts are not there$/);
  assert.ok(readEvtx(many.subarray(0, 4096)).loss.damagedChunks > 0);
  const sparse = Buffer.from(many);
  sparse.fill(0, 4096 + 65_536, 4096 + 2 * 65_536); // a copy that failed in the middle
  assert.equal(readEvtx(sparse).loss.damagedChunks, 1);
});

test("a file that ends before its header does is damaged, not empty", () => {
  const { records, loss } = readEvtx(many.subarray(0, 100));
  assert.deepEqual([records.length, loss.lostBytes], [0, 100]);
  assert.deepEqual(loss.reasons, ["at byte 0: the file header is cut short"]);
  assert.equal(readEvtx(Buffer.alloc(0)).loss.lostBytes, 0);
});

test("a chunk that is none is counted, and the next one is read", () => {
  const damaged = Buffer.from(many);
  damaged.fill(0xee, 4096, 4096 + 100);
  const { records, loss } = readEvtx(damaged);
  assert.ok(records.length > 0 && records.length < 400);
  assert.equal(loss.lostBytes, 65_536);
});

test("an element may be called __proto__", () => {
  const file = makeEvtx([made(text("x"))]);
  const at = file.indexOf(Buffer.from("EventData", "utf16le"));
  file.write("__proto__", at, "utf16le");
  const event = readEvtx(file).records[0]?.json["Event"];
  assert.equal(Object.getPrototypeOf(event), null);
  assert.match(JSON.stringify(event), /"__proto__":{"D0":"x"}/);
});

test("damage of any kind ends neither the reader nor its patience", (context) => {
  const file = makeEvtx(
    Array.from({ length: 12 }, (_, i) => made(text(`p${i}`), u32(i), [0x21, bytes("0f010100 0100000000")])),
  );
  const end = 4096 + 6000;
  const spot = fc.tuple(fc.integer({ min: 4096, max: end }), fc.integer({ min: 0, max: 255 }));
  const damage = fc.tuple(fc.array(spot, { minLength: 1, maxLength: 12 }), fc.option(fc.nat(file.length)));
  const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_401);
  context.diagnostic(`seed ${seed}, 10000 cases`);
  fc.assert(
    fc.property(damage, ([spots, cut]) => {
      const damaged = Buffer.from(file);
      for (const [at, value] of spots) damaged[at] = value;
      const { records, loss } = readEvtx(cut === null ? damaged : damaged.subarray(0, cut));
      assert.ok(records.length + loss.lostRecords <= 60);
      for (const record of records) assert.ok(JSON.stringify(record.json).length < 1_100_000);
    }),
    { seed, numRuns: 10_000 },
  );
});
