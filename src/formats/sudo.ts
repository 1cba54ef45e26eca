/**
 * sudo, su, doas and polkit: local accounts acting as others. Nobody's address is in these lines.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";

const PROGRAMS = new Set(["sudo", "su", "doas", "pkexec", "sudo-i"]);
const report = reporter("sudo", ["auth", "sudo"]);

export const sudo: MessageFormat = {
  kind: "message",
  name: "sudo",
  title: "sudo, su, doas, pkexec",
  accepts: (program) => PROGRAMS.has(program),
  read(message) {
    if (isPamText(message)) return null;
    const sighting = readSudo(message.text) ?? readSu(message.text) ?? otherLine(message.program ?? "sudo");
    return report(sighting, message.text, message.time);
  },
};

const CALLER = /^\s{0,32}(\S{1,255}) : /;
const KEYS = ["HOST", "TTY", "PWD", "GROUP", "USER", "ENV", "TSID"];

/** `caller : [reason ; ]TTY=pts/0 ; PWD=/home/a ; USER=root ; COMMAND=/bin/ls`; COMMAND is the rest of the line. */
function readSudo(text: string): Sighting | null {
  const head = CALLER.exec(text.slice(0, 300));
  if (head === null) return null;
  const fields: { [name: string]: string | undefined } = {};
  const rest = text.slice(head[0].length);
  const command = rest.indexOf("COMMAND=");
  if (command >= 0) fields["COMMAND"] = rest.slice(command + "COMMAND=".length);
  const reasons: string[] = [];
  for (const part of rest.slice(0, command < 0 ? rest.length : command).split(" ; ", 16)) {
    const key = KEYS.find((k) => part.startsWith(`${k}=`));
    if (key !== undefined) fields[key] = part.slice(key.length + 1);
    else if (part.trim() !== "") reasons.push(part.trim());
  }
  fields["user.effective.name"] = fields["USER"];
  const refused = reasons.length > 0 && !/\(command continued\)/.test(reasons[0] ?? "");
  return {
    why: refused ? (reasons[0] ?? "").slice(0, 64) : "command run",
    action: "sudo",
    outcome: refused ? "failure" : "success",
    user: head[1],
    fields,
  };
}

const SU_FAILED = /^FAILED SU \(to (\S{1,255})\) (\S{1,255}) on /;
const SU_DONE = /^\(to (\S{1,255})\) (\S{1,255}) on /;
const SU_OLD = /^([+-]) \S{1,64} (\S{1,255}):(\S{1,255})$/;

function readSu(text: string): Sighting | null {
  const start = text.slice(0, 640);
  const failed = SU_FAILED.exec(start);
  if (failed !== null) return su("failure", failed[2], failed[1]);
  const done = SU_DONE.exec(start);
  if (done !== null) return su("success", done[2], done[1]);
  const old = SU_OLD.exec(start);
  return old === null ? null : su(old[1] === "+" ? "success" : "failure", old[2], old[3]);
}

function su(outcome: "success" | "failure", user: string | undefined, target: string | undefined): Sighting {
  return {
    why: "su",
    action: "sudo",
    outcome,
    user,
    fields: { USER: target, "user.effective.name": target },
  };
}
