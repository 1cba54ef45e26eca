/**
 * Zip archives of records, read member by member and never unpacked (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3: the
 * central directory, ZIP64, stored and deflated members). Whoever made the archive controls every byte: names are
 * never used as paths, sizes are bounded before anything is inflated, and a member that is not what the directory says
 * is refused.
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { errorText, problem, VigieError } from "../../../base/errors.ts";

/** One file of an archive. */
interface Member {
  readonly name: string;
  /** The name as its bytes, folders included. */
  readonly bytes: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** Where the central directory lies, and how many members it names. */
interface Directory {
  readonly at: number;
  readonly size: number;
  readonly count: number;
}

/** A state's export has some ten thousand members. */
const MAX_MEMBERS = 1_000_000;
const MAX_DIRECTORY = 256 * 1024 * 1024;
/** More than any export of one batch of scans. */
const MAX_MEMBER = 512 * 1024 * 1024;
const MAX_TOTAL = 64 * 1024 ** 3;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record, and the longest comment behind it. */
const TAIL = 22 + 65_535;

/** An open archive. */
export class ZipFile {
  readonly path: string;
  readonly #file: number;
  readonly #members = new Map<string, Member>();

  /** @throws VigieError when it is no archive, or not one that can be read safely */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, "r");
    } catch (error) {
      throw new VigieError(problem("unreadable", { file: path }, errorText(error), "check the path"));
    }
    try {
      for (const member of this.#directory()) this.#add(member);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Names without their folders, in order. */
  get names(): readonly string[] {
    return [...this.#members.keys()].sort();
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The bytes of a member. @throws VigieError when they are not what the directory says */
  read(name: string): Buffer {
    const member = this.#members.get(name);
    if (member === undefined) this.#fault(`there is no ${name.slice(0, 80)} in it`);
    const head = this.#range(member.at, 30);
    if (head.readUInt32LE(0) !== LOCAL) this.#fault(`${name.slice(0, 80)} is not where the directory says`);
    const length = head.readUInt16LE(26);
    // other programs go by the name that stands here: all must read the same file
    if (!this.#range(member.at + 30, length).equals(member.bytes) || head.readUInt16LE(8) !== member.method)
      this.#fault(`${name.slice(0, 80)} has another name or method where it lies than in the directory`);
    const from = member.at + 30 + length + head.readUInt16LE(28);
    const packed = this.#range(from, member.packed);
    const bytes = member.method === 0 ? packed : this.#inflate(packed, member);
    if (bytes.length !== member.size || crc32(bytes) !== member.crc)
      this.#fault(`${name.slice(0, 80)} is damaged: its size or CRC-32 is another one`);
    return bytes;
  }

  #inflate(packed: Buffer, { name, size }: Member): Buffer {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    } catch (error) {
      return this.#fault(`${name.slice(0, 80)} cannot be inflated: ${errorText(error)}`);
    }
  }

  #add(member: Member): void {
    const name = member.name.slice(member.name.replaceAll("\\", "/").lastIndexOf("/") + 1);
    if (name === "") return; // a folder
    if (this.#members.has(name)) this.#fault(`two members are named ${name.slice(0, 80)}`);
    if (member.size > MAX_MEMBER) this.#fault(`${name.slice(0, 80)} is larger than 512 MiB`, "too-large");
    this.#members.set(name, { ...member, name });
  }

  *#directory(): Generator<Member> {
    const { at, size, count } = this.#end();
    if (count > MAX_MEMBERS || size > MAX_DIRECTORY)
      this.#fault("it has more than a million members", "too-large");
    const bytes = this.#range(at, size);
    let total = 0;
    let from = 0;
    for (let i = 0; i < count; i++) {
      if (from + 46 > size || bytes.readUInt32LE(from) !== CENTRAL) this.#fault("its directory is damaged");
      const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(from + field)) as [
        number,
        number,
        number,
      ];
      const end = from + 46 + name + extra + comment;
      if (end > size) this.#fault("its directory is damaged");
      const member = this.#member(bytes.subarray(from, end), name, extra);
      total += member.size;
      if (total > MAX_TOTAL) this.#fault("it holds more than 64 GiB", "too-large");
      yield member;
      from = end;
    }
    // members beyond the declared count would be dropped, and their votes with them
    if (from !== size) this.#fault(`its directory is longer than the ${count} members that it declares`);
  }

  #member(entry: Buffer, nameLength: number, extraLength: number): Member {
    const bytes = Buffer.from(entry.subarray(46, 46 + nameLength)); // a copy: a slice would keep the whole directory
    const name = bytes.toString();
    const method = entry.readUInt16LE(10);
    if ((entry.readUInt16LE(8) & 1) === 1) this.#fault("it is encrypted", "unsupported");
    if (method !== 0 && method !== 8)
      this.#fault(`${name.slice(0, 80)} is packed by method ${method}`, "unsupported");
    const sizes = {
      size: entry.readUInt32LE(24),
      packed: entry.readUInt32LE(20),
      at: entry.readUInt32LE(42),
    };
    const large = largeSizes(entry.subarray(46 + nameLength, 46 + nameLength + extraLength), sizes);
    if (large === null) this.#fault("its directory is damaged");
    return { name, bytes, method, crc: entry.readUInt32LE(16), ...large };
  }

  /** Where the directory lies: it must end where the record about its end begins. */
  #end(): Directory {
    const length = fstatSync(this.#file).size;
    const from = Math.max(0, length - TAIL);
    const tail = this.#range(from, length - from);
    for (let at = tail.length - 22; at >= 0; at--) {
      // the comment ends where the file does: the same four bytes inside a comment are no end
      if (tail.readUInt32LE(at) !== END || tail.readUInt16LE(at + 20) !== tail.length - at - 22) continue;
      const end = {
        count: tail.readUInt16LE(at + 10),
        size: tail.readUInt32LE(at + 12),
        at: tail.readUInt32LE(at + 16),
      };
      if (tail.readUInt32LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== end.count)
        this.#fault("it is one of several parts", "unsupported");
      const isLarge = at >= 20 && tail.readUInt32LE(at - 20) === LOCATOR_64;
      const found = isLarge ? this.#end64(wide(tail, at - 20 + 8), from + at - 20, end) : end;
      const begins = isLarge ? wide(tail, at - 20 + 8) : from + at;
      if (found.at + found.size !== begins) this.#fault("its directory is not where its end says");
      return found;
    }
    return this.#fault("it has no directory: it is cut off, or no zip archive");
  }

  /** The large record about the end, which must not contradict the small one. */
  #end64(at: number, next: number, small: Directory): Directory {
    const record = this.#range(at, 56);
    const found = { count: wide(record, 32), size: wide(record, 40), at: wide(record, 48) };
    const agrees =
      (small.count === 0xffff || small.count === found.count) &&
      (small.size === 0xffffffff || small.size === found.size) &&
      (small.at === 0xffffffff || small.at === found.at);
    if (record.readUInt32LE(0) !== END_64 || at + 12 + wide(record, 4) !== next || !agrees)
      this.#fault("its directory is damaged");
    return found;
  }

  #range(at: number, length: number): Buffer {
    if (length > MAX_MEMBER || at + length > fstatSync(this.#file).size)
      this.#fault("it is cut off, or damaged");
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file, bytes, done, length - done, at + done);
      if (read === 0) this.#fault("it is cut off");
      done += read;
    }
    return bytes;
  }

  #fault(text: string, code: "data-invalid" | "too-large" | "unsupported" = "data-invalid"): never {
    throw new VigieError(
      problem(code, { file: this.path }, text, "export the records again, or unpack them"),
    );
  }
}

/** A number of eight bytes; above 2^53 it is no place in any file. */
function wide(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}

type Sizes = Pick<Member, "size" | "packed" | "at">;

/** ZIP64: fields that are full stand in an extra field, in this order. @returns null when they do not */
function largeSizes(extra: Buffer, sizes: Sizes): Sizes | null {
  const full = (["size", "packed", "at"] as const).filter((field) => sizes[field] === 0xffffffff);
  if (full.length === 0) return sizes;
  for (let from = 0; from + 4 <= extra.length; from += 4 + extra.readUInt16LE(from + 2)) {
    if (extra.readUInt16LE(from) !== 1) continue;
    const end = from + 4 + extra.readUInt16LE(from + 2);
    if (end > extra.length || end - from - 4 < 8 * full.length) return null;
    const found = { ...sizes };
    for (const [i, field] of full.entries()) found[field] = wide(extra, from + 4 + 8 * i);
    return found;
  }
  return null;
}
