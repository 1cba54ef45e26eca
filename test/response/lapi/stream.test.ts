/** Whatever is decided, lifted and ended between pulls, and while they are written: a bouncer holds what is in force. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import { readStreamQuery } from "../../../src/response/lapi/query.ts";
import { type Pull, streamPieces } from "../../../src/response/lapi/stream.ts";
import type { BouncerClient } from "../../../src/store/bouncers.ts";
import { openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { decisionOf } from "../../helpers/decisions.ts";

interface Item {
  readonly value: string;
  readonly duration: string;
  readonly id: number;
}
interface Answer {
  readonly new: readonly Item[];
  readonly deleted: readonly Item[];
}

const AGENT = { type: "test", version: "1" };
const VALUES = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.0/24"];

/** One store, one clock that may be set, and one bouncer as the firewall bouncer works: removals first, the longer wins. */
class World {
  readonly store: Store = openTemporaryStore();
  nowMs = Date.UTC(2026, 3, 12);
  /** Time that only goes forward, for the bouncer's own timers. */
  trueMs = 0;
  readonly held = new Map<string, number>();
  readonly timers: boolean;
  #made = 0;

  constructor(timers: boolean) {
    this.timers = timers;
    this.store.bouncers.add("b", "other", keyHash("key") ?? new Uint8Array(), this.nowMs);
  }

  client(): BouncerClient {
    const bouncer = this.store.bouncers.list()[0];
    assert.ok(bouncer);
    return this.store.bouncers.client(bouncer, "127.0.0.1", AGENT, this.nowMs);
  }

  add(value: string, lastsMs: number, status: "active" | "proposed" = "active"): void {
    this.store.decisions.add([
      decisionOf(`${this.#made++}-of-this-run`, value, this.nowMs, lastsMs, { status }),
    ]);
  }

  lift(which: number): void {
    const all = [...this.store.decisions.list({})];
    const one = all[which % Math.max(1, all.length)];
    if (one !== undefined) this.store.decisions.lift(one.decision.id, "test", this.nowMs);
  }

  activate(which: number): void {
    const all = [...this.store.decisions.list({ status: "proposed" })];
    const one = all[which % Math.max(1, all.length)];
    if (one !== undefined) this.store.decisions.activate(one.decision.id, "test", this.nowMs);
  }

  /** @param between runs before each piece of the answer is made @returns null when the answer breaks off */
  pull(query: string, between: () => void = () => {}, breaks = false): Answer | null {
    this.store.changes.settle(this.nowMs);
    const upTo = this.store.changes.latest();
    const client = this.client();
    const asked = readStreamQuery(new URLSearchParams(query), true);
    const span = { after: asked.startup ? 0 : client.cursor, upTo };
    const { nowMs } = this;
    const pull: Pull = {
      changes: this.store.changes,
      query: asked,
      span,
      nowMs,
      maxNew: 50_000,
      page: 1,
      omitted: 0,
    };
    let text = "";
    for (const piece of streamPieces(pull)) {
      text += piece;
      between();
    }
    if (breaks) return null;
    this.store.bouncers.pulled(client, {
      timeMs: nowMs,
      upTo,
      ranges: true,
      whole: true,
      omitted: pull.omitted,
    });
    const answer = JSON.parse(text) as Answer;
    this.#apply(answer);
    return answer;
  }

  #apply(answer: Answer): void {
    for (const { value, duration } of answer.deleted) {
      assert.ok(secondsOf(duration) <= 0, duration);
      this.held.delete(value);
    }
    for (const { value, duration } of answer.new) {
      const seconds = secondsOf(duration);
      assert.ok(seconds >= 1, duration);
      const until = this.trueMs + seconds * 1000;
      this.held.set(value, Math.max(until, this.held.get(value) ?? 0));
    }
  }

  holds(): readonly string[] {
    return [...this.held]
      .filter(([, until]) => !this.timers || until > this.trueMs)
      .map(([value]) => value)
      .sort();
  }

  inForce(): readonly string[] {
    const values = new Set<string>();
    for (const { decision } of this.store.decisions.list({ status: "active" }))
      if (Date.parse(decision.until) > this.nowMs) values.add(decision.value);
    return [...values].sort();
  }

  /** Somebody sets the clock; no time passes. */
  setClock(byMs: number): void {
    this.nowMs += byMs;
  }

  /** Time passes. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.trueMs += ms;
  }
}

/** Seconds of a Go duration in whole seconds. */
function secondsOf(text: string): number {
  const m = /^(-?)(?:(\d+)h)?(?:(\d+)m)?(\d+)s$/.exec(text);
  assert.ok(m, text);
  const seconds = Number(m[2] ?? 0) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4]);
  return m[1] === "-" ? -seconds : seconds;
}

type Step = (world: World) => void;

const change: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...VALUES),
      fc.integer({ min: 1, max: 40_000 }),
      fc.constantFrom("active", "proposed"),
    )
    .map(
      ([value, ms, status]): Step =>
        (world) =>
          world.add(value, ms, status === "active" ? "active" : "proposed"),
    ),
  fc.nat(50).map(
    (which): Step =>
      (world) =>
        world.lift(which),
  ),
  fc.nat(50).map(
    (which): Step =>
      (world) =>
        world.activate(which),
  ),
);
const passing: fc.Arbitrary<Step> = fc.integer({ min: 0, max: 6000 }).map(
  (ms): Step =>
    (world) =>
      world.pass(ms),
);
const jump: fc.Arbitrary<Step> = fc.integer({ min: -30_000, max: 30_000 }).map(
  (ms): Step =>
    (world) =>
      world.setClock(ms),
);
const query = fc.constantFrom("", "", "startup=true", "scopes=ip,range", "dedup=true");
const pull: fc.Arbitrary<Step> = fc.tuple(query, fc.array(change, { maxLength: 8 }), fc.boolean()).map(
  ([words, during, breaks]): Step =>
    (world) => {
      const left = [...during];
      world.pull(words, () => left.shift()?.(world), breaks);
      for (const step of left) step(world);
    },
);

function check(steps: readonly Step[], timers: boolean): void {
  const world = new World(timers);
  try {
    for (const step of steps) {
      step(world);
    }
    world.pull("");
    assert.deepEqual(world.holds(), world.inForce());
    assert.deepEqual(world.pull(""), { new: [], deleted: [] }, "a pull without a change is empty");
  } finally {
    world.store.close();
  }
}

test("after any sequence of changes and pulls, a bouncer holds exactly what is in force", () => {
  const steps = fc.array(fc.oneof(change, change, passing, pull), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (all) => check(all, true)),
    { numRuns: 400 },
  );
});

test("a clock that is set back or forth loses no change", () => {
  const steps = fc.array(fc.oneof(change, change, passing, jump, pull), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (all) => check(all, false)),
    { numRuns: 400 },
  );
});

test("lifting the longer of two decisions on one address does not unblock, ending both does", () => {
  const world = new World(true);
  world.add("192.0.2.1", 60_000);
  world.add("192.0.2.1", 600_000);
  const first = world.pull("startup=true");
  assert.deepEqual(
    first?.new.map(({ duration }) => duration),
    ["10m0s"],
  );
  world.lift(0); // the newest: the longer one
  const second = world.pull("");
  assert.deepEqual(second?.deleted, []);
  assert.deepEqual(world.holds(), ["192.0.2.1"]);
  world.pass(61_000);
  assert.deepEqual(
    world.pull("")?.deleted.map(({ value }) => value),
    ["192.0.2.1"],
  );
  assert.deepEqual(world.holds(), []);
  world.store.close();
});

test("a shorter decision on an address that is blocked already is not told; without dedup it is", () => {
  const world = new World(true);
  world.add("192.0.2.1", 600_000);
  world.pull("startup=true");
  world.add("192.0.2.1", 60_000);
  assert.deepEqual(world.pull("", () => {}, false)?.new, []);
  world.add("192.0.2.1", 30_000);
  assert.equal(world.pull("dedup=false")?.new.length, 1);
  assert.equal(world.pull("startup=true&dedup=false")?.new.length, 3);
  assert.equal(world.pull("startup=true")?.new.length, 1);
  world.store.close();
});

test("a decision that was made by a clock an hour ahead is told and ended all the same", () => {
  const world = new World(false);
  world.nowMs += 3_600_000;
  world.pull("startup=true");
  world.nowMs -= 3_600_000;
  world.add("192.0.2.1", 60_000);
  assert.equal(world.pull("")?.new.length, 1);
  world.lift(0);
  assert.equal(world.pull("")?.deleted.length, 1);
  world.store.close();
});

test("what is left out beyond the bound is counted, and the newest are served", () => {
  const world = new World(true);
  for (let i = 0; i < 30; i++) world.add(`192.0.2.${i}`, 60_000);
  world.store.changes.settle(world.nowMs);
  const span = { after: 0, upTo: world.store.changes.latest() };
  const asked = readStreamQuery(new URLSearchParams("startup=true"), true);
  const { nowMs } = world;
  const bounded: Pull = {
    changes: world.store.changes,
    query: asked,
    span,
    nowMs,
    maxNew: 10,
    page: 3,
    omitted: 0,
  };
  const answer = JSON.parse([...streamPieces(bounded)].join("")) as Answer;
  assert.deepEqual(
    answer.new.map(({ value }) => value),
    Array.from({ length: 10 }, (_, i) => `192.0.2.${29 - i}`),
  );
  assert.equal(bounded.omitted, 20);
  world.store.close();
});

test("a decision hidden behind a longer one is told when the longer one is lifted between two pages", () => {
  const world = new World(true);
  world.add("192.0.2.1", 600_000);
  world.add("192.0.2.1", 60_000);
  let pieces = 0;
  // the newest is read first: the short one stands back for the long one, which is lifted before its page is read
  world.pull("startup=true", () => void (++pieces === 2 && world.lift(1)));
  assert.deepEqual(world.holds(), [], "neither was told");
  assert.equal(world.pull("")?.new.length, 1);
  assert.deepEqual(world.holds(), ["192.0.2.1"]);
  world.store.close();
});

test("what a clock that ran ahead had ended comes into force again when it is set right", () => {
  const world = new World(false);
  world.add("192.0.2.1", 60_000);
  world.pull("startup=true");
  world.setClock(3_600_000);
  assert.equal(world.pull("")?.deleted.length, 1);
  world.setClock(-3_600_000);
  assert.equal(world.pull("")?.new.length, 1);
  assert.deepEqual(world.holds(), ["192.0.2.1"]);
  world.store.close();
});

test("an answer that breaks off is given again", () => {
  const world = new World(true);
  world.add("192.0.2.1", 60_000);
  world.pull("startup=true", () => {}, true);
  assert.equal(world.pull("")?.new.length, 1);
  world.store.close();
});
