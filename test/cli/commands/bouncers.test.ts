/** `vigie bouncers`: keys, ready configurations, and what is shown. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "yaml";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

interface Added {
  readonly kind: string;
  readonly key: string;
  readonly url: string;
  readonly files: readonly { readonly file: string; readonly text: string }[];
}

function storeOf(t: TestContext): readonly string[] {
  return ["--store", join(tempFolder(t), "store")];
}

async function add(args: readonly string[]): Promise<Added> {
  const { code, stdout, stderr } = await vigieHere(["bouncers", "add", ...args, "--json"]);
  assert.equal(code, 0, stderr);
  return objects(stdout)[0] as unknown as Added;
}

test("add prints a key that opens, and a configuration that holds it", async (t) => {
  const store = storeOf(t);
  const config = put(tempFolder(t), "vigie.yaml", 'api: {address: "127.0.0.1:9001"}\n');
  const made = await add(["web", "--type", "nginx", "--config", config, ...store]);
  assert.deepEqual([made.kind, made.url], ["bouncer_key", "http://127.0.0.1:9001/"]);
  assert.match(
    made.files[0]?.text ?? "",
    new RegExp(`^API_URL=http://127\\.0\\.0\\.1:9001\nAPI_KEY=${made.key}$`, "m"),
  );
  const opened = openSqliteStore(store[1] ?? "");
  assert.equal(opened.bouncers.byKey(keyHash(made.key) ?? new Uint8Array())?.name, "web");
  opened.close();
  const traefik = await add(["proxy", "--type", "traefik", "--url", "https://vigie.example:8741", ...store]);
  const dynamic = parse(traefik.files[1]?.text ?? "") as {
    http: { middlewares: { vigie: { plugin: { bouncer: Record<string, unknown> } } } };
  };
  assert.deepEqual(dynamic.http.middlewares.vigie.plugin.bouncer, {
    enabled: true,
    crowdsecMode: "stream",
    updateIntervalSeconds: 10,
    crowdsecLapiScheme: "https",
    crowdsecLapiHost: "vigie.example:8741",
    crowdsecLapiKey: traefik.key,
  });
  const again = await vigieHere(["bouncers", "add", "web", ...store]);
  assert.equal(again.code, 2);
  assert.match(
    again.stderr,
    /web: there is a bouncer of this name \(choose another name, or remove it first/,
  );
  for (const name of ["", "a b", "a\u001b[2J", "-x-".repeat(40), "a@192.0.2.1"]) {
    const { code, stderr } = await vigieHere(["bouncers", "add", ...store, "--", name]);
    assert.equal(code, 2, name);
    assert.ok(!stderr.includes("\u001b"));
  }
});

const program = spawnSync("crowdsec-firewall-bouncer", ["-V"]).error === undefined;

test("Debian's firewall bouncer accepts the configuration of either mode", {
  skip: program ? false : "not installed: crowdsec-firewall-bouncer",
}, async (t) => {
  const store = storeOf(t);
  for (const mode of ["nftables", "iptables"]) {
    const made = await add([`fw-${mode}`, "--type", "firewall", "--mode", mode, ...store]);
    const text = (made.files[0]?.text ?? "").replace("log_mode: file", "log_mode: stdout");
    assert.match(text, new RegExp(`^mode: ${mode}$`, "m"));
    const file = put(tempFolder(t), "fb.yaml", text);
    const { status, stderr, stdout } = spawnSync("crowdsec-firewall-bouncer", ["-c", file, "-t"], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr + stdout);
  }
});

test("list shows who pulled what when, what it cannot enforce, and totals as reported", async (t) => {
  const store = storeOf(t);
  assert.match((await vigieHere(["bouncers", ...store])).stdout, /No bouncer yet/);
  await add(["gw", "--type", "firewall", ...store]);
  await add(["hq", "--type", "firewall", "--mode", "iptables", ...store]);
  const opened = openSqliteStore(store[1] ?? "");
  const now = Date.now();
  opened.decisions.add([
    decisionOf("range", "192.0.2.0/24", now, 1e7),
    decisionOf("ip", "192.0.2.7", now, 1e7),
  ]);
  const gw = opened.bouncers.list().find(({ name }) => name === "gw");
  assert.ok(gw);
  const client = opened.bouncers.client(
    gw,
    "198.51.100.9",
    { type: "crowdsec-fw\u001b[2J", version: "v1" },
    now,
  );
  opened.bouncers.pulled(client, { timeMs: now, upTo: 1, ranges: false, whole: true, omitted: 3 });
  const items = [{ name: "dropped", unit: "packet", origin: "vigie", value: 24_000 }];
  opened.bouncers.report(client, { receivedMs: now, utcNow: 1, startedAt: 1, windowSeconds: 900, items });
  opened.close();
  const [first, second] = objects((await vigieHere(["bouncers", "list", "--json", ...store])).stdout);
  assert.deepEqual(
    [
      first?.["name"],
      first?.["type"],
      first?.["cannot_enforce"],
      first?.["ranges_in_force"],
      first?.["enforced"],
    ],
    ["gw", "nftables", ["range"], 1, { reported: true, packets: 24_000, bytes: 0 }],
  );
  assert.deepEqual(first?.["clients"], [
    {
      name: "gw",
      address: "198.51.100.9",
      agent: "crowdsec-fw\u001b[2J",
      version: "v1",
      last_pull: new Date(now).toISOString(),
      last_seen: new Date(now).toISOString(),
      behind: 1,
      omitted: 3,
    },
  ]);
  assert.deepEqual([second?.["type"], second?.["cannot_enforce"]], ["iptables", ["longer-than-24-days"]]);
  const { stdout } = await vigieHere(["bouncers", ...store]);
  assert.match(stdout, /gw {2}198\.51\.100\.9 {2}crowdsec-fw\\x1b\[2J v1 {2}pulled .*, 1 changes behind/);
  assert.match(stdout, /cannot enforce ranges: .*\[ranges in force: 1\]/);
  assert.match(stdout, /enforced in total: 24,000 packets, 0 bytes dropped, as it reports/);
  assert.match(stdout, /enforced in total: not reported by this bouncer/);
  assert.match(
    (await vigieHere(["bouncers", "--lang", "fr", ...store])).stdout,
    /ne peut pas appliquer les plages/,
  );
});

test("remove takes access away, and says so", async (t) => {
  const store = storeOf(t);
  await add(["web", ...store]);
  assert.deepEqual(objects((await vigieHere(["bouncers", "remove", "web", "--json", ...store])).stdout), [
    { kind: "bouncer_removed", name: "web" },
  ]);
  assert.match((await vigieHere(["bouncers", ...store])).stdout, /web {2}other {2}removed \d{4}-/);
  const none = await vigieHere(["bouncers", "remove", "nobody", ...store]);
  assert.deepEqual([none.code, none.stderr.includes("nobody: there is no bouncer of this name")], [2, true]);
});
