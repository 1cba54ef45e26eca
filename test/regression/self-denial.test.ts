/**
 * The blocker must not be turned against those whom it protects: the machine's own addresses, its gateway, resolver and
 * proxies, whoever is signed in, and whoever is on the allowlist, even when all of them look like attackers in the logs;
 * and a block must not renew itself by the refusals that it causes.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { configSchema } from "../../src/config/schema.ts";
import { type Alert, alertSchema } from "../../src/model/alert.ts";
import type { Decision } from "../../src/model/decision.ts";
import { type AlertFacts, type Decided, decide } from "../../src/response/decide.ts";
import { historyOf } from "../../src/response/history.ts";
import { policyOf } from "../../src/response/policy.ts";
import { type Safety, safetyOf } from "../../src/response/safety.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeMachine } from "../helpers/decisions.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, vigieHere } from "../helpers/vigie.ts";

const ATTACKER = "203.0.113.66";
const OWN = "192.0.2.1";
const GATEWAY = "192.0.2.254";
const RESOLVER = "192.0.2.53";
const PROXY = "198.51.100.5";
const ADMINISTRATOR = "198.51.100.77";
const HEADQUARTERS = "203.0.113.129";
const BOUNCER = "192.0.2.80";
const PROTECTED = [OWN, GATEWAY, RESOLVER, PROXY, ADMINISTRATOR, HEADQUARTERS, BOUNCER, "127.0.0.1"];
const NOW = Date.UTC(2026, 3, 20, 9, 3);
const HOUR = 3_600_000;

const config = configSchema.parse({
  trusted_proxies: ["198.51.100.0/28"],
  block: { allow: ["203.0.113.128/25"] },
});

function safety(): Safety {
  const machine = makeMachine({
    own: [OWN],
    gateways: [GATEWAY],
    resolvers: [RESOLVER],
    sessions: [ADMINISTRATOR],
  });
  return safetyOf({ config, allowed: [], machine, bouncers: [BOUNCER] });
}

/** What the built-in rules find in a log. */
async function alertsIn(t: TestContext, name: string, lines: readonly string[]): Promise<readonly Alert[]> {
  const log = put(tempFolder(t), name, `${lines.join("\n")}\n`);
  const ended = await vigieHere(["scan", log, "--json", "--no-progress"]);
  assert.equal(ended.code, 0, ended.stderr);
  return objects(ended.stdout)
    .filter(({ kind }) => kind === "alert")
    .map((object) => alertSchema.parse(object));
}

const factsOf = (alert: Alert): AlertFacts => ({
  alert,
  eventMs: alert.time === null ? null : Date.parse(alert.time),
  logsource: { category: "authentication", product: null, service: null },
  spoofable: false,
  shared: false,
});

function decideOn(alerts: readonly Alert[], store: Store, nowMs = NOW): Decided {
  const made = decide(
    alerts.map(factsOf),
    policyOf(config.block, true),
    safety(),
    historyOf(store.decisions),
    nowMs,
  );
  store.decisions.add(made.decisions);
  return made;
}

function guesses(ip: string): readonly string[] {
  return Array.from(
    { length: 12 },
    (_, i) =>
      `2026-04-20T09:02:${String(i * 2).padStart(2, "0")}Z srv1 sshd[1201]: Failed password for root from ${ip} port ${40_000 + i} ssh2`,
  );
}

test("of an attacker and everybody who is protected, guessing alike, only the attacker is blocked", async (t) => {
  const alerts = await alertsIn(t, "auth.log", [ATTACKER, ...PROTECTED].flatMap(guesses));
  const blamed = new Set(alerts.map((alert) => alert.origin?.ip));
  for (const ip of [ATTACKER, OWN, GATEWAY, ADMINISTRATOR, HEADQUARTERS])
    assert.ok(blamed.has(ip), `${ip} looks like an attacker`);
  const store = openTemporaryStore();
  t.after(() => store.close());
  const { decisions, refusals } = decideOn(alerts, store);
  assert.deepEqual([...new Set(decisions.map(({ value }) => value))], [ATTACKER]);
  const told = new Map(
    refusals.filter(({ code }) => code !== "not-in-policy").map(({ value, code }) => [value, code]),
  );
  assert.deepEqual(
    PROTECTED.map((ip) => told.get(ip)),
    [
      "own-address",
      "gateway",
      "resolver",
      "proxy",
      "console-session",
      "allowlisted",
      "bouncer-client",
      "reserved",
    ],
  );
});

test("what an administrator's address cannot be read for stops every automatic block, and says so", async (t) => {
  const alerts = await alertsIn(t, "auth.log", guesses(ATTACKER));
  const blind = safetyOf({
    config,
    allowed: [],
    machine: makeMachine({ unread: ["/var/run/utmp is of no known layout"] }),
    bouncers: [],
  });
  const store = openTemporaryStore();
  t.after(() => store.close());
  const made = decide(
    alerts.map(factsOf),
    policyOf(config.block, true),
    blind,
    historyOf(store.decisions),
    NOW,
  );
  assert.deepEqual(made.decisions, []);
  assert.ok(made.refusals.some(({ code, text }) => code === "safety-unknown" && text.includes("utmp")));
});

test("the refusals that a block causes neither renew nor prolong it", async (t) => {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const alerts = await alertsIn(t, "auth.log", guesses(ATTACKER));
  const [first] = decideOn(alerts, store).decisions;
  assert.ok(first);
  const untils = (): readonly string[] =>
    [...store.decisions.list({})].map(({ decision }: { decision: Decision }) => decision.until);
  // a firewall's denials, and the same attack seen again by what refuses it, once a minute while the block lasts
  for (let minute = 1; minute < 240; minute++) {
    const nowMs = NOW + minute * 60_000;
    const again = alerts.map(
      (alert, i): Alert => ({
        ...alert,
        id: `${minute}-${i}`,
        time: new Date(nowMs - 90_000).toISOString(),
        verdict: minute % 2 === 0 ? "denied" : null,
      }),
    );
    decideOn(again, store, nowMs);
  }
  assert.deepEqual(untils(), [first.until]);
  const denied = alerts.map(
    (alert): Alert => ({
      ...alert,
      id: `over-${alert.id}`,
      verdict: "denied",
      time: new Date(NOW + 5 * HOUR).toISOString(),
    }),
  );
  assert.deepEqual(decideOn(denied, store, NOW + 5 * HOUR).decisions, [], "a denial alone never blocks");
});

test("an old log that is read today blocks nobody", async (t) => {
  const store = openTemporaryStore();
  t.after(() => store.close());
  const alerts = await alertsIn(t, "auth.log", guesses(ATTACKER));
  const { decisions, refusals } = decideOn(alerts, store, NOW + 30 * 24 * HOUR);
  assert.deepEqual(decisions, []);
  assert.ok(refusals.some(({ code }) => code === "stale"));
});
