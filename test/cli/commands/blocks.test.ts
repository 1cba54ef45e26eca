/** `vigie blocks` and `vigie allow` from the outside. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Decision, decisionSchema } from "../../../src/model/decision.ts";
import { sealDecisions } from "../../../src/pipeline/decisions.ts";
import { methodOf } from "../../../src/pipeline/method.ts";
import { openSealing } from "../../../src/pipeline/spine.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { makeDecision } from "../../helpers/decisions.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { type Ended, lines, objects, vigieHere } from "../../helpers/vigie.ts";

const HOUR = 3_600_000;
const skip = process.platform === "linux" ? false : "needs Linux's ways to read a machine";

interface Shell {
  readonly folder: string;
  run(...args: readonly string[]): Promise<Ended>;
  decisions(...args: readonly string[]): Promise<readonly Decision[]>;
}

function shell(t: TestContext): Shell {
  const folder = join(tempFolder(t), "store");
  const run: Shell["run"] = (...args) => vigieHere([...args, "--store", folder]);
  const decisions: Shell["decisions"] = async (...args) => {
    const ended = await run(...args, "--json");
    assert.equal(ended.code, 0, ended.stderr);
    return objects(ended.stdout).map((object) => decisionSchema.parse(object));
  };
  return { folder, run, decisions };
}

test("a person's block is listed, shown and lifted, in two languages", { skip }, async (t) => {
  const { run, decisions } = shell(t);
  assert.match((await run("blocks")).stdout, /^No block is open/);
  const [made] = await decisions("blocks", "add", "::ffff:203.0.113.7", "--for", "2h", "--why", "ticket 7");
  assert.ok(made);
  assert.deepEqual([made.value, made.status, made.by], ["203.0.113.7", "active", "operator"]);
  assert.equal(Date.parse(made.until) - Date.parse(made.created), 2 * HOUR);
  assert.match((await run("blocks", "list", "--lang", "fr")).stdout, /203\.0\.113\.7\s+en vigueur/);
  assert.match((await run("show", made.id.slice(0, 8))).stdout, /decided by a person: ticket 7/);
  assert.match(
    (await run("blocks", "show", made.id.slice(0, 8), "--lang", "fr")).stdout,
    /Décision [0-9a-f]{64}/,
  );
  const [lifted] = await decisions("blocks", "lift", "203.0.113.7", "--why", "it was us");
  assert.equal(lifted?.lifted?.why, "it was us");
  assert.deepEqual(await decisions("blocks", "list"), []);
  assert.equal((await decisions("blocks", "list", "--all")).length, 1);
  assert.equal((await run("blocks", "lift", "203.0.113.7", "--why", "again")).code, 2);
  const verified = await run("log", "verify");
  assert.equal(verified.code, 0, verified.stdout);
});

test("lifting one of two blocks by its id leaves the other, and says so; lifting the address lifts both", {
  skip,
}, async (t) => {
  const { run, decisions } = shell(t);
  const [short] = await decisions("blocks", "add", "203.0.113.7", "--for", "1h", "--why", "a");
  const [long] = await decisions("blocks", "add", "203.0.113.7", "--for", "4h", "--why", "b");
  const lifted = await run("blocks", "lift", long?.id ?? "", "--why", "mistake");
  assert.match(lifted.stderr, new RegExp(`203\\.0\\.113\\.7 stays blocked: .*${short?.id.slice(0, 12)}`));
  assert.deepEqual(
    (await decisions("blocks")).map(({ id }) => id),
    [short?.id],
  );
  await decisions("blocks", "add", "203.0.113.7", "--for", "3h", "--why", "c");
  assert.equal((await decisions("blocks", "lift", "203.0.113.7", "--why", "both")).length, 2);
  assert.deepEqual(await decisions("blocks"), []);
});

test("what is protected, too wide or no address is refused with the reason", { skip }, async (t) => {
  const { run, folder } = shell(t);
  const config = put(
    join(folder, ".."),
    "vigie.yaml",
    "block:\n  allow: [203.0.113.0/28]\ntrusted_proxies: [203.0.113.64]\n",
  );
  const cases: readonly (readonly [string, RegExp])[] = [
    ["127.0.0.1", /loopback/],
    ["10.0.0.0/8", /wider than \/16/],
    ["203.0.113.9", /on the allowlist/],
    ["203.0.113.64", /trusted proxy/],
    ["203.0.113.0/24", /on the allowlist/],
    ["vpn.example", /no address and no range/],
  ];
  for (const [value, reason] of cases) {
    const ended = await run("blocks", "add", value, "--why", "w", "--config", config);
    assert.deepEqual([ended.code, ended.stdout], [2, ""], value);
    assert.match(ended.stderr, reason);
  }
  assert.match(
    (await vigieHere(["blocks", "add", "203.0.113.99", "--why", "w"])).stderr,
    /needs a store that lasts/,
  );
  assert.equal((await run("blocks", "add", "203.0.113.99")).code, 2, "a reason is required");
});

test("a proposal waits until a person confirms it; what became protected meanwhile cannot be confirmed", {
  skip,
}, async (t) => {
  const { run, decisions, folder } = shell(t);
  const now = Date.now();
  const proposals = ["203.0.113.0/24", "198.51.100.7"].map((value) =>
    makeDecision(value, now + HOUR, now, { status: "proposed" }),
  );
  const store = openSqliteStore(folder);
  const sealing = openSealing(folder, store, methodOf("0", "", []));
  sealDecisions(store, sealing.sealer, proposals);
  await sealing.close();
  store.close();
  const [range, one] = proposals;
  const [confirmed] = await decisions("blocks", "confirm", range?.id.slice(0, 10) ?? "", "--why", "seen");
  assert.equal(confirmed?.status, "active");
  assert.match(confirmed?.why ?? "", /confirmed: seen/);
  assert.equal((await run("blocks", "confirm", range?.id ?? "", "--why", "again")).code, 2);
  assert.equal((await run("allow", "add", "198.51.100.0/28", "--why", "party")).code, 0);
  assert.deepEqual(
    await decisions("blocks", "list", "--status", "proposed"),
    [],
    "allowing an address ends its proposals",
  );
  assert.equal((await run("blocks", "confirm", one?.id ?? "", "--why", "w")).code, 2);
});

test("allowing an address lifts its blocks, and tells of a range that still holds it", {
  skip,
}, async (t) => {
  const { run, decisions } = shell(t);
  await decisions("blocks", "add", "203.0.113.7", "--why", "a");
  await decisions("blocks", "add", "203.0.113.0/24", "--why", "b");
  const ended = await run("allow", "add", "203.0.113.7", "--why", "headquarters");
  assert.match(ended.stderr, /lifted: 203\.0\.113\.7/);
  assert.match(ended.stderr, /lies within the block of 203\.0\.113\.0\/24/);
  assert.deepEqual(
    (await decisions("blocks")).map(({ value }) => value),
    ["203.0.113.0/24"],
  );
});

test("a name is pinned to its addresses when it is added, and pinned anew when it is added again", {
  skip,
}, async (t) => {
  const { run } = shell(t);
  const add = (...addresses: readonly string[]): Promise<Ended> =>
    run("allow", "add", "VPN.example", "--why", "the VPN", ...addresses.flatMap((one) => ["--address", one]));
  assert.equal((await add("203.0.113.7", "2001:db8::7")).code, 0);
  const again = await add("203.0.113.8", "2001:db8::7");
  assert.match(again.stderr, /vpn\.example does not stand for 203\.0\.113\.7 any more/);
  const list = objects((await run("allow", "list", "--json")).stdout);
  assert.deepEqual(
    list.map(({ kind, value, name }) => [kind, value, name]),
    [
      ["allow", "2001:db8::7", "vpn.example"],
      ["allow", "203.0.113.8", "vpn.example"],
    ],
  );
  assert.equal(lines((await run("allow", "remove", "vpn.example")).stdout).length, 2);
  assert.match((await run("allow")).stdout, /^The allowlist is empty/);
  assert.equal((await run("allow", "remove", "vpn.example")).code, 2);
  assert.equal((await run("allow", "add", "no such name", "--why", "w")).code, 2);
  const local = await run("allow", "add", "localhost", "--why", "resolved by this machine");
  assert.match(local.stdout, /127\.0\.0\.1|::1/);
});

test("a block on an erased client goes with it, and the log still verifies", { skip }, async (t) => {
  const { run, decisions } = shell(t);
  const [made] = await decisions("blocks", "add", "203.0.113.7", "--why", "a");
  const erased = await run("erase", made?.id ?? "", "--why", "request 17", "--json");
  assert.equal(objects(erased.stdout)[0]?.["decisions"], 1, erased.stderr);
  assert.deepEqual(await decisions("blocks", "list", "--all"), []);
  assert.equal((await run("log", "verify")).code, 0);
});
