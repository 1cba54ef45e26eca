/** A real watch that decides upon everything it can: hostile lines go in, decisions and the reasons against them come out. */
import { join } from "node:path";
import type { TestContext } from "node:test";
import { configSchema } from "../../src/config/schema.ts";
import type { LiveSource } from "../../src/intake/live.ts";
import type { Alert, Level } from "../../src/model/alert.ts";
import type { Decision } from "../../src/model/decision.ts";
import { deciderOf } from "../../src/pipeline/live/decide.ts";
import { Watch } from "../../src/pipeline/live/watch.ts";
import { methodOf } from "../../src/pipeline/method.ts";
import type { LoadedRules } from "../../src/pipeline/rules.ts";
import { openSpine } from "../../src/pipeline/spine.ts";
import { SafetyKeeper } from "../../src/response/keeper.ts";
import { policyOf } from "../../src/response/policy.ts";
import type { Refusal } from "../../src/response/refusal.ts";
import type { StateLimits } from "../../src/sigma/index.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { makeMachine } from "./decisions.ts";
import { rulesOf } from "./scan.ts";
import { tempFolder } from "./temp.ts";

interface Eager {
  readonly rules: LoadedRules;
  /** The clock; it stands still. */
  readonly nowMs: number;
  readonly lateness: string;
  readonly trustedProxies?: readonly string[];
  readonly minimumLevel?: Level;
  readonly limits?: StateLimits;
}

/** A watch on which the policy sets no bound: any alert about anybody is a reason for a block. */
export class EagerWatch {
  readonly alerts: Alert[] = [];
  readonly decisions: Decision[] = [];
  readonly refusals: Refusal[] = [];
  readonly #watch: Watch;
  readonly #ends = new Map<string, number>();
  readonly #turns = new Map<string, Promise<void>>();

  constructor(t: TestContext, eager: Eager) {
    const { rules, nowMs, lateness, trustedProxies = [], minimumLevel = "informational" } = eager;
    const folder = join(tempFolder(t), "store");
    const config = configSchema.parse({
      trusted_proxies: trustedProxies,
      block: {
        level: "informational",
        behaviours: { "*:*": "informational" },
        lateness,
        duration: "10000w",
        max_duration: "10000w",
        per_minute: 10_000,
      },
    });
    const store = openSqliteStore(folder);
    const spine = openSpine(folder, store);
    t.after(() => {
      spine.close();
      store.close();
    });
    const keeper = new SafetyKeeper({ config, store: store.decisions, bouncers: () => [] }, () =>
      makeMachine(),
    );
    const options = {
      rules,
      store,
      sealer: spine.sealer(methodOf("test", rules.digest, [])),
      segments: spine.segments,
      threads: 1,
      gapMs: 1_800_000,
      minimumLevel,
      ...(eager.limits === undefined ? {} : { limits: eager.limits }),
      trustedProxies,
      clock: () => nowMs,
      decide: deciderOf(policyOf(config.block, true), keeper, store, rules.set),
    };
    this.#watch = new Watch(options, {
      onAlert: (alert) => void this.alerts.push(alert),
      onDecision: (decision) => void this.decisions.push(decision),
      onRefusal: (refusal) => void this.refusals.push(refusal),
    });
  }

  /** Gives lines to a source, as its intake would: one piece after the other. @returns when they are committed */
  feed(name: string, text: string): Promise<void> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(() => this.#give(name, text));
    this.#turns.set(name, turn);
    return turn;
  }

  async #give(name: string, text: string): Promise<void> {
    const source: LiveSource = {
      id: `file:${name}`,
      name,
      body: "commission",
      format: null,
      zoneMinutes: 0,
      spoofable: false,
      silenceMs: null,
    };
    const bytes = Buffer.from(text);
    const end = (this.#ends.get(name) ?? 0) + bytes.length;
    this.#ends.set(name, end);
    await this.#watch.deliver({ source, bytes, cursor: { offset: end }, behind: false, lost: 0 });
  }

  drain(): Promise<void> {
    return this.#watch.drain();
  }

  /** What correlations remember, and what they had to give up. */
  get state(): Watch["correlationState"] {
    return this.#watch.correlationState;
  }

  /** Whom decisions of any status are about, once each. */
  get decided(): readonly string[] {
    return [...new Set(this.decisions.map(({ value }) => value))].sort();
  }
}

/** Every kind of record belongs to one of these, or is of an unknown program. */
const SOURCES: readonly string[] = [
  ..."webserver ids authentication".split(" ").map((name) => `category: ${name}`),
  ..."nginx apache cisco fortigate linux windows caddy traefik envoy zeek m365 haproxy aws paloalto modsecurity suricata azure gcp okta github kubernetes opensearch-dashboards opencanary onelogin bitbucket freebsd pf"
    .split(" ")
    .map((name) => `product: ${name}`),
];
/** Fields that clients fill, the address that a format reads, and others: a correlation for each. */
const GROUPS: readonly string[] = ["source.ip", "user.name", "host.name", "c-ip", "message"];

/** Rules that fire on every record, and correlations over them: whatever names somebody leads to a decision. */
export function everythingRules(): LoadedRules {
  const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const rules = SOURCES.map(
    (source, i) => `title: any ${source.replace(": ", " ")}
id: ${id(i)}
name: any-${i}
level: high
tags: [attack.initial-access, attack.t1190]
logsource: { ${source} }
detection: { never: { no.such.field: x }, condition: not never }
`,
  );
  const counts = GROUPS.map(
    (field, i) => `title: count by ${field}
id: ${id(1000 + i)}
level: high
tags: [attack.credential-access, attack.t1110]
correlation:
  type: event_count
  rules: [${SOURCES.map((_, n) => `any-${n}`).join(", ")}]
  group-by: [${field}]
  timespan: 1h
  condition: { gte: 2 }
  generate: true
`,
  );
  return rulesOf(...rules, ...counts);
}
