/** A bag is what RFC 8493 says, and anything that is changed in it is found. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import * as fc from "fast-check";
import { bagOf, checkBag, payloadOf } from "../../../src/statement/bag/bagit.ts";
import { put, tempFolder } from "../../helpers/temp.ts";

const payload = new Map([
  ["a.txt", Buffer.from("one\n")],
  ["deep/b c.txt", Buffer.from("two\n")],
]);
const tags = new Map([["policy.txt", Buffer.from("log x\n")]]);
const bag = new Map(
  [...bagOf(payload, tags, { "Source-Organization": "A\nB: c" })].map(([path, bytes]) => [
    path,
    Buffer.from(bytes),
  ]),
);

function failures(files: ReadonlyMap<string, Buffer>): readonly string[] {
  return checkBag(files)
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
}

test("a bag as it was made holds, and gives its payload back", () => {
  assert.deepEqual(failures(bag), []);
  assert.deepEqual([...payloadOf(bag)].sort(), [...payload].sort());
  assert.match(
    bag.get("bag-info.txt")?.toString() ?? "",
    /^Source-Organization: A B: c\nPayload-Oxum: 8\.2\n$/,
  );
});

test("sha256sum accepts it", (t) => {
  const folder = tempFolder(t);
  for (const [path, bytes] of bag) put(folder, path, bytes);
  execFileSync("sha256sum", ["--strict", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"], {
    cwd: folder,
  });
});

test("any flipped bit, lost file or added file is found", () => {
  const paths = [...bag.keys()];
  const change = fc.oneof(
    fc.record({ path: fc.constantFrom(...paths), at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ lost: fc.constantFrom(...paths) }),
    fc.record({ added: fc.constantFrom("data/x", "x", "fetch.txt") }),
  );
  fc.assert(
    fc.property(change, (one) => {
      const files = new Map(bag);
      if ("lost" in one) files.delete(one.lost);
      else if ("added" in one) files.set(one.added, Buffer.from("x"));
      else {
        const bytes = Buffer.from(files.get(one.path) ?? "");
        const at = one.at % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << one.bit);
        files.set(one.path, bytes);
      }
      assert.notDeepEqual(failures(files), [], JSON.stringify(one));
    }),
    { numRuns: 2000 },
  );
});
