/**
 * What the service commands do to a machine: write files, and ask systemd.
 * @module
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { problem, systemCode, VigieError } from "../../base/errors.ts";

export const UNIT_FILE = "/etc/systemd/system/vigie.service";
export const SYSUSERS_FILE = "/etc/sysusers.d/vigie.conf";

/** One thing to be done. */
export type Step =
  | { readonly write: string; readonly text: string }
  | { readonly remove: string }
  | { readonly run: readonly string[]; readonly mayFail?: boolean };

/** One step as a line for a person. */
export function stepText(step: Step): string {
  if ("write" in step) return `write ${step.write}`;
  return "remove" in step ? `remove ${step.remove}` : step.run.join(" ");
}

/**
 * @param root folder before /etc; when it is not "/", nothing is run: the folder is an image, not this machine
 * @throws VigieError when a file cannot be written, or a command fails
 */
export function take(step: Step, root: string): void {
  if ("run" in step) {
    if (root === "/") run(step.run, step.mayFail ?? false);
    return;
  }
  const file = join(root, "write" in step ? step.write : step.remove);
  try {
    if ("remove" in step) rmSync(file, { force: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, step.text);
      chmodSync(file, 0o644);
    }
  } catch (error) {
    const text = `cannot be written (${systemCode(error) ?? String(error)})`;
    throw new VigieError(
      problem("unreadable", { file }, text, "run it as root (sudo), or look at it with --dry-run"),
    );
  }
}

function run([command = "", ...args]: readonly string[], mayFail: boolean): void {
  const done = spawnSync(command, args, { encoding: "utf8", timeout: 60_000 });
  if (mayFail || done.status === 0) return;
  const reason = done.error === undefined ? done.stderr.trim().slice(0, 300) : String(systemCode(done.error));
  const text = `${[command, ...args].join(" ")} failed: ${reason}`;
  throw new VigieError(
    problem("unsupported", null, text, "this needs systemd; without it, start vigie watch yourself"),
  );
}

/** What systemd says of the service, or "unknown". @param question "is-active" or "is-enabled" */
export function ask(question: "is-active" | "is-enabled"): string {
  const { stdout } = spawnSync("systemctl", [question, "vigie"], { encoding: "utf8", timeout: 10_000 });
  return stdout?.trim() || "unknown";
}

/** The text of an installed file, or null. */
export function installed(file: string, root: string): string | null {
  const whole = join(root, file);
  return existsSync(whole) ? readFileSync(whole, "utf8") : null;
}

/** Of these groups, those that the machine has. */
export function knownGroups(wanted: readonly string[], root: string): readonly string[] {
  const text = installed("/etc/group", root) ?? "";
  const names = new Set(text.split("\n").map((line) => line.split(":")[0]));
  return wanted.filter((name) => names.has(name));
}
