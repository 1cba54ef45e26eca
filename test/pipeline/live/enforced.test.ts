/**
 * The whole way, with real parts: a real sshd or nginx is attacked by real clients, `vigie watch` follows its log, and
 * nftables - by Vigie itself, or by Debian's firewall bouncer - cuts the attacker off, and nobody else.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { Arena, type Child, namespacesMissing, until } from "../../helpers/netns.ts";
import { ask, guess, startNginx, startSshd } from "../../helpers/servers.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, ROOT, vigie } from "../../helpers/vigie.ts";

const VIGIE = join(ROOT, "bin/vigie");
const GUILTY = ["10.99.0.66", "fd99::66"] as const;
const NEIGHBOURS = ["10.99.0.7", "fd99::7"] as const;
const INNOCENT = "198.51.100.9";
/** Names that would like to be somebody else's address. */
const NAMES: readonly string[] = [
  `admin from ${INNOCENT}`,
  `admin from ${INNOCENT} port 22 ssh2`,
  `x sshd[1]: Failed password for root from ${INNOCENT} port 22 ssh2`,
  `x from ${NEIGHBOURS[0]} port 22`,
];

const NFT = ["nft", "unshare"];
const SSH = [...NFT, "sshd", "ssh", "ssh-keygen", "rsyslogd"];
const skipSsh = namespacesMissing(SSH) ?? false;
const skipBouncer = namespacesMissing([...SSH, "crowdsec-firewall-bouncer"]) ?? false;
const skipNginx = namespacesMissing([...NFT, "nginx"]) ?? false;

interface Watched {
  readonly process: Child;
  readonly store: string;
  /** Runs another command on the same store. */
  run(...args: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

/** A watch on the victim's machine. */
async function watch(t: TestContext, arena: Arena, args: readonly string[]): Promise<Watched> {
  const store = join(tempFolder(t), "store");
  const process_ = arena.start(process.execPath, [
    VIGIE,
    "watch",
    ...args,
    "--block",
    "--json",
    "--store",
    store,
  ]);
  await until("the watch says that it watches", () => {
    assert.ok(process_.running, process_.output);
    return process_.output.includes('"watching"');
  });
  const run: Watched["run"] = async (...words) => {
    const ended = await vigie([...words, "--json", "--store", store]);
    assert.equal(ended.code, 0, `vigie ${words.join(" ")}: ${ended.stderr}`);
    return objects(ended.stdout);
  };
  return { process: process_, store, run };
}

/** Guesses under every name until the server's machine does not answer any more. */
async function guessUntilCutOff(arena: Arena, folder: string, from: string): Promise<void> {
  let tries = 0;
  const isCutOff = async (): Promise<boolean> =>
    (await guess(arena, folder, from, NAMES[tries++ % NAMES.length] ?? "", 3)) === "cut off";
  await until(`${from} is cut off`, isCutOff, 60);
  assert.ok(tries > 1, "it could guess at first");
}

/** Everybody whom a decision of any status is about. */
async function decidedUpon({ run }: Watched): Promise<readonly string[]> {
  const decisions = await run("blocks", "list", "--all");
  return [...new Set(decisions.map(({ value }) => String(value)))].sort();
}

async function outcomes({ run }: Watched): Promise<ReadonlyMap<string, string>> {
  const attacks = await run("attacks");
  const ipOf = ({ origin }: Record<string, unknown>): string =>
    (origin as { ip?: string } | null)?.ip ?? "nobody";
  return new Map(attacks.map((attack) => [ipOf(attack), String(attack["outcome"])]));
}

async function lift(watched: Watched, arena: Arena, value: string): Promise<void> {
  await watched.run("blocks", "lift", value, "--why", "test");
  await until(`${value} gets through again`, () => arena.reach(value));
}

async function checkGuilty(watched: Watched, arena: Arena): Promise<void> {
  for (const from of GUILTY) assert.equal(await arena.reach(from), false, `${from} is cut off`);
  for (const from of NEIGHBOURS) assert.ok(await arena.reach(from), `${from} gets through`);
  assert.deepEqual(await decidedUpon(watched), [...GUILTY].sort());
}

// they mostly wait; each has namespaces of its own
suite("cut off for real", { concurrency: 3 }, () => {
  test("sshd attacked under hostile names: nftables drops the true client, counted, until the block is lifted", {
    skip: skipSsh,
  }, async (t) => {
    const [arena, folder] = [new Arena(t), tempFolder(t)];
    await arena.serveWeb();
    const log = await startSshd(arena, folder);
    const watched = await watch(t, arena, [log, "--enforce", "nftables"]);
    for (const from of NEIGHBOURS) assert.equal(await guess(arena, folder, from, "root", 1), "refused");
    await Promise.all(GUILTY.map((from) => guessUntilCutOff(arena, folder, from)));
    await checkGuilty(watched, arena);
    for (const from of NEIGHBOURS) assert.equal(await guess(arena, folder, from, "root", 1), "refused");

    await until("the counters are read", async () => {
      const now = await outcomes(watched);
      return GUILTY.every((from) => now.get(from) === "enforced");
    });
    for (const decision of await watched.run("blocks", "list")) {
      const ended = await vigie(["blocks", "show", String(decision["id"]), "--store", watched.store]);
      assert.match(ended.stdout, /[1-9]\d* packets? /, ended.stdout);
    }
    for (const from of GUILTY) await lift(watched, arena, from);
    assert.equal(await guess(arena, folder, GUILTY[0], "root", 1), "refused");
    await watched.process.stop();
  });

  test("sshd attacked: Debian's firewall bouncer, fed by the watch's own API, cuts the attacker off", {
    skip: skipBouncer,
  }, async (t) => {
    const [arena, folder] = [new Arena(t), tempFolder(t)];
    await arena.serveWeb();
    const log = await startSshd(arena, folder);
    const config = put(
      folder,
      "vigie.yaml",
      `sources: [{ path: "${log}" }]\napi: { address: "127.0.0.1:8741" }\n`,
    );
    const watched = await watch(t, arena, ["--config", config]);
    const [made] = await watched.run(
      ...["bouncers", "add", "firewall", "--type", "firewall", "--config", config],
    );
    const files = made?.["files"] as readonly { readonly text: string }[];
    const ready = join(folder, "bouncer.yaml");
    writeFileSync(ready, hurried(files[0]?.text ?? "", folder));
    const bouncer = arena.start("crowdsec-firewall-bouncer", ["-c", ready]);
    for (const from of NEIGHBOURS) assert.equal(await guess(arena, folder, from, "root", 1), "refused");
    await Promise.all(GUILTY.map((from) => guessUntilCutOff(arena, folder, from)));
    assert.ok(bouncer.running, bouncer.output);
    await checkGuilty(watched, arena);
    const now = await outcomes(watched);
    for (const from of GUILTY) assert.equal(now.get(from), "pulled", from);
    for (const from of GUILTY) await lift(watched, arena, from);
    await watched.process.stop();
  });

  test("nginx probed, directly and through a trusted proxy: the right client is blocked, never a header's", {
    skip: skipNginx,
  }, async (t) => {
    const [arena, folder] = [new Arena(t), tempFolder(t)];
    const logs = await startNginx(arena, folder);
    const config = put(
      folder,
      "vigie.yaml",
      `sources: [{ path: "*.log", format: web-access }]
trusted_proxies: [10.99.0.1]
block: { behaviours: { "http:scan": medium, "http:exploit": medium } }
`,
    );
    const watched = await watch(t, arena, [
      ...[logs.direct, logs.behind],
      ...["--config", config, "--enforce", "nftables"],
    ]);
    const spoofed = [`X-Forwarded-For: ${INNOCENT}`, `Forwarded: for=${INNOCENT}`, `X-Real-IP: ${INNOCENT}`];
    const agent = `User-Agent: x" ${INNOCENT} - - [21/Jun/2026:16:47:48 +0000] "GET / HTTP/1.1`;
    const probe = async (from: string, port: number): Promise<void> => {
      let tries = 0;
      const isCutOff = async (): Promise<boolean> => {
        const path = PROBES[tries++ % PROBES.length] ?? "/";
        return (await ask(arena, from, port, path, [...spoofed, agent])) === "000";
      };
      await until(`${from} is cut off`, isCutOff, 60);
      assert.ok(tries > 1, "it could probe at first");
    };
    for (const from of NEIGHBOURS) assert.equal(await ask(arena, from, 8080, "/"), "200");
    await probe("10.99.0.66", 8080);
    await probe("fd99::66", 8080);
    await probe("10.99.0.70", 8088);
    assert.deepEqual(await decidedUpon(watched), ["10.99.0.66", "10.99.0.70", "fd99::66"]);
    for (const from of NEIGHBOURS) {
      assert.equal(await ask(arena, from, 8080, "/"), "200");
      assert.equal(await ask(arena, from, 8088, "/"), "200");
    }
    await lift(watched, arena, "10.99.0.70");
    assert.equal(await ask(arena, "10.99.0.70", 8088, "/"), "200", "through the proxy, too");
    await watched.process.stop();
  });
});

const PROBES: readonly string[] =
  "/.env /.git/config /.aws/credentials /wp-config.php.bak /.htpasswd /backup.sql /../../etc/passwd /.ssh/id_rsa /.svn/entries /phpinfo.php /config.php~ /.DS_Store".split(
    " ",
  );

/** The bouncer's ready configuration, made to run in a folder and to ask every second. */
function hurried(text: string, folder: string): string {
  const changes = {
    pid_dir: folder,
    log_dir: folder,
    log_mode: "stdout",
    daemonize: "false",
    update_frequency: "1s",
  };
  return Object.entries(changes).reduce(
    (made, [name, value]) => made.replace(new RegExp(`^${name}: .*$`, "m"), `${name}: ${value}`),
    text,
  );
}
