/** Offline proofs: form, and every way in which they must fail. @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { leafHash } from "../../../src/evidence/tlog/hash.ts";
import { trustLog } from "../../../src/evidence/tlog/policy.ts";
import { formatProof, parseProof } from "../../../src/evidence/tlog/proof.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import { verifyProof } from "../../../src/evidence/tlog/verify.ts";
import { codeOf, entry, logKey, temporaryFolder, value, writtenLog } from "./make.ts";

test("reading a proof gives back what was written", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const proof = fc.record({
    extra: fc.option(fc.uint8Array({ maxLength: 50 })),
    index: fc.nat(),
    hashes: fc.array(hash, { maxLength: 63 }),
    checkpoint: fc.string({ unit: "grapheme", maxLength: 60 }),
  });
  fc.assert(
    fc.property(proof, (p) => {
      const back = value(parseProof(formatProof(p)));
      assert.deepEqual(
        { ...back, extra: back.extra && [...back.extra] },
        { ...p, extra: p.extra && [...p.extra] },
      );
    }),
  );
});

test("a proof of a 70,000-entry log: 17 hashes, about 1.1 kB, verified offline", (t) => {
  const folder = temporaryFolder();
  writtenLog([70_000], folder).close();
  const text = value(new LogFolder(folder).proof(12_345));
  assert.equal(value(parseProof(text)).hashes.length, 17);
  t.diagnostic(`${text.length} characters`);
  const policy = trustLog(logKey.verifier);
  assert.ok(verifyProof(text, leafHash(entry(12_345)), policy).ok);
  const other = verifyProof(text, leafHash(entry(12_346)), policy);
  assert.deepEqual(
    other.checks.filter((c) => !c.ok).map((c) => c.name),
    ["inclusion"],
  );
});

test("every single flipped byte of a proof fails, but for the extra data, which nothing authenticates", () => {
  const folder = temporaryFolder();
  writtenLog([300], folder).close();
  const text = Buffer.from(value(new LogFolder(folder).proof(299, Buffer.from("extra"))));
  const policy = trustLog(logKey.verifier);
  const extra = text.indexOf("extra ");
  const extraEnd = text.indexOf("\n", extra);
  for (let at = 0; at < text.length; at++) {
    const flipped = Buffer.from(text);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    const { ok } = verifyProof(flipped, leafHash(entry(299)), policy);
    if (at < extra || at > extraEnd) assert.equal(ok, false, `byte ${at}`);
  }
});

test("what is not exactly a proof is refused", () => {
  const hash = `${"A".repeat(43)}=`;
  const good = `c2sp.org/tlog-proof@v1\nindex 0\n${hash}\n\ncheckpoint\n`;
  assert.ok(parseProof(good).ok);
  const wrong = [
    "",
    good.replace("@v1", "@v2"),
    good.replace("index 0", "index 00"),
    good.replace("index 0", "index -1"),
    good.replace("index 0", "index 9007199254740992"),
    good.replace("index 0", "extra AAAA"),
    good.replace("index 0", "extra A\nindex 0"),
    good.replace("index 0", "index 0\nextra AAAA"),
    good.replace("index 0\n", ""),
    good.replace(hash, hash.slice(4)),
    good.replace(hash, `${hash}\r`),
    good.replace(hash, Array.from({ length: 64 }, () => hash).join("\n")),
    good.replace("\n\n", "\n"),
  ];
  for (const text of wrong) assert.equal(codeOf(parseProof(text)), "malformed", text);
  assert.equal(codeOf(parseProof("a".repeat(2_000_000))), "too-large");
});
