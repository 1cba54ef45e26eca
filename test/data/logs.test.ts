/** Real and tested logs with Vigie's own pack alone: who is caught, and who is accused without reason. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { levelRank } from "../../src/model/alert.ts";
import { dataFolder } from "../helpers/data.ts";
import { builtinRules, type Scanned, scanAll } from "../helpers/scan.ts";

const DATA = dataFolder("logs");
const HUB = join(DATA, "hub");
const ACCESS = join(DATA, "access/apache_logs.gz");
const noHub = existsSync(join(HUB, "expected.json")) ? false : `1 check left out: no hub/ in ${DATA}`;
const noAccess = existsSync(ACCESS) ? false : `1 check left out: no access/apache_logs.gz in ${DATA}`;

/** Services that Vigie says it reads; the other tests of the folder are of applications, read as far as they can be. */
const SERVICES = new Set(
  `nginx apache2 syslog caddy traefik haproxy iis modsecurity suricata zeek vsftpd proftpd exim exim4 postfix dovecot smb
   sshd auditd aws-cloudtrail palo-alto palo-alto-threat iptables pf cef fortinet openvpn pam sudo windows m365`.split(
    /\s+/,
  ),
);

interface Expected {
  readonly test: string;
  readonly log: string;
  readonly log_type: string;
  readonly expect: readonly {
    readonly sources: Readonly<Record<string, string>>;
    readonly scenario: string;
  }[];
}

let scanned: Promise<Scanned> | null = null;

/** Each log is somebody else's machine: alerts of one log never add up with those of another. */
function scanHub(): Promise<Scanned> {
  scanned ??= builtinRules().then((rules) =>
    scanAll([HUB], {
      rules,
      factsOf: (input) => ({
        file: input.file,
        source: input.source,
        body: basename(input.file),
        referenceMs: Date.UTC(2026, 10, 1),
        zoneMinutes: 0,
        format: null,
      }),
    }),
  );
  return scanned;
}

function expectations(): readonly Expected[] {
  return JSON.parse(readFileSync(join(HUB, "expected.json"), "utf8")) as readonly Expected[];
}

const sourcesOf = ({ expect }: Expected): ReadonlySet<string> =>
  new Set(
    expect
      .flatMap(({ sources }) => Object.entries(sources))
      .filter(([, scope]) => scope === "Ip")
      .map(([source]) => parseAddress(source) ?? source),
  );

test("the share of the records of many services that is recognised", { skip: noHub }, async (t) => {
  const { summary } = await scanHub();
  const logs = new Map(expectations().map((expected) => [expected.log, expected]));
  const files = summary.files.filter(({ path }) => logs.has(basename(path)));
  const events = (formats: Readonly<Record<string, number>>): number =>
    Object.values(formats).reduce((sum, count) => sum + count, 0);
  const share = (wanted: (type: string) => boolean): number => {
    const chosen = files.filter(({ path }) => wanted(logs.get(basename(path))?.log_type ?? ""));
    const records = chosen.reduce((sum, file) => sum + file.records, 0);
    return chosen.reduce((sum, file) => sum + events(file.formats), 0) / Math.max(1, records);
  };
  const [named, all] = [share((type) => SERVICES.has(type)), share(() => true)];
  t.diagnostic(`recognised: ${percent(named)} of the named services, ${percent(all)} of all`);
  assert.ok(files.length > 0);
  assert.ok(named >= 0.9, `only ${percent(named)} of the named services`);
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

test("the attackers of the named services are caught by Vigie's own pack", { skip: noHub }, async (t) => {
  const { alerts } = await scanHub();
  const caught = new Set(alerts.map((alert) => `${alert.body} ${alert.origin?.ip}`));
  const count = { named: 0, namedFound: 0, all: 0, allFound: 0 };
  const missed: string[] = [];
  for (const expected of expectations()) {
    for (const source of sourcesOf(expected)) {
      const found = caught.has(`${expected.log} ${source}`);
      count.all++;
      if (found) count.allFound++;
      if (!SERVICES.has(expected.log_type)) continue;
      count.named++;
      if (found) count.namedFound++;
      else missed.push(`${expected.log} ${source}`);
    }
  }
  const recall = count.namedFound / count.named;
  t.diagnostic(
    `recall: ${count.namedFound} of ${count.named} (${percent(recall)}); of all services ${count.allFound} of ${count.all}`,
  );
  for (const line of missed) t.diagnostic(`missed: ${line}`);
  assert.ok(count.named >= 40, `only ${count.named} attackers expected`);
  assert.ok(recall >= 0.85, `recall ${percent(recall)}`);
});

test("nobody is accused by a serious alert who is not among the attackers of that log", {
  skip: noHub,
}, async (t) => {
  const { alerts } = await scanHub();
  const guilty = new Map(expectations().map((expected) => [expected.log, sourcesOf(expected)]));
  const innocents = new Set<string>();
  for (const { body, origin, rule } of alerts) {
    if (origin === null || levelRank(rule.level) < levelRank("high")) continue;
    if (guilty.get(body)?.has(origin.ip) === false) innocents.add(`${body} ${origin.ip} ${rule.title}`);
  }
  t.diagnostic(`innocents accused: ${innocents.size}`);
  assert.deepEqual([...innocents], []);
});

test("a real access log of visitors and bots is recognised whole, and nothing in it is critical", {
  skip: noAccess,
}, async (t) => {
  const { alerts, summary } = await scanAll([ACCESS], { rules: await builtinRules() });
  t.diagnostic(`${summary.records} records, ${alerts.length} alerts, ${summary.attacks} attacks`);
  assert.ok(summary.records > 0);
  assert.equal(summary.events, summary.records);
  assert.deepEqual(
    alerts
      .filter((alert) => alert.rule.level === "critical")
      .map((alert) => `${alert.origin?.ip} ${alert.rule.title}`),
    [],
  );
});
