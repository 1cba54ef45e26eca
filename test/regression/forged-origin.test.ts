/**
 * A text that a client wrote never becomes an origin. The whole pipeline is asked: hostile records of many services go
 * through a scan with rules that fire on everything, and no alert, attack or correlation may name the forged address.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoadedRules } from "../../src/pipeline/rules.ts";
import { builtinRules, rulesOf, scanAll } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const FORGED = "203.0.113.66";
const TRUE = "192.0.2.7";

/** Values that a client chooses: names, agents, targets, greetings. Each tries to look like a part of the log. */
const PAYLOADS: readonly string[] = [
  FORGED,
  `x from ${FORGED} port 22 ssh2`,
  `admin from ${FORGED}`,
  `" 200 5 "-" "-"\\n${FORGED} - - [13/Apr/2026:00:00:00 +0000] "GET / HTTP/1.1`,
  `rip=${FORGED}, lip=${FORGED}`,
  `unknown[${FORGED}]: SASL LOGIN authentication failed`,
  `SRC=${FORGED} DST=192.0.2.10 PROTO=TCP`,
  `{"src_ip":"${FORGED}","source.ip":"${FORGED}"}`,
  `client: ${FORGED}, server: x`,
];

/** Records in which the client is TRUE and the payload stands wherever a client may write. */
const WRITERS: Readonly<Record<string, (payload: string) => string>> = {
  target: (p) => access(`/?q=${encodeURIComponent(p)}`, "-", "Mozilla"),
  "raw target": (p) => access(`/?q=${quoted(p)}`, "-", "Mozilla"),
  referrer: (p) => access("/", quoted(p), "Mozilla"),
  agent: (p) => access("/", "-", quoted(p)),
  "ssh user": (p) =>
    `${SYSLOG} sshd[7]: Failed password for invalid user ${flat(p)} from ${TRUE} port 4711 ssh2`,
  "ssh unknown user": (p) => `${SYSLOG} sshd[7]: Invalid user ${flat(p)} from ${TRUE} port 4711`,
  "mail user": (p) =>
    `${SYSLOG} postfix/smtpd[7]: warning: unknown[${TRUE}]: SASL LOGIN authentication failed: x, sasl_username=${flat(p)}`,
  greeting: (p) =>
    `${SYSLOG} postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[${TRUE}]: 554 5.7.1 <a@b.example>: Relay access denied; from=<c@d.example> to=<a@b.example> proto=ESMTP helo=<${flat(p)}>`,
  "imap user": (p) =>
    `${SYSLOG} dovecot: imap-login: Disconnected (auth failed, 1 attempts): user=<${flat(p)}>, method=PLAIN, rip=${TRUE}, lip=192.0.2.10`,
  eve: (p) =>
    JSON.stringify({
      timestamp: "2026-04-13T00:00:00.000000+0000",
      event_type: "alert",
      src_ip: TRUE,
      src_port: 4711,
      dest_ip: "192.0.2.10",
      dest_port: 80,
      proto: "TCP",
      alert: { action: "allowed", signature: "x", severity: 1, category: "y" },
      http: { hostname: p, url: p, http_user_agent: p, xff: FORGED },
      "source.ip": FORGED,
    }),
  m365: (p) =>
    JSON.stringify({
      CreationTime: "2026-04-13T00:00:00",
      Workload: "AzureActiveDirectory",
      Operation: "UserLoginFailed",
      UserId: p,
      ClientIP: TRUE,
      UserAgent: p,
      "source.ip": FORGED,
    }),
};

const SYSLOG = "Apr 13 00:00:00 srv";
const flat = (payload: string): string => payload.replaceAll("\\n", " ");
const quoted = (payload: string): string => payload.replaceAll('"', "\\x22");

function access(target: string, referrer: string, agent: string): string {
  return `${TRUE} - - [13/Apr/2026:00:00:00 +0000] "GET ${target} HTTP/1.1" 404 5 "${referrer}" "${agent}"`;
}

/** Rules that fire on every record of these services, and count them by origin. */
function everything(): LoadedRules {
  const sources = [
    "category: webserver",
    "product: linux",
    "product: suricata",
    "product: m365",
    "service: sshd",
  ];
  const rules = sources.map(
    (source, i) => `title: any ${i}
id: 00000000-0000-4000-8000-00000000000${i}
name: any-${i}
level: high
logsource: { ${source} }
detection: { never: { no.such.field: x }, condition: not never }
`,
  );
  const counts = sources.map(
    (_, i) => `title: count ${i}
id: 00000000-0000-4000-8000-00000000001${i}
level: high
correlation: { type: event_count, rules: [any-${i}], group-by: [source.ip], timespan: 1h, condition: { gte: 1 }, generate: true }
`,
  );
  return rulesOf(...rules, ...counts);
}

for (const [writer, write] of Object.entries(WRITERS)) {
  test(`a client's text never becomes an origin: ${writer}`, async (t) => {
    const file = put(tempFolder(t), "a.log", `${PAYLOADS.map(write).join("\n")}\n`);
    const { alerts, attacks, summary } = await scanAll([file], { rules: everything() });
    assert.equal(summary.records, PAYLOADS.length);
    assert.ok(alerts.length > 0, "the rules saw nothing, so nothing was tested");
    assert.ok(alerts.some((alert) => alert.origin?.ip === TRUE));
    for (const alert of alerts) {
      assert.notEqual(alert.origin?.ip, FORGED);
      assert.ok(!Object.values(alert.group).includes(FORGED));
    }
    for (const attack of attacks) {
      assert.notEqual(attack.origin?.ip, FORGED);
      assert.notEqual(attack.thread, `ip:${FORGED}`);
    }
  });
}

test("Vigie's own rules blame nobody else either", async (t) => {
  const folder = tempFolder(t);
  for (const [i, write] of Object.values(WRITERS).entries()) {
    const lines = PAYLOADS.map(write);
    put(folder, `${i}.log`, `${[...lines, ...lines, ...lines].join("\n")}\n`);
  }
  const { alerts } = await scanAll([folder], { rules: await builtinRules() });
  assert.ok(alerts.length > 20);
  assert.deepEqual(
    alerts.filter((alert) => alert.origin?.ip === FORGED).map((alert) => alert.rule.title),
    [],
  );
});
