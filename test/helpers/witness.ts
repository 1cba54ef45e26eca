/** Real witnesses: processes of their own on loopback ports. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { objects, ROOT } from "./vigie.ts";

/** Starts a witness; resolves with its URL and key once it listens. */
export function startWitness(
  store: string,
  name: string,
  vkey: string,
): Promise<{ child: ChildProcess; url: string; vkey: string }> {
  const args = [
    join(ROOT, "bin/vigie"),
    "witness",
    "--listen",
    "0",
    "--name",
    name,
    "--log",
    vkey,
    "--store",
    store,
    "--json",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`the witness ended with ${code}`)));
    child.stdout.once("data", (piece: Buffer) => {
      const [said] = objects(piece.toString());
      done({ child, url: String(said?.["url"]), vkey: String(said?.["vkey"]) });
    });
  });
}

export function stopWitness(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.removeAllListeners("exit");
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}
