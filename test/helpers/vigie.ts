/** Runs `bin/vigie` as a user does. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { runCommand } from "../../src/cli/program.ts";

export const ROOT: string = join(import.meta.dirname, "../..");
const VIGIE = join(ROOT, "bin/vigie");
const OWN = join(ROOT, "node_modules/.bin/node");
/** A Node that is new enough: the one of the package, else the one that runs the tests. */
const NODE = existsSync(OWN) ? OWN : process.execPath;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Settings {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Any other Node, and arguments before `bin/vigie`. */
  readonly node?: string;
  /** Run as another user (uid). */
  readonly uid?: number;
  /** Stop reading after the first line, as `head -n 1` does. */
  readonly firstLineOnly?: boolean;
}

/** @param args of vigie; the store is in memory unless they say otherwise */
export function vigie(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  const child = spawn(settings.node ?? NODE, [VIGIE, ...args], {
    cwd: settings.cwd ?? ROOT,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: "/nonexistent",
      LANG: "C.UTF-8",
      VIGIE_HOME: ":memory:",
      ...settings.env,
    },
    ...(settings.uid === undefined ? {} : { uid: settings.uid, gid: settings.uid }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => {
    out.push(piece);
    if (settings.firstLineOnly === true && piece.includes(10)) child.stdout.destroy();
  });
  child.stderr.on("data", (piece: Buffer) => err.push(piece));
  child.stdin.on("error", () => {}); // a child that ends early does not read on
  child.stdin.end(settings.input ?? "");
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) =>
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

/** The same without a process of its own: quicker, for what does not depend on one. No standard input. */
export async function vigieHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const effects = { stdout, stderr, env: { VIGIE_HOME: ":memory:", ...env }, now: Date.now };
  const code = await runCommand(args, effects);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Keeps what is written to it. */
class Kept extends Writable {
  readonly #pieces: Buffer[] = [];

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }

  text(): string {
    return Buffer.concat(this.#pieces).toString();
  }
}

/** Objects of NDJSON. */
export function objects(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Lines, without the empty one at the end. */
export function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
