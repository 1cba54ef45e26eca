import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { parseBlock } from "../../src/base/interval.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { Alert } from "../../src/model/alert.ts";
import { decisionSchema } from "../../src/model/decision.ts";
import { type AlertFacts, type Decided, decide } from "../../src/response/decide.ts";
import { historyOf } from "../../src/response/history.ts";
import { importedDecision, operatorDecision } from "../../src/response/operator.ts";
import { type BlockPolicy, escalated, policyOf } from "../../src/response/policy.ts";
import type { Safety } from "../../src/response/safety.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeSafety } from "../helpers/decisions.ts";
import { makeAlert } from "../helpers/make.ts";

const NOW = Date.UTC(2026, 3, 20, 12);
const HOUR = 3_600_000;
const SSH = { category: null, product: null, service: "sshd" };

function policy(text: Record<string, unknown> = {}, active = true): BlockPolicy {
  return policyOf(configSchema.parse({ block: text }).block, active);
}

/** An alert of guessing that a policy blocks, seen a second ago. */
function facts(
  number: number,
  ip: string | null,
  change: Partial<AlertFacts> = {},
  alert: Partial<Alert> = {},
): AlertFacts {
  const rule = {
    id: "rule-a",
    title: "Guessing",
    level: "high",
    tags: ["attack.t1110"],
    type: "rule",
  } as const;
  const own = { rule: { ...rule, tags: [...rule.tags] }, origin: ip === null ? null : { ip }, ...alert };
  return {
    alert: makeAlert(number, own),
    eventMs: NOW - 1000,
    logsource: SSH,
    spoofable: false,
    shared: false,
    ...change,
  };
}

function withStore(t: TestContext): Store {
  const store = openTemporaryStore();
  t.after(() => store.close());
  return store;
}

interface Setting {
  readonly policy?: BlockPolicy;
  readonly safety?: Safety;
  readonly store?: Store;
  readonly nowMs?: number;
}

/** Decides and keeps what was decided. */
function decided(alerts: readonly AlertFacts[], setting: Setting = {}): Decided {
  const store = setting.store ?? openTemporaryStore();
  const safety = setting.safety ?? makeSafety();
  const made = decide(
    alerts,
    setting.policy ?? policy(),
    safety,
    historyOf(store.decisions),
    setting.nowMs ?? NOW,
  );
  store.decisions.add(made.decisions);
  if (setting.store === undefined) store.close();
  return made;
}

const codes = ({ refusals }: Decided): readonly string[] => refusals.map(({ code }) => code);

test("a decision names its rule, its alerts and where the raw bytes are, and counts from the event's own time", () => {
  const [decision] = decided([facts(1, "192.0.2.7")]).decisions;
  assert.ok(decision);
  assert.deepEqual(decisionSchema.parse(decision), decision);
  assert.deepEqual(
    [decision.value, decision.status, decision.behaviour],
    ["192.0.2.7", "active", "ssh:bruteforce"],
  );
  assert.equal(decision.until, new Date(NOW - 1000 + 4 * HOUR).toISOString());
  assert.match(decision.why, /"Guessing" \(rule-a\).*192\.0\.2\.7.*vigie show [0-9a-f]{12}/);
});

test("a dry run decides the same, and puts nothing in force", () => {
  const [decision] = decided([facts(1, "192.0.2.7")], { policy: policy({}, false) }).decisions;
  assert.equal(decision?.status, "dry_run");
});

test("every alert that leads to no decision says why", () => {
  const cases: readonly (readonly [string, AlertFacts, Setting?])[] = [
    ["no-origin", facts(1, null)],
    ["no-origin", facts(1, "192.0.2.0/24")],
    ["no-origin", facts(1, "admin from 198.51.100.9")],
    ["already-denied", facts(1, "192.0.2.7", {}, { verdict: "denied" })],
    ["not-in-policy", facts(1, "192.0.2.7", { logsource: { ...SSH, service: null, product: "m365" } })],
    ["not-in-policy", facts(1, "192.0.2.7"), { policy: policy({ rules: { exclude: ["rule-a"] } }) }],
    ["few-records", facts(1, "192.0.2.7"), { policy: policy({ min_records: 5 }) }],
    ["spoofable-source", facts(1, "192.0.2.7", { spoofable: true })],
    ["undated", facts(1, "192.0.2.7", { eventMs: null })],
    ["stale", facts(1, "192.0.2.7", { eventMs: NOW - 301_000 })],
    ["future", facts(1, "192.0.2.7", { eventMs: NOW + 61_000 })],
    [
      "stale",
      facts(1, "192.0.2.7", { eventMs: NOW - 60_000 }),
      { policy: policy({ duration: "30s", max_duration: "30s" }) },
    ],
    ["safety-unknown", facts(1, "192.0.2.7"), { safety: makeSafety({ unread: ["/proc/net/route"] }) }],
    ["allowlisted", facts(1, "192.0.2.7"), { safety: makeSafety({}, ["192.0.2.0/24"]) }],
    ["own-address", facts(1, "192.0.2.7"), { safety: makeSafety({ own: ["192.0.2.7"] }) }],
    ["gateway", facts(1, "192.0.2.7"), { safety: makeSafety({ gateways: ["192.0.2.7"] }) }],
    ["resolver", facts(1, "192.0.2.7"), { safety: makeSafety({ resolvers: ["192.0.2.7"] }) }],
    ["console-session", facts(1, "192.0.2.7"), { safety: makeSafety({ sessions: ["192.0.2.7"] }) }],
    ["reserved", facts(1, "127.0.0.1")],
    ["reserved", facts(1, "fe80::1")],
  ];
  for (const [code, alert, setting] of cases) {
    const made = decided([alert], setting);
    assert.deepEqual([codes(made), made.decisions], [[code], []]);
    assert.ok((made.refusals[0]?.text ?? "").length > 5);
  }
});

test("private addresses can be blocked: the attacker inside is one", () => {
  for (const ip of ["10.99.0.66", "192.168.4.4", "172.16.0.9", "fd99::66"])
    assert.equal(decided([facts(1, ip)]).decisions.length, 1, ip);
});

test("the policy chooses by level, by behaviour and by rule", () => {
  const scan = (level: Alert["rule"]["level"]): AlertFacts =>
    facts(
      1,
      "192.0.2.7",
      { logsource: { ...SSH, service: null, category: "webserver" } },
      {
        rule: { id: "scan", title: "Scan", level, tags: ["attack.t1595"], type: "rule" },
      },
    );
  assert.equal(decided([scan("medium")]).decisions.length, 0);
  assert.equal(decided([scan("high")]).decisions.length, 1);
  assert.equal(
    decided([scan("low")], { policy: policy({ behaviours: { "http:*": "low" } }) }).decisions.length,
    1,
  );
  assert.equal(
    decided([scan("critical")], { policy: policy({ behaviours: { "http:scan": "never" } }) }).decisions
      .length,
    0,
  );
  assert.equal(
    decided([scan("low")], { policy: policy({ rules: { include: ["scan"] } }) }).decisions.length,
    1,
  );
});

test("a shared indicator alone, and a list of others, only propose", () => {
  const [decision] = decided([facts(1, "192.0.2.7", { shared: true })]).decisions;
  assert.deepEqual([decision?.status, decision?.by], ["proposed", "import"]);
  const wanted = { value: "192.0.2.0/24", durationMs: HOUR, why: "list", body: "b", nowMs: NOW };
  const imported = importedDecision(wanted, makeSafety());
  assert.equal(imported.ok && imported.value.status, "proposed");
  const again = importedDecision({ ...wanted, nowMs: NOW + HOUR }, makeSafety());
  assert.equal(
    imported.ok && imported.value.id,
    again.ok && again.value.id,
    "the same entry tomorrow is the same",
  );
});

test("a person may block a range, but nothing protected and nothing wider than /16 or /32", () => {
  const refusal = (value: string, safety = makeSafety()): string => {
    const made = operatorDecision({ value, durationMs: HOUR, why: "w", body: "b", nowMs: NOW }, safety);
    return made.ok ? made.value.value : made.error.code;
  };
  assert.equal(refusal("198.51.100.77/24"), "198.51.100.0/24");
  assert.equal(refusal("10.99.0.0/16"), "10.99.0.0/16");
  assert.equal(refusal("10.98.0.0/15"), "wide-range");
  assert.equal(refusal("2001:db8::/31"), "wide-range");
  assert.equal(refusal("0.0.0.0/0"), "wide-range");
  assert.equal(refusal("10.99.0.0/24", makeSafety({ gateways: ["10.99.0.1"] })), "gateway");
  assert.equal(refusal("::1"), "reserved");
  assert.equal(refusal("fe80::1%eth0"), "not-an-address");
});

test("blocks of one client grow longer, up to the maximum, and those of an attack that goes on are not counted twice", (t) => {
  const store = withStore(t);
  const hours: number[] = [];
  let nowMs = NOW;
  for (let round = 0; round < 5; round++) {
    const alerts = [0, 1, 2, 3].map((i) =>
      facts(round * 10 + i, "192.0.2.7", { eventMs: nowMs - 4000 + i * 1000 }),
    );
    const made = decided(alerts, { store, nowMs, policy: policy({ max_duration: "12h" }) });
    assert.equal(made.decisions.length, 1, "one attack, one decision");
    const [decision] = made.decisions;
    hours.push((Date.parse(decision?.until ?? "") - Date.parse(decision?.eventTime ?? "")) / HOUR);
    nowMs = Date.parse(decision?.until ?? "") + HOUR;
  }
  assert.deepEqual(hours, [4, 8, 12, 12, 12]);
  const later = decided([facts(99, "192.0.2.7", { eventMs: nowMs + 31 * 24 * HOUR })], {
    store,
    nowMs: nowMs + 31 * 24 * HOUR,
  });
  assert.equal(
    Date.parse(later.decisions[0]?.until ?? ""),
    nowMs + 31 * 24 * HOUR + 4 * HOUR,
    "after the memory all is forgotten",
  );
});

test("what a person took back does not count against a client", (t) => {
  const store = withStore(t);
  const [first] = decided([facts(1, "192.0.2.7")], { store }).decisions;
  assert.ok(store.decisions.lift(first?.id ?? "", "a mistake", NOW + 1000));
  const next = decided([facts(2, "192.0.2.7", { eventMs: NOW + HOUR })], { store, nowMs: NOW + HOUR });
  assert.equal(next.decisions[0]?.until, new Date(NOW + 5 * HOUR).toISOString());
});

test("nothing prolongs the policy's own block; a person's shorter one it does not wait for", (t) => {
  const store = withStore(t);
  decided([facts(1, "192.0.2.7", { eventMs: NOW })], { store });
  const nearEnd = NOW + 4 * HOUR - 1000;
  assert.deepEqual(codes(decided([facts(2, "192.0.2.7", { eventMs: nearEnd })], { store, nowMs: nearEnd })), [
    "already-decided",
  ]);
  const brief = { value: "192.0.2.8", durationMs: HOUR / 6, why: "w", body: "b", nowMs: NOW };
  const own = operatorDecision(brief, makeSafety());
  assert.ok(own.ok);
  store.decisions.add([own.value]);
  assert.equal(decided([facts(3, "192.0.2.8")], { store }).decisions.length, 1);
});

test("a dry run's decision does not stand in the way of a real one", (t) => {
  const store = withStore(t);
  decided([facts(1, "192.0.2.7")], { store, policy: policy({}, false) });
  assert.equal(decided([facts(2, "192.0.2.7")], { store }).decisions[0]?.status, "active");
});

test("an open range covers its addresses", (t) => {
  const store = withStore(t);
  const range = operatorDecision(
    { value: "192.0.2.0/24", durationMs: 9 * HOUR, why: "w", body: "b", nowMs: NOW },
    makeSafety(),
  );
  assert.ok(range.ok);
  store.decisions.add([range.value]);
  assert.deepEqual(codes(decided([facts(1, "192.0.2.7")], { store })), ["already-decided"]);
  assert.equal(decided([facts(2, "192.0.3.7")], { store }).decisions.length, 1);
});

test("IPv6 is counted by its /64: each address is blocked, the third makes the /64 a proposal, once", (t) => {
  const store = withStore(t);
  const made = decided(
    ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8::3", "2001:db8::4"].map((ip, i) =>
      facts(i, ip),
    ),
    { store },
  );
  assert.deepEqual(
    made.decisions.map(({ value, status }) => `${value} ${status}`),
    [
      "2001:db8::1 active",
      "2001:db8::2 active",
      "2001:db8:0:1::1 active",
      "2001:db8::3 active",
      "2001:db8::/64 proposed",
      "2001:db8::4 active",
    ],
  );
  const nowMs = NOW + 5 * HOUR;
  const [again] = decided([facts(9, "2001:db8::77", { eventMs: nowMs })], { store, nowMs }).decisions;
  assert.equal(
    Date.parse(again?.until ?? "") - nowMs,
    5 * 4 * HOUR,
    "another address of the same /64: the fifth block",
  );
  const near = decided([facts(10, "2001:db8::1"), facts(11, "2001:db8::2"), facts(12, "2001:db8::3")], {
    safety: makeSafety({ sessions: ["2001:db8::9"] }),
  });
  assert.ok(
    near.decisions.every(({ scope }) => scope === "ip"),
    "a /64 with a protected address is not proposed",
  );
});

test("beyond the cap blocks are proposed and told, beyond ten times the cap not even that", (t) => {
  const store = withStore(t);
  const small = policy({ per_minute: 2 });
  const alerts = Array.from({ length: 40 }, (_, i) => facts(i, `192.0.2.${i + 1}`));
  const made = decided(alerts, { store, policy: small });
  const count = (status: string): number => made.decisions.filter((one) => one.status === status).length;
  assert.deepEqual([count("active"), count("proposed")], [2, 20]);
  assert.equal(codes(made).filter((code) => code === "cap").length, 38);
  const next = decided([facts(99, "192.0.2.99", { eventMs: NOW + 61_000 })], {
    store,
    policy: small,
    nowMs: NOW + 61_000,
  });
  assert.equal(next.decisions[0]?.status, "active", "a minute later there is room again");
});

const address = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((i) => `192.0.2.${i}`),
  fc.integer({ min: 0, max: 20 }).map((i) => `2001:db8::${i.toString(16)}`),
  fc.constantFrom("127.0.0.1", "::1", "fe80::7", "::ffff:192.0.2.3", "10.99.0.1", "224.0.0.1"),
);

/** Alerts in any order, some of them more than once. */
const stream = fc
  .array(
    fc.record({
      number: fc.nat(30),
      ip: address,
      age: fc.integer({ min: -90, max: 400 }),
      shared: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map(({ number, ip, age, shared }) => facts(number, ip, { eventMs: NOW - age * 1000, shared })),
  );

test("no order and no repetition of alerts leads to a decision on what is protected, and the cap holds", () => {
  const safety = makeSafety(
    { own: ["192.0.2.1"], gateways: ["192.0.2.2"], resolvers: ["2001:db8::2"], sessions: ["192.0.2.3"] },
    ["192.0.2.16/28", "2001:db8::4"],
  );
  fc.assert(
    fc.property(stream, fc.array(stream, { maxLength: 3 }), (first, more) => {
      const store = openTemporaryStore();
      const capped = policy({ per_minute: 5 });
      for (const alerts of [first, ...more, first]) decided(alerts, { store, safety, policy: capped });
      const all = [...store.decisions.list({})].map(({ decision }) => decision);
      store.close();
      for (const { value, scope, status } of all) {
        const block = parseBlock(value);
        assert.ok(block !== null && block.value === value);
        const hit = safety.entries.find(
          ({ interval }) =>
            interval.family === block.interval.family &&
            interval.first <= block.interval.last &&
            block.interval.first <= interval.last,
        );
        assert.equal(hit, undefined, `${value} is protected`);
        if (scope === "range") assert.equal(status, "proposed");
      }
      assert.ok(all.filter(({ status }) => status === "active").length <= 5);
    }),
    { numRuns: 60 },
  );
});

test("deciding upon the same alerts again decides nothing, in one batch or in many", () => {
  fc.assert(
    fc.property(stream, (alerts) => {
      const [whole, single] = [openTemporaryStore(), openTemporaryStore()];
      decided(alerts, { store: whole });
      for (const alert of alerts) decided([alert], { store: single });
      const ids = (store: Store): readonly string[] =>
        [...store.decisions.list({})].map(({ decision }) => decision.id);
      assert.deepEqual(ids(whole), ids(single), "how alerts are batched changes nothing");
      assert.equal(decided(alerts, { store: whole }).decisions.length, 0);
      whole.close();
      single.close();
    }),
    { numRuns: 60 },
  );
});

test("escalation never shortens a block, and never passes the maximum", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
      const [less, more] = [escalated(policy(), Math.min(a, b)), escalated(policy(), Math.max(a, b))];
      assert.ok(less <= more && more <= 7 * 24 * HOUR && less >= 4 * HOUR);
    }),
  );
});
