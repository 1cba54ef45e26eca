/** Alerts and attacks for tests that are about neither. */
import { sha256 } from "../../src/base/digest.ts";
import { timeText } from "../../src/base/time.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Attack } from "../../src/model/attack.ts";

/** An alert whose id follows from a number. */
export function makeAlert(number: number, change: Partial<Alert> = {}): Alert {
  const record = sha256(`record ${number}`);
  return {
    kind: "alert",
    id: sha256(`alert ${number}`),
    time: timeText(Date.UTC(2026, 3, 13) + number * 1000),
    rule: { id: "rule-a", title: "Rule A", level: "medium", tags: ["attack.t1190"], type: "rule" },
    body: "commission",
    source: "/var/log/a.log",
    origin: { ip: "192.0.2.7" },
    entities: { user: [], host: [] },
    group: {},
    evidence: [{ segment: "sha256:00", file: "a.log", offset: number * 100, length: 99, sha256: record }],
    omitted: 0,
    verdict: null,
    traits: [],
    ...change,
  };
}

/** An attack whose id follows from a number. */
export function makeAttack(number: number, change: Partial<Attack> = {}): Attack {
  const first = Date.UTC(2026, 3, 13) + number * 60_000;
  return {
    kind: "attack",
    id: sha256(`attack ${number}`),
    body: "commission",
    origin: { ip: "192.0.2.7" },
    first: timeText(first),
    last: timeText(first + 30_000),
    alerts: 1,
    rules: ["rule-a"],
    techniques: ["T1190"],
    outcome: "observed",
    verdict: { class: "opportunistic", directed: false, objective: "unknown", score: 0.25, reasons: [] },
    rank: number,
    thread: "ip:192.0.2.7",
    steps: [],
    entities: { user: [], host: [] },
    traits: [],
    shown: {},
    announced: null,
    case: null,
    campaign: null,
    ...change,
  };
}
