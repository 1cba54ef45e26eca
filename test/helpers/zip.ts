/** Zip archives made by hand, so that tests can damage, encrypt or inflate them (APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16). */
import { crc32, deflateRawSync } from "node:zlib";

export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  /** Sets the flag that says the member is encrypted. */
  readonly encrypted?: boolean;
}

const DEFLATED = 8;
/** 1 January 2026, midnight, as MS-DOS counts. */
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** The bytes of an archive. */
export function zipOf(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const raw = Buffer.from(member.bytes as string);
    const packed = deflateRawSync(raw);
    const common = commonFields(member, raw, packed);
    const name = Buffer.from(member.name);
    const local = Buffer.concat([Buffer.from("PK\x03\x04\x14\x00", "latin1"), common, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03\x14\x00", "latin1"), common, place, name]));
    locals.push(local);
    offset += local.length;
  }
  return Buffer.concat([...locals, ...central, endOf(members.length, Buffer.concat(central).length, offset)]);
}

/** Flags to extra-field length: the 24 bytes that local and central headers share. */
function commonFields(member: Member, raw: Buffer, packed: Buffer): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(member.encrypted === true ? 1 : 0, 0);
  fields.writeUInt16LE(DEFLATED, 2);
  fields.writeUInt16LE(DOS_DATE, 6);
  fields.writeUInt32LE(crc32(raw), 8);
  fields.writeUInt32LE(packed.length, 12);
  fields.writeUInt32LE(raw.length, 16);
  fields.writeUInt16LE(Buffer.byteLength(member.name), 20);
  return fields;
}

function endOf(count: number, sizeBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(sizeBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
