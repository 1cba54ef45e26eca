/**
 * A victim and an attacker in network namespaces of their own, with a cable between them. Names are random, so that tests
 * run beside each other; what was started is ended by its id, and the namespaces go, whatever happened.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

/** Where Debian puts these programs is not on everybody's path. */
const ENV = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

/** Why tests in namespaces cannot run here, or null. */
export function namespacesMissing(programs: readonly string[]): string | null {
  if (process.getuid?.() !== 0) return "needs root";
  const missing = ["ip", "curl", ...programs].filter(
    (program) => spawnSync("sh", ["-c", `command -v ${program}`], { env: ENV }).status !== 0,
  );
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  const name = `vg${randomBytes(3).toString("hex")}`;
  const made = spawnSync("ip", ["netns", "add", name], { env: ENV }).status === 0;
  if (made) spawnSync("ip", ["netns", "del", name], { env: ENV });
  return made ? null : "network namespaces cannot be made here";
}

const VICTIM = "10.99.0.1";
const VICTIM6 = "fd99::1";
/** Addresses of the attacker's side. */
const ATTACKERS: readonly string[] = ["10.99.0.66", "10.99.0.7", "10.99.0.70", "fd99::66", "fd99::7"];
const WEB_PORT = 8088;

const WEB = `require("node:http").createServer((q, r) => r.end("ok")).listen(${WEB_PORT}, "::")`;

export class Arena {
  readonly victim: string;
  readonly #attacker: string;
  readonly #children = new Set<ChildProcess>();

  constructor(t: TestContext) {
    const id = randomBytes(3).toString("hex");
    this.victim = `vgs${id}`;
    this.#attacker = `vga${id}`;
    t.after(() => this.#end());
    for (const name of [this.victim, this.#attacker]) ip("netns", "add", name);
    ip(
      "link",
      "add",
      `vs${id}`,
      "netns",
      this.victim,
      "type",
      "veth",
      "peer",
      "name",
      `va${id}`,
      "netns",
      this.#attacker,
    );
    const ends = [
      [this.victim, `vs${id}`, [VICTIM, VICTIM6]],
      [this.#attacker, `va${id}`, ATTACKERS],
    ] as const;
    for (const [name, device, addresses] of ends) {
      for (const address of addresses) {
        const text = address.includes(":")
          ? [`${address}/64`, "dev", device, "nodad"]
          : [`${address}/24`, "dev", device];
        ip("-n", name, "addr", "add", ...text);
      }
      ip("-n", name, "link", "set", "lo", "up");
      ip("-n", name, "link", "set", device, "up");
    }
  }

  /** A web server that whoever is not blocked can reach. */
  async serveWeb(): Promise<void> {
    this.start(process.execPath, ["-e", WEB]);
    // from everywhere: a first packet may be lost while neighbours find each other, and must not look like a block
    await until("the web server answers", async () => {
      const answered = await Promise.all(ATTACKERS.map((from) => this.reach(from)));
      return answered.every(Boolean);
    });
  }

  /** Starts a program on the victim's machine. */
  start(program: string, args: readonly string[]): Child {
    const child = spawn("ip", ["netns", "exec", this.victim, program, ...args], {
      env: ENV,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = new Child(child);
    this.#children.add(child);
    child.once("exit", () => this.#children.delete(child));
    return started;
  }

  /** Runs a program on the victim's machine to its end. @returns what it wrote */
  run(program: string, ...args: readonly string[]): string {
    return spawnSync("ip", ["netns", "exec", this.victim, program, ...args], {
      env: ENV,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    }).stdout;
  }

  /** Runs a program on the attacker's machine to its end. @returns what it wrote, with its exit code in the last line */
  async attack(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const child = spawn("ip", ["netns", "exec", this.#attacker, program, ...args], {
      env: { ...ENV, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => said.push(piece));
    const [code] = await once(child, "close");
    this.#children.delete(child);
    return `${Buffer.concat(said).toString()}\n${code}`;
  }

  /** Whether a request from one of the attacker's addresses is answered. */
  async reach(from: string): Promise<boolean> {
    const to = from.includes(":") ? `[${VICTIM6}]` : VICTIM;
    const url = `http://${to}:${WEB_PORT}/`;
    const args = [
      "--connect-timeout",
      "1.5",
      "-m",
      "8",
      "-g",
      "-s",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "--interface",
      from,
      url,
    ];
    const child = spawn("ip", ["netns", "exec", this.#attacker, "curl", ...args], {
      env: ENV,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const code: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => code.push(piece));
    await once(child, "close");
    return Buffer.concat(code).toString() === "200";
  }

  async #end(): Promise<void> {
    const left = [...this.#children];
    for (const child of left) child.kill("SIGKILL");
    await Promise.all(
      left.map((child) => (child.exitCode ?? child.signalCode) !== null || once(child, "exit")),
    );
    for (const name of [this.victim, this.#attacker]) spawnSync("ip", ["netns", "del", name], { env: ENV });
  }
}

/** A program that was started, with what it wrote. */
export class Child {
  readonly #child: ChildProcess;
  output = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (piece: Buffer) => {
        this.output = (this.output + piece.toString()).slice(-5_000_000);
      });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it and waits for its end. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (!this.running) return;
    this.#child.kill(signal);
    await once(this.#child, "exit");
  }
}

/** Waits until something holds; fails with its name after some seconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 20,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await wait(100);
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", args, { env: ENV, encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}
