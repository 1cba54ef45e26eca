/** Writes event logs of Windows, for tests and measurements: one template, as many records as wanted. */
import { crc32 } from "node:zlib";

/** A value of a record: its type and bytes. */
export type Value = readonly [type: number, bytes: Buffer];

export const text = (value: string): Value => [0x01, Buffer.from(value, "utf16le")];
export const u16 = (value: number): Value => [0x06, Buffer.from([value & 255, value >> 8])];
export const u32 = (value: number): Value => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return [0x08, bytes];
};
export const u64 = (type: number, value: bigint): Value => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return [type, bytes];
};

const CHUNK = 65_536;
/** 1 April 2026 in hundreds of nanoseconds since 1601. */
export const BEGIN: bigint = (BigInt(Date.UTC(2026, 3, 1)) + 11_644_473_600_000n) * 10_000n;

/** A record: its event id, its channel, and the values of `<Data Name="D0">`, `<Data Name="D1">` ..., or of other names. */
export interface Made {
  readonly eventId: number;
  readonly channel: string;
  readonly data: readonly Value[];
  /** The same for all records of a file with so many values: they share a template. */
  readonly names?: readonly string[];
}

/** One chunk that is being written. */
class Chunk {
  readonly bytes = Buffer.alloc(CHUNK);
  at = 512;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<number, number>();

  u8(value: number): void {
    this.at = this.bytes.writeUInt8(value, this.at);
  }
  u16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }
  u32(value: number): void {
    this.at = this.bytes.writeUInt32LE(value, this.at);
  }
  u64(value: bigint): void {
    this.at = this.bytes.writeBigUInt64LE(value, this.at);
  }
  raw(value: Buffer): void {
    this.at += value.copy(this.bytes, this.at);
  }

  name(name: string): void {
    const known = this.#names.get(name);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    this.#names.set(name, this.at);
    this.u32(0);
    this.u16(0);
    this.u16(name.length);
    this.raw(Buffer.from(name, "utf16le"));
    this.u16(0);
  }

  open(name: string, attribute: string | null): void {
    this.u8(attribute === null ? 0x01 : 0x41);
    this.u16(0xffff);
    this.u32(0);
    this.name(name);
    if (attribute === null) return;
    this.u32(0);
    this.u8(0x06);
    this.name(attribute);
  }

  literal(value: string): void {
    this.u8(0x05);
    this.u8(0x01);
    this.u16(value.length);
    this.raw(Buffer.from(value, "utf16le"));
  }

  substitution(index: number, type: number, optional = false): void {
    this.u8(optional ? 0x0e : 0x0d);
    this.u16(index);
    this.u8(type);
  }

  element(name: string, index: number, type: number): void {
    this.open(name, null);
    this.u8(0x02);
    this.substitution(index, type, true);
    this.u8(0x04);
  }

  /** `<Event><System>...</System><EventData>...</EventData></Event>` with so many values. */
  body({ data, names }: Made): void {
    this.u8(0x0f);
    this.raw(Buffer.from([1, 1, 0]));
    this.open("Event", "xmlns");
    this.literal("http://schemas.microsoft.com/win/2004/08/events/event");
    this.u8(0x02);
    this.open("System", null);
    this.u8(0x02);
    this.open("Provider", "Name");
    this.literal("Made");
    this.u8(0x03);
    this.element("EventID", 0, 0x06);
    this.open("TimeCreated", "SystemTime");
    this.substitution(1, 0x11);
    this.u8(0x03);
    this.element("EventRecordID", 2, 0x0a);
    this.element("Channel", 3, 0x01);
    this.u8(0x04);
    this.open("EventData", null);
    this.u8(0x02);
    data.forEach(([type], i) => {
      this.open("Data", "Name");
      this.literal(names?.[i] ?? `D${i}`);
      this.u8(0x02);
      this.substitution(4 + i, type);
      this.u8(0x04);
    });
    this.u8(0x04);
    this.u8(0x04);
    this.u8(0x00);
  }

  instance(made: Made): void {
    const { data } = made;
    this.u8(0x0c);
    this.u8(1);
    this.u32(data.length);
    const known = this.#templates.get(data.length);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    const begin = this.at;
    this.#templates.set(data.length, begin);
    this.at += 24;
    this.body(made);
    this.bytes.writeUInt32LE(this.at - begin - 24, begin + 20);
  }

  record(id: bigint, made: Made): void {
    const { eventId, channel, data } = made;
    const begin = this.at;
    this.raw(Buffer.from([0x2a, 0x2a, 0, 0]));
    this.u32(0);
    this.u64(id);
    this.u64(BEGIN + id * 10_000_000n);
    this.u8(0x0f);
    this.raw(Buffer.from([1, 1, 0]));
    this.instance(made);
    const values = [u16(eventId), u64(0x11, BEGIN + id * 10_000_000n), u64(0x0a, id), text(channel), ...data];
    this.u32(values.length);
    for (const [type, bytes] of values) {
      this.u16(bytes.length);
      this.u16(type);
    }
    for (const [, bytes] of values) this.raw(bytes);
    this.u8(0x00);
    this.at += (8 - ((this.at + 4 - begin) % 8)) % 8;
    const size = this.at + 4 - begin;
    this.u32(size);
    this.bytes.writeUInt32LE(size, begin + 4);
  }

  done(): Buffer {
    this.bytes.write("ElfChnk\0", 0, "latin1");
    this.bytes.writeUInt32LE(128, 40);
    this.bytes.writeUInt32LE(this.at, 48);
    this.bytes.writeUInt32LE(crc32(this.bytes.subarray(512, this.at)), 52);
    const header = crc32(this.bytes.subarray(128, 512), crc32(this.bytes.subarray(0, 120)));
    this.bytes.writeUInt32LE(header, 124);
    return this.bytes;
  }
}

/** Room that the largest record of the tests and measurements needs, with its template. */
const ROOM = 8192;

/** An event log of these records. */
export function makeEvtx(records: Iterable<Made>): Buffer {
  const chunks: Chunk[] = [];
  let id = 0n;
  for (const record of records) {
    let chunk = chunks.at(-1);
    if (chunk === undefined || chunk.at + ROOM > CHUNK) {
      chunk = new Chunk();
      chunks.push(chunk);
    }
    chunk.record(++id, record);
  }
  const header = Buffer.alloc(4096);
  header.write("ElfFile\0", 0, "latin1");
  header.writeUInt16LE(chunks.length & 0xffff, 42);
  return Buffer.concat([header, ...chunks.map((chunk) => chunk.done())]);
}
