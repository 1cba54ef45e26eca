/** The watch against the scan: the same bytes, cut and interrupted anyhow, give the same alerts and attacks. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { LiveSource } from "../../../src/intake/live.ts";
import type { Alert } from "../../../src/model/alert.ts";
import type { WatchOptions } from "../../../src/pipeline/live/options.ts";
import { Watch } from "../../../src/pipeline/live/watch.ts";
import { methodOf } from "../../../src/pipeline/method.ts";
import { type LoadedRules, loadRules } from "../../../src/pipeline/rules.ts";
import { scan } from "../../../src/pipeline/scan.ts";
import { openSpine } from "../../../src/pipeline/spine.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";

const work = mkdtempSync(join(tmpdir(), "vigie-watch-"));
after(() => rmSync(work, { recursive: true, force: true }));

let rules: LoadedRules;
before(async () => {
  rules = await loadRules([], true);
});

/** Failed and accepted logins of some clients, in the order of time: what sshd writes. */
function logins(count: number): string {
  let seed = 7;
  const next = (n: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  const lines = Array.from({ length: count }, (_, i) => {
    const stamp = new Date(Date.UTC(2026, 3, 1) + i * 1700).toISOString().replace("Z", "+00:00");
    const ip = `203.0.113.${1 + next(4)}`;
    const user = ["root", "admin", "marie", "oracle"][next(4)];
    const what =
      next(12) === 0
        ? `Accepted password for ${user} from ${ip} port ${20_000 + next(9999)} ssh2`
        : `Failed password for invalid user ${user} from ${ip} port ${20_000 + next(9999)} ssh2`;
    return `${stamp} urn sshd[${100 + i}]: ${what}\n`;
  });
  return lines.join("");
}

const source: LiveSource = {
  id: "file:auth.log",
  name: "auth.log",
  body: "commission",
  format: null,
  zoneMinutes: 0,
  spoofable: false,
  silenceMs: null,
};

interface Open {
  readonly watch: Watch;
  readonly store: Store;
  close(): void;
}

function open(folder: string, options: Pick<WatchOptions, "clock" | "backlog"> = {}): Open {
  mkdirSync(folder, { recursive: true });
  const store = openSqliteStore(folder);
  const spine = openSpine(folder, store);
  const watch = new Watch({
    rules,
    store,
    sealer: spine.sealer(methodOf("test", rules.digest, [])),
    segments: spine.segments,
    threads: 1,
    gapMs: 1_800_000,
    minimumLevel: "informational",
    trustedProxies: [],
    ...options,
  });
  const close = (): void => {
    spine.close();
    store.close();
  };
  return { watch, store, close };
}

const alertsOf = (store: Store): readonly Alert[] => {
  const attacks = [...store.attacks({})];
  return attacks.flatMap(({ id }) => [...store.alertsOf(id)]);
};
const comparable = ({ segment: _segment, ...ref }: Alert["evidence"][number]): object => ref;
const told = (alerts: Iterable<Alert>): readonly object[] =>
  [...alerts]
    .map((alert) => ({ ...alert, source: "", evidence: alert.evidence.map(comparable) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

test("cut anyhow and stopped anywhere, a watch finds the alerts and attacks of a scan", async () => {
  const text = logins(400);
  const file = join(work, "auth.log");
  writeFileSync(file, text);
  const found: Alert[] = [];
  const { attacks } = await scan(
    {
      paths: [file],
      rules,
      store: openSqliteStore(join(work, "scan")),
      threads: 1,
      gapMs: 1_800_000,
      minimumLevel: "informational",
      fromMs: null,
      toMs: null,
      trustedProxies: [],
      factsOf: (input) => ({
        file: "auth.log",
        source: input.source,
        body: "commission",
        referenceMs: input.referenceMs,
        zoneMinutes: 0,
        format: null,
      }),
    },
    { onAlert: (alert) => void found.push(alert) },
  );
  assert.ok(found.some(({ rule }) => rule.type === "correlation"));
  const ends = [...readFileSync(file, "latin1").matchAll(/\n/g)].map(({ index }) => index + 1);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(ends.length - 2), { maxLength: 12 }),
      fc.array(fc.nat(12), { maxLength: 3 }),
      async (cuts, stops) => {
        const folder = join(work, `watch-${run++}`);
        let one = open(folder);
        let at = 0;
        for (const [i, end] of [...cuts.map((cut) => ends[cut] ?? 0), text.length]
          .toSorted((a, b) => a - b)
          .entries()) {
          if (stops.includes(i)) {
            one.close(); // as a kill would: nothing is drained
            one = open(folder);
          }
          const cursor = one.watch.cursorOf(source.id);
          assert.equal(cursor?.["offset"] ?? 0, at);
          const bytes = Buffer.from(text).subarray(at, end);
          await one.watch.deliver({ source, bytes, cursor: { offset: end }, behind: false, lost: 0 });
          at = end;
        }
        await one.watch.drain();
        assert.deepEqual(
          [...one.store.attacks({})]
            .map(({ id, alerts, first, last }) => ({ id, alerts, first, last }))
            .sort(byId),
          attacks.map(({ id, alerts, first, last }) => ({ id, alerts, first, last })).sort(byId),
        );
        assert.deepEqual(
          told(alertsOf(one.store)).map(({ id }: { id?: string }) => id),
          told(found).map(({ id }: { id?: string }) => id),
        );
        one.close();
        rmSync(folder, { recursive: true });
      },
    ),
    { numRuns: 12 },
  );
});

/** Records of the alerts of correlations, after a backlog was read and the clock has gone on for six seconds. */
async function recordsAfterBacklog(folder: string, backlog: number): Promise<number> {
  let nowMs = Date.UTC(2026, 3, 2);
  const one = open(join(work, folder), { clock: () => nowMs, backlog });
  const bytes = Buffer.from(logins(400));
  await one.watch.deliver({ source, bytes, cursor: { offset: bytes.length }, behind: true, lost: 0 });
  const late = Buffer.from(
    "2026-04-01T20:00:00.000+00:00 urn sshd[9]: Failed password for root from 192.0.2.9 port 9 ssh2\n",
  );
  const end = bytes.length + late.length;
  await one.watch.deliver({ source, bytes: late, cursor: { offset: end }, behind: true, lost: 0 });
  await one.watch.tick();
  const before = recordsOf(one.store);
  nowMs += 6000;
  await one.watch.tick();
  const records = recordsOf(one.store);
  assert.ok(records >= before);
  one.close();
  return records;
}

function recordsOf(store: Store): number {
  const alerts = alertsOf(store).filter(({ rule }) => rule.type === "correlation");
  return alerts.reduce((sum, { evidence }) => sum + evidence.length, 0);
}

test("a backlog that fills the memory ends its alerts while sources still catch up; a small one waits", async () => {
  const waiting = await recordsAfterBacklog("small-backlog", 1_000_000);
  const ended = await recordsAfterBacklog("large-backlog", 10);
  assert.ok(ended > 5 * waiting, `${ended} records after the end, ${waiting} at the beginning`);
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
