/** Archives that two programs would read as different files, or that lose members without a word. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ZipFile } from "../../../../src/ballots/audit/cvr/zip.ts";
import { VigieError } from "../../../../src/base/errors.ts";
import { put, tempFolder } from "../../../helpers/temp.ts";
import { zipOf } from "../../../helpers/zip.ts";

const MEMBERS = [
  { name: "a.xml", bytes: "first" },
  { name: "b.xml", bytes: "second" },
];
const whole = zipOf(MEMBERS);
const END = whole.length - 22;
const CENTRAL = whole.indexOf(Buffer.from("PK\u0001\u0002"));

const changed = (change: (bytes: Buffer) => void): Buffer => {
  const copy = Buffer.from(whole);
  change(copy);
  return copy;
};

test("archives", async (t) => {
  const dir = tempFolder(t);
  const read = (bytes: Uint8Array): Record<string, string> => {
    const zip = new ZipFile(put(dir, "x.zip", bytes));
    try {
      return Object.fromEntries(zip.names.map((name) => [name, zip.read(name).toString()]));
    } finally {
      zip.close();
    }
  };
  const refuse = (bytes: Uint8Array, pattern: RegExp): void =>
    assert.throws(
      () => read(bytes),
      (error) => error instanceof VigieError && pattern.test(error.message),
    );
  const good = { "a.xml": "first", "b.xml": "second" };

  await t.test("members beyond the declared count are not dropped without a word", () => {
    assert.deepEqual(read(whole), good);
    const fewer = changed((bytes) => {
      bytes.writeUInt16LE(1, END + 8);
      bytes.writeUInt16LE(1, END + 10);
    });
    refuse(fewer, /longer than the 1 members that it declares/);
    const size = whole.readUInt32LE(END + 12);
    refuse(
      changed((bytes) => {
        bytes.writeUInt16LE(1, END + 8);
        bytes.writeUInt16LE(1, END + 10);
        bytes.writeUInt32LE(size / 2, END + 12);
      }),
      /not where its end says/,
    );
    refuse(
      changed((bytes) => bytes.writeUInt16LE(1, END + 8)),
      /one of several parts/,
    );
  });

  await t.test("an end inside a comment is not the end; a comment that is cut is no archive", () => {
    const empty = zipOf([]);
    const commented = Buffer.concat([whole, empty]);
    commented.writeUInt16LE(empty.length, END + 20);
    // the comment is itself a whole end record, which ends where the file ends: it lies, for no directory is before it
    refuse(commented, /not where its end says/);
    const noted = Buffer.concat([whole, Buffer.from("PK\u0005\u0006 of the export")]);
    noted.writeUInt16LE(18, END + 20);
    assert.deepEqual(read(noted), good);
    refuse(Buffer.concat([whole, Buffer.from("more")]), /it has no directory/);
    refuse(noted.subarray(0, noted.length - 1), /it has no directory/);
  });

  await t.test("a member has one name, where it lies and in the directory", () => {
    refuse(
      changed((bytes) => bytes.write("c.xml", CENTRAL + 46)),
      /c\.xml has another name or method/,
    );
    refuse(
      changed((bytes) => bytes.write("z.xml", 30)),
      /a\.xml has another name or method/,
    );
    refuse(
      changed((bytes) => bytes.writeUInt16LE(0, 8)),
      /a\.xml has another name or method/,
    );
  });

  await t.test("the large end must not contradict the small one", () => {
    const [size, at] = [whole.readUInt32LE(END + 12), whole.readUInt32LE(END + 16)];
    const large = (count: number, small: number, length = 44): Buffer => {
      const record = Buffer.alloc(56);
      record.writeUInt32LE(0x06064b50, 0);
      record.writeBigUInt64LE(BigInt(length), 4);
      for (const from of [24, 32]) record.writeBigUInt64LE(BigInt(count), from);
      record.writeBigUInt64LE(BigInt(size), 40);
      record.writeBigUInt64LE(BigInt(at), 48);
      const locator = Buffer.alloc(20);
      locator.writeUInt32LE(0x07064b50, 0);
      locator.writeBigUInt64LE(BigInt(END), 8);
      locator.writeUInt32LE(1, 16);
      const end = Buffer.from(whole.subarray(END));
      for (const from of [8, 10]) end.writeUInt16LE(small, from);
      return Buffer.concat([whole.subarray(0, END), record, locator, end]);
    };
    assert.deepEqual(read(large(2, 0xffff)), good);
    assert.deepEqual(read(large(2, 2)), good);
    refuse(large(2, 1), /its directory is damaged/);
    refuse(large(1, 0xffff), /longer than the 1 members/);
    refuse(large(2, 0xffff, 45), /its directory is damaged/);
  });
});
