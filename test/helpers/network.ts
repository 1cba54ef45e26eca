/** Two network namespaces joined by a cable: a server, and clients with addresses of their own. Needs root and iproute2. */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";

/** Why namespaces cannot be used here, or null. @param programs what else the test runs */
export function lacksNamespaces(...programs: readonly string[]): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  for (const program of ["ip", ...programs]) {
    if (spawnSync("which", [program], { env: ENV }).status !== 0) return `needs ${program}`;
  }
  const name = `vg-try-${process.pid}`;
  const made = spawnSync("ip", ["netns", "add", name], { env: ENV });
  spawnSync("ip", ["netns", "del", name], { env: ENV });
  return made.status === 0 ? null : "network namespaces are not permitted here";
}

const ENV = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

/** Runs a program to its end. @throws when it fails */
export function run(command: readonly string[]): string {
  const [program = "", ...args] = command;
  const done = spawnSync(program, args, { env: ENV, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

export interface Net {
  /** What runs a program in the server's, or the clients', namespace. */
  readonly server: readonly string[];
  readonly clients: readonly string[];
  readonly serverAddresses: { readonly v4: string; readonly v6: string };
}

/** The server has 10.99.0.1 and fd99::1; the clients have whatever is asked for, of 10.99.0.0/24 and fd99::/64. */
export function makeNet(t: TestContext, clients: readonly string[]): Net {
  const id = randomBytes(3).toString("hex");
  const [srv, atk] = [`vg-s-${id}`, `vg-c-${id}`];
  t.after(() => {
    for (const name of [srv, atk]) spawnSync("ip", ["netns", "del", name], { env: ENV });
  });
  for (const name of [srv, atk]) run(["ip", "netns", "add", name]);
  run(["ip", "link", "add", `s${id}`, "netns", srv, "type", "veth", "peer", "name", `c${id}`, "netns", atk]);
  const address = (namespace: string, device: string, value: string): string =>
    run(["ip", "-n", namespace, "addr", "add", ...withBits(value), "dev", device]);
  address(srv, `s${id}`, "10.99.0.1");
  address(srv, `s${id}`, "fd99::1");
  for (const client of clients) address(atk, `c${id}`, client);
  for (const [name, device] of [
    [srv, `s${id}`],
    [atk, `c${id}`],
  ] as const) {
    run(["ip", "-n", name, "link", "set", "lo", "up"]);
    run(["ip", "-n", name, "link", "set", device, "up"]);
  }
  return {
    server: ["ip", "netns", "exec", srv],
    clients: ["ip", "netns", "exec", atk],
    serverAddresses: { v4: "10.99.0.1", v6: "fd99::1" },
  };
}

/** `nodad`: an address that is still being checked for doubles cannot be used. */
function withBits(value: string): readonly string[] {
  return value.includes(":") ? [`${value}/64`, "nodad"] : [`${value}/24`];
}

/** Starts a program that runs until the test ends; resolves once it printed something. */
export async function startIn(
  t: TestContext,
  namespace: readonly string[],
  command: readonly string[],
): Promise<void> {
  const [program = "", ...args] = [...namespace, ...command];
  const child = spawn(program, args, { env: ENV, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  await new Promise<void>((done, fail) => {
    child.stdout.once("data", () => done());
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`${command.join(" ")} ended with ${code}`)));
  });
}

/** A server on all addresses of a namespace that takes connections and says nothing. */
export const LISTEN: readonly string[] = [
  process.execPath,
  "-e",
  `require("node:net").createServer((s) => s.on("error", () => {})).listen(8088, "::", () => console.log("listening"))`,
];

/** Which of the clients' addresses can connect to the server of {@link LISTEN}. */
export function reachable(net: Net, clients: readonly string[]): readonly string[] {
  const script = `
    const net = require("node:net");
    for (const from of ${JSON.stringify(clients)}) {
      const host = from.includes(":") ? "${net.serverAddresses.v6}" : "${net.serverAddresses.v4}";
      const socket = net.connect({ host, port: 8088, localAddress: from });
      // a first packet may be lost while neighbours find each other; it is sent again after a second
      const timer = setTimeout(() => socket.destroy(), 1600);
      socket.on("error", () => {});
      socket.on("close", () => clearTimeout(timer));
      socket.on("connect", () => { console.log(from); socket.destroy(); });
    }`;
  return run([...net.clients, process.execPath, "-e", script])
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}
