/**
 * Debian's firewall bouncer obeys: real nftables and ipset in network namespaces, real requests over a real cable. Each trap
 * of the bouncer that was measured is a test here.
 */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import { readyFiles } from "../../../src/response/lapi/ready.ts";
import type { BouncerKind } from "../../../src/store/bouncers.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { hasOpenssl, makeCertificates } from "../../helpers/certificates.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import { Arena, type Child, namespacesMissing, until } from "../../helpers/netns.ts";
import { tempFolder } from "../../helpers/temp.ts";
import { ROOT } from "../../helpers/vigie.ts";

const KEY = "a-key-of-this-test";
const PORT = 18_080;
const LASTS_MS = 4 * 3_600_000;
const skip = namespacesMissing(["crowdsec-firewall-bouncer", "nft", "ipset", "iptables"]) ?? false;

const SETS4 = ["list", "set", "ip", "crowdsec", "crowdsec-blacklists"];

/** A victim with a web server, a store, the API and the firewall bouncer. */
class Stage {
  readonly arena: Arena;
  readonly store: Store;
  readonly #folder: string;
  #api: Child | null = null;
  #pem: string | null = null;

  constructor(t: TestContext, kind: BouncerKind) {
    this.#folder = tempFolder(t);
    this.arena = new Arena(t);
    this.store = openSqliteStore(join(this.#folder, "store"));
    t.after(() => this.store.close());
    this.store.bouncers.add("firewall", kind, keyHash(KEY) ?? new Uint8Array(), Date.now());
  }

  decide(value: string, lastsMs = LASTS_MS, id = value): void {
    this.store.decisions.add([decisionOf(id, value, Date.now(), lastsMs)]);
  }

  lift(id: string): void {
    assert.ok(this.store.decisions.lift(`decision-${id}`, "test", Date.now()), `${id} was lifted`);
  }

  /** From now on with certificates instead of keys. */
  certify(): void {
    this.#pem = this.#folder;
    makeCertificates(this.#pem, "ca", ["server", "gateway"]);
  }

  async serve(): Promise<void> {
    const child = join(ROOT, "test/helpers/lapi-child.ts");
    const args = [
      child,
      join(this.#folder, "store"),
      String(PORT),
      ...(this.#pem === null ? [] : [this.#pem]),
    ];
    const api = this.arena.start(process.execPath, args);
    await until("the API listens", () => api.output.includes("listening"));
    this.#api = api;
  }

  async stopServing(): Promise<void> {
    await this.#api?.stop();
  }

  /** Starts the bouncer and waits for its first whole list. */
  async enforce(mode: "nftables" | "iptables", verbose = false): Promise<Child> {
    const file = join(this.#folder, "fb.yaml");
    writeFileSync(file, bouncerConfig(mode, this.#folder, verbose ? "debug" : "info", this.#pem));
    const before = this.pulls();
    const bouncer = this.arena.start("crowdsec-firewall-bouncer", ["-c", file]);
    await until(`the bouncer pulled: ${bouncer.output}`, () => this.pulls() > before || !bouncer.running);
    assert.ok(bouncer.running, bouncer.output);
    return bouncer;
  }

  /** When the bouncer last pulled. */
  pulls(): number {
    return Math.max(...this.store.bouncers.clients().map(({ lastPullMs }) => lastPullMs ?? 0));
  }

  /** Waits for the next pull that began after now. */
  async nextPull(): Promise<void> {
    const now = Date.now();
    await until("the bouncer pulled again", () => this.pulls() > now);
  }

  async blocked(from: string): Promise<void> {
    await until(`${from} is blocked`, async () => !(await this.arena.reach(from)));
  }

  async open(from: string): Promise<void> {
    await until(`${from} gets through`, () => this.arena.reach(from));
  }
}

/** The configuration that `vigie bouncers add` prints, made to run in a folder and to hurry. */
function bouncerConfig(
  mode: "nftables" | "iptables",
  folder: string,
  level: string,
  pem: string | null,
): string {
  const url = `${pem === null ? "http" : "https"}://127.0.0.1:${PORT}/`;
  let text = readyFiles(mode, url, KEY)[0]?.text ?? "";
  const changes = {
    pid_dir: folder,
    log_dir: folder,
    log_mode: "stdout",
    log_level: level,
    daemonize: "false",
    update_frequency: "1s",
    ...(pem === null
      ? {}
      : {
          api_key: `\ncert_path: ${pem}/gateway.pem\nkey_path: ${pem}/gateway.key\nca_cert_path: ${pem}/ca.pem`,
        }),
  };
  for (const [name, value] of Object.entries(changes))
    text = text.replace(new RegExp(`^${name}: .*$`, "m"), `${name}: ${value}`.replace(/^api_key: \n/, ""));
  return text;
}

// they mostly wait; each has namespaces of its own
suite("the firewall bouncer", { concurrency: 3 }, () => {
  test("nftables: bans of both families hold, neighbours pass, lifting and a restart of the API are obeyed", {
    skip,
  }, async (t) => {
    const stage = new Stage(t, "nftables");
    await stage.arena.serveWeb();
    for (const from of ["10.99.0.66", "10.99.0.7", "fd99::66", "fd99::7"]) await stage.open(from);
    stage.decide("10.99.0.66");
    stage.decide("fd99::66");
    await stage.serve();
    const bouncer = await stage.enforce("nftables", true);
    await stage.blocked("10.99.0.66");
    await stage.blocked("fd99::66");
    await stage.open("10.99.0.7");
    await stage.open("fd99::7");

    stage.decide("10.99.0.70");
    await stage.blocked("10.99.0.70");
    stage.lift("10.99.0.66");
    await stage.open("10.99.0.66");

    // two decisions on one address: lifting the longer one leaves the shorter one
    stage.decide("10.99.0.70", 2 * LASTS_MS, "longer");
    await stage.nextPull();
    stage.lift("longer");
    await stage.nextPull();
    await stage.nextPull();
    assert.equal(await stage.arena.reach("10.99.0.70"), false, "still blocked by the other decision");

    // the API goes and comes back: the bouncer keeps its blocks and asks for changes only
    await stage.stopServing();
    stage.lift("fd99::66");
    stage.decide("10.99.0.7");
    assert.equal(await stage.arena.reach("fd99::66"), false, "blocked while the API is away");
    bouncer.output = "";
    await stage.serve();
    await stage.open("fd99::66");
    await stage.blocked("10.99.0.7");
    assert.ok(bouncer.output.includes("/v1/decisions/stream?"), "its requests can be seen");
    assert.ok(!bouncer.output.includes("startup=true"), "no whole list was asked for after the restart");

    const [number = 0] = [...stage.store.decisions.list({ value: "10.99.0.7" })].map((one) => one.number);
    assert.deepEqual(
      stage.store.bouncers.pullsOf(number).map(({ client }) => client),
      ["firewall"],
    );
    const client = stage.store.bouncers.clients()[0];
    assert.equal(client?.type, "crowdsec-firewall-bouncer");
    assert.equal(client?.address, "127.0.0.1");
  });

  test("trap: in nftables mode a range blocks nobody in it, so it is not sent to such a bouncer", {
    skip,
  }, async (t) => {
    const told = new Stage(t, "nftables");
    const untold = new Stage(t, "other");
    for (const stage of [told, untold]) {
      await stage.arena.serveWeb();
      stage.decide("10.99.0.64/28");
      stage.decide("10.99.0.66");
      await stage.serve();
      await stage.enforce("nftables");
      await stage.blocked("10.99.0.66");
      await stage.open("10.99.0.70");
    }
    assert.match(untold.arena.run("nft", ...SETS4), /10\.99\.0\.64 /, "one element for the whole range");
    assert.doesNotMatch(told.arena.run("nft", ...SETS4), /10\.99\.0\.64 /);
    const range = [...told.store.decisions.list({ value: "10.99.0.64/28" })][0]?.number ?? 0;
    assert.deepEqual(told.store.bouncers.pullsOf(range), [], "nobody holds the range");
  });

  test("ipset: a range is enforced, and lifted again; a ban of a year lasts as long as ipset can", {
    skip,
  }, async (t) => {
    const stage = new Stage(t, "iptables");
    await stage.arena.serveWeb();
    stage.decide("10.99.0.64/28");
    stage.decide("10.99.0.7", 365 * 86_400_000);
    await stage.serve();
    await stage.enforce("iptables");
    await stage.blocked("10.99.0.70");
    await stage.blocked("10.99.0.7");
    assert.match(stage.arena.run("ipset", "list", "crowdsec-blacklists"), /10\.99\.0\.7 timeout 2147/);
    stage.lift("10.99.0.64/28");
    await stage.open("10.99.0.70");
  });

  test("trap: values that would void a whole batch never leave", { skip }, async (t) => {
    const stage = new Stage(t, "other");
    await stage.arena.serveWeb();
    const poison = [
      "not-an-ip",
      "fe80::1%eth0",
      "0.0.0.0/0",
      "::/0",
      "010.99.0.66",
      "10.99.0.7 ",
      "10.99.0.1/24",
      "0.0.0.0",
    ];
    for (const value of poison) stage.decide(value);
    stage.decide("10.99.0.66");
    for (const value of [...poison, "999.1.1.1"]) stage.decide(value, LASTS_MS, `again-${value}`);
    await stage.serve();
    await stage.enforce("nftables");
    await stage.blocked("10.99.0.66");
    await stage.open("10.99.0.7");
    assert.equal(stage.arena.run("nft", ...SETS4).match(/ expires /g)?.length, 1);
  });

  test("trap: a decision in its last second is sent with a second, and ends", { skip }, async (t) => {
    const stage = new Stage(t, "nftables");
    await stage.arena.serveWeb();
    stage.decide("10.99.0.66", 3000);
    await stage.serve();
    await stage.enforce("nftables");
    await stage.open("10.99.0.66");
    await stage.nextPull();
    assert.doesNotMatch(stage.arena.run("nft", ...SETS4), /10\.99\.0\.66/);
  });

  test("24,000 decisions are installed", { skip }, async (t) => {
    const stage = new Stage(t, "nftables");
    await stage.arena.serveWeb();
    const now = Date.now();
    const many = Array.from({ length: 24_000 }, (_, i) =>
      decisionOf(`many-${i}`, `198.18.${i >> 8}.${i & 255}`, now, LASTS_MS),
    );
    stage.store.decisions.add([...many, decisionOf("one", "10.99.0.66", now, LASTS_MS)]);
    await stage.serve();
    const bouncer = await stage.enforce("nftables");
    await until("the bouncer has added them", () => bouncer.output.includes("24001 decisions added"), 60);
    assert.equal(stage.arena.run("nft", ...SETS4).match(/ expires /g)?.length, 24_001);
    assert.equal(await stage.arena.reach("10.99.0.66"), false);
    await stage.open("10.99.0.7");
  });

  test("a bouncer with a certificate and no key is known by its name and address", {
    skip: skip || (hasOpenssl() ? false : "openssl is not installed"),
  }, async (t) => {
    const stage = new Stage(t, "other");
    await stage.arena.serveWeb();
    stage.certify();
    stage.decide("10.99.0.66");
    await stage.serve();
    await stage.enforce("nftables");
    await stage.blocked("10.99.0.66");
    assert.deepEqual(
      stage.store.bouncers.clients().map(({ name, address }) => [name, address]),
      [
        ["firewall", ""],
        ["gateway@127.0.0.1", "127.0.0.1"],
      ],
    );
  });

  test("the namespaces of a test go with it", { skip }, async (t) => {
    let name = "";
    await t.test("inner", async (inner) => {
      const arena = new Arena(inner);
      name = arena.victim;
      arena.start("sleep", ["600"]);
      assert.ok(existsSync(`/var/run/netns/${name}`));
    });
    assert.ok(!existsSync(`/var/run/netns/${name}`));
  });
});
