/** Who is signed in: files as the system writes them, and a real sshd with a real session beside a real guesser. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { readSessions } from "../../src/response/sessions.ts";
import { put, tempFolder } from "../helpers/temp.ts";

/** A record of utmp(5), in the layout of 384 or 400 bytes. */
function utmpRecord(type: number, pid: number, host: string, address: readonly number[], size = 384): Buffer {
  const record = Buffer.alloc(size);
  record.writeInt16LE(type, 0);
  record.writeInt32LE(pid, 4);
  record.write("pts/0", 8);
  record.write("root", 44);
  record.write(host, 76);
  Buffer.from(address).copy(record, size === 384 ? 348 : 360);
  return record;
}

function rootWith(t: TestContext, utmp: Uint8Array | null): string {
  const root = tempFolder(t);
  for (const pid of [100, 101, 102]) put(root, `proc/${pid}/stat`, `${pid} (bash) S 1 1 1`);
  if (utmp !== null) put(root, "var/run/utmp", utmp);
  return root;
}

test("utmp names the addresses of people, in both layouts; sessions that are gone and names do not count", (t) => {
  for (const size of [384, 400]) {
    const records = [
      utmpRecord(7, 100, "vpn.example", [192, 0, 2, 7], size),
      utmpRecord(
        7,
        101,
        "2001:db8::7",
        [0x20, 1, 0xd, 0xb8, ...Array.from({ length: 11 }, () => 0), 7],
        size,
      ),
      utmpRecord(7, 102, "192.0.2.8", [], size),
      utmpRecord(7, 999, "192.0.2.9", [192, 0, 2, 9], size), // its process is gone
      utmpRecord(8, 100, "192.0.2.10", [192, 0, 2, 10], size), // a session that ended
      utmpRecord(7, 100, "tty1", [], size),
    ];
    const found = readSessions(rootWith(t, Buffer.concat(records)));
    assert.deepEqual(found, { addresses: ["192.0.2.7", "2001:db8::7", "192.0.2.8"], unread: [] });
  }
});

test("a utmp of an unknown layout is told, not taken for an empty one", (t) => {
  const found = readSessions(rootWith(t, Buffer.alloc(385)));
  assert.match(found.unread.join(), /utmp is of no known layout/);
});

test("logind's remote sessions count until they close", (t) => {
  const root = rootWith(t, null);
  put(root, "run/systemd/sessions/1", "UID=0\nREMOTE=1\nREMOTE_HOST=192.0.2.7\nSTATE=active\n");
  put(root, "run/systemd/sessions/2", "UID=0\nREMOTE=1\nREMOTE_HOST=192.0.2.8\nSTATE=closing\n");
  put(root, "run/systemd/sessions/3", "UID=0\nREMOTE=0\nSTATE=active\n");
  put(root, "run/systemd/sessions/1.ref", "");
  assert.deepEqual(readSessions(root).addresses, ["192.0.2.7"]);
});

test("only children of sshd tell of a session, whatever else carries its variable", (t) => {
  const root = tempFolder(t);
  const process = (pid: number, name: string, parent: number, environment: string): void => {
    put(root, `proc/${pid}/stat`, `${pid} (${name}) S ${parent} 1 1`);
    put(root, `proc/${pid}/environ`, environment);
  };
  process(1, "init", 0, "");
  process(10, "sshd", 1, "");
  process(11, "sshd", 10, "SSH_CONNECTION=192.0.2.66 1 192.0.2.1 22\0"); // not signed in yet
  process(12, "a) S 10 (", 10, "HOME=/root\0SSH_CONNECTION=192.0.2.7 4711 192.0.2.1 22\0");
  process(13, "bash", 1, "SSH_CONNECTION=192.0.2.8 1 192.0.2.1 22\0"); // left behind by a session that is over
  process(14, "sftp-server", 10, "X_SSH_CONNECTION=192.0.2.9 1\0SSH_CONNECTION=nonsense 1\0");
  assert.deepEqual(readSessions(root), { addresses: ["192.0.2.7"], unread: [] });
});

function lacksSshd(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  if (!existsSync("/usr/sbin/sshd")) return "needs sshd";
  return spawnSync("which", ["ssh"]).status === 0 ? false : "needs ssh";
}

/** Waits for something that comes within seconds, or never. */
async function until(what: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (what()) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

test("a real ssh session protects its address, and a guesser's open connection does not", {
  skip: lacksSshd(),
}, async (t) => {
  const folder = tempFolder(t);
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const name of ["host", "user"])
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", `${folder}/${name}`]);
  put(folder, "authorized", readFileSync(`${folder}/user.pub`));
  chmodSync(folder, 0o755);
  const port = 20_000 + (process.pid % 20_000);
  const options = [
    ["Port", port],
    ["ListenAddress", "127.0.0.1"],
    ["HostKey", `${folder}/host`],
    ["AuthorizedKeysFile", `${folder}/authorized`],
    ["StrictModes", "no"],
    ["PermitRootLogin", "yes"],
    ["UsePAM", "no"],
    ["PidFile", "none"],
  ];
  const config = put(folder, "sshd_config", options.map(([key, value]) => `${key} ${value}\n`).join(""));
  const server = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: "ignore" });
  t.after(() => server.kill());

  // the guesser comes from another loopback address than the administrator, and never proves who it is
  const open = (): Promise<boolean> =>
    new Promise((done) => {
      const socket = connect({ host: "127.0.0.1", port, localAddress: "127.0.0.66" });
      t.after(() => socket.destroy());
      socket.on("data", () => done(true));
      socket.on("error", () => done(false));
    });
  let greeted = false;
  for (let tries = 0; tries < 50 && !greeted; tries++) {
    greeted = await open();
    if (!greeted) await new Promise((done) => setTimeout(done, 100));
  }
  assert.ok(greeted, "sshd greets the guesser");

  const where = [
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "LogLevel=ERROR",
  ];
  const client = spawn(
    "ssh",
    [
      ...where,
      "-F",
      "none",
      "-b",
      "127.0.0.7",
      "-i",
      `${folder}/user`,
      "-p",
      String(port),
      "root@127.0.0.1",
      "sleep 60",
    ],
    { stdio: "ignore" },
  );
  t.after(() => client.kill());
  const sees = (address: string): boolean => readSessions().addresses.includes(address);
  assert.ok(await until(() => sees("127.0.0.7")), "the session without a terminal is seen");
  assert.ok(!sees("127.0.0.66"), "the guesser is not");
  client.kill();
  assert.ok(await until(() => !sees("127.0.0.7")), "and it is forgotten when it ends");
});
