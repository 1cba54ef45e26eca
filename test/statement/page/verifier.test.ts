/** The small verifier and the large one were written apart, and must not differ in what they believe. */
import assert from "node:assert/strict";
import { cpSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as fc from "fast-check";
import { parsePolicy } from "../../../src/evidence/tlog/index.ts";
import { pageScript, verifyProgram } from "../../../src/statement/page/inline.ts";
import { checkFiles } from "../../../src/statement/page/verifier.ts";
import { checkFinding } from "../../../src/statement/verify/finding.ts";
import { type Ground, prepareGround } from "../../helpers/statement.ts";

let ground: Ground;
const files = new Map<string, Buffer>();
before(async () => {
  ground = await prepareGround();
  const bag = join(ground.home, "statement");
  assert.equal((await ground.publish(bag)).code, 0);
  cpSync(join(bag, "policy.txt"), join(ground.home, "policy.txt"));
  const data = join(bag, "data");
  for (const one of globSync("**/*", { cwd: data, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    if (one.isFile() && one.name !== "index.html") files.set(path.slice(data.length + 1), readFileSync(path));
  }
});
after(() => ground.remove());

test("whole files hold for both", async () => {
  assert.deepEqual(
    (await checkFiles(new Map(files))).filter(({ ok }) => !ok),
    [],
  );
});

test("of the statement's own finding, changed anywhere, both believe the same", async () => {
  const policy = parsePolicy(files.get("policy.txt") ?? "");
  assert.ok(policy.ok);
  const own = [...files.keys()].filter((path) => path.startsWith("findings/statement/"));
  assert.equal(own.length, 5);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...own),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (path, at, flip) => {
        const changed = new Map(files);
        const bytes = Buffer.from(files.get(path) ?? "");
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ flip;
        changed.set(path, bytes);
        const large = checkFinding("findings/statement", changed, policy.value).checks.every(({ ok }) => ok);
        const small = (await checkFiles(changed))
          .filter(({ name }) => name === "statement" || name === "findings/statement/")
          .every(({ ok }) => ok);
        assert.equal(
          small,
          large,
          `${path} at ${place}: ${JSON.stringify(bytes.subarray(Math.max(0, place - 30), place + 30).toString("latin1"))}`,
        );
        assert.ok(!small, `${path} at ${place} was changed, and both believe it`);
      },
    ),
    { numRuns: 400 },
  );
});

test("a policy that is not met is not met for either", async () => {
  const [log = ""] = (files.get("policy.txt") ?? Buffer.alloc(0)).toString().split("\n");
  const witness = "witness.example+00000000+BJNJTfcTyTQ9wrR4p3H3tUP5p3pm7Ly3ZUlpG0B2cLQ=";
  for (const [text, holds] of [
    [`${log}\nquorum none\n`, true],
    [`${log}\n`, false],
    [`quorum none\n`, false],
    [`${log}\nwitness w ${witness}\nquorum w\n`, false],
    [`${log}\ngroup g 1 x\nquorum g\n`, false],
    [`${log}x\nquorum none\n`, false],
  ] as const) {
    const checks = await checkFiles(new Map(files).set("policy.txt", Buffer.from(text)));
    const chain = checks.filter(({ check }) => check !== "digest");
    assert.equal(chain.length > 1 && chain.every(({ ok }) => ok), holds, text);
    const policy = parsePolicy(text);
    const large =
      policy.ok && checkFinding("findings/statement", files, policy.value).checks.every(({ ok }) => ok);
    assert.equal(large, holds, text);
  }
});

test("programs that travel are whole texts, and end no element", () => {
  for (const text of [pageScript(), verifyProgram()]) {
    assert.doesNotMatch(text, /<\/script|<!--|: string|interface /);
    assert.ok(text.length > 5000);
  }
});
