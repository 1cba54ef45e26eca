/** Real nftables in real network namespaces: who is cut off, who gets through, and what the counters say. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import { VigieError } from "../../src/base/errors.ts";
import type { Decision } from "../../src/model/decision.ts";
import { NftablesEnforcer } from "../../src/response/nftables.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeDecision, makeSafety } from "../helpers/decisions.ts";
import { Arena, namespacesMissing } from "../helpers/netns.ts";

const GUILTY = "10.99.0.66";
const GUILTY6 = "fd99::66";
const NEIGHBOUR = "10.99.0.70";
const NEIGHBOUR6 = "fd99::7";
const CLIENTS = [GUILTY, NEIGHBOUR, GUILTY6, NEIGHBOUR6];
const HOUR = 3_600_000;
const safety = makeSafety();

interface Bench {
  readonly arena: Arena;
  readonly store: Store;
  readonly enforcer: NftablesEnforcer;
  readonly nft: readonly string[];
  /** Puts decisions in force and applies what the store then holds. */
  apply(...decisions: readonly Decision[]): ReturnType<NftablesEnforcer["reconcile"]>;
  elements(): string;
}

/** Runs a program to its end. @throws when it fails */
function run([program = "", ...args]: readonly string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: "pipe" });
}

/** Which of the clients' addresses are answered. */
async function reachable(arena: Arena, clients: readonly string[]): Promise<readonly string[]> {
  const answered = await Promise.all(clients.map((client) => arena.reach(client)));
  return clients.filter((_client, i) => answered[i]);
}

async function bench(t: TestContext): Promise<Bench> {
  const arena = new Arena(t);
  const store = openTemporaryStore();
  t.after(() => store.close());
  const nft = ["ip", "netns", "exec", arena.victim, "nft"];
  const enforcer = new NftablesEnforcer(store.decisions, nft);
  await enforcer.start();
  const apply: Bench["apply"] = (...decisions) => {
    store.decisions.add(decisions);
    const nowMs = Date.now();
    const inForce = [...store.decisions.inForce(nowMs)].map(({ decision }) => decision);
    return enforcer.reconcile(inForce, safety, nowMs);
  };
  return {
    arena,
    store,
    enforcer,
    nft,
    apply,
    elements: () => run([...nft, "list", "table", "inet", "vigie"]),
  };
}

const skip = namespacesMissing(["nft"]) ?? false;

test("a blocked client is cut off over IPv4 and IPv6, its neighbours are not, and lifting lets it in again", {
  skip,
}, async (t) => {
  const { arena, store, apply, nft } = await bench(t);
  await arena.serveWeb();
  run([...nft, "add", "table", "ip", "somebody"]);
  run([...nft, "add", "chain", "ip", "somebody", "input"]);
  assert.deepEqual(await reachable(arena, CLIENTS), CLIENTS);

  const now = Date.now();
  const [four, six] = [makeDecision(GUILTY, now + HOUR, now), makeDecision(GUILTY6, now + HOUR, now)];
  assert.equal((await apply(four, six)).added, 2);
  assert.deepEqual(await reachable(arena, CLIENTS), [NEIGHBOUR, NEIGHBOUR6]);

  const counted = await apply();
  assert.deepEqual([counted.added, counted.removed], [0, 0], "what is in force already is left alone");
  const packets = new Map(counted.counts.map((count) => [count.decision, count.packets]));
  assert.ok(
    (packets.get(four.id) ?? 0) > 0 && (packets.get(six.id) ?? 0) > 0,
    "each decision has its own count",
  );

  for (const { id } of [four, six]) assert.ok(store.decisions.lift(id, "test", Date.now()));
  await apply();
  assert.deepEqual(await reachable(arena, CLIENTS), CLIENTS);
  assert.equal(store.decisions.counts().length, 2, "what was dropped stays counted after the block");
  assert.match(run([...nft, "list", "ruleset"]), /table ip somebody/, "foreign tables are untouched");
});

test("a confirmed range over a blocked address: nothing overlaps, no count is lost, lifting either leaves the other", {
  skip,
}, async (t) => {
  const { arena, store, apply, elements } = await bench(t);
  await arena.serveWeb();
  const now = Date.now();
  const one = makeDecision(GUILTY, now + HOUR, now);
  const range = makeDecision("10.99.0.64/26", now + 2 * HOUR, now);
  await apply(one);
  await reachable(arena, [GUILTY]);
  await apply(range);
  const before = store.decisions.counts().find(({ decision }) => decision === one.id)?.packets ?? 0;
  assert.ok(before > 0, "the count of the address survives the range that was put around it");
  assert.match(elements(), /10\.99\.0\.64\/31/);
  assert.deepEqual(await reachable(arena, [GUILTY, NEIGHBOUR]), []);

  store.decisions.lift(range.id, "test", Date.now());
  await apply();
  const counts = new Map(store.decisions.counts().map(({ decision, packets }) => [decision, packets]));
  assert.ok((counts.get(one.id) ?? 0) > before, "counting goes on");
  assert.ok((counts.get(range.id) ?? 0) > 0, "the range is credited with the neighbour");
  assert.deepEqual(await reachable(arena, [GUILTY, NEIGHBOUR]), [NEIGHBOUR]);

  const again = makeDecision("10.99.0.64/26", now + 3 * HOUR, now);
  await apply(again);
  store.decisions.lift(one.id, "test", Date.now());
  await apply();
  assert.deepEqual(await reachable(arena, [GUILTY, NEIGHBOUR]), []);
});

test("lifting one of two blocks of the same address leaves the other in force", { skip }, async (t) => {
  const { arena, store, apply, elements } = await bench(t);
  await arena.serveWeb();
  const now = Date.now();
  const [short, long] = [makeDecision(GUILTY, now + HOUR, now), makeDecision(GUILTY, now + 2 * HOUR, now)];
  await apply(short, long);
  assert.match(elements(), /timeout (?:2h|1h59m)/);
  store.decisions.lift(long.id, "test", Date.now());
  await apply();
  assert.match(elements(), /timeout (?:1h|59m)/);
  assert.deepEqual(await reachable(arena, [GUILTY, NEIGHBOUR]), [NEIGHBOUR]);
  store.decisions.lift(short.id, "test", Date.now());
  await apply();
  assert.deepEqual(await reachable(arena, [GUILTY]), [GUILTY]);
});

test("blocks end by themselves, without Vigie", { skip }, async (t) => {
  const { arena, apply, enforcer, elements } = await bench(t);
  const now = Date.now();
  const { nextEndMs } = await apply(makeDecision(GUILTY, now + 2500, now));
  assert.ok(nextEndMs !== null && Math.abs(nextEndMs - now - 2500) < 5);
  await enforcer.stop("leave");
  assert.match(elements(), /10\.99\.0\.66/);
  while (/10\.99\.0\.66/.test(elements())) await new Promise((done) => setTimeout(done, 200));
  assert.ok(Date.now() - now >= 2000, "and not before their time");
  await arena.serveWeb();
  assert.deepEqual(await reachable(arena, [GUILTY]), [GUILTY]);
});

test("elements and chains of others in our table are left alone, and told where they stand in the way", {
  skip,
}, async (t) => {
  const { store, apply, enforcer, elements, nft } = await bench(t);
  run([...nft, "add", "element", "inet", "vigie", "v4", "{ 10.99.0.80 }"]);
  run([...nft, "add", "chain", "inet", "vigie", "theirs"]);
  const now = Date.now();
  const [free, around] = [
    makeDecision(GUILTY, now + HOUR, now),
    makeDecision("10.99.0.80/31", now + HOUR, now),
  ];
  const { conflicts } = await apply(free, around);
  assert.deepEqual(conflicts, ["10.99.0.80-10.99.0.81"]);
  store.decisions.lift(free.id, "test", Date.now());
  await apply();
  await enforcer.stop("remove");
  assert.match(elements(), /10\.99\.0\.80/);
  assert.match(elements(), /chain theirs/);
});

test("a restart goes on counting where it stopped, and does not touch what is in force", {
  skip,
}, async (t) => {
  const { arena, store, apply, nft } = await bench(t);
  await arena.serveWeb();
  const now = Date.now();
  const one = makeDecision(GUILTY, now + HOUR, now);
  await apply(one);
  await reachable(arena, [GUILTY]);
  await apply();
  const before = store.decisions.counts()[0]?.packets ?? 0;
  const next = new NftablesEnforcer(store.decisions, nft);
  await next.start();
  const first = await next.reconcile([one], safety, Date.now());
  assert.deepEqual([first.added, first.removed], [0, 0]);
  const grown = store.decisions.counts()[0]?.packets ?? 0;
  assert.ok(grown >= before && grown < 2 * before, "nothing is counted twice");
  await next.stop("remove");
  assert.throws(() => run([...nft, "list", "table", "inet", "vigie"]), /No such file/);
});

test("what became protected is not blocked any more, whatever was decided", { skip }, async (t) => {
  const { enforcer, elements } = await bench(t);
  const now = Date.now();
  const decision = makeDecision(GUILTY, now + HOUR, now);
  await enforcer.reconcile([decision], safety, now);
  await enforcer.reconcile([decision], makeSafety({}, ["10.99.0.0/24"]), now);
  assert.doesNotMatch(elements(), /10\.99\.0\.66/);
});

test("a table that somebody took away is made again", { skip }, async (t) => {
  const { apply, nft, elements } = await bench(t);
  const now = Date.now();
  await apply(makeDecision(GUILTY, now + HOUR, now));
  run([...nft, "delete", "table", "inet", "vigie"]);
  await apply();
  assert.match(elements(), /10\.99\.0\.66/);
});

test("20,000 addresses and their ranges go in at once", { skip }, async (t) => {
  const { enforcer } = await bench(t);
  const now = Date.now();
  const many = Array.from({ length: 20_000 }, (_, i) =>
    makeDecision(`11.${i >> 12}.${(i >> 4) & 255}.${(i & 15) * 16}`, now + HOUR, now),
  );
  const started = performance.now();
  assert.equal((await enforcer.reconcile(many, safety, now)).added, 20_000);
  const again = await enforcer.reconcile(many, safety, Date.now());
  assert.deepEqual([again.added, again.removed], [0, 0]);
  t.diagnostic(`20,000 elements in and read back in ${((performance.now() - started) / 1000).toFixed(1)} s`);
});

test("without nft, or without the right to use it, the message names the remedy", async (t) => {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const absent = new NftablesEnforcer(store.decisions, ["/nonexistent/nft"]);
  await assert.rejects(
    absent.start(),
    (error) => error instanceof VigieError && /install nftables/.test(error.message),
  );
  const refusing = [
    "sh",
    "-c",
    "echo 'Error: Operation not permitted (you must be root)' >&2; exit 1",
    "nft",
  ];
  const unpermitted = new NftablesEnforcer(store.decisions, refusing);
  await assert.rejects(
    unpermitted.start(),
    (error) => error instanceof VigieError && /CAP_NET_ADMIN/.test(error.message),
  );
});
