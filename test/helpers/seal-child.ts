/**
 * A scan that seals, to be killed at any moment: node seal-child.ts STORE LOGS
 * Prints the id of each alert once its segment is committed.
 */
import { methodOf } from "../../src/pipeline/method.ts";
import { ruleFacts } from "../../src/pipeline/rules.ts";
import { scan } from "../../src/pipeline/scan.ts";
import { openSpine } from "../../src/pipeline/spine.ts";
import { loadRules } from "../../src/sigma/index.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";

/** Two small rules instead of the whole pack: the child starts fast, and there is more scan to be killed in. */
const RULES = `
title: Secret file
id: 11111111-1111-4111-8111-111111111111
name: secret
logsource: {category: webserver}
detection: {selection: {url.path: /.env}, condition: selection}
level: high
---
title: Many secrets
id: 22222222-2222-4222-8222-222222222222
correlation: {type: event_count, rules: [secret], group-by: [source.ip], timespan: 1h, condition: {gte: 3}, generate: true}
level: high
`;

const [folder = "", logs = ""] = process.argv.slice(2);
const { set, problems } = loadRules([{ file: "rules.yml", text: RULES }]);
if (problems.length > 0 || ruleFacts(set).size !== 2) throw new Error("the rules of the test are wrong");
const store = openSqliteStore(folder);
const spine = openSpine(folder, store);
const rules = {
  set,
  loaded: 2,
  rejected: 0,
  usedPaths: [],
  problems,
  files: new Map(),
  digest: "0".repeat(64),
};
await scan(
  {
    paths: [logs],
    rules,
    store,
    sealer: spine.sealer(methodOf("0", rules.digest, [])),
    threads: 1,
    gapMs: 1_800_000,
    minimumLevel: "informational",
    fromMs: null,
    toMs: null,
    trustedProxies: [],
    factsOf: ({ file, source, referenceMs }) => ({
      file,
      source,
      body: "b",
      referenceMs,
      zoneMinutes: 0,
      format: null,
    }),
  },
  { onAlert: (alert) => void process.stdout.write(`${alert.id}\n`) },
);
spine.close();
store.close();
process.stdout.write("done\n");
